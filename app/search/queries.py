"""Searching for a viewer: the engine finds ids, the database says again what may be seen of them.

Whatever goes wrong with the index, people get an answer: a plainer one, from the database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import literal_column, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.core.access import Actor
from app.core.db import each_of, one_of, read_rows, session
from app.departments.models import Department, Topic
from app.departments.queries import Label
from app.questions.models import Post
from app.questions.permissions import viewer_values, visible_to_viewer
from app.questions.queries.shown import label
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


_hat, _answer = aliased(Department), aliased(Post)
_HIDDEN_ANSWER = select(_answer.id).where(
    _answer.question_id == Post.id,
    _answer.kind == literal_column("'answer'"),
    _answer.hidden_at.is_not(None),
)
# Put together once, since that takes longer than running it.
_FOUND = (
    select(
        Post.id, Post.slug, Post.title, Post.language, Post.answer_count, Post.same_count, Post.verified_answer_id,
        Post.accepted_answer_id, Post.created_at, Post.author_id, Post.tag_names, Person.name.label("author_name"),
        _HIDDEN_ANSWER.exists().label("has_hidden_answer"),
        _hat.slug.label("hat_slug"), _hat.name.label("hat_name"), _hat.names.label("hat_names"),
        Topic.slug.label("topic_slug"), Topic.name.label("topic_name"), Topic.names.label("topic_names"),
    )
    .outerjoin(Person, Person.id == Post.author_id)
    .outerjoin(_hat, _hat.id == Post.hat_department_id)
    .outerjoin(Topic, Topic.id == Post.topic_id)
    .where(one_of(Post.id, "found", PER_PAGE), Post.title.is_not(None), visible_to_viewer(Post))
)  # fmt: skip


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
    topic: Label | None
    author_id: int | None
    author_name: str | None
    hat: Label | None
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


def list_names(labels: Collection[str]) -> dict[str, Label]:
    """List the departments and topics of labels such as "topic:roads", by label."""
    found: dict[str, Label] = {}
    for kind, model in (("department", Department), ("topic", Topic)):
        slugs = [each.partition(":")[2] for each in labels if each.startswith(f"{kind}:")]
        if slugs:
            rows = session().execute(select(model.slug, model.name, model.names).where(model.slug.in_(slugs)))
            found.update({f"{kind}:{row.slug}": Label(*row) for row in rows})
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
    if not hits:
        return []
    ids = each_of("found", PER_PAGE, [hit.question_id for hit in hits])
    rows = {row.id: row for row in read_rows(_FOUND, **ids, **viewer_values(actor))}
    return [_found(hit, rows[hit.question_id]) for hit in hits if hit.question_id in rows]


def _found(hit: Hit, row: Any) -> FoundQuestion:
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
        topic=label(row.topic_slug, row.topic_name, row.topic_names),
        author_id=row.author_id,
        author_name=row.author_name,
        hat=label(row.hat_slug, row.hat_name, row.hat_names),
        tag_names=row.tag_names,
    )
