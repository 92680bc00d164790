"""Reads of tags."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from app.core.db import read_rows, session
from app.core.errors import NotFound
from app.core.paging import Page, Place, fetch_page, number_cursor
from app.questions.models import Tag

TAGS_A_PAGE = 60
_BY_NAME = select(Tag.id, Tag.name, Tag.question_count, Tag.description).where(
    Tag.name == bindparam("name"), Tag.question_count > 0
)


class ShownTag(NamedTuple):
    """A tag as its page shows it."""

    id: int
    name: str
    question_count: int
    description: str


def get_tag(name: str) -> ShownTag:
    """Get a tag that has a public question, by its name."""
    found = read_rows(_BY_NAME, name=name)
    if not found:
        raise NotFound()
    return ShownTag(*found[0])


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
