"""Tags while they are typed."""

from sqlalchemy import select

from app.core.db import session
from app.core.slugs import tag_name
from app.questions.models import Tag

SHOWN = 8


def list_tags_beginning(typed: str) -> list[str]:
    """List the names of the most used tags that begin with what was typed."""
    name = tag_name(typed)
    if not name:
        return []
    return list(
        session().scalars(
            select(Tag.name)
            .where(Tag.name.startswith(name, autoescape=True), Tag.question_count > 0)
            .order_by(Tag.question_count.desc(), Tag.name)
            .limit(SHOWN)
        )
    )
