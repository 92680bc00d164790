"""Which topics are in a crisis."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.clock import now
from app.core.db import session
from app.departments.queries import list_topic_path
from app.trust.models import Crisis

MOST = 50


def is_in_crisis(topic_id: int | None) -> bool:
    """Tell whether a topic, or one above it, is in a crisis now."""
    return any(topic.in_crisis for topic in list_topic_path(topic_id))


def find_live(topic_id: int) -> Crisis | None:
    """Find the crisis a topic is in."""
    live = select(Crisis).where(
        Crisis.topic_id == topic_id, Crisis.ended_at.is_(None), Crisis.ends_at > now()
    )
    return session().scalar(live)


def list_crises() -> Sequence[Crisis]:
    """List the last crises, those that go on first."""
    query = select(Crisis).options(joinedload(Crisis.topic), joinedload(Crisis.begun_by))
    order = query.order_by(Crisis.ended_at.is_not(None), Crisis.id.desc())
    return session().scalars(order.limit(MOST)).all()
