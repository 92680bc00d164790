"""Reads of tags."""

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.core.paging import Page, Place, fetch_page, number_cursor
from app.questions.models import Tag

TAGS_A_PAGE = 60


def get_tag(name: str) -> Tag:
    """Get a tag that has a public question, by its name."""
    found = session().scalar(select(Tag).where(Tag.name == name, Tag.question_count > 0))
    if found is None:
        raise NotFound()
    return found


def page_of_tags(place: Place, part: str = "") -> Page[Tag]:
    """List the tags in use, the most used first; with `part`, those that have it in their name."""
    query = select(Tag).where(Tag.question_count > 0)
    if part:
        query = query.where(Tag.name.contains(part, autoescape=True))
    return fetch_page(
        lambda cut: session().scalars(cut.of(query, Tag.question_count, Tag.id)).all(),
        lambda tag: number_cursor(tag.question_count, tag.id),
        place,
        TAGS_A_PAGE,
    )
