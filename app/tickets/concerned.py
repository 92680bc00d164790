"""Whom a ticket concerns, by their ids alone: for handlers, which then ask what each of them may still read."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import session
from app.tickets.models import Ticket, TicketMessage, TicketPerson


@dataclass(frozen=True)
class Concerned:
    """The requester with those they named, and who works on it now."""

    requester_id: int | None
    side: frozenset[int]
    holder_id: int | None


def find_concerned(ticket_id: int) -> Concerned | None:
    """Find whom a ticket concerns."""
    ticket = session().get(Ticket, ticket_id)
    if ticket is None:
        return None
    named = session().scalars(select(TicketPerson.person_id).where(TicketPerson.ticket_id == ticket_id))
    side = {*named, *([ticket.requester_id] if ticket.requester_id else [])}
    return Concerned(ticket.requester_id, frozenset(side), ticket.holder_id)


def find_writer_id(message_id: int) -> int | None:
    """Find who wrote a message."""
    return session().scalar(select(TicketMessage.author_id).where(TicketMessage.id == message_id))


def find_reachable(person_id: int) -> Person | None:
    """Find a person who can be written to: with an address they have confirmed."""
    confirmed = Person.email.is_not(None) & Person.email_confirmed_at.is_not(None)
    return session().scalar(select(Person).where(Person.id == person_id, confirmed))
