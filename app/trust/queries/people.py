"""People as trust looks at them: whom decisions concern, how a level was come by."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, union

from app.core.db import session
from app.moderation.models import Appeal, Decision, Flag


def list_concerned(decision_ids: Collection[int], flag_ids: Collection[int]) -> Sequence[int]:
    """List whom decisions concern and who raised flags."""
    concerned = union(
        select(Decision.person_id).where(Decision.id.in_(decision_ids)),
        select(Flag.person_id).where(Flag.id.in_(flag_ids)),
    )
    return [person_id for person_id in session().scalars(concerned) if person_id is not None]


def find_overturned(appeal_id: int) -> int | None:
    """Find the decision an appeal has overturned."""
    overturned = select(Decision.id).join(Appeal, Appeal.decision_id == Decision.id)
    return session().scalar(overturned.where(Appeal.id == appeal_id, Decision.overturned_at.is_not(None)))
