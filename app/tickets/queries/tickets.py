"""One ticket, by its reference or number. What the viewer may not see does not exist."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.tickets.models import Ticket, TicketPerson
from app.tickets.permissions import can_see_ticket, visible_to
from app.tickets.references import read_reference

# With who and what it concerns.
TICKET = select(Ticket).options(
    joinedload(Ticket.department),
    joinedload(Ticket.topic),
    joinedload(Ticket.requester),
    joinedload(Ticket.assignee),
    joinedload(Ticket.opened_by),
    selectinload(Ticket.people).joinedload(TicketPerson.person),
    selectinload(Ticket.glass_breaks),
)


def get_ticket(viewer: Actor, reference: str, *, lock: bool = False) -> Ticket:
    """Get a ticket by its reference, with who and what it concerns; `lock` holds its row until the transaction ends."""
    return _get(viewer, Ticket.reference == read_reference(reference), lock=lock)


def find_ticket(viewer: Actor, reference: str) -> Ticket | None:
    """Find a ticket by its reference; None where there is none that the viewer may see."""
    try:
        return get_ticket(viewer, reference)
    except NotFound:
        return None


def get_ticket_by_id(viewer: Actor, ticket_id: int, *, lock: bool = False) -> Ticket:
    """Get a ticket by its number, which only events and our own rows know."""
    return _get(viewer, Ticket.id == ticket_id, lock=lock)


def _get(viewer: Actor, which: ColumnElement[bool], *, lock: bool) -> Ticket:
    query = TICKET.where(which, visible_to(viewer))
    if lock:
        query = query.with_for_update(of=Ticket, key_share=True).execution_options(populate_existing=True)
    ticket = session().scalar(query)
    # Who waited for the row reads who is named in it as it is now: the statement above saw it as it was before.
    if ticket is None or not can_see_ticket(viewer, ticket):
        raise NotFound()
    return ticket
