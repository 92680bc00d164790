"""What is drafted for the public out of closed tickets."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.core.access import Actor
from app.core.db import session
from app.core.paging import Cut, Page, Place, fetch_page, time_cursor
from app.tickets.models import Publication, Ticket, TicketMessage
from app.tickets.permissions import concerning, reader, worked_by

DRAFT, APPROVED, REFUSED = "draft", "approved", "refused"


class Waiting(StrEnum):
    """For whom a publication waits: the viewer as its second reader, somebody to put it right, the requester."""

    READER = "reader"
    WRITER = "writer"
    REQUESTER = "requester"


def find_publication(viewer: Actor, ticket_id: int) -> Publication | None:
    """Find what is drafted out of a ticket: for those who work on it, and once approved for whose case it is."""
    asked = and_(Publication.state == APPROVED, concerning(viewer))
    query = (
        select(Publication)
        .join(Ticket, Ticket.id == Publication.ticket_id)
        .options(joinedload(Publication.drafted_by), joinedload(Publication.approved_by))
        .where(Publication.ticket_id == ticket_id, or_(worked_by(viewer), asked))
    )
    return session().scalar(query.execution_options(populate_existing=True))


def page_of_publications(viewer: Actor, waiting: Waiting, place: Place) -> Page[tuple[Publication, Ticket]]:
    """List what is drafted in the viewer's departments and waits for somebody, the last drafted first."""
    query = _waiting(select(Publication, Ticket), viewer, waiting).options(
        joinedload(Publication.drafted_by), joinedload(Ticket.department)
    )

    def fetch(cut: Cut) -> Sequence[tuple[Publication, Ticket]]:
        rows = session().execute(cut.of(query, Publication.drafted_at, Publication.id))
        return [(row[0], row[1]) for row in rows]

    return fetch_page(fetch, lambda row: time_cursor(row[0].drafted_at, row[0].id), place)


def count_publications(viewer: Actor, waiting: Waiting) -> int:
    """Count what page_of_publications lists."""
    return session().scalar(_waiting(select(func.count(Publication.id)), viewer, waiting)) or 0


def list_letters(viewer: Actor, ticket_id: int) -> Sequence[str]:
    """List what the requester's side wrote in a ticket the viewer works on, as it was typed."""
    query = (
        select(TicketMessage.body)
        .join(Ticket, Ticket.id == TicketMessage.ticket_id)
        .where(TicketMessage.ticket_id == ticket_id, TicketMessage.hat_department_id.is_(None))
        .where(worked_by(viewer))
        .order_by(TicketMessage.id)
    )
    return session().scalars(query).all()


def _waiting(query: Any, viewer: Actor, waiting: Waiting) -> Any:
    mine = Publication.drafted_by_id == reader(viewer).id
    sent_back = Publication.note != ""
    which: dict[Waiting, ColumnElement[bool]] = {
        Waiting.READER: and_(Publication.state == DRAFT, ~sent_back, ~mine),
        Waiting.WRITER: and_(Publication.state == DRAFT, or_(sent_back, mine)),
        Waiting.REQUESTER: Publication.state == APPROVED,
    }
    joined = query.select_from(Publication).join(Ticket, Ticket.id == Publication.ticket_id)
    return joined.where(worked_by(viewer), which[waiting])
