"""What every new ticket and message has, however it came: a reference, deadlines, a first row of history."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import attributes

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.core.outbox import emit
from app.core.prose import RENDERER_VERSION, render
from app.tickets.events import TicketOpened
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.changing import record, start_clock
from app.tickets.references import new_reference
from app.tickets.states import Act, State


def prepare_ticket(actor: Actor, *, department_id: int | None, **facts: Any) -> Ticket:
    """Make a new ticket's row, with a free reference; there must be a department to hold it."""
    if department_id is None:
        raise Conflict(_("There is no department yet that could answer."))
    return Ticket(
        reference=_free_reference(),
        department_id=department_id,
        state=State.NEW,
        version=0,
        created_at=now(),
        **facts,
    )


def prepare_message(actor: Actor, body: str, hat_department_id: int | None = None) -> TicketMessage:
    """Make the row of a message of the actor's, its text clean already."""
    return TicketMessage(
        author_id=actor.id,
        hat_department_id=hat_department_id,
        created_at=now(),
        body=body,
        body_html=render(body),
        html_version=RENDERER_VERSION,
    )


def begin(
    actor: Actor, ticket: Ticket, messages: list[TicketMessage], act: Act = Act.OPENED, **details: int
) -> None:
    """Put a new ticket into the database with its first messages, its deadlines and the first row of its history."""
    session().add(ticket)
    session().flush()
    # Nobody is named in it yet, which need not be read.
    attributes.set_committed_value(ticket, "people", [])
    attributes.set_committed_value(ticket, "glass_breaks", [])
    for message in messages:
        message.ticket_id = ticket.id
        session().add(message)
    start_clock(actor, ticket)
    record(actor, ticket, act, None, **details)
    emit(TicketOpened(ticket.id))


def _free_reference() -> str:
    """Find a reference no ticket has; should two be given at once, the constraint lets one in."""
    while True:
        reference = new_reference()
        if not session().scalar(select(exists().where(Ticket.reference == reference))):
            return reference
