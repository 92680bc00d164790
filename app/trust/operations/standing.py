"""Bringing levels of trust and awards up to what people have done: as often as one likes, with the same result."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete, update

from app.accounts.models import Person
from app.accounts.trust import earned
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.page_cache import forget_pages
from app.questions.upserts import insert_into
from app.trust.awards import WORTH, Help
from app.trust.models import Award
from app.trust.queries.awards import list_awards, list_help
from app.trust.queries.records import read_records


def settle_standing(actor: Actor, person_ids: Collection[int]) -> None:
    """Give these people the level and the awards they have earned, and take what they no longer have a ground for."""
    require(actor.is_system)
    if not person_ids:
        return
    _settle_levels(person_ids)
    _settle_awards(person_ids)


def _settle_levels(person_ids: Collection[int]) -> None:
    by_level: dict[str, list[int]] = defaultdict(list)
    for person_id, record in read_records(person_ids).items():
        by_level[earned(record)].append(person_id)
    for level, ids in sorted(by_level.items()):
        session().execute(
            update(Person)
            .where(Person.id.in_(ids), Person.trust != level)
            .values(trust=level)
            .execution_options(synchronize_session=False)
        )


def _settle_awards(person_ids: Collection[int]) -> None:
    helped, awarded = list_help(person_ids), list_awards(person_ids)
    changes: dict[int, int] = defaultdict(int)
    for given in awarded - helped:
        if _take(given):
            changes[given.person_id] -= WORTH[given.kind]
    for given in helped - awarded:
        if _give(given):
            changes[given.person_id] += WORTH[given.kind]
    # In the order of their numbers, so that two of us do not wait for each other.
    for person_id, change in sorted(changes.items()):
        session().execute(
            update(Person)
            .where(Person.id == person_id)
            .values(reputation=Person.reputation + change)
            .execution_options(synchronize_session=False)
        )
    if changes:
        forget_pages()


def _give(given: Help) -> bool:
    """Give an award; False when another process has just done so."""
    row = insert_into(Award).values(
        person_id=given.person_id,
        kind=given.kind,
        ground_id=given.ground_id,
        worth=WORTH[given.kind],
        at=now(),
    )
    return session().scalar(row.on_conflict_do_nothing().returning(Award.id)) is not None


def _take(given: Help) -> bool:
    row = delete(Award).where(Award.kind == given.kind, Award.ground_id == given.ground_id)
    return session().scalar(row.returning(Award.id)) is not None
