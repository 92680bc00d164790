"""What becomes of a reply that comes too late to reopen its ticket: a new ticket, linked with the old."""

from sqlalchemy import select

from app.core.access import Actor
from app.core.db import session
from app.core.outbox import emit
from app.tickets.events import TicketReplied
from app.tickets.models import Ticket, TicketLink, TicketMessage, TicketPerson
from app.tickets.operations.beginning import begin, prepare_ticket
from app.tickets.operations.changing import change
from app.tickets.queries.tickets import get_ticket_by_id
from app.tickets.states import Act, State


def follow_up(actor: Actor, closed: Ticket, message: TicketMessage) -> Ticket:
    """Put the message into the ticket that follows the closed one: opened now, unless it was by an earlier reply."""
    following = session().scalar(
        select(Ticket.id)
        .join(TicketLink, TicketLink.other_id == Ticket.id)
        .where(TicketLink.one_id == closed.id, Ticket.requester_id == closed.requester_id)
        .where(Ticket.state != State.CLOSED)
        .order_by(Ticket.id.desc())
        .limit(1)
    )
    if following is None:
        return _open(actor, closed, message)
    ticket = get_ticket_by_id(actor, following, lock=True)
    message.ticket_id = ticket.id
    session().add(message)
    session().flush()
    change(actor, ticket, Act.WROTE, message=message.id)
    emit(TicketReplied(ticket.id, message.id))
    return ticket


def _open(actor: Actor, closed: Ticket, message: TicketMessage) -> Ticket:
    ticket = prepare_ticket(
        actor,
        department_id=closed.department_id,
        topic_id=closed.topic_id,
        requester_id=closed.requester_id,
        channel=closed.channel,
        subject=closed.subject,
        language=closed.language,
    )
    begin(actor, ticket, [message], Act.FOLLOWED_UP, linked=closed.id)
    session().add_all(TicketPerson(ticket_id=ticket.id, person_id=one.person_id) for one in closed.people)
    session().add(TicketLink(one_id=closed.id, other_id=ticket.id))
    change(actor, closed, Act.LINKED, linked=ticket.id)
    return ticket
