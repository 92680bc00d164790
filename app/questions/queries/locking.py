"""Posts held for a change."""

from sqlalchemy import func, select

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.questions.models import Post, Question
from app.questions.queries.posts import get_post_with_question, get_question


def lock_post(actor: Actor, post_id: int) -> tuple[Post, Question]:
    """Get a post and its question with both rows held: the question's first, as everybody does, so nobody deadlocks."""
    question_id = session().scalar(select(func.coalesce(Post.question_id, Post.id)).where(Post.id == post_id))
    if question_id is None:
        raise NotFound()
    question = get_question(actor, question_id, lock=True)
    if question_id == post_id:
        return question, question
    post, _same_question = get_post_with_question(actor, post_id, lock=True)
    return post, question
