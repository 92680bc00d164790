"""One case by its number, or the open one of a post."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.moderation.kinds import TABLE, Kind, State
from app.moderation.models import Decision, Flag, ModerationCase

BY_FLAGS = "by_flags"  # in the details of a decision to hold: the flags were heavy enough
UNSEEN = "unseen"  # in the details of a decision to hold: nobody had seen the post before


def find_open_case(post_id: int) -> ModerationCase | None:
    """Find the open case of a post."""
    open_one = select(ModerationCase).where(
        ModerationCase.post_id == post_id, ModerationCase.state == State.OPEN
    )
    return session().scalar(open_one)


def get_case(case_id: int, *, lock: bool = False) -> ModerationCase:
    """Get a case; `lock` holds its row until the transaction ends."""
    mode = {"key_share": True} if lock else None
    case = session().get(ModerationCase, case_id, with_for_update=mode, populate_existing=lock)
    if case is None:
        raise NotFound()
    return case


def has_flags(case_id: int) -> bool:
    """Tell whether somebody has flagged the post in this case, and stands by it."""
    standing = select(Flag.id).where(Flag.case_id == case_id, Flag.withdrawn_at.is_(None))
    return session().scalar(standing.limit(1)) is not None


def find_unseen_hold(post_id: int) -> Decision | None:
    """Find the decision that held a post where it was posted; its details say whether nobody has seen the post yet."""
    first = select(Decision).where(Decision.post_id == post_id, Decision.kind == Kind.HOLD)
    hold = session().scalar(first.order_by(Decision.id).limit(1))
    return hold if hold is not None and UNSEEN in hold.details else None


def was_left_standing(post_id: int, revision: int) -> bool:
    """Tell whether a moderator has looked at a post as it is now, and left it in sight."""
    last = (
        select(Decision.kind)
        .join(ModerationCase, ModerationCase.id == Decision.case_id)
        .where(Decision.post_id == post_id, ModerationCase.kept_revision == revision)
        .where(ModerationCase.state == State.DECIDED, Decision.moderator_id.is_not(None))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return session().scalar(last) in (Kind.NO_ACTION, Kind.RESTORE)


def list_in_force(post_id: int) -> Sequence[Decision]:
    """List the restrictions of a post that still hold, the newest first."""
    of_posts = [kind for kind, rules in TABLE.items() if rules.restricts and not rules.on_person]
    held = select(Decision).where(
        Decision.post_id == post_id, Decision.kind.in_(of_posts), Decision.ended_at.is_(None)
    )
    return session().scalars(held.order_by(Decision.id.desc())).all()
