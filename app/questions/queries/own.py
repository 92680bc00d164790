"""What a person has begun and not yet posted, as their own list shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.core.db import session
from app.questions.models import Draft, Post
from app.questions.queries.lists import PUBLIC_QUESTION

MOST_DRAFTS = 100


@dataclass(frozen=True, slots=True)
class Begun:
    """A draft: the post it is written under (None for a new question), its first words, when it was last changed."""

    post_id: int | None
    title: str
    words: str
    changed_at: datetime


def list_begun(person_id: int) -> Sequence[Begun]:
    """List a person's drafts, the last changed first; an answer or comment is called after what it is written under."""
    drafts = session().scalars(
        select(Draft).where(Draft.person_id == person_id).order_by(Draft.changed_at.desc()).limit(MOST_DRAFTS)
    )
    begun = [(_post_id(draft.key), draft) for draft in drafts]
    titles = _titles([post_id for post_id, _draft in begun if post_id])
    return [
        Begun(
            post_id=post_id,
            title=titles[post_id] if post_id else str(draft.data.get("title", "")),
            words=str(draft.data.get("body", "")),
            changed_at=draft.changed_at,
        )
        for post_id, draft in begun
        if post_id is None or post_id in titles
    ]


def _post_id(key: str) -> int | None:
    """Read the number of the post out of a key such as `answer-12`; the key of a new question has none."""
    number = key.rpartition("-")[2]
    return int(number) if number.isdecimal() else None


def _titles(post_ids: Sequence[int]) -> dict[int, str]:
    """Find the titles of the public questions that these posts are, or stand under."""
    above = select(Post.id, Post.question_id).where(Post.id.in_(post_ids), Post.hidden_at.is_(None))
    questions = {row.id: row.question_id or row.id for row in session().execute(above)}
    found = select(Post.id, Post.title).where(Post.id.in_(questions.values()), *PUBLIC_QUESTION)
    titles = {row.id: row.title or "" for row in session().execute(found)}
    return {
        post_id: titles[question_id] for post_id, question_id in questions.items() if question_id in titles
    }
