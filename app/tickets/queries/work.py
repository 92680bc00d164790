"""A department's tickets as work: what is due first before all else, a page at a time, and how many there are.

The partial indexes of `models` are used only where a query names their condition, so it stands here word for word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.paging import (
    BEGINNING,
    PAGE_SIZE,
    Cut,
    Page,
    Place,
    fetch_page,
    read_cursor,
    time_cursor,
)
from app.tickets.models import Ticket, TicketMessage
from app.tickets.permissions import reader, worked_by
from app.tickets.sla import NEVER
from app.tickets.states import WAITING, Priority, State

NOT_CLOSED = Ticket.state != literal_column("'closed'")
NOBODY = 0
CLOSED = Ticket.state == literal_column("'closed'")


class Queue(StrEnum):
    """What a caseworker looks for among the tickets that are not closed."""

    ALL = "all"
    MINE = "mine"
    NOBODYS = "nobodys"
    UNANSWERED = "unanswered"
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True)
class Filter:
    """Which tickets of the viewer's departments to list; without a state all that are not closed."""

    department_id: int | None = None
    state: State | None = None
    priority: Priority | None = None
    queue: Queue = Queue.ALL
    topic_id: int | None = None
    # Who has it, or NOBODY.
    holder_id: int | None = None

    def key_of(self, ticket: Ticket) -> tuple[datetime, int]:
        """Give what the list runs by."""
        closed_at = ticket.closed_at if self.state == State.CLOSED else None
        return closed_at or ticket.turn_at, ticket.id

    def place_of(self, ticket: Ticket) -> str:
        """Write the place a ticket has in the list."""
        return time_cursor(*self.key_of(ticket))


@dataclass(frozen=True)
class Counts:
    """How many tickets that are not closed there are: in each queue, and in each state."""

    queues: dict[Queue, int]
    states: dict[State, int]


def page_of_work(
    viewer: Actor, wanted: Filter, place: Place = BEGINNING, size: int = PAGE_SIZE
) -> Page[Ticket]:
    """List tickets of the viewer's departments: what is due first before all else, of closed ones the last closed."""

    def fetch(cut: Cut) -> Sequence[Ticket]:
        chosen = _ids(viewer, wanted, cut).subquery()
        query = (
            select(Ticket)
            .join(chosen, chosen.c.id == Ticket.id)
            .options(joinedload(Ticket.department), joinedload(Ticket.requester), joinedload(Ticket.assignee))
        )
        # Sorted here: the database would sort what it has read in order already.
        return sorted(session().scalars(query), key=wanted.key_of, reverse=_runs_down(wanted, cut))

    return fetch_page(fetch, wanted.place_of, place, size)


def find_next(viewer: Actor, wanted: Filter, besides: int, place: str | None = None) -> str | None:
    """Find the reference of the ticket to do after the one at a place of the list, then from the list's beginning.

    What waits and what a colleague has is passed over, unless the list is one of just these, and so is `besides`, the
    ticket one comes from.
    """
    others = [Ticket.id != besides]
    if wanted.state is None:
        others.append(Ticket.state.not_in(sorted(WAITING)))
    if wanted.holder_id is None and wanted.state != State.CLOSED:
        others.append(or_(~_held(), Ticket.assignee_id == reader(viewer).id))
    for start in (read_cursor(place), None):
        found = session().scalar(_ids(viewer, wanted, Cut(start, backwards=False, limit=1), *others))
        if found is not None:
            return session().scalar(select(Ticket.reference).where(Ticket.id == found))
    return None


def list_answered_back(viewer: Actor, rows: Sequence[Ticket]) -> dict[int, datetime]:
    """Tell of tickets of a list which the requester's side wrote in after a caseworker had, and when."""
    mine = worked_by(viewer)
    ids = [ticket.id for ticket in rows if ticket.first_reply_at and ticket.state != State.CLOSED]
    if not ids:
        return {}
    of_these = TicketMessage.ticket_id.in_(ids)
    last = select(func.max(TicketMessage.id)).where(of_these).group_by(TicketMessage.ticket_id)
    theirs = (
        select(TicketMessage.ticket_id, TicketMessage.created_at)
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .where(mine, TicketMessage.id.in_(last), TicketMessage.hat_department_id.is_(None))
    )
    return {row.ticket_id: row.created_at for row in session().execute(theirs)}


def count_work(viewer: Actor, department_id: int | None = None) -> Counts:
    """Count what is not closed in the viewer's departments, or in one of them."""
    queues = [func.count().filter(_in_queue(viewer, queue)) for queue in Queue]
    states = [func.count().filter(Ticket.state == state) for state in State]
    row = session().execute(
        select(*queues, *states)
        .select_from(Ticket)
        .where(worked_by(viewer), NOT_CLOSED, Ticket.department_id.in_(_departments(viewer, department_id)))
        # True of all; it persuades SQLite to read the index of those that are not closed, not one of all.
        .where(Ticket.turn_at <= NEVER)
    )
    counts = row.one()
    return Counts(
        dict(zip(Queue, counts[: len(Queue)], strict=True)),
        dict(zip(State, counts[len(Queue) :], strict=True)),
    )


def _departments(viewer: Actor, department_id: int | None) -> list[int]:
    mine = reader(viewer).caseworker_of
    return sorted(mine if department_id is None else mine & {department_id})


def _runs_down(wanted: Filter, cut: Cut) -> bool:
    """Tell whether what is fetched runs from the highest key down, as a list of closed tickets does forwards."""
    return (wanted.state == State.CLOSED) != cut.backwards


def _ids(viewer: Actor, wanted: Filter, cut: Cut, *besides: ColumnElement[bool]) -> Select[Any]:
    """Put together what reads the ids of a list in order: one index each department, merged."""
    key = Ticket.closed_at if wanted.state == State.CLOSED else Ticket.turn_at
    conditions = [*_wanted(viewer, wanted), *besides]
    arms = [
        cut.within(
            select(Ticket.id.label("id"), key.label("key"))
            .where(worked_by(viewer), Ticket.department_id == department_id, *conditions),
            key, Ticket.id, upwards=wanted.state != State.CLOSED,
        )
        for department_id in _departments(viewer, wanted.department_id)
    ]  # fmt: skip
    if not arms:
        return select(Ticket.id).where(worked_by(viewer)).limit(0)
    merged = union_all(*arms).subquery()
    down, columns = _runs_down(wanted, cut), (merged.c.key, merged.c.id)
    order = [column.desc() for column in columns] if down else columns
    return select(merged.c.id).order_by(*order).limit(cut.limit)


def _wanted(viewer: Actor, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = [CLOSED if wanted.state == State.CLOSED else NOT_CLOSED]
    if wanted.state not in (None, State.CLOSED):
        conditions.append(Ticket.state == wanted.state)
    if wanted.priority is not None:
        conditions.append(Ticket.priority == wanted.priority)
    if wanted.topic_id is not None:
        conditions.append(Ticket.topic_id == wanted.topic_id)
    if wanted.holder_id is not None:
        conditions.append(_held_by(wanted.holder_id))
    if wanted.queue != Queue.ALL:
        conditions.append(_in_queue(viewer, wanted.queue))
    return conditions


def _held() -> ColumnElement[bool]:
    claimed = or_(Ticket.claimed_until.is_(None), Ticket.claimed_until > now())
    return and_(Ticket.assignee_id.is_not(None), claimed)


def _held_by(person_id: int) -> ColumnElement[bool]:
    return ~_held() if person_id == NOBODY else and_(_held(), Ticket.assignee_id == person_id)


def _in_queue(viewer: Actor, queue: Queue) -> ColumnElement[bool]:
    unanswered = Ticket.first_reply_at.is_(None)
    warned = or_(and_(unanswered, Ticket.first_reply_warn_at <= now()), Ticket.resolution_warn_at <= now())
    return {
        Queue.ALL: Ticket.id.is_not(None),
        Queue.MINE: _held_by(reader(viewer).id or 0),
        Queue.NOBODYS: _held_by(NOBODY),
        Queue.UNANSWERED: unanswered,
        Queue.SOON: and_(warned, Ticket.turn_at > now()),
        Queue.LATE: Ticket.turn_at <= now(),
    }[queue]
