"""Linking tickets that have to do with each other. They stay two: who sees the one does not see the other by it."""

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.questions.upserts import insert_into
from app.tickets.models import Ticket, TicketLink
from app.tickets.operations.changing import change
from app.tickets.permissions import can_change_ticket
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act


def link(actor: Actor, reference: str, other_reference: str) -> None:
    """Link two tickets the actor works on; linking them again changes nothing."""
    one, other = _both(actor, reference, other_reference)
    row = insert_into(TicketLink).values(one_id=one.id, other_id=other.id, linked_at=now())
    if session().scalar(row.on_conflict_do_nothing().returning(TicketLink.one_id)) is not None:
        change(actor, one, Act.LINKED, linked=other.id)
        change(actor, other, Act.LINKED, linked=one.id)


def unlink(actor: Actor, reference: str, other_reference: str) -> None:
    """Take the link of two tickets away again."""
    one, other = _both(actor, reference, other_reference)
    row = delete(TicketLink).where(TicketLink.one_id == one.id, TicketLink.other_id == other.id)
    if session().scalar(row.returning(TicketLink.one_id)) is not None:
        change(actor, one, Act.UNLINKED, linked=other.id)
        change(actor, other, Act.UNLINKED, linked=one.id)


def _both(actor: Actor, reference: str, other_reference: str) -> tuple[Ticket, Ticket]:
    """Get both, the lower number first, each held in that order, so that two who link at once do not deadlock."""
    seen = [get_ticket(actor, one) for one in (reference, other_reference)]
    if seen[0].id == seen[1].id:
        raise Invalid(_("A ticket cannot be linked with itself."), field="other_reference")
    one, other = (
        get_ticket(actor, ticket.reference, lock=True)
        for ticket in sorted(seen, key=lambda ticket: ticket.id)
    )
    require(can_change_ticket(actor, one) and can_change_ticket(actor, other))
    return one, other
