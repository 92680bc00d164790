"""Who can be given a ticket."""

from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from app.accounts.models import Person, Role, RoleKind
from app.accounts.queries import list_staff
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.tickets.models import Ticket, TicketPerson
from app.tickets.permissions import reader, worked_by


def list_possible_assignees(viewer: Actor, ticket_id: int) -> Sequence[Person]:
    """List the caseworkers of the holding department, by name, save whom the case concerns; nothing for others."""
    named = exists().where(TicketPerson.ticket_id == Ticket.id, TicketPerson.person_id == Person.id)
    query = (
        select(Person)
        .join(Role, Role.person_id == Person.id)
        .join(Ticket, Ticket.department_id == Role.department_id)
        .where(Ticket.id == ticket_id, worked_by(viewer), Role.kind == RoleKind.CASEWORKER)
        .where(Ticket.requester_id.is_distinct_from(Person.id), ~named)
        .where(or_(Person.suspended_until.is_(None), Person.suspended_until <= now()))
        .order_by(Person.name, Person.id)
    )
    return session().scalars(query).all()


def list_colleagues(viewer: Actor) -> Sequence[Person]:
    """List the caseworkers of the viewer's departments, the viewer among them, by name."""
    return list_staff(RoleKind.CASEWORKER, reader(viewer).caseworker_of)
