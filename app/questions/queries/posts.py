"""One post by its number, for pages and operations. What the actor may not see does not exist."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.questions.models import Answer, Comment, Post, Question
from app.questions.permissions import can_see_post

OnePost = TypeVar("OnePost", Question, Answer, Comment)


def get_question(actor: Actor, question_id: int, *, lock: bool = False) -> Question:
    """Get a question; `lock` holds its row until the transaction ends."""
    question = find_post(Question, question_id, lock=lock)
    if question is None or not can_see_post(actor, question):
        raise NotFound()
    return question


def get_answer(actor: Actor, answer_id: int, *, lock: bool = False) -> tuple[Answer, Question]:
    """Get an answer and its question; `lock` holds both rows, the question first."""
    answer = find_post(Answer, answer_id)
    if answer is None:
        raise NotFound()
    question = get_question(actor, answer.question_id or 0, lock=lock)
    if lock:
        answer = find_post(Answer, answer_id, lock=True) or answer
    if not can_see_post(actor, answer):
        raise NotFound()
    return answer, question


def get_post_with_question(actor: Actor, post_id: int, *, lock: bool = False) -> tuple[Post, Question]:
    """Get any post and the question it stands under, itself if it is one; hidden above means hidden."""
    post = session().get(Post, post_id, with_for_update=_mode(lock))
    if post is None or not can_see_post(actor, post, *_above(post)):
        raise NotFound()
    if isinstance(post, Question):
        return post, post
    return post, get_question(actor, post.question_id or 0)


def find_post(kind: type[OnePost], post_id: int, *, lock: bool = False) -> OnePost | None:
    """Find a post of one kind, as the database has it now."""
    return session().get(kind, post_id, with_for_update=_mode(lock), populate_existing=lock)


def _above(post: Post) -> list[Post]:
    """List what a comment stands on: it is hidden with its answer."""
    if not isinstance(post, Comment):
        return []
    parent = aliased(Post)
    return list(session().scalars(select(parent).where(parent.id == post.parent_id)))


def _mode(lock: bool) -> dict[str, bool] | None:
    # Not against inserts of rows that refer to the post, which is what FOR UPDATE would add.
    return {"key_share": True} if lock else None
