"""Who may do what with tickets: the requester, people they name, caseworkers of the holding department. Nobody else.

`visible_to` says in SQL what `can_see_ticket` says of a ticket that was read with its people and glass breaks.
Administrators and moderators are nobody here; an administrator who breaks the glass reads, and no more. In their own
case, or one they are named in, caseworkers are citizens: they neither work on it nor read what is written inside.
"""

from sqlalchemy import ColumnElement, and_, exists, false, or_

from app.core.access import Actor, permission
from app.core.clock import now
from app.tickets.models import GlassBreak, Publication, Ticket, TicketPerson


def visible_to(viewer: Actor) -> ColumnElement[bool]:
    """Filter tickets to those the viewer may read; without a viewer a TypeError, without a part in any none."""
    return or_(concerning(viewer), readable_inside(viewer))


def concerning(viewer: Actor) -> ColumnElement[bool]:
    """Filter tickets to those the viewer requested or is named in."""
    if reader(viewer).id is None:
        return false()
    return or_(Ticket.requester_id == viewer.id, _names(viewer))


def readable_inside(viewer: Actor) -> ColumnElement[bool]:
    """Filter tickets to those whose notes the viewer may read: never the requester's side."""
    return or_(worked_by(viewer), and_(_glass_broken_by(viewer), _of_others(viewer)))


def worked_by(viewer: Actor) -> ColumnElement[bool]:
    """Filter tickets to those of other people whose department the viewer is a caseworker of."""
    departments = reader(viewer).caseworker_of
    if not departments:
        return false()
    return and_(Ticket.department_id.in_(sorted(departments)), _of_others(viewer))


def _of_others(viewer: Actor) -> ColumnElement[bool]:
    return and_(Ticket.requester_id.is_distinct_from(viewer.id), ~_names(viewer))


def _names(viewer: Actor) -> ColumnElement[bool]:
    return exists().where(TicketPerson.ticket_id == Ticket.id, TicketPerson.person_id == viewer.id)


def _glass_broken_by(viewer: Actor) -> ColumnElement[bool]:
    if reader(viewer).id is None or not viewer.administrator:
        return false()
    mine = (GlassBreak.ticket_id == Ticket.id) & (GlassBreak.person_id == viewer.id)
    # Of the tables of the query around it the ticket's alone is meant, also where that one reads glass breaks itself.
    return exists().where(mine, GlassBreak.ends_at > now()).correlate(Ticket)


def reader(viewer: Actor) -> Actor:
    """Give who reads; nobody at all is a TypeError, since no read of tickets has a default."""
    if not isinstance(viewer, Actor):
        raise TypeError("tickets are read by somebody: give the viewer")
    return viewer


@permission
def can_see_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may read the ticket."""
    return can_see_notes(actor, ticket) or is_requesters_side(actor, ticket)


@permission
def can_see_notes(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may read what caseworkers write for each other."""
    broken = has_broken_glass(actor, ticket) and not is_requesters_side(actor, ticket)
    return can_work_on_ticket(actor, ticket) or broken


@permission
def can_work_on_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whether it is the actor's work: a caseworker of the department that holds it now, and not their own case."""
    return ticket.department_id in reader(actor).caseworker_of and not is_requesters_side(actor, ticket)


def is_requester(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether it is the actor's own case."""
    return actor.id is not None and ticket.requester_id == actor.id


def is_requesters_side(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether it is the actor's own case, or the requester named them."""
    named = actor.id is not None and any(one.person_id == actor.id for one in ticket.people)
    return is_requester(actor, ticket) or named


def has_broken_glass(actor: Actor, ticket: Ticket) -> bool:
    """Tell whether the actor, still an administrator, broke the glass of this ticket, and the time has not run out."""
    mine = any(one.person_id == actor.id and one.ends_at > now() for one in ticket.glass_breaks)
    return actor.id is not None and actor.administrator and mine


@permission
def can_open_ticket(actor: Actor) -> bool:
    """Whether the actor may ask in private: whoever may ask in the open."""
    return actor.may_post


@permission
def can_open_on_behalf(actor: Actor) -> bool:
    """Whether the actor may open a ticket for somebody on the phone or at the counter: officials and caseworkers."""
    return actor.may_post and bool(actor.official_of or actor.caseworker_of)


@permission
def can_write_in_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may write a message: both sides, and never who only broke the glass."""
    return actor.may_post and (is_requesters_side(actor, ticket) or can_work_on_ticket(actor, ticket))


@permission
def can_change_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may note, assign, claim, transfer, put off and close."""
    return actor.may_post and can_work_on_ticket(actor, ticket)


@permission
def can_reopen_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may reopen it once it is closed: who may write in it."""
    return can_write_in_ticket(actor, ticket)


@permission
def can_rate_ticket(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may say how it went: only the requester."""
    return actor.may_post and is_requester(actor, ticket)


@permission
def can_name_people(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may let others read along, and end that: only the requester."""
    return actor.may_post and is_requester(actor, ticket)


@permission
def can_break_glass(actor: Actor) -> bool:
    """Whether the actor may open a ticket that is not theirs to read: administrators, with a reason."""
    return actor.may_post and actor.administrator


@permission
def can_approve_publication(actor: Actor, ticket: Ticket, publication: Publication) -> bool:
    """Whether the actor may approve a draft for the public: a caseworker who did not write it."""
    return can_change_ticket(actor, ticket) and publication.drafted_by_id != actor.id


@permission
def can_refuse_publication(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor may keep their case from being published: only the requester, suspended or not."""
    return is_requester(actor, ticket)


@permission
def can_keep_canned_replies(actor: Actor, department_id: int) -> bool:
    """Whether the actor may write a department's canned replies: its caseworkers."""
    return actor.may_post and department_id in actor.caseworker_of


@permission
def can_see_tickets_at_work(actor: Actor) -> bool:
    """Whether the actor has tickets to work on: every caseworker."""
    return bool(actor.caseworker_of)
