"""The stages of Tags and of what they are about, and the tags of imported questions.

How often a tag is used is counted once at the end, in `settling`.
"""

import re
from datetime import datetime

from sqlalchemy import Table, bindparam, delete, insert, or_, select, update

from app.core.db import session
from app.core.prose import excerpt
from app.core.slugs import tag_name
from app.imports.conversion import masked
from app.imports.importing import Importing
from app.imports.records import PostRow, PostType, TagRow
from app.imports.report import Finding
from app.imports.stages import Task
from app.questions.models import QuestionTag, Tag
from app.questions.texts import one_line
from app.questions.upserts import insert_into

TAGS: Table = Tag.__table__  # type: ignore[assignment]
QUESTION_TAGS: Table = QuestionTag.__table__  # type: ignore[assignment]
LONGEST_DESCRIPTION = 500  # characters, which is what the old sites allowed
_TAG_MENTIONED = re.compile(r"\[(?:(?:meta-)?tag:)?([\w.+#-]+)\](?!\()")


def write_tags(importing: Importing, done: list[tuple[TagRow, None]]) -> None:
    """Add the tags that are not here. `c++` and `node.js` are written as tags are written here."""
    names = []
    for row, _nothing in done:
        name = tag_name(row.name)
        if name != row.name:
            importing.report.note(Finding.RENAMED_TAG, f"{row.name} → {name or '–'}")
        names += [name] if name else []
    importing.report.tally("tags read", len(names))
    _ids_of(names)


def choose_excerpts(importing: Importing, rows: list[PostRow]) -> list[Task[PostRow, None]]:
    """Pick what is said about tags that the dump has."""
    return [Task(row, None) for row in rows if row.type == PostType.TAG_EXCERPT and _tag_of(importing, row)]


def describe_tags(importing: Importing, done: list[tuple[PostRow, None]]) -> None:
    """Let tags say what they are about, unless they do so already in words from elsewhere."""
    described = [
        {"tag": _tag_of(importing, row), "words": _words(importing, row)}
        for row, _nothing in done
        if row.body.strip()
    ]
    if described:
        ours = or_(TAGS.c.description == "", TAGS.c.described_by == importing.site)
        describe = (
            update(TAGS)
            .where(TAGS.c.name == bindparam("tag"), ours)
            .values(description=bindparam("words"), described_by=importing.site)
        )
        session().connection().execute(describe, described)
    importing.report.tally("descriptions of tags read", len(described))


def _tag_of(importing: Importing, row: PostRow) -> str | None:
    return importing.excerpts.get(row.id)


def _words(importing: Importing, row: PostRow) -> str:
    words = one_line(excerpt(_TAG_MENTIONED.sub(r"\1", row.body), LONGEST_DESCRIPTION))
    if importing.options.keep_emails:
        return words
    text, addresses = masked(words)
    importing.note_all([(Finding.EMAIL_ADDRESS, "")] * addresses, f"post {row.id}")
    return text


def tag_questions(questions: dict[int, tuple[str, datetime]]) -> None:
    """Give questions exactly these tags: by number, the names with spaces between, and when it was asked."""
    if not questions:
        return
    ids = _ids_of([name for names, _asked_at in questions.values() for name in names.split()])
    session().execute(delete(QuestionTag).where(QuestionTag.question_id.in_(questions)))
    rows = [
        {"question_id": question_id, "tag_id": ids[name], "asked_at": asked_at}
        for question_id, (names, asked_at) in questions.items()
        for name in names.split()
    ]
    if rows:
        session().execute(insert(QUESTION_TAGS), rows)


def _ids_of(names: list[str]) -> dict[str, int]:
    wanted = sorted(set(names))
    if not wanted:
        return {}
    new = insert_into(Tag).on_conflict_do_nothing()
    session().execute(new, [{"name": name, "question_count": 0} for name in wanted])
    found = session().execute(select(Tag.name, Tag.id).where(Tag.name.in_(wanted)))
    return {name: tag_id for name, tag_id in found}
