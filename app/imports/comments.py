"""The stage of Comments: under the questions and answers that were brought in."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from app.core.clock import now
from app.core.db import session
from app.core.languages import guess_language
from app.core.prose import RENDERER_VERSION
from app.imports.authors import find_author, find_people
from app.imports.conversion import Converted, convert_comment
from app.imports.importing import POSTS, REVISIONS, Importing, mark_of, recall
from app.imports.models import Imported
from app.imports.queries import list_new_ids, list_text_marks
from app.imports.records import Author, CommentRow
from app.imports.report import Finding
from app.imports.stages import Task
from app.questions.models import Kind

CommentWork = tuple[str, bool]


def choose_comments(importing: Importing, rows: list[CommentRow]) -> list[Task[CommentRow, CommentWork]]:
    """Every comment is brought in; texts that are here already are not converted again."""
    marks = list_text_marks(importing.site, Kind.COMMENT, [row.id for row in rows])
    keep = importing.options.keep_emails
    return [Task(row, None if marks.get(row.id) == mark_of(row.text) else (row.text, keep)) for row in rows]


def convert_work(work: CommentWork) -> Converted:
    """Convert one comment."""
    text, keep_emails = work
    return convert_comment(text, keep_emails=keep_emails)


def write_comments(importing: Importing, done: list[tuple[CommentRow, Converted | None]]) -> None:
    """Add the new comments, change those whose text or score the dump has changed."""
    rows = {row.id: (row, converted) for row, converted in done}
    known = list_new_ids(importing.site, Kind.COMMENT, rows)
    _add(importing, {old: (row, text) for old, (row, text) in rows.items() if text and old not in known})
    before = recall("post", list(known.values()))
    authorless = [old for old, new in known.items() if new in before and before[new].said.get("authorless")]
    people = find_people(importing, [_signed(rows[old_id][0]) for old_id in authorless])
    for old_id, new_id in known.items():
        if new_id in before:
            row, text = rows[old_id]
            find_author(before[new_id], people.get(_signed(row)[0]))
            _change(importing, before[new_id], row, text)


def _add(importing: Importing, rows: dict[int, tuple[CommentRow, Converted]]) -> None:
    people = find_people(importing, [_signed(row) for row, _text in rows.values()])
    parents = _parents(importing, {row.post_id for row, _text in rows.values()})
    new = {}
    for old_id, (row, converted) in rows.items():
        where = f"comment {old_id}"
        if row.post_id not in parents:
            importing.miss(Finding.ORPHAN_COMMENT, f"{where}: its post {row.post_id} is not there")
            continue
        person_id = people[_signed(row)[0]]
        if person_id is None and row.author_id is not None:
            importing.miss(Finding.DANGLING_AUTHOR, f"{where}: its author {row.author_id} is not there")
        importing.note_all(converted.findings, where)
        new[old_id] = _values(row, converted) | {"author_id": person_id} | parents[row.post_id]
    if not new:
        return
    new_ids = session().scalars(
        insert(POSTS).returning(POSTS.c.id, sort_by_parameter_order=True), list(new.values())
    )
    added = dict(zip(new, new_ids, strict=True))
    importing.add_addresses(Kind.COMMENT, added)
    session().execute(insert(REVISIONS), [_revision(number, new[old]) for old, number in added.items()])
    importing.remember(
        "post", [_memory(number, rows[old][0], new[old]["author_id"]) for old, number in added.items()]
    )
    importing.report.tally("comments added", len(added))


def _signed(row: CommentRow) -> tuple[Author, datetime]:
    return Author(row.author_id, row.author_name), row.created_at


def _parents(importing: Importing, old_ids: set[int]) -> dict[int, dict[str, Any]]:
    """What a comment on an old post stands under: the post itself, and the question."""
    new_ids = list_new_ids(importing.site, Kind.ANSWER, old_ids)
    new_ids |= list_new_ids(importing.site, Kind.QUESTION, old_ids)
    found = session().execute(select(POSTS.c.id, POSTS.c.question_id).where(POSTS.c.id.in_(new_ids.values())))
    questions = {post_id: question_id or post_id for post_id, question_id in found}
    return {
        old: {"parent_id": new, "question_id": questions[new]}
        for old, new in new_ids.items()
        if new in questions
    }


def _values(row: CommentRow, converted: Converted) -> dict[str, Any]:
    return {
        "kind": Kind.COMMENT,
        "created_at": row.created_at,
        "score": row.score,
        "language": guess_language(converted.body),
        "body": converted.body,
        "body_html": converted.body_html,
        "html_version": RENDERER_VERSION,
    }


def _revision(post_id: int, values: dict[str, Any]) -> dict[str, Any]:
    kept = {name: values[name] for name in ("author_id", "created_at", "body")}
    return {"post_id": post_id, "number": 1, **kept}


def _memory(new_id: int, row: CommentRow, author_id: int | None) -> dict[str, Any]:
    return {
        "old_id": row.id,
        "new_id": new_id,
        "text_mark": mark_of(row.text),
        "accepted_old_id": None,
        "said": {"score": row.score, "revision": 1, "authorless": author_id is None},
    }


def _change(importing: Importing, before: Imported, row: CommentRow, converted: Converted | None) -> None:
    values: dict[str, Any] = {}
    if row.score != before.said["score"]:
        values["score"] = POSTS.c.score + (row.score - before.said["score"])
    if converted is not None:
        values |= _new_text(importing, before, row, converted)
    before.said = {**before.said, "score": row.score}
    if values:
        session().execute(update(POSTS).where(POSTS.c.id == before.new_id).values(values))
    importing.report.tally("comments changed" if values else "comments unchanged")


def _new_text(
    importing: Importing, before: Imported, row: CommentRow, converted: Converted
) -> dict[str, Any]:
    """The new text, with a revision of its own, unless the comment was edited here meanwhile."""
    post = select(POSTS.c.revision_number, POSTS.c.author_id).where(POSTS.c.id == before.new_id)
    number, author_id = session().execute(post).one()
    if number != before.said["revision"]:
        importing.report.note(Finding.EDITED_HERE, f"comment {row.id}")
        return {}
    importing.note_all(converted.findings, f"comment {row.id}")
    number += 1
    revision = {
        "post_id": before.new_id,
        "number": number,
        "author_id": author_id,
        "created_at": now(),
        "body": converted.body,
    }
    session().execute(insert(REVISIONS), [revision])
    before.text_mark, before.said = mark_of(row.text), {**before.said, "revision": number}
    changed = _values(row, converted)
    texts = {name: changed[name] for name in ("language", "body", "body_html", "html_version")}
    return {**texts, "revision_number": number, "version": POSTS.c.version + 1}
