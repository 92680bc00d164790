"""Lists of questions and answers, a page at a time: what a row shows and no more, never a body.

Each list is one index read in order. The partial indexes in `models` are only used when a query names their
conditions literally, so they stand here word for word and nothing about them is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, bindparam, literal_column, select, union_all
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.core.db import read_rows, session
from app.core.paging import Cut, Listing, Page, Place, Query, fetch_page, number_cursor, time_cursor
from app.departments.models import Department, Topic
from app.departments.queries import Label
from app.questions.models import Kind, Post, QuestionTag, Watch

_answer = aliased(Post)
PUBLIC_QUESTION = (Post.title.is_not(None), Post.hidden_at.is_(None))
VOUCHED_FOR = _answer.verification_state.in_([literal_column("'verified'"), literal_column("'due'")])
UNANSWERED = (Post.answer_count == literal_column("0"), Post.closed_at.is_(None))
# Topics merged by one statement. SQLite would take 500; putting so many together takes longer than reading on.
MOST_ARMS = 100


class Sort(StrEnum):
    """The ways to see all questions; the values stand in addresses."""

    NEWEST = "newest"
    ACTIVE = "active"
    UNANSWERED = "unanswered"
    VERIFIED = "verified"
    ASKED_FOR = "asked-for"


SORTS = {sort.value: sort for sort in Sort}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as lists show it; `key` is what the list at hand runs by."""

    key: datetime | int
    id: int
    slug: str
    title: str
    language: str
    answer_count: int
    same_count: int
    score: int
    view_count: int
    verified: bool
    accepted: bool
    tag_names: str
    created_at: datetime
    edited_at: datetime | None
    author_id: int | None
    author_name: str
    hat_name: str | None
    topic: Label | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as a person's page shows it: which question it answers and how it fared."""

    id: int
    title: str
    language: str
    score: int
    accepted: bool
    verified: bool
    created_at: datetime
    hidden: bool


def _rows(conditions: Sequence[ColumnElement[bool]] = PUBLIC_QUESTION) -> Query:
    """Select what a row shows of every public question. Post, not Question, which would add `kind IN (…)`."""
    return (
        select(
            Post.id,
            Post.slug,
            Post.title,
            Post.language,
            Post.answer_count,
            Post.same_count,
            Post.score,
            Post.view_count,
            Post.verified_answer_id,
            Post.accepted_answer_id,
            Post.tag_names,
            Post.created_at,
            Post.edited_at,
            Post.author_id,
            Post.hidden_at,
            Person.name.label("author_name"),
            Department.name.label("hat_name"),
            Department.names.label("hat_names"),
            Topic.slug.label("topic_slug"),
            Topic.name.label("topic_name"),
            Topic.names.label("topic_names"),
        )
        .select_from(Post)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(Department, Department.id == Post.hat_department_id)
        .outerjoin(Topic, Topic.id == Post.topic_id)
        .where(*conditions)
    )


def _verified() -> Query:
    """Select the questions that have a verified answer, beside it."""
    return (
        _rows()
        .join(_answer, (_answer.question_id == Post.id) & (_answer.id == Post.verified_answer_id))
        .where(VOUCHED_FOR, _answer.hidden_at.is_(None))
    )


# Put together once, since that takes longer than running them.
_ASKER = (Post.author_id == bindparam("person_id"), Post.kind == Kind.QUESTION)
_DEPARTMENT = Post.department_id == bindparam("department_id")
_LISTINGS = {
    Sort.NEWEST: Listing(_rows(), Post.created_at, Post.id),
    Sort.ACTIVE: Listing(_rows(), Post.active_at, Post.id),
    Sort.UNANSWERED: Listing(_rows().where(*UNANSWERED), Post.created_at, Post.id),
    Sort.VERIFIED: Listing(_verified(), _answer.verified_at, _answer.id),
    Sort.ASKED_FOR: Listing(_rows(), Post.same_count, Post.id),
}
_OF_DEPARTMENT = Listing(_rows().where(_DEPARTMENT), Post.created_at, Post.id)
_UNANSWERED_OF_DEPARTMENT = Listing(_rows().where(*UNANSWERED, _DEPARTMENT), Post.created_at, Post.id)
_OF_TAG = Listing(
    _rows()
    .join(QuestionTag, QuestionTag.question_id == Post.id)
    .where(QuestionTag.tag_id == bindparam("tag_id")),
    QuestionTag.asked_at,
    QuestionTag.question_id,
)
_OF_ASKER = Listing(_rows().where(*_ASKER), Post.created_at, Post.id)
_OWN = Listing(_rows(()).where(*_ASKER), Post.created_at, Post.id)
_WATCHED = Listing(
    _rows().join(Watch, Watch.question_id == Post.id).where(Watch.person_id == bindparam("person_id")),
    Watch.created_at,
    Watch.question_id,
)
_BY_IDS = (
    _rows().add_columns(Post.created_at.label("key")).where(Post.id.in_(bindparam("ids", expanding=True)))
)


def page_of_questions(sort: Sort, place: Place, language: str) -> Page[QuestionRow]:
    """List all public questions, sorted or narrowed to what `sort` says."""
    return _page(_LISTINGS[sort], place, language)


def page_of_department(department_id: int, place: Place, language: str) -> Page[QuestionRow]:
    """List the questions a department should answer, newest first."""
    return _page(_OF_DEPARTMENT, place, language, department_id=department_id)


def page_of_tag(tag_id: int, place: Place, language: str) -> Page[QuestionRow]:
    """List the questions with a tag, newest first."""
    return _page(_OF_TAG, place, language, tag_id=tag_id)


def page_of_topics(topic_ids: Sequence[int], place: Place, language: str) -> Page[QuestionRow]:
    """List the questions of several topics (one with all below it), newest first.

    Finds the ids by merging each topic's own order, then reads those rows: two statements however many topics.
    """

    def fetch(cut: Cut) -> list[QuestionRow]:
        return list_rows([found.id for found in session().execute(_merged(topic_ids, cut))], language)

    return fetch_page(fetch, cursor_of, place)


def page_of_asker(person_id: int, place: Place, language: str, *, own: bool = False) -> Page[QuestionRow]:
    """List the questions of a person, newest first; for themselves (`own`) with what is hidden."""
    return _page(_OWN if own else _OF_ASKER, place, language, person_id=person_id)


def page_of_watcher(person_id: int, place: Place, language: str) -> Page[QuestionRow]:
    """List the questions a person watches, those watched last first."""
    return _page(_WATCHED, place, language, person_id=person_id)


def page_of_answerer(person_id: int, place: Place, *, own: bool = False) -> Page[AnswerRow]:
    """List the answers of a person to public questions, newest first; for themselves (`own`) with what is hidden."""
    question = aliased(Post)
    public = () if own else (Post.hidden_at.is_(None),)
    query = (
        select(
            Post.id,
            question.title,
            question.language,
            Post.score,
            Post.accepted_at.is_not(None).label("accepted"),
            (question.verified_answer_id == Post.id).label("verified"),
            Post.created_at,
            Post.hidden_at.is_not(None).label("hidden"),
        )
        .join(question, question.id == Post.question_id)
        .where(Post.author_id == person_id, Post.kind == Kind.ANSWER)
        .where(question.hidden_at.is_(None), *public)
    )

    def fetch(cut: Cut) -> list[AnswerRow]:
        found = session().execute(cut.of(query, Post.created_at, Post.id))
        return [AnswerRow(**{**row._mapping, "verified": bool(row.verified)}) for row in found]

    return fetch_page(fetch, lambda row: time_cursor(row.created_at, row.id), place)


def list_newest(limit: int, language: str) -> list[QuestionRow]:
    """List the newest questions."""
    return _list(_LISTINGS[Sort.NEWEST], limit, language)


def list_unanswered(limit: int, language: str, department_id: int | None = None) -> list[QuestionRow]:
    """List the newest questions that nobody has answered and anybody may; of one department, if given."""
    if department_id is None:
        return _list(_LISTINGS[Sort.UNANSWERED], limit, language)
    return _list(_UNANSWERED_OF_DEPARTMENT, limit, language, department_id=department_id)


def list_recently_verified(limit: int, language: str) -> list[QuestionRow]:
    """List the questions whose answers were verified last."""
    return _list(_LISTINGS[Sort.VERIFIED], limit, language)


def list_rows(question_ids: Sequence[int], language: str) -> list[QuestionRow]:
    """List the questions with these ids that are public, in the order given."""
    found = {row.id: _row(row, language, _nobody()) for row in read_rows(_BY_IDS, ids=list(question_ids))}
    return [found[question_id] for question_id in question_ids if question_id in found]


def cursor_of(row: QuestionRow) -> str:
    """Write the place of a question in the list it was read from."""
    return number_cursor(row.key, row.id) if isinstance(row.key, int) else time_cursor(row.key, row.id)


def _merged(topic_ids: Sequence[int], cut: Cut) -> Any:
    """Select the ids of one cut of the questions of all these topics.

    The database merges one index per topic, reading each only as far as needed. More topics than it can merge are
    nearly all there are, so the newest questions are read until enough of theirs are found.
    """
    ids = select(Post.id, Post.created_at).where(*PUBLIC_QUESTION)
    if len(topic_ids) > MOST_ARMS:
        among_all = Post.topic_id + literal_column(
            "0"
        )  # the 0 keeps a database from sorting one topic after another
        return cut.of(ids.where(among_all.in_(topic_ids)), Post.created_at, Post.id)
    arms = [
        cut.within(ids.where(Post.topic_id == topic_id), Post.created_at, Post.id) for topic_id in topic_ids
    ]
    merged = union_all(*arms)
    moment, post_id = merged.selected_columns.created_at, merged.selected_columns.id
    order = (moment, post_id) if cut.backwards else (moment.desc(), post_id.desc())
    return merged.order_by(*order).limit(cut.limit)


def _page(listing: Listing, place: Place, language: str, **values: Any) -> Page[QuestionRow]:
    return fetch_page(lambda cut: listing.rows(cut, _row, language, _nobody(), **values), cursor_of, place)


def _list(listing: Listing, limit: int, language: str, **values: Any) -> list[QuestionRow]:
    cut = Cut(None, backwards=False, limit=limit)
    return listing.rows(cut, _row, language, _nobody(), **values)


def _nobody() -> str:
    """Say who asked when they are no longer here."""
    return str(_("Former member"))


def _row(found: Any, language: str, nobody: str) -> QuestionRow:
    return QuestionRow(
        key=found.key,
        id=found.id,
        slug=found.slug,
        title=found.title,
        language=found.language,
        answer_count=found.answer_count,
        same_count=found.same_count,
        score=found.score,
        view_count=found.view_count,
        verified=found.verified_answer_id is not None,
        accepted=found.accepted_answer_id is not None,
        tag_names=found.tag_names,
        created_at=found.created_at,
        edited_at=found.edited_at,
        author_id=found.author_id,
        author_name=found.author_name or ("" if found.hat_name else nobody),
        hat_name=(found.hat_names or {}).get(language) or found.hat_name,
        topic=Label(found.topic_slug, found.topic_name, found.topic_names) if found.topic_slug else None,
        hidden=found.hidden_at is not None,
    )
