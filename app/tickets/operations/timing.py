"""What time does to tickets: warnings, breaches, claims that lapse, dates that come. A batch at a time, by the site."""

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import attributes

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.outbox import emit
from app.tickets.events import TicketDueBreached, TicketDueWarned
from app.tickets.models import Ticket
from app.tickets.operations.changing import change, set_deadlines
from app.tickets.states import Act, State

BATCH = 200
MEASURES = ("first_reply", "resolution")


def tell_due(actor: Actor, batch: int = BATCH) -> int:
    """Warn of what is soon due and tell of what was not done in time, each once; gives how many tickets that were."""
    due = [_due(measure, moment) for measure in MEASURES for moment in ("warn", "due")]
    tickets = _hold(actor, and_(Ticket.state != State.CLOSED, or_(*due)), batch)
    for ticket in tickets:
        for measure in MEASURES:
            _tell(actor, ticket, measure)
    return len(tickets)


def lapse_claims(actor: Actor, batch: int = BATCH) -> int:
    """Let claims that ran out be nobody's; gives how many."""
    tickets = _hold(actor, and_(Ticket.state != State.CLOSED, Ticket.claimed_until <= now()), batch)
    for ticket in tickets:
        former, ticket.assignee_id, ticket.claimed_until = ticket.assignee_id, None, None
        change(actor, ticket, Act.LAPSED, assignee=former)
    return len(tickets)


def wake_due(actor: Actor, batch: int = BATCH) -> int:
    """Open again what waited for a date that has come; gives how many."""
    due = and_(Ticket.state == State.WAITING_UNTIL, Ticket.waiting_until <= now())
    tickets = _hold(actor, due, batch)
    for ticket in tickets:
        change(actor, ticket, Act.WOKEN)
    return len(tickets)


def bring_forward(actor: Actor, department_id: int | None, after_id: int, batch: int = BATCH) -> int | None:
    """Let tickets be due sooner where hours, holidays and targets as they are now give that, a batch at a time.

    Gives the last id looked at, None at the end. Nothing becomes due later by it, nor late.
    """
    tickets = _hold(actor, and_(_clock_runs(department_id), Ticket.id > after_id), batch, wait=True)
    for ticket in tickets:
        before = (ticket.first_reply_due_at, ticket.resolution_due_at)
        set_deadlines(actor, ticket)
        if before != (ticket.first_reply_due_at, ticket.resolution_due_at):
            change(actor, ticket, Act.SOONER)
    return tickets[-1].id if len(tickets) == batch else None


def _clock_runs(department_id: int | None) -> ColumnElement[bool]:
    runs = Ticket.state.not_in((State.CLOSED, State.WAITING_REQUESTER))
    return runs if department_id is None else and_(runs, Ticket.department_id == department_id)


def _due(measure: str, moment: str) -> ColumnElement[bool]:
    at = getattr(Ticket, f"{measure}_{moment}_at")
    told = getattr(Ticket, f"{measure}_{'warned' if moment == 'warn' else 'breached'}_at")
    due = and_(at <= now(), told.is_(None))
    return and_(due, Ticket.first_reply_at.is_(None)) if measure == "first_reply" else due


def _tell(actor: Actor, ticket: Ticket, measure: str) -> None:
    """Tell of one measure: a breach that comes before its warning was sent makes the warning needless."""
    first_reply = measure == "first_reply"
    if first_reply and ticket.first_reply_at is not None:
        return
    warn_at, due_at = getattr(ticket, f"{measure}_warn_at"), getattr(ticket, f"{measure}_due_at")
    warned, breached = getattr(ticket, f"{measure}_warned_at"), getattr(ticket, f"{measure}_breached_at")
    if due_at is not None and due_at <= now() and breached is None:
        setattr(ticket, f"{measure}_breached_at", now())
        setattr(ticket, f"{measure}_warned_at", warned or now())
        change(actor, ticket, Act.BREACHED, measure=measure)
        emit(TicketDueBreached(ticket.id, first_reply))
    elif warn_at is not None and warn_at <= now() and warned is None:
        setattr(ticket, f"{measure}_warned_at", now())
        change(actor, ticket, Act.WARNED, measure=measure)
        emit(TicketDueWarned(ticket.id, first_reply))


def _hold(actor: Actor, which: ColumnElement[bool], batch: int, *, wait: bool = False) -> list[Ticket]:
    """Hold the rows of some tickets, in the order of their numbers; what somebody else holds comes another time.

    With `wait` the other is waited for, where there is no other time.
    """
    require(actor.is_system)
    query = select(Ticket).where(which).order_by(Ticket.id).limit(batch)
    tickets = list(session().scalars(query.with_for_update(skip_locked=not wait, key_share=True)))
    for ticket in tickets:
        attributes.set_committed_value(ticket, "people", [])  # the site is named in none
    return tickets
