"""Search without an index: words in titles and tags, newest first. What the site does while an index is built."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, false, func, literal, not_, or_, select

from app.accounts.models import Person
from app.core.access import Actor
from app.departments.models import Department, Topic
from app.questions.models import Question
from app.questions.permissions import visible_posts
from app.search.query_language import Field, Filter, ParsedQuery

# Each word is one more look at every title.
MOST_WORDS = 5

_STATES: Mapping[str, ColumnElement[bool]] = {
    "verified": Question.verified_answer_id.is_not(None),
    "answered": Question.answer_count > 0,
    "unanswered": Question.answer_count == 0,
    "accepted": Question.accepted_answer_id.is_not(None),
    "official": Question.official_answer_at.is_not(None),
    "duplicate": Question.duplicate_of_id.is_not(None),
}


def matching_questions(actor: Actor, query: ParsedQuery) -> Select[int]:
    """Select the ids of questions the actor may see that match, as far as titles, tags and columns tell."""
    wanted = (*query.words, *query.phrases)[:MOST_WORDS]
    unwanted = (*query.excluded_words, *query.excluded_phrases)[:MOST_WORDS]
    conditions = [
        *(_has(text) for text in wanted),
        *(not_(_has(text)) for text in unwanted),
        *(_meets(condition) for condition in query.filters),
    ]
    newest = select(Question.id).order_by(Question.created_at.desc(), Question.id.desc())
    return newest.where(visible_posts(actor, Question), Question.is_stub.is_(False), *conditions)


def _has(text: str) -> ColumnElement[bool]:
    return or_(
        Question.title.icontains(text, autoescape=True), Question.tag_names.icontains(text, autoescape=True)
    )


def _meets(condition: Filter) -> ColumnElement[bool]:
    met = _CONDITIONS[condition.field](condition)
    # A question without a topic is not of the topic, so it is what "-topic:roads" asks for.
    return not_(func.coalesce(met, false())) if condition.excluded else met


def _has_tag(condition: Filter) -> ColumnElement[bool]:
    separated = literal(" ") + Question.tag_names + literal(" ")
    return separated.contains(f" {condition.value} ", autoescape=True)


def _is_by(condition: Filter) -> ColumnElement[bool]:
    named = select(Person.id).where(Person.name.icontains(condition.value, autoescape=True))
    return Question.author_id.in_(named)


def _is_of_department(condition: Filter) -> ColumnElement[bool]:
    return Question.department_id.in_(select(Department.id).where(Department.slug == condition.value))


def _is_on_topic(condition: Filter) -> ColumnElement[bool]:
    return Question.topic_id.in_(select(Topic.id).where(Topic.slug == condition.value))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


_CONDITIONS: Mapping[Field, Callable[[Filter], ColumnElement[bool]]] = {
    Field.TAG: _has_tag,
    Field.TOPIC: _is_on_topic,
    Field.DEPARTMENT: _is_of_department,
    Field.BY: _is_by,
    Field.IS: lambda condition: _STATES[condition.value],
    Field.LANG: lambda condition: Question.language == condition.value,
    Field.BEFORE: lambda condition: Question.created_at < _start_of(condition.day),
    Field.AFTER: lambda condition: Question.created_at >= _start_of(condition.day),
}
