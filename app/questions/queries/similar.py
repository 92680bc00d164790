"""Questions like one that is being asked, with the first lines of their best answer."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, cast, func, select
from sqlalchemy.orm import aliased

from app.core.access import Actor
from app.core.db import session
from app.core.prose import excerpt
from app.questions.models import Answer, Question
from app.questions.permissions import visible_posts

SHOWN = 5
EXCERPT = 220  # characters
MOST_WORDS = 6
_WORD = re.compile(r"\w{4,40}")

# Gives ids, the likest first; None when it cannot tell just now.
Ranking = Callable[[str], Sequence[int] | None]
_rankings: list[Ranking] = []


@dataclass(frozen=True)
class SimilarQuestion:
    """A question that may be the same, and how it was answered."""

    id: int
    slug: str
    title: str
    language: str
    answer_count: int
    verified: bool
    accepted: bool
    excerpt: str


def ranks_similar(ranking: Ranking) -> Ranking:
    """Let the function below say which questions are like a text: the search feature, which stands above this one."""
    _rankings.append(ranking)
    return ranking


def list_similar(actor: Actor, text: str) -> list[SimilarQuestion]:
    """List questions like a text that the actor may see: verified first, then answered, then the likest."""
    for ranking in _rankings:
        ids = ranking(text)
        if ids is not None:
            return list_summaries(actor, ids)
    return list_summaries(actor, list_ids_by_words(text))


def list_ids_by_words(text: str, limit: int = SHOWN) -> list[int]:
    """List public questions whose titles share most of the longest words: the ranking while there is no index."""
    words = sorted({word.lower() for word in _WORD.findall(text)}, key=lambda word: (-len(word), word))
    if not words:
        return []
    hits: list[ColumnElement[bool]] = [
        Question.title.icontains(_stem(word), autoescape=True) for word in words[:MOST_WORDS]
    ]
    shared = sum((cast(hit, Integer) for hit in hits), start=cast(0, Integer))
    enough = shared >= max(1, len(hits) // 2)
    return list(
        session().scalars(
            select(Question.id)
            .where(
                Question.hidden_at.is_(None), Question.title.is_not(None), Question.is_stub.is_(False), enough
            )
            .order_by(shared.desc(), Question.answer_count.desc(), Question.id.desc())
            .limit(limit)
        )
    )


def list_summaries(actor: Actor, ids: Sequence[int]) -> list[SimilarQuestion]:
    """List the likest of these questions, verified and answered ones before others; two statements at most."""
    if not ids:
        return []
    rows = session().execute(
        select(
            Question.id, Question.slug, Question.title, Question.language, Question.answer_count,
            Question.verified_answer_id, Question.accepted_answer_id,
        ).where(Question.id.in_(ids), visible_posts(actor, Question))
    ).all()  # fmt: skip
    place = {question_id: number for number, question_id in enumerate(ids)}
    likest = sorted(rows, key=lambda row: place[row.id])[:SHOWN]
    likest.sort(key=lambda row: (row.verified_answer_id is None, not row.answer_count))
    best = _best_answers(actor, [row.id for row in likest if row.answer_count])
    return [
        SimilarQuestion(
            row.id, row.slug or "", row.title or "", row.language, row.answer_count, row.verified_answer_id is not None,
            row.accepted_answer_id is not None, best.get(row.id, ""),
        )
        for row in likest
    ]  # fmt: skip


def _best_answers(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """Give the first words of each question's best answer: verified, accepted, then score, then oldest."""
    if not ids:
        return {}
    asked = aliased(Question)
    place = func.row_number().over(
        partition_by=Answer.question_id,
        order_by=(
            (Answer.id == asked.verified_answer_id).desc().nulls_last(),
            (Answer.id == asked.accepted_answer_id).desc().nulls_last(),
            Answer.score.desc(),
            Answer.id,
        ),
    )
    ranked = (
        select(Answer.id, place.label("place"))
        .join(asked, asked.id == Answer.question_id)
        .where(Answer.question_id.in_(ids), visible_posts(actor, Answer))
        .subquery()
    )
    best = select(Answer.question_id, Answer.body_html).join(ranked, ranked.c.id == Answer.id)
    rows = session().execute(best.where(ranked.c.place == 1))
    return {question_id or 0: excerpt(html, EXCERPT) for question_id, html in rows}


def _stem(word: str) -> str:
    """Cut an ending off, so that "fees" finds "fee" and "affaldet" finds "affald"."""
    return word[: max(4, len(word) - 2)] if len(word) > 5 else word
