"""What was said and done in one ticket: messages, notes, history, people, links, and who is writing just now."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.tickets.models import (
    GlassBreak,
    Ticket,
    TicketAttachment,
    TicketDrafting,
    TicketHistory,
    TicketLink,
    TicketMessage,
    TicketNote,
)
from app.tickets.permissions import readable_inside, visible_to
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act

# Who was seen writing so lately is writing still.
WRITING = timedelta(minutes=2)
# What the requester's side is not told of the department's own work.
INSIDE = (
    Act.NOTED, Act.ASSIGNED, Act.CLAIMED, Act.RELEASED, Act.LAPSED, Act.PRIORITISED, Act.LINKED, Act.UNLINKED,
    Act.WARNED, Act.DRAFTED, Act.DROPPED, Act.SENT_BACK,
)  # fmt: skip


def list_messages(viewer: Actor, ticket_id: int) -> Sequence[TicketMessage]:
    """List what both sides wrote, oldest first, with who wrote it and the attachments."""
    query = (
        select(TicketMessage)
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .options(
            joinedload(TicketMessage.author),
            joinedload(TicketMessage.entered_by),
            joinedload(TicketMessage.hat),
            selectinload(TicketMessage.attachments),
        )
        .where(Ticket.id == ticket_id, visible_to(viewer))
        .order_by(TicketMessage.id)
    )
    return session().scalars(query).all()


def get_message(viewer: Actor, message_id: int) -> TicketMessage:
    """Get one message, with who wrote it."""
    query = (
        select(TicketMessage)
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .options(joinedload(TicketMessage.author), joinedload(TicketMessage.hat))
        .where(TicketMessage.id == message_id, visible_to(viewer))
    )
    message = session().scalar(query)
    if message is None:
        raise NotFound()
    return message


def get_attachment(viewer: Actor, reference: str, attachment_id: int) -> TicketAttachment:
    """Get a file of a ticket the viewer may read; one of another ticket is not found, as if there were none."""
    ticket = get_ticket(viewer, reference)
    query = (
        select(TicketAttachment)
        .join(TicketMessage, TicketMessage.id == TicketAttachment.message_id)
        .where(TicketAttachment.id == attachment_id, TicketMessage.ticket_id == ticket.id)
    )
    attachment = session().scalar(query)
    if attachment is None:
        raise NotFound()
    return attachment


def list_notes(viewer: Actor, ticket_id: int) -> Sequence[TicketNote]:
    """List what caseworkers wrote for each other, oldest first; nothing for the requester's side."""
    query = (
        select(TicketNote)
        .join(Ticket, Ticket.id == TicketNote.ticket_id)
        .options(joinedload(TicketNote.author), joinedload(TicketNote.department))
        .where(Ticket.id == ticket_id, readable_inside(viewer))
        .order_by(TicketNote.id)
    )
    return session().scalars(query).all()


def list_history(viewer: Actor, ticket_id: int) -> Sequence[TicketHistory]:
    """List what happened to the ticket, oldest first; the department's own work only for those who may read inside."""
    return _history(viewer, TicketHistory.ticket_id == ticket_id)


def list_changes_since(viewer: Actor, ticket_id: int, version: int) -> Sequence[TicketHistory]:
    """List what happened to the ticket after the version somebody read."""
    return _history(viewer, TicketHistory.ticket_id == ticket_id, TicketHistory.number > version)


def _history(viewer: Actor, *which: ColumnElement[bool]) -> Sequence[TicketHistory]:
    query = (
        select(TicketHistory)
        .join(Ticket, Ticket.id == TicketHistory.ticket_id)
        .options(joinedload(TicketHistory.actor))
        .where(*which, visible_to(viewer))
        .where(or_(TicketHistory.what.not_in(INSIDE), readable_inside(viewer)))
        .order_by(TicketHistory.number)
    )
    return session().scalars(query).all()


def list_glass_breaks(viewer: Actor, ticket_id: int) -> Sequence[GlassBreak]:
    """List who read a ticket the viewer sees by breaking the glass, why and until when; oldest first."""
    query = (
        select(GlassBreak)
        .join(Ticket, Ticket.id == GlassBreak.ticket_id)
        .options(joinedload(GlassBreak.person))
        .where(Ticket.id == ticket_id, visible_to(viewer))
        .order_by(GlassBreak.id)
    )
    return session().scalars(query).all()


def list_linked(viewer: Actor, ticket_id: int) -> Sequence[Ticket]:
    """List the tickets linked with one the viewer sees, as far as the viewer may see them too; newest first."""
    seen = select(Ticket.id).where(Ticket.id == ticket_id, visible_to(viewer)).scalar_subquery()
    query = (
        select(Ticket)
        .join(
            TicketLink,
            or_(
                (TicketLink.one_id == seen) & (TicketLink.other_id == Ticket.id),
                (TicketLink.other_id == seen) & (TicketLink.one_id == Ticket.id),
            ),
        )
        .options(joinedload(Ticket.department), selectinload(Ticket.people))
        .where(visible_to(viewer))
        .order_by(Ticket.id.desc())
    )
    return session().scalars(query).all()


def list_writing(viewer: Actor, ticket_id: int) -> Sequence[TicketDrafting]:
    """List who else is writing in the ticket just now, for those who work on it; nothing for the requester's side."""
    query = (
        select(TicketDrafting)
        .join(Ticket, Ticket.id == TicketDrafting.ticket_id)
        .options(joinedload(TicketDrafting.person))
        .where(Ticket.id == ticket_id, readable_inside(viewer))
        .where(TicketDrafting.person_id != viewer.id, TicketDrafting.at > now() - WRITING)
        .order_by(TicketDrafting.at.desc())
    )
    return session().scalars(query).all()
