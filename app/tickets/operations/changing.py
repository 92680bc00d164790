"""The one way a ticket changes: the table of states is asked, the clock is set, one row of history is written."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.departments.models import Kind, Measure
from app.departments.queries import get_calendar, get_target
from app.departments.working_time import Pause
from app.tickets import sla, states
from app.tickets.models import Ticket, TicketHistory, TicketMessage, TicketPause
from app.tickets.permissions import can_change_ticket, is_requester, is_requesters_side
from app.tickets.queries.conversation import INSIDE
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act, State


class ChangedMeanwhile(Conflict):
    """Somebody else changed the ticket after this version of it was read; `version` in `details` is what it has now."""


PAUSING = {State.WAITING_REQUESTER: sla.Why.REQUESTER, State.CLOSED: sla.Why.CLOSED}
# What somebody who is writing has to know of before their words leave.
BEARS_ON_WRITING = (
    Act.WROTE, Act.ANSWERED, Act.ASKED, Act.NOTED, Act.TRANSFERRED, Act.CLOSED, Act.REOPENED,
)  # fmt: skip


def get_to_change(actor: Actor, reference: str, version: int | None = None) -> Ticket:
    """Get a ticket with its row held, for who works on it; with a version, only as it was read."""
    ticket = get_ticket(actor, reference, lock=True)
    require(can_change_ticket(actor, ticket))
    require_version(actor, ticket, version)
    return ticket


def require_version(actor: Actor, ticket: Ticket, version: int | None) -> None:
    """Go on only if the ticket is as it was read; without a version, as by mail, always."""
    if version is not None and ticket.version != version:
        raise _changed(ticket)


def require_nothing_said(actor: Actor, ticket: Ticket, version: int | None) -> None:
    """Go on only if nothing that bears on what one is writing was done by somebody else since it was read.

    The requester's side is not told of what is done inside, not even by this.
    """
    if version is None or ticket.version == version:
        return
    since = select(TicketHistory.what).where(
        TicketHistory.ticket_id == ticket.id, TicketHistory.number > version
    )
    part = _part_of(actor, ticket, Act.WROTE)
    if part == "staff":
        since = since.where(TicketHistory.actor_id.is_distinct_from(actor.id))
    else:
        since = since.where(TicketHistory.part != part, TicketHistory.what.not_in(INSIDE))
    if set(session().scalars(since)) & set(BEARS_ON_WRITING):
        raise _changed(ticket)


def _changed(ticket: Ticket) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        _("Somebody else changed this ticket meanwhile. Look at what is new; what you wrote is still here."),
        version=ticket.version,
    )


def require_possible(actor: Actor, ticket: Ticket, act: Act) -> State:
    """Give the state the act leads to; Conflict where the table of states has none."""
    state = states.after(ticket.state, act)
    if state is not None:
        return state
    if ticket.state == State.CLOSED:
        raise Conflict(_("This ticket is closed. Reopen it first."))
    raise Conflict(_("The ticket is not in a state in which this can be done."))


def change(actor: Actor, ticket: Ticket, act: Act, **details: Any) -> None:
    """Let an act happen to a ticket that is held: state, clock and version follow, and one row of history."""
    before, state = ticket.state, require_possible(actor, ticket, act)
    _enter(ticket, state)
    record(actor, ticket, act, before, **details)
    if before != state or act in (Act.TRANSFERRED, Act.ANSWERED, Act.ASKED):
        _set_clock(actor, ticket, before)


def let_go(actor: Actor, ticket: Ticket, person_id: int | None) -> None:
    """Let somebody have the ticket no more whom it concerns from now on: it is not their work but their case."""
    if ticket.assignee_id == person_id:
        ticket.assignee_id = ticket.claimed_until = None


def record(actor: Actor, ticket: Ticket, act: Act, before: State | None, **details: Any) -> None:
    """Write the row of history of a change; it is the version the ticket has from now on."""
    ticket.version += 1
    ticket.active_at = now()
    part = _part_of(actor, ticket, act)
    session().add(
        TicketHistory(
            ticket_id=ticket.id,
            number=ticket.version,
            at=ticket.active_at,
            part=part,
            actor_id=actor.id if part in ("staff", "glass") else None,
            what=act,
            state_before=before,
            state_after=ticket.state,
            details=details,
        )
    )
    session().flush()


def _part_of(actor: Actor, ticket: Ticket, act: Act) -> str:
    """Name the part in which the actor acts. Citizens go unnamed in the history, which nobody can erase."""
    if actor.is_system:
        return "site"
    if act == Act.GLASS_BROKEN:
        return "glass"
    if is_requester(actor, ticket):
        return "requester"
    return "named" if is_requesters_side(actor, ticket) else "staff"


def start_clock(actor: Actor, ticket: Ticket) -> None:
    """Set when a new ticket is due."""
    set_deadlines(actor, ticket, anew=True)


def note_first_reply(actor: Actor, ticket: Ticket, message: TicketMessage) -> None:
    """Note when a caseworker first wrote to the requester."""
    if ticket.first_reply_at is None:
        ticket.first_reply_at = message.created_at


def _enter(ticket: Ticket, state: State) -> None:
    """Give the ticket a state, and to that what belongs to it."""
    ticket.state = state
    if state != State.WAITING_UNTIL:
        ticket.waiting_until = None
    if state == State.CLOSED:
        ticket.closed_at = ticket.closed_at or now()
        ticket.reopen_until = ticket.closed_at + sla.REOPENING
    else:
        ticket.closed_at = ticket.reopen_until = None


def _set_clock(actor: Actor, ticket: Ticket, before: State) -> None:
    """Let the clock stand while it waits for the requester or lies closed, and say when the ticket is due."""
    if ticket.state != before:
        _end_pause(ticket)
        if ticket.state in PAUSING:
            session().add(TicketPause(ticket_id=ticket.id, begun=now(), why=PAUSING[ticket.state]))
            session().flush()
    stood_or_stands = State.WAITING_REQUESTER in (before, ticket.state) or before == State.CLOSED
    set_deadlines(actor, ticket, anew=before != ticket.state and stood_or_stands)


def _end_pause(ticket: Ticket) -> None:
    running = select(TicketPause).where(TicketPause.ticket_id == ticket.id, TicketPause.ended.is_(None))
    pause = session().scalar(running)
    if pause is not None:
        pause.ended = max(now(), pause.begun)
        session().flush()


def set_deadlines(actor: Actor, ticket: Ticket, *, anew: bool = False) -> None:
    """Set when the ticket is due; on a closed one what was due before stays to be seen.

    What was promised stays promised: a due time only becomes an earlier one that is still to come, unless it is
    reckoned `anew`, as at the beginning and where the clock stood; then from the time that was promised.
    """
    rows = session().scalars(select(TicketPause).where(TicketPause.ticket_id == ticket.id))
    pauses = [Pause(row.begun, row.ended) for row in rows if row.ended or row.why == sla.Why.REQUESTER]
    if ticket.first_reply_at is None:
        _set_deadline(ticket, Measure.FIRST_REPLY, pauses, anew)
    _set_deadline(ticket, Measure.RESOLUTION, pauses, anew)
    first_due_at = ticket.first_reply_due_at if ticket.first_reply_at is None else None
    ticket.turn_at = sla.turn(first_due_at, ticket.resolution_due_at)


def _set_deadline(ticket: Ticket, measure: Measure, pauses: Sequence[Pause], anew: bool) -> None:
    """Set when one thing is due: what was promised, or by the target of today if that is better."""
    calendar = get_calendar(ticket.department_id)
    target = get_target(ticket.department_id, Kind.TICKET, measure)
    minutes = getattr(ticket, f"{measure}_minutes") or target
    promised = sla.Deadline(getattr(ticket, f"{measure}_warn_at"), getattr(ticket, f"{measure}_due_at"))
    if anew:
        promised = sla.deadline(calendar, ticket.created_at, minutes, pauses)
    today = sla.deadline(calendar, ticket.created_at, target, pauses)
    if sla.is_better(today, promised, now()):
        minutes, promised = target, today
    setattr(ticket, f"{measure}_minutes", minutes)
    setattr(ticket, f"{measure}_warn_at", promised.warn_at)
    setattr(ticket, f"{measure}_due_at", promised.due_at)
