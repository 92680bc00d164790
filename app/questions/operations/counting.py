"""How often questions were read, added to the database many at a time."""

from collections.abc import Mapping

from sqlalchemy import case, select, update

from app.core.access import Actor
from app.core.db import session
from app.questions.models import Question


def add_views(actor: Actor, views: Mapping[int, int]) -> None:
    """Add the views to the questions' counters in one update."""
    ids = sorted(views)
    if not ids:
        return
    # Held in the order of their numbers, so that two processes do not wait for each other.
    session().execute(
        select(Question.id).where(Question.id.in_(ids)).order_by(Question.id).with_for_update(key_share=True)
    )
    session().execute(
        update(Question)
        .where(Question.id.in_(ids))
        .values(view_count=Question.view_count + case(dict(views), value=Question.id))
        .execution_options(synchronize_session=False)
    )
