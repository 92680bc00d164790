"""Erasing what was closed long enough ago: texts, people and files go; row, states and timings stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.orm import attributes

from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.outbox import emit
from app.tickets.events import TicketsErased
from app.tickets.models import (
    GlassBreak,
    Publication,
    Ticket,
    TicketAttachment,
    TicketDrafting,
    TicketLink,
    TicketMessage,
    TicketNote,
    TicketPerson,
)
from app.tickets.operations.changing import change
from app.tickets.states import Act

BATCH = 100


@dataclass(frozen=True)
class Erasure:
    """What was erased, or would be."""

    tickets: int = 0
    messages: int = 0
    notes: int = 0
    files: int = 0

    def __add__(self, other: "Erasure") -> "Erasure":
        return Erasure(
            self.tickets + other.tickets,
            self.messages + other.messages,
            self.notes + other.notes,
            self.files + other.files,
        )


def count_erasable(actor: Actor, before: datetime) -> Erasure:
    """Count what `erase_due` would erase of what was closed before an instant; changes nothing."""
    require(actor.is_system)
    due = session().scalar(select(func.count()).select_from(Ticket).where(*_due(before))) or 0
    return _count(due, select(Ticket.id).where(*_due(before)))


def erase_due(actor: Actor, before: datetime, batch: int = BATCH) -> Erasure:
    """Erase a batch of what was closed before an instant and not reopened since; tell what that was."""
    require(actor.is_system)
    held = select(Ticket).where(*_due(before)).order_by(Ticket.id).limit(batch)
    tickets = session().scalars(held.with_for_update(skip_locked=True, key_share=True)).all()
    erased = _count(len(tickets), [ticket.id for ticket in tickets])
    _delete_all_of([ticket.id for ticket in tickets])
    for ticket in tickets:
        _erase(actor, ticket)
    if tickets:
        record(actor, "tickets_erased", "site", tickets=len(tickets))
        emit(TicketsErased(len(tickets)))
    return erased


def _due(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return Ticket.closed_at < before, Ticket.erased_at.is_(None)


def _erase(actor: Actor, ticket: Ticket) -> None:
    """Leave of the ticket only what says how many there were, how they went and how long they took."""
    ticket.requester_id = ticket.opened_by_id = ticket.assignee_id = None
    ticket.claimed_until = ticket.claim_code_hash = ticket.question_id = None
    ticket.subject = ticket.requester_name = ticket.requester_contact = ticket.satisfaction_words = ""
    ticket.erased_at = now()
    attributes.set_committed_value(ticket, "people", [])
    change(actor, ticket, Act.ERASED)


def _delete_all_of(ticket_ids: Sequence[int]) -> None:
    messages = select(TicketMessage.id).where(TicketMessage.ticket_id.in_(ticket_ids))
    _delete(TicketAttachment, TicketAttachment.message_id.in_(messages))
    for table in (TicketMessage, TicketNote, TicketPerson, TicketDrafting, GlassBreak, Publication):
        _delete(table, table.ticket_id.in_(ticket_ids))
    _delete(TicketLink, or_(TicketLink.one_id.in_(ticket_ids), TicketLink.other_id.in_(ticket_ids)))


def _delete(table: type[Any], which: ColumnElement[bool]) -> None:
    session().execute(delete(table).where(which).execution_options(synchronize_session=False))


def _count(tickets: int, ticket_ids: Sequence[int] | Select[Any]) -> Erasure:
    def number(table: type[Any], which: ColumnElement[bool]) -> int:
        return session().scalar(select(func.count()).select_from(table).where(which)) or 0

    of_message = exists().where(
        TicketMessage.id == TicketAttachment.message_id, TicketMessage.ticket_id.in_(ticket_ids)
    )
    return Erasure(
        tickets,
        number(TicketMessage, TicketMessage.ticket_id.in_(ticket_ids)),
        number(TicketNote, TicketNote.ticket_id.in_(ticket_ids)),
        number(TicketAttachment, of_message),
    )
