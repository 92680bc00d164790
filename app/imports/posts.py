"""The stages of Posts: the questions, then the answers, with the revisions that PostHistory tells of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, func, insert, select, update

from app.core.db import session
from app.core.prose import RENDERER_VERSION
from app.imports.authors import find_author, find_people
from app.imports.history import History, last_of
from app.imports.importing import POSTS, REVISIONS, Importing, as_said, mark_of, recall
from app.imports.models import Imported
from app.imports.post_texts import PostTexts, PostWork, Revised
from app.imports.queries import list_new_ids, list_text_marks
from app.imports.records import Author, HistoryRow, HistoryType, PostRow, PostType
from app.imports.report import Finding
from app.imports.stages import Task
from app.imports.tags import tag_questions
from app.questions.models import Kind

KINDS = {PostType.QUESTION: Kind.QUESTION, PostType.ANSWER: Kind.ANSWER}
# What a question that was made private as a whole keeps, whatever a dump says.
OF_A_STUB = frozenset({"locked_at", "closed_at", "close_reason"})


@dataclass(frozen=True, slots=True)
class PostTask:
    """A post, what happened to it, and the mark of everything it says; two dumps with the same mark say the same."""

    row: PostRow
    history: tuple[HistoryRow, ...]
    mark: str


def choose_posts(
    kind: PostType, history: History
) -> Callable[[Importing, list[PostRow]], list[Task[Any, Any]]]:
    """Make the chooser of questions or of answers; texts that are here already are not converted again."""

    def choose(importing: Importing, rows: list[PostRow]) -> list[Task[PostTask, PostWork]]:
        chosen = _within_limit(
            importing, kind, [row for row in _known_kinds(importing, rows, kind) if row.type == kind]
        )
        marks = list_text_marks(importing.site, KINDS[kind], [row.id for row in chosen])
        tasks = []
        for row in chosen:
            happened = history.of(row.id)
            mark = mark_of(row.title, row.body, row.tags, [entry.id for entry in happened])
            work = (
                None if marks.get(row.id) == mark else PostWork(row, happened, importing.options.keep_emails)
            )
            tasks.append(Task(PostTask(row, happened, mark), work))
        return tasks

    return choose


def _known_kinds(importing: Importing, rows: list[PostRow], kind: PostType) -> list[PostRow]:
    """Count the kinds Torv has no place for (tag wikis and the like) while the questions are read."""
    if kind == PostType.QUESTION:
        for row in rows:
            if row.type not in KINDS and row.id not in importing.excerpts:
                importing.report.note(Finding.UNSUPPORTED_KIND, f"post {row.id} of type {row.type}")
    return rows


def _within_limit(importing: Importing, kind: PostType, rows: list[PostRow]) -> list[PostRow]:
    limit = importing.options.limit
    if kind == PostType.ANSWER or limit is None:
        return rows
    taken = rows[: max(0, limit - importing.questions_taken)]
    importing.questions_taken += len(taken)
    return taken


def write_posts(importing: Importing, done: list[tuple[PostTask, PostTexts | None]]) -> None:
    """Add the new posts with their revisions; change what the dump says differently of those that are here."""
    posts = {task.row.id: (task, texts) for task, texts in done}
    if not posts:
        return
    if len(posts) < len(done):
        importing.report.note(Finding.REPEATED_ID, f"{len(done) - len(posts)} posts around {min(posts)}")
    kind = KINDS[PostType(done[0][0].row.type)]
    batch = _Batch(importing, kind, [(task.row, texts) for task, texts in posts.values()])
    known = list_new_ids(importing.site, kind, posts)
    before = recall("post", list(known.values()))
    batch.add({old: (task, texts) for old, (task, texts) in posts.items() if texts and old not in known})
    for old_id, new_id in known.items():
        batch.change(new_id, *posts[old_id], before.get(new_id))


class _Batch:
    """Posts of one kind on their way into the database, with the people and questions they refer to."""

    def __init__(
        self, importing: Importing, kind: Kind, posts: list[tuple[PostRow, PostTexts | None]]
    ) -> None:
        self.importing, self.kind = importing, kind
        written = [(_author(row), row.created_at) for row, _texts in posts]
        revised = [revision for _row, texts in posts if texts for revision in texts.revisions]
        written += [(revision.author, revision.created_at) for revision in revised]
        self.people = find_people(importing, written)
        self.questions = list_new_ids(
            importing.site,
            Kind.QUESTION,
            {row.parent_id for row, _texts in posts if row.parent_id is not None},
        )

    def add(self, posts: dict[int, tuple[PostTask, PostTexts]]) -> None:
        """Insert posts that have somewhere to stand."""
        rows = {old: self._new_values(task, texts) for old, (task, texts) in posts.items()}
        standing = {old: values for old, values in rows.items() if values is not None}
        if not standing:
            return
        new_ids = session().scalars(
            insert(POSTS).returning(POSTS.c.id, sort_by_parameter_order=True), list(standing.values())
        )
        added = dict(zip(standing, new_ids, strict=True))
        self.importing.add_addresses(self.kind, added)
        self.importing.remember("post", [self._memory(new, *posts[old]) for old, new in added.items()])
        self._add_revisions([(new, 0, posts[old][1].revisions) for old, new in added.items()])
        self._tag(added.values())
        self.importing.report.tally(f"{self.kind}s added", len(added))

    def _tag(self, new_ids: Iterable[int]) -> None:
        """Tag the questions with these numbers as they now say."""
        if self.kind == Kind.QUESTION:
            found = session().execute(
                select(POSTS.c.id, POSTS.c.tag_names, POSTS.c.created_at).where(POSTS.c.id.in_(list(new_ids)))
            )
            tag_questions({number: (names, asked_at) for number, names, asked_at in found})

    def change(self, new_id: int, task: PostTask, texts: PostTexts | None, before: Imported | None) -> None:
        """Change one post where the dump says another thing than the last time."""
        if before is None:
            return
        said = self._said(task)
        changed = {name: value for name, value in said.items() if value != before.said.get(name)}
        values = self._changed_values(task, changed, before.said)
        find_author(before, self.people[_author(task.row)])
        if texts is not None and before.text_mark != task.mark:
            values |= self._new_texts(new_id, task, texts, before)
        if before.accepted_old_id != task.row.accepted_id:
            values |= {"accepted_answer_id": None}  # `settling` looks the new one up
        if not values:
            self.importing.report.tally(f"{self.kind}s unchanged")
            return
        session().execute(update(POSTS).where(POSTS.c.id == new_id).values(values))
        if "tag_names" in values:
            self._tag([new_id])
        before.said = {**before.said, **said}
        before.accepted_old_id = task.row.accepted_id
        self.importing.report.tally(f"{self.kind}s changed")

    def _new_values(self, task: PostTask, texts: PostTexts) -> dict[str, Any] | None:
        row, where = task.row, f"{self.kind} {task.row.id}"
        question_id = self.questions.get(row.parent_id or 0)
        if self.kind == Kind.ANSWER and question_id is None:
            self.importing.miss(Finding.ORPHAN_ANSWER, f"{where}: its question {row.parent_id} is not there")
            return None
        self.importing.note_all(texts.findings, where)
        values = {
            "kind": self.kind,
            "author_id": self._author_id(row, where),
            "created_at": row.created_at,
            "question_id": question_id,
            "version": 1,
            "revision_number": len(texts.revisions),
            **self._standing(task),
            **_text_values(texts),
        }
        if self.kind == Kind.QUESTION:
            values |= {"department_id": self.importing.department_id}
        return values

    def _author_id(self, row: PostRow, where: str) -> int | None:
        person_id = self.people[_author(row)]
        if person_id is None and row.author_id is not None:
            self.importing.miss(Finding.DANGLING_AUTHOR, f"{where}: its author {row.author_id} is not there")
        return person_id

    def _standing(self, task: PostTask) -> dict[str, Any]:
        """What may change without the text: counts and states."""
        row = task.row
        locked = last_of(task.history, HistoryType.LOCKED, HistoryType.UNLOCKED)
        values: dict[str, Any] = {
            "score": row.score,
            "edited_at": row.edited_at,
            "locked_at": locked.happened_at if locked else None,
        }
        if self.kind == Kind.QUESTION:
            closed = last_of(task.history, HistoryType.CLOSED, HistoryType.REOPENED)
            values |= {
                "view_count": row.views,
                "active_at": row.active_at or row.created_at,
                "closed_at": row.closed_at or (closed.happened_at if closed else None),
                "close_reason": _close_reason(closed),
            }
        return values

    def _said(self, task: PostTask) -> dict[str, Any]:
        return {name: as_said(value) for name, value in self._standing(task).items()}

    def _changed_values(
        self, task: PostTask, changed: dict[str, Any], earlier: dict[str, Any]
    ) -> dict[str, Any]:
        """The columns to set: counts move by what the dump counted since, so votes and views here are kept."""
        standing = self._standing(task)
        values = {name: standing[name] for name in changed}
        for state in OF_A_STUB & changed.keys():
            values[state] = case((POSTS.c.is_stub, POSTS.c[state]), else_=standing[state])
        for count in {"score", "view_count"} & changed.keys():
            values[count] = POSTS.c[count] + (standing[count] - earlier.get(count, 0))
        if values.get("active_at"):
            newest = func.max if session().get_bind().dialect.name == "sqlite" else func.greatest
            values["active_at"] = newest(POSTS.c.active_at, values["active_at"])
        return values

    def _new_texts(self, new_id: int, task: PostTask, texts: PostTexts, before: Imported) -> dict[str, Any]:
        """The new text with the revisions that lead to it, unless the post was edited here, or made private."""
        where = f"{self.kind} {task.row.id}"
        here = session().execute(
            select(POSTS.c.revision_number, POSTS.c.redacted_at).where(POSTS.c.id == new_id)
        )
        number, redacted_at = here.one()
        if number != before.said.get("revision") or redacted_at is not None:
            self.importing.report.note(Finding.EDITED_HERE, where)
            return {}
        self.importing.note_all(texts.findings, where)
        last = session().scalar(select(func.max(REVISIONS.c.created_at)).where(REVISIONS.c.post_id == new_id))
        later = [revision for revision in texts.revisions if last is None or revision.created_at > last]
        self._add_revisions([(new_id, number, tuple(later or texts.revisions[-1:]))])
        number += len(later) or 1
        before.text_mark, before.said = task.mark, {**before.said, "revision": number}
        return {**_text_values(texts), "revision_number": number, "version": POSTS.c.version + 1}

    def _memory(self, new_id: int, task: PostTask, texts: PostTexts) -> dict[str, Any]:
        authorless = self.people[_author(task.row)] is None
        return {
            "old_id": task.row.id,
            "new_id": new_id,
            "text_mark": task.mark,
            "accepted_old_id": task.row.accepted_id,
            "said": {**self._said(task), "revision": len(texts.revisions), "authorless": authorless},
        }

    def _add_revisions(self, posts: list[tuple[int, int, tuple[Revised, ...]]]) -> None:
        rows = [
            {
                "post_id": post_id,
                "number": number,
                "author_id": self.people[revision.author],
                "created_at": revision.created_at,
                "summary": revision.summary,
                "title": revision.title,
                "tag_names": revision.tag_names,
                "body": revision.body,
            }
            for post_id, before, revisions in posts
            for number, revision in enumerate(revisions, before + 1)
        ]
        session().execute(insert(REVISIONS), rows)
        self.importing.report.tally("revisions added", len(rows))


def _author(row: PostRow) -> Author:
    return Author(row.author_id, row.author_name)


def _text_values(texts: PostTexts) -> dict[str, Any]:
    return {
        "title": texts.title,
        "slug": texts.slug,
        "tag_names": texts.tag_names,
        "language": texts.language,
        "body": texts.body,
        "body_html": texts.body_html,
        "html_version": RENDERER_VERSION,
    }


def _close_reason(closed: HistoryRow | None) -> str:
    """The reason in the site's language; its number there: https://meta.stackexchange.com/a/2678 (CloseReasonTypes)."""
    if closed is None:
        return ""
    reasons: dict[str, str] = {
        "1": _("It was asked before."),
        "2": _("It is not about this site's subject."),
        "3": _("It asks for opinions."),
        "4": _("It is unclear what is asked."),
        "7": _("It helps only one person at one time and place."),
        "20": _("It is noise or pointless."),
        "101": _("It was asked before."),
        "102": _("It is not about this site's subject."),
        "103": _("It is unclear what is asked."),
        "104": _("It is too broad."),
        "105": _("It asks for opinions."),
    }
    return reasons.get(closed.comment, "")
