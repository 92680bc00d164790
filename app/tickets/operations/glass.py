"""Breaking the glass: an administrator reads a ticket that is not theirs, for a reason and an hour; it is told."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.tickets import texts
from app.tickets.events import GlassBroken
from app.tickets.models import GlassBreak, Ticket
from app.tickets.operations.changing import change
from app.tickets.permissions import can_break_glass
from app.tickets.queries.tickets import get_ticket_by_id
from app.tickets.references import read_reference
from app.tickets.states import Act

READING = timedelta(hours=1)
BREAKING = Limit("breaking-glass", 10, 3600)


def break_glass(actor: Actor, reference: str, reason: str) -> datetime:
    """Let an administrator read the ticket for an hour, and no more than read; the requester is told. Gives the end."""
    require(can_break_glass(actor))
    count(BREAKING, actor.id or 0)
    reason = texts.clean_reason(reason)
    found = select(Ticket).where(Ticket.reference == read_reference(reference))
    ticket = session().scalar(found.with_for_update(key_share=True))
    if ticket is None:
        raise NotFound()
    if _reads(actor, ticket):
        raise Conflict(_("You can read this ticket already."))
    broken = GlassBreak(
        ticket_id=ticket.id, person_id=actor.id, reason=reason, at=now(), ends_at=now() + READING
    )
    session().add(broken)
    session().flush()
    change(actor, ticket, Act.GLASS_BROKEN, glass_break=broken.id)
    record(actor, "glass_broken", f"glass-break:{broken.id}")
    emit(GlassBroken(ticket.id, broken.id))
    return broken.ends_at


def _reads(actor: Actor, ticket: Ticket) -> bool:
    try:
        get_ticket_by_id(actor, ticket.id)
    except NotFound:
        return False
    return True
