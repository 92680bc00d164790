"""Forgetting words that were kept only so that a decision could be contested and undone."""

from datetime import timedelta

from sqlalchemy import exists, select, update

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import State
from app.moderation.models import Appeal, Decision, Flag, ModerationCase
from app.moderation.operations.appealing import DAYS

# An appeal made on the last day is still decided with all that belongs to it.
GRACE = timedelta(days=30)


def forget_kept_words(actor: Actor) -> int:
    """Empty what was taken away, the texts of decided cases and who sent notices, once nobody can appeal any more."""
    over = now() - timedelta(days=DAYS) - GRACE
    waiting = exists().where(Appeal.decision_id == Decision.id, Appeal.outcome.is_(None))
    emptied = session().scalars(
        update(Decision)
        .where(Decision.taken.is_not(None), Decision.at < over, ~waiting)
        .values(taken=None)
        .returning(Decision.id)
        .execution_options(synchronize_session=False)
    )
    old = select(ModerationCase.id).where(
        ModerationCase.state == State.DECIDED,
        ModerationCase.decided_at < over,
        ModerationCase.kept_body != "",
    )
    appealed = (
        select(Decision.case_id)
        .join(Appeal, Appeal.decision_id == Decision.id)
        .where(Appeal.outcome.is_(None), Decision.case_id.is_not(None))
    )
    case_ids = list(session().scalars(old.where(ModerationCase.id.not_in(appealed)).limit(500)))
    session().execute(
        update(ModerationCase)
        .where(ModerationCase.id.in_(case_ids))
        .values(kept_body="", kept_title=None, found="")
        .execution_options(synchronize_session=False)
    )
    session().execute(
        update(Flag)
        .where(Flag.case_id.in_(case_ids), Flag.person_id.is_(None), Flag.outcome.is_not(None))
        .values(notifier_name="", notifier_email=None, words="")
        .execution_options(synchronize_session=False)
    )
    return len(case_ids) + len(emptied.all())
