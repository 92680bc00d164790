"""What an earlier dump of the site had and this one has not. It stays here; it is counted, and the first are named."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Select, and_, select

from app.accounts.models import Badge
from app.core.db import session
from app.imports.importing import IMPORTED, POSTS, Importing
from app.imports.reading import Attributes
from app.imports.records import LinkType, whole
from app.imports.report import Finding
from app.questions.models import Kind

Lost = Iterator[tuple[Finding, str]]
STRETCH = 5_000  # remembered things looked at together
PAGE = 8_192  # numbers kept as the bits of one number


class Numbers:
    """Numbers of a dump in little memory: a page of bits for each stretch that has any."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._pages: dict[int, int] = {}
        for number in numbers:
            page, bit = divmod(number, PAGE)
            self._pages[page] = self._pages.get(page, 0) | 1 << bit

    def __contains__(self, number: int) -> bool:
        page, bit = divmod(number, PAGE)
        return bool(self._pages.get(page, 0) >> bit & 1)


def note_gone(importing: Importing, table: str, rows: Iterable[Attributes]) -> None:
    """Note what is remembered of earlier dumps and does not stand among the table's rows now."""
    for finding, example in _LOOKS[table](importing.site, rows):
        importing.report.note(finding, example)


def _gone_people(site: str, rows: Iterable[Attributes]) -> Lost:
    there = Numbers(_numbers(rows, "Id"))
    remembered = select(IMPORTED.c.old_id, IMPORTED.c.new_id).where(
        IMPORTED.c.kind == "person", IMPORTED.c.site == site
    )
    for person in _read(remembered):
        if person.old_id not in there:
            yield Finding.GONE_PERSON, f"{person.old_id}: /people/{person.new_id}"


def _gone_posts(site: str, rows: Iterable[Attributes]) -> Lost:
    there = Numbers(_numbers(rows, "Id"))
    for post in _read(_remembered_posts(site).where(POSTS.c.kind != Kind.COMMENT)):
        if post.old_id not in there:
            yield Finding.GONE_POST, f"{post.old_id}: /{post.kind}s/{post.new_id}"


def _gone_comments(site: str, rows: Iterable[Attributes]) -> Lost:
    there = Numbers(_numbers(rows, "Id"))
    for comment in _read(_remembered_posts(site).where(POSTS.c.kind == Kind.COMMENT)):
        if comment.old_id not in there:
            yield Finding.GONE_COMMENT, f"{comment.old_id}: /questions/{comment.question_id}"


def _gone_badges(site: str, rows: Iterable[Attributes]) -> Lost:
    there = Numbers(_numbers(rows, "Id"))
    for badge in _read(select(Badge.old_id, Badge.name, Badge.person_id).where(Badge.site == site)):
        if badge.old_id not in there:
            yield Finding.GONE_BADGE, f"{badge.old_id}: {badge.name}, /people/{badge.person_id}"


def _gone_duplicates(site: str, rows: Iterable[Attributes]) -> Lost:
    """Questions that an earlier dump called duplicates, and this one no more."""
    duplicates = (row for row in rows if row.get("LinkTypeId") == str(LinkType.DUPLICATE.value))
    there = Numbers(_numbers(duplicates, "PostId"))
    linked = and_(
        IMPORTED.c.said["duplicates_of"].as_string().is_not(None), POSTS.c.duplicate_of_id.is_not(None)
    )
    for question in _read(_remembered_posts(site).where(linked)):
        if question.old_id not in there:
            yield Finding.GONE_DUPLICATE, f"{question.old_id}: /questions/{question.new_id}"


_LOOKS: dict[str, Callable[[str, Iterable[Attributes]], Lost]] = {
    "Users": _gone_people,
    "Posts": _gone_posts,
    "Comments": _gone_comments,
    "Badges": _gone_badges,
    "PostLinks": _gone_duplicates,
}
TABLES = tuple(_LOOKS)


def _remembered_posts(site: str) -> Select[Any]:
    """Posts of the site that are still here, with what they stand under."""
    return (
        select(IMPORTED.c.old_id, IMPORTED.c.new_id, POSTS.c.kind, POSTS.c.question_id)
        .join(POSTS, POSTS.c.id == IMPORTED.c.new_id)
        .where(IMPORTED.c.kind == "post", IMPORTED.c.site == site)
    )


def _read(remembered: Select[Any, Any, Any]) -> Iterator[Any]:
    """In the order things came in, a stretch at a time."""
    found = session().execute(remembered.order_by("old_id").execution_options(yield_per=STRETCH))
    yield from found


def _numbers(rows: Iterable[Attributes], name: str) -> Iterator[int]:
    """The numbers of rows. One that cannot be read was noted when the table was brought in."""
    for row in rows:
        try:
            yield whole(row.get(name, ""))
        except ValueError:
            continue
