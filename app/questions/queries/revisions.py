"""The revisions of a post, each with the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Person
from app.core.db import session
from app.core.paging import Cut, Page, Place, fetch_page, number_cursor
from app.questions.changes import Changes, Words, changes_between
from app.questions.models import Revision

# Few, since each is compared with the one before it, which takes its time where both are long.
REVISIONS_A_PAGE = 5


@dataclass(frozen=True, slots=True)
class RevisionShown:
    """One revision: who wrote it, when and why, what it said and what it changed (None for the first)."""

    id: int
    number: int
    author_id: int | None
    author_name: str
    created_at: datetime
    summary: str
    words: Words
    changes: Changes | None


def page_of_revisions(post_id: int, place: Place) -> Page[RevisionShown]:
    """List the revisions of a post, the newest first. Whether the actor may see the post is asked before."""
    earlier = aliased(Revision)
    query = (
        select(
            Revision,
            Person.name.label("author_name"),
            earlier.title.label("old_title"),
            earlier.body.label("old_body"),
            earlier.tag_names.label("old_tag_names"),
        )
        .outerjoin(Person, Person.id == Revision.author_id)
        .outerjoin(earlier, (earlier.post_id == Revision.post_id) & (earlier.number == Revision.number - 1))
        .where(Revision.post_id == post_id)
    )

    def fetch(cut: Cut) -> Sequence[Row[Any]]:
        return session().execute(cut.of(query, Revision.number, Revision.id)).all()

    def key(found: Row[Any]) -> str:
        return number_cursor(found.Revision.number, found.Revision.id)

    page = fetch_page(fetch, key, place, REVISIONS_A_PAGE)
    # Compared only now, so that the row that merely tells of a next page is not.
    return Page([_shown(found) for found in page.rows], page.next_cursor, page.first, page.newer_cursor)


def find_revision(post_id: int, number: int) -> Revision | None:
    """Find one revision of a post, with its author."""
    return session().scalar(
        select(Revision)
        .options(joinedload(Revision.author))
        .where(Revision.post_id == post_id, Revision.number == number)
    )


def list_revisions(post_id: int) -> Sequence[Revision]:
    """List all revisions of a post, the oldest first."""
    return (
        session().scalars(select(Revision).where(Revision.post_id == post_id).order_by(Revision.number)).all()
    )


def words_of(revision: Revision) -> Words:
    """Give what a revision says."""
    return Words(revision.title or "", revision.body, revision.tag_names)


def _shown(found: Row[Any]) -> RevisionShown:
    revision: Revision = found.Revision
    words = words_of(revision)
    old = (
        Words(found.old_title or "", found.old_body, found.old_tag_names)
        if found.old_body is not None
        else None
    )
    return RevisionShown(
        id=revision.id,
        number=revision.number,
        author_id=revision.author_id,
        author_name=found.author_name or _("Former member"),
        created_at=revision.created_at,
        summary=revision.summary,
        words=words,
        changes=changes_between(old, words) if old else None,
    )
