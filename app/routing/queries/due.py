"""What departments owe an answer to: the questions whose clock runs, what is due first before all else.

The partial indexes of `questions.models` are used only where a query names their conditions, so they stand here word
for word.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain, islice
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    literal,
    or_,
    select,
    union_all,
)

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import read_rows, session
from app.core.paging import (
    BEGINNING,
    PAGE_SIZE,
    Cut,
    Page,
    Place,
    fetch_page,
    time_cursor,
)
from app.departments.models import Department, Kind, Measure, Topic
from app.departments.queries import Label, get_calendar, get_target
from app.questions.models import Post
from app.questions.queries.lists import PUBLIC_QUESTION
from app.routing.clock import warned_up_to

# Of more than this many nobody needs to know how many; a count that stops there is never slow.
COUNTED = 1000
NOBODY = 0
CLOCK_RUNS = (Post.answer_due_at.is_not(None), Post.clock_stopped_at.is_(None))
OPEN = (*PUBLIC_QUESTION, *CLOCK_RUNS)
IN_TIME = (*OPEN, Post.breached_at.is_(None))
UNSETTLED = (*PUBLIC_QUESTION, Post.settle_due_at.is_not(None), Post.settled_at.is_(None))
UNSETTLED_IN_TIME = (*UNSETTLED, Post.settle_breached_at.is_(None))


class Due(StrEnum):
    """Which questions: those that wait for an answer, of these what is due soon, and what is late; or what is answered
    and waits to be settled, that is for somebody to accept or verify an answer.
    """

    OPEN = "open"
    SOON = "soon"
    LATE = "late"
    SETTLING = "settling"

    @property
    def measure(self) -> Measure:
        """The target it is about."""
        return Measure.RESOLUTION if self is Due.SETTLING else Measure.FIRST_REPLY


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which of them: about a topic, held by somebody (or by NOBODY), with or without an answer so far."""

    topic_id: int | None = None
    holder_id: int | None = None
    answered: bool | None = None


EVERYTHING = Narrowed()


@dataclass(frozen=True, slots=True)
class DueRow:
    """One question that waits for its department, until `due_at`. `claimer` is who looks into it now."""

    id: int
    slug: str
    title: str
    created_at: datetime
    answer_count: int
    same_count: int
    topic: Label | None
    department: Label
    routed_at: datetime | None
    due_at: datetime
    late: bool
    soon: bool
    claimed_by_id: int | None
    claimer: str | None
    claimed_until: datetime | None


_BY_IDS = (
    select(
        Post.id, Post.slug, Post.title, Post.created_at, Post.answer_count, Post.same_count, Post.routed_at,
        Post.department_id, Post.answer_due_at, Post.settle_due_at, Post.claimed_by_id, Post.claimed_until,
        Person.name.label("claimer"), Topic.slug.label("topic_slug"), Topic.name.label("topic_name"),
        Topic.names.label("topic_names"), Department.slug.label("department_slug"),
        Department.name.label("department_name"), Department.names.label("department_names"),
    )
    .select_from(Post)
    .join(Department, Department.id == Post.department_id)
    .outerjoin(Person, Person.id == Post.claimed_by_id)
    .outerjoin(Topic, Topic.id == Post.topic_id)
    .where(Post.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def page_of_due(
    department_ids: Collection[int],
    due: Due,
    place: Place = BEGINNING,
    narrowed: Narrowed = EVERYTHING,
    size: int = PAGE_SIZE,
) -> Page[DueRow]:
    """List what these departments owe an answer to, what is due first before all else."""

    def fetch(cut: Cut) -> Sequence[DueRow]:
        arms = [_arm(department_id, due, narrowed, cut) for department_id in sorted(department_ids)]
        if not arms:
            return []
        merged = union_all(*arms)
        columns = (merged.selected_columns.due_at, merged.selected_columns.id)
        order = [column.desc() for column in columns] if cut.backwards else columns
        return _rows([row.id for row in session().execute(merged.order_by(*order).limit(cut.limit))], due)

    return fetch_page(fetch, _cursor, place, size)


def soon_up_to(department_id: int, measure: Measure) -> datetime:
    """Give the instant up to which what a department has is due soon: three quarters of its time have passed."""
    minutes = get_target(department_id, Kind.QUESTION, measure)
    return warned_up_to(get_calendar(department_id), minutes, now())


def list_claimed(person_id: int) -> list[DueRow]:
    """List what a person looks into now, what was claimed first before all else."""
    claims = (
        select(Post.id)
        .where(Post.claimed_by_id == person_id, Post.claimed_by_id.is_not(None), Post.claimed_until > now())
        .order_by(Post.claimed_until, Post.id)
    )
    return _rows(list(session().scalars(claims)), Due.OPEN)


def count_due(department_ids: Collection[int]) -> dict[Due, int]:
    """Count what these departments owe an answer to, by how much time is left; each department's up to COUNTED."""
    counts = {due: [_count(department_id, due) for department_id in sorted(department_ids)] for due in Due}
    row = iter(session().execute(select(literal(0), *chain(*counts.values()))).one()[1:])
    return {due: sum(islice(row, len(counted))) for due, counted in counts.items()}


def _count(department_id: int, due: Due) -> ScalarSelect[int]:
    some = select(Post.id).where(*_conditions(department_id, due)).limit(COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _arm(department_id: int, due: Due, narrowed: Narrowed, cut: Cut) -> Select[*tuple[Any, ...]]:
    conditions = (*_conditions(department_id, due), *_narrowing(narrowed))
    column = Post.settle_due_at if due is Due.SETTLING else Post.answer_due_at
    arm = select(Post.id, column.label("due_at")).where(*conditions)
    return cut.within(arm, column, Post.id, upwards=True)


def _conditions(department_id: int, due: Due) -> Sequence[ColumnElement[bool]]:
    of_department = (*OPEN, Post.department_id == department_id)
    match due:
        case Due.SOON:
            return (*of_department, Post.answer_due_at.between(now(), soon_up_to(department_id, due.measure)))
        case Due.LATE:
            return (*of_department, Post.answer_due_at < now())
        case Due.SETTLING:
            return (*UNSETTLED, Post.clock_stopped_at.is_not(None), Post.department_id == department_id)
        case _:
            return of_department


def _narrowing(narrowed: Narrowed) -> Iterator[ColumnElement[bool]]:
    if narrowed.topic_id is not None:
        yield Post.topic_id.is_not(None)
        yield Post.topic_id == narrowed.topic_id
    if narrowed.holder_id == NOBODY:
        yield or_(Post.claimed_until.is_(None), Post.claimed_until <= now())
    elif narrowed.holder_id is not None:
        yield Post.claimed_by_id.is_not(None)
        yield Post.claimed_by_id == narrowed.holder_id
        yield Post.claimed_until > now()
    if narrowed.answered is not None:
        yield Post.answer_count > 0 if narrowed.answered else Post.answer_count == 0


def _rows(ids: Sequence[int], due: Due) -> list[DueRow]:
    found = {row.id: _row(row, due) for row in read_rows(_BY_IDS, ids=list(ids))} if ids else {}
    return [found[question_id] for question_id in ids if question_id in found]


def _row(row: Row[Any], due: Due) -> DueRow:
    at, due_at = now(), row.settle_due_at if due is Due.SETTLING else row.answer_due_at
    claimed = row.claimed_until is not None and at < row.claimed_until
    late = due_at is not None and due_at < at
    return DueRow(
        id=row.id,
        slug=row.slug,
        title=row.title,
        created_at=row.created_at,
        answer_count=row.answer_count,
        same_count=row.same_count,
        topic=Label(row.topic_slug, row.topic_name, row.topic_names) if row.topic_slug else None,
        department=Label(row.department_slug, row.department_name, row.department_names),
        routed_at=row.routed_at,
        due_at=due_at,
        late=late,
        soon=not late and due_at is not None and due_at <= soon_up_to(row.department_id, due.measure),
        claimed_by_id=row.claimed_by_id if claimed else None,
        claimer=row.claimer if claimed else None,
        claimed_until=row.claimed_until if claimed else None,
    )


def _cursor(row: DueRow) -> str:
    return time_cursor(row.due_at, row.id)
