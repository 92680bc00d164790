"""Which topic a question stands under, as far as the topic counts it."""

from flask_babel import gettext as _
from sqlalchemy import update

from app.core.access import Actor
from app.core.db import session
from app.core.errors import Invalid
from app.departments.models import Topic


def count_under_topic(actor: Actor, before: int | None, after: int | None) -> None:
    """Count a public question under one topic instead of another; neither need be one, but what is named must be there.

    In the order of their numbers, so that two questions that change places do not wait for each other.
    """
    for topic_id, by in sorted((topic_id, by) for topic_id, by in ((before, -1), (after, 1)) if topic_id):
        counted = update(Topic).where(Topic.id == topic_id).values(question_count=Topic.question_count + by)
        if session().scalar(counted.returning(Topic.id)) is None:
            raise Invalid(_("This topic is no longer there. Choose another."), field="topic_id")
