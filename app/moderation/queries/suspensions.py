"""Who may just now not flag or appeal, since they misused it (article 23)."""

from flask_babel import gettext as _
from sqlalchemy import or_, select

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Kind, Scope
from app.moderation.models import Decision


def find_suspension(person_id: int, scope: Scope) -> Decision | None:
    """Find the suspension in force from flagging or from appealing."""
    at = now()
    live = (
        select(Decision)
        .where(Decision.person_id == person_id, Decision.kind == Kind.SUSPEND, Decision.scope == scope)
        .where(Decision.ended_at.is_(None), or_(Decision.until.is_(None), Decision.until > at))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return session().scalar(live)


def require_flagging(actor: Actor) -> None:
    """Go on only if the person is not suspended from flagging."""
    suspended = actor.id is not None and find_suspension(actor.id, Scope.FLAGGING)
    require(
        not suspended, _("You cannot flag posts just now. Your page “Decisions” says why, and until when.")
    )


def require_appealing(actor: Actor) -> None:
    """Go on only if the person is not suspended from appealing."""
    suspended = actor.id is not None and find_suspension(actor.id, Scope.APPEALING)
    require(not suspended, _("You cannot appeal just now. Your page “Decisions” says why, and until when."))


def is_suspended_besides(person_id: int, decision_id: int) -> bool:
    """Tell whether another decision than this one keeps a person from posting just now."""
    others = select(Decision.id).where(
        Decision.person_id == person_id,
        Decision.id != decision_id,
        Decision.kind == Kind.SUSPEND,
        Decision.scope == Scope.POSTING,
        Decision.ended_at.is_(None),
        or_(Decision.until.is_(None), Decision.until > now()),
    )
    return session().scalar(others.limit(1)) is not None
