"""What the site knows of whoever flags: how far it trusts them, and how often they were right."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import Role
from app.accounts.trust import Trust
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Outcome
from app.moderation.models import Flag
from app.moderation.weighing import Standing

STANDINGS = {
    Trust.NEWCOMER: Standing.NEWCOMER,
    Trust.MEMBER: Standing.MEMBER,
    Trust.TRUSTED: Standing.TRUSTED,
}
REMEMBERED = timedelta(days=365)


def find_standing(actor: Actor) -> Standing:
    """Find how well the site knows whoever acts; who is suspended counts as a visitor."""
    if actor.id is None or actor.suspended:
        return Standing.VISITOR
    if actor.is_staff or session().scalar(select(Role.id).where(Role.person_id == actor.id).limit(1)):
        return Standing.STAFF
    return STANDINGS[Trust(actor.trust)]


def count_outcomes(person_id: int | None, email: str | None) -> tuple[int, int]:
    """Count how many flags of a person, or of an address, were upheld and how many not, within the last year."""
    mine: ColumnElement[bool] = (
        Flag.person_id == person_id if person_id is not None else Flag.notifier_email == email
    )
    counted = session().execute(
        select(Flag.outcome, func.count())
        .where(mine, Flag.outcome.is_not(None), Flag.at > now() - REMEMBERED)
        .group_by(Flag.outcome)
    )
    by_outcome = {outcome: times for outcome, times in counted}
    upheld = by_outcome.get(Outcome.UPHELD, 0)
    return upheld, sum(by_outcome.values()) - upheld
