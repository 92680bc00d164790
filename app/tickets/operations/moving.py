"""Moving a ticket through its states: put off, taken up again, closed, reopened, rated."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.core.outbox import emit
from app.tickets import texts
from app.tickets.events import TicketClosed, TicketRated, TicketReopened, TicketWaiting
from app.tickets.models import Ticket
from app.tickets.operations.changing import change, get_to_change, require_possible
from app.tickets.permissions import can_rate_ticket, can_reopen_ticket
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act

LONGEST_WAIT = timedelta(days=366)


def wait_until(actor: Actor, reference: str, until: datetime, version: int | None = None) -> None:
    """Put the ticket off until an instant within a year; the clock goes on, since nobody waits for the requester."""
    ticket = get_to_change(actor, reference, version)
    if not now() < until <= now() + LONGEST_WAIT:
        raise Invalid(_("Choose a day to come, within a year."), field="until")
    ticket.waiting_until = until
    change(actor, ticket, Act.PUT_OFF, until=until.isoformat())
    emit(TicketWaiting(ticket.id))


def resume(actor: Actor, reference: str, version: int | None = None) -> None:
    """Take up a ticket that waits, whatever it waited for."""
    change(actor, get_to_change(actor, reference, version), Act.RESUMED)


def close(actor: Actor, reference: str, version: int | None = None) -> None:
    """Close the ticket; the requester is asked how it went and can reopen it for 14 days."""
    close_held(actor, get_to_change(actor, reference, version))


def close_held(actor: Actor, ticket: Ticket) -> None:
    """Close a ticket that is held; whoever had it has it still, should it be reopened."""
    change(actor, ticket, Act.CLOSED)
    if ticket.claimed_until is not None:
        ticket.assignee_id = ticket.claimed_until = None
    emit(TicketClosed(ticket.id))


def reopen(actor: Actor, reference: str) -> None:
    """Reopen a closed ticket within 14 days; how satisfied the requester was no longer counts."""
    ticket = get_ticket(actor, reference, lock=True)
    require(can_reopen_ticket(actor, ticket))
    require_possible(actor, ticket, Act.REOPENED)
    if not ticket.can_still_be_reopened:
        raise Conflict(
            _("This was closed too long ago to be reopened. Write a message to open a new ticket.")
        )
    ticket.satisfaction, ticket.satisfaction_words = None, ""
    change(actor, ticket, Act.REOPENED)
    emit(TicketReopened(ticket.id))


def rate(actor: Actor, reference: str, satisfaction: int, words: str = "") -> None:
    """Say how satisfied one was, from 1 to 5, once each time the ticket was closed."""
    ticket = get_ticket(actor, reference, lock=True)
    require(can_rate_ticket(actor, ticket))
    require_possible(actor, ticket, Act.RATED)
    if satisfaction not in range(1, 6):
        raise Invalid(_("Choose one of the five answers."), field="satisfaction")
    if ticket.satisfaction is not None:
        raise Conflict(_("You have answered this already. Thank you."))
    ticket.satisfaction, ticket.satisfaction_words = satisfaction, texts.clean_satisfaction_words(words)
    change(actor, ticket, Act.RATED, satisfaction=satisfaction)
    emit(TicketRated(ticket.id))
