"""Who has a ticket: given to somebody, claimed for a while, given back, transferred; and how much it presses."""

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.outbox import emit
from app.departments.queries import find_department
from app.tickets import sla, texts
from app.tickets.events import TicketAssigned, TicketTransferred
from app.tickets.models import TicketDrafting
from app.tickets.operations.changing import change, get_to_change
from app.tickets.operations.writing import leave_note
from app.tickets.queries.people import list_possible_assignees
from app.tickets.states import Act, Priority


def assign(actor: Actor, reference: str, assignee_id: int, version: int | None = None) -> None:
    """Give the ticket to a caseworker of the holding department, whoever had it before."""
    ticket = get_to_change(actor, reference, version)
    if assignee_id not in {person.id for person in list_possible_assignees(actor, ticket.id)}:
        raise Invalid(_("Choose a caseworker of the department that has the ticket."), field="assignee_id")
    if ticket.assignee_id == assignee_id and ticket.claimed_until is None:
        return
    ticket.assignee_id, ticket.claimed_until = assignee_id, None
    change(actor, ticket, Act.ASSIGNED, assignee=assignee_id)
    emit(TicketAssigned(ticket.id, assignee_id, actor.id or 0))


def claim(actor: Actor, reference: str, version: int | None = None) -> None:
    """Take the ticket oneself for four hours, if nobody has it; claiming again begins them anew."""
    ticket = get_to_change(actor, reference, version)
    if ticket.holder_id not in (None, actor.id):
        raise Conflict(_("A colleague has just taken this ticket."))
    if ticket.holder_id == actor.id and ticket.claimed_until is None:
        return
    ticket.assignee_id, ticket.claimed_until = actor.id, now() + sla.CLAIM
    change(actor, ticket, Act.CLAIMED, until=ticket.claimed_until.isoformat())
    emit(TicketAssigned(ticket.id, actor.id or 0, actor.id or 0))


def release(actor: Actor, reference: str, version: int | None = None) -> None:
    """Let the ticket be nobody's again."""
    ticket = get_to_change(actor, reference, version)
    if ticket.assignee_id is None:
        return
    ticket.assignee_id = ticket.claimed_until = None
    change(actor, ticket, Act.RELEASED)


def transfer(actor: Actor, reference: str, department_id: int, note: str, version: int | None = None) -> None:
    """Give the ticket to another department, with a note for its caseworkers; the former one sees it no more."""
    ticket = get_to_change(actor, reference, version)
    if department_id == ticket.department_id or find_department(department_id) is None:
        raise Invalid(_("Choose another department."), field="department_id")
    left = leave_note(actor, ticket, texts.clean_note(note, field="note"))
    former, ticket.department_id = ticket.department_id, department_id
    ticket.assignee_id = ticket.claimed_until = None
    session().execute(delete(TicketDrafting).where(TicketDrafting.ticket_id == ticket.id))
    change(actor, ticket, Act.TRANSFERRED, note=left.id, **{"from": former, "to": department_id})
    emit(TicketTransferred(ticket.id, former, department_id))


def set_priority(actor: Actor, reference: str, priority: Priority, version: int | None = None) -> None:
    """Say how much the ticket presses."""
    ticket = get_to_change(actor, reference, version)
    if ticket.priority == priority:
        return
    former, ticket.priority = ticket.priority, priority
    change(actor, ticket, Act.PRIORITISED, **{"from": former, "to": priority})
