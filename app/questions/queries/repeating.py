"""What others wrote under a question that repeats what is being taken out of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import session
from app.core.prose import excerpt
from app.questions.models import Kind, Post
from app.questions.sentences import repeats

EXCERPT = 120  # characters


@dataclass(frozen=True, slots=True)
class Repeating:
    """An answer or a comment, and its first words."""

    id: int
    kind: Kind
    excerpt: str


def list_repeating(question_id: int, runs: set[str]) -> Sequence[Repeating]:
    """List the public answers and comments that have any of these runs of words, the oldest first."""
    public = select(Post).where(Post.question_id == question_id, Post.hidden_at.is_(None))
    posts = session().scalars(public.order_by(Post.id))
    return [
        Repeating(post.id, post.kind, excerpt(post.body_html, EXCERPT))
        for post in posts
        if repeats(post.body, runs)
    ]
