"""Everything that is said in one post, now and earlier, made ours. Pure, for worker processes."""

from dataclasses import dataclass
from datetime import datetime

from app.core import prose
from app.core.languages import guess_language
from app.core.slugs import slug_for, tag_name
from app.imports.conversion import Findings, convert, convert_source, masked
from app.imports.history import State, states_of
from app.imports.records import Author, HistoryRow, PostRow, PostType
from app.imports.report import Finding
from app.questions.texts import TITLE_MAX, one_line


@dataclass(frozen=True, slots=True)
class PostWork:
    """A post as the dump has it."""

    row: PostRow
    history: tuple[HistoryRow, ...]
    keep_emails: bool


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision as it will be stored, its author still by the old number."""

    author: Author
    created_at: datetime
    summary: str
    title: str | None
    tag_names: str
    body: str


@dataclass(frozen=True, slots=True)
class PostTexts:
    """A post's texts as they will be stored; the last revision is what it says now."""

    title: str | None
    slug: str | None
    tag_names: str
    language: str
    body: str
    body_html: str
    revisions: tuple[Revised, ...]
    findings: Findings


def convert_post(work: PostWork) -> PostTexts:
    """Convert what a post says and said. Without a history there is one revision, of the last edit's time."""
    row, states = work.row, states_of(work.history)
    now = convert(row.body, states[-1].body if states else "", keep_emails=work.keep_emails)
    title = _title(row.title or prose.excerpt(now.body, 100), work) if _is_question(work) else None
    findings = now.findings
    if not row.body.strip():
        findings += ((Finding.EMPTY_BODY, ""),)
    if title is not None and not row.title:
        findings += ((Finding.INCOMPLETE_ROW, "Title"),)
    tags = _tags(row.tags)
    earlier = [_revised(state, work) for state in states[:-1]]
    last = states[-1] if states else _unrevised(row)
    current = Revised(last.author, last.created_at, _summary(last, work), title, tags, now.body)
    return PostTexts(
        title=title,
        slug=slug_for(title) if title is not None else None,
        tag_names=tags,
        language=guess_language(f"{title or ''}\n{now.body}"),
        body=now.body,
        body_html=now.body_html,
        revisions=(*earlier, current),
        findings=findings,
    )


def _is_question(work: PostWork) -> bool:
    return work.row.type == PostType.QUESTION


def _title(text: str, work: PostWork) -> str:
    title = one_line(text if work.keep_emails else masked(text)[0])
    return title[:TITLE_MAX] or "…"


def _tags(tags: tuple[str, ...]) -> str:
    return " ".join(dict.fromkeys(name for name in map(tag_name, tags) if name))


def _summary(state: State, work: PostWork) -> str:
    return one_line(state.summary if work.keep_emails else masked(state.summary)[0])


def _unrevised(row: PostRow) -> State:
    return State(Author(row.author_id, row.author_name), row.edited_at or row.created_at)


def _revised(state: State, work: PostWork) -> Revised:
    question = _is_question(work)
    return Revised(
        author=state.author,
        created_at=state.created_at,
        summary=_summary(state, work),
        title=_title(state.title, work) if question else None,
        tag_names=_tags(state.tags) if question else "",
        body=convert_source(state.body, keep_emails=work.keep_emails),
    )
