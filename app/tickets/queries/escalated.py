"""Where a question that was made private goes on."""

from sqlalchemy import select

from app.core.access import Actor
from app.core.db import session
from app.tickets.models import Ticket
from app.tickets.permissions import visible_to


def find_conversation(viewer: Actor, question_id: int) -> str | None:
    """Find the reference of the newest ticket a question went on in, if the viewer may read it."""
    newest = select(Ticket.reference).where(Ticket.question_id == question_id, visible_to(viewer))
    return session().scalar(newest.order_by(Ticket.id.desc()).limit(1))
