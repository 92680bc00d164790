"""Searching for a viewer: the engine finds ids, the database says again what may be seen of them.

Whatever goes wrong with the index, people get an answer: a plainer one, from the database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Row, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.core.access import Actor
from app.core.db import session
from app.departments.models import Department, Named, Topic
from app.questions.models import Answer, Question
from app.questions.permissions import visible_posts
from app.questions.queries.similar import ranks_similar
from app.search.backend import LAST_PAGE, PER_PAGE, FacetValue, Hit, Piece, SearchError, Sort, Source
from app.search.engine import engine
from app.search.fallback import matching_questions
from app.search.query_language import ParsedQuery

log = structlog.get_logger("torv.search")
# More are asked of the engine than shown, since those with answers come first.
SIMILAR_LOOKED_AT = 12
# Less like than this share of the likest is not worth stopping somebody for.
LIKE_ENOUGH = 0.4


@dataclass(frozen=True)
class FoundQuestion:
    """One question found, as the database has it now, with the snippet the engine cut."""

    id: int
    slug: str
    language: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    source: Source
    answer_count: int
    same_count: int
    verified: bool
    accepted: bool
    created_at: datetime
    topic: Topic | None
    author_id: int | None
    author_name: str | None
    hat: Department | None
    tag_names: str


@dataclass(frozen=True)
class Results:
    """A page of what was found."""

    questions: Sequence[FoundQuestion]
    total: int | None
    page: int
    has_next: bool
    facets: Mapping[str, Sequence[FacetValue]]
    loosened: bool = False
    partial: bool = False
    # The index could not be asked: titles and tags were searched instead.
    degraded: bool = False


def search(actor: Actor, query: ParsedQuery, sort: Sort = Sort.RELEVANCE, page: int = 1) -> Results:
    """Find what the actor may see; without a usable index, in titles and tags."""
    page = min(max(page, 1), LAST_PAGE)
    try:
        found = engine().find(query, sort=sort, page=page)
    except Exception as fault:
        _note_fault(fault)
        return _search_titles(actor, query, page)
    return Results(
        questions=_with_rows(actor, found.hits),
        total=found.total,
        page=page,
        has_next=page < LAST_PAGE and found.total > page * PER_PAGE,
        facets=found.facets or {},
        loosened=found.loosened,
        partial=found.partial,
    )


def suggest(query: ParsedQuery) -> ParsedQuery | None:
    """Give what was perhaps meant, when nothing was found."""
    try:
        return engine().suggest(query)
    except Exception as fault:
        _note_fault(fault)
        return None


def complete(typed: str, limit: int = 8) -> tuple[str, ...]:
    """Complete what is being typed in the search box."""
    try:
        return engine().complete(typed, limit)
    except Exception as fault:
        _note_fault(fault)
        return ()


@ranks_similar
def list_ids_of_similar(text: str) -> list[int] | None:
    """List the ids of questions like a text, the likest first; None when the index cannot be asked."""
    try:
        hits = engine().similar(text, SIMILAR_LOOKED_AT)
    except Exception as fault:
        _note_fault(fault)
        return None
    return [hit.question_id for hit in hits if hit.relevance >= LIKE_ENOUGH * hits[0].relevance]


def list_names(labels: Collection[str]) -> dict[str, Named]:
    """List the departments and topics of labels such as "topic:roads", by label."""
    found: dict[str, Named] = {}
    departments = [label.partition(":")[2] for label in labels if label.startswith("department:")]
    topics = [label.partition(":")[2] for label in labels if label.startswith("topic:")]
    for department in session().scalars(select(Department).where(Department.slug.in_(departments))):
        found[f"department:{department.slug}"] = department
    for topic in session().scalars(select(Topic).where(Topic.slug.in_(topics))):
        found[f"topic:{topic.slug}"] = topic
    return found


def _note_fault(fault: Exception) -> None:
    """Log that the index could not be asked, never what was asked."""
    log.warning("search_degraded", reason=type(fault).__name__, exc_info=not isinstance(fault, SearchError))


def _search_titles(actor: Actor, query: ParsedQuery, page: int) -> Results:
    """Search in the database: no snippets, no facets, no counts."""
    wanted = matching_questions(actor, query).limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE)
    ids = session().scalars(wanted).all() if query else []
    hits = [Hit(question_id, 0.0, (), (), Source.QUESTION) for question_id in ids[:PER_PAGE]]
    has_next = page < LAST_PAGE and len(ids) > PER_PAGE
    return Results(_with_rows(actor, hits), None, page, has_next, facets={}, degraded=True)


def _with_rows(actor: Actor, hits: Sequence[Hit]) -> list[FoundQuestion]:
    """The hits as the database has them; what the actor may not see is not there."""
    rows = _rows(actor, [hit.question_id for hit in hits])
    return [_found(hit, rows[hit.question_id]) for hit in hits if hit.question_id in rows]


def _rows(actor: Actor, question_ids: Sequence[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    hat, answer = aliased(Department, name="hat"), aliased(Answer)
    hidden_answer = select(answer.id).where(answer.question_id == Question.id, answer.hidden_at.is_not(None))
    wanted = (
        select(
            Question.id,
            Question.slug,
            Question.title,
            Question.language,
            Question.answer_count,
            Question.same_count,
            Question.verified_answer_id,
            Question.accepted_answer_id,
            Question.created_at,
            Question.author_id,
            Question.tag_names,
            Person.name.label("author_name"),
            hidden_answer.exists().label("has_hidden_answer"),
            hat,
            Topic,
        )
        .outerjoin(Person, Person.id == Question.author_id)
        .outerjoin(hat, hat.id == Question.hat_department_id)
        .outerjoin(Topic, Topic.id == Question.topic_id)
        .where(Question.id.in_(question_ids), visible_posts(actor, Question))
    )
    return {row.id: row for row in session().execute(wanted)} if question_ids else {}


def _found(hit: Hit, row: Row[*tuple[Any, ...]]) -> FoundQuestion:
    """A hit with its row. What the index says is shown only where the database does not say otherwise."""
    as_indexed = "".join(piece.text for piece in hit.title)
    # An answer may have been hidden a moment ago: then nothing of any answer is quoted.
    quotable = hit.source is Source.QUESTION or not row.has_hidden_answer
    return FoundQuestion(
        id=row.id,
        slug=row.slug,
        language=row.language,
        title=hit.title if as_indexed == row.title else (Piece(row.title),),
        snippet=hit.snippet if quotable else (),
        source=hit.source,
        answer_count=row.answer_count,
        same_count=row.same_count,
        verified=row.verified_answer_id is not None,
        accepted=row.accepted_answer_id is not None,
        created_at=row.created_at,
        topic=row.Topic,
        author_id=row.author_id,
        author_name=row.author_name,
        hat=row.hat,
        tag_names=row.tag_names,
    )
