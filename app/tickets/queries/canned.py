"""A department's canned replies."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.tickets.models import CannedReply
from app.tickets.permissions import reader


def list_canned_replies(viewer: Actor, department_id: int, language: str = "") -> Sequence[CannedReply]:
    """List what a department has ready, those in the language first; nothing for who is no caseworker of it."""
    if department_id not in reader(viewer).caseworker_of:
        return []
    query = select(CannedReply).where(CannedReply.department_id == department_id)
    order = (CannedReply.language != language, CannedReply.title, CannedReply.id)
    return session().scalars(query.order_by(*order)).all()


def list_own_canned_replies(viewer: Actor) -> Sequence[CannedReply]:
    """List what the viewer's departments have ready, by department, language and name."""
    mine = CannedReply.department_id.in_(sorted(reader(viewer).caseworker_of))
    order = (CannedReply.department_id, CannedReply.language, CannedReply.title, CannedReply.id)
    return session().scalars(select(CannedReply).where(mine).order_by(*order)).all()


def get_canned_reply(viewer: Actor, reply_id: int) -> CannedReply:
    """Get one canned reply of a department the viewer is a caseworker of."""
    mine = CannedReply.department_id.in_(sorted(reader(viewer).caseworker_of))
    reply = session().scalar(select(CannedReply).where(CannedReply.id == reply_id, mine))
    if reply is None:
        raise NotFound()
    return reply
