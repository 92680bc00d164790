"""Commenting on a question or an answer: for clarification, in a few words."""

from sqlalchemy import update

from app.accounts.operations.limiting import count_act, require_few_links
from app.accounts.trust import Act
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.guard import guard
from app.core.languages import guess_language
from app.core.outbox import emit
from app.core.prose import RENDERER_VERSION, render_comment
from app.questions import texts
from app.questions.events import CommentPosted
from app.questions.models import Comment, Post, Question, Revision
from app.questions.operations.posting_keys import claim_key, settle_key
from app.questions.operations.states import require_open
from app.questions.permissions import can_comment, can_wear_hat
from app.questions.queries.posts import get_post_with_question


def comment(
    actor: Actor,
    post_id: int,
    body: str,
    hat_department_id: int | None = None,
    posting_key: str | None = None,
    *,
    consent: str = "",
) -> Comment:
    """Comment on an open question or one of its answers."""
    require_posting(actor)
    made_before = claim_key(actor, posting_key, Comment)
    if made_before is not None:
        return made_before
    count_act(actor, Act.COMMENT)
    require_few_links(actor, body)
    post, question = get_post_with_question(actor, post_id)
    if isinstance(post, Comment):
        raise NotFound()
    require(can_comment(actor, post, question) and can_wear_hat(actor, hat_department_id))
    require_open(actor, question, post)
    posted = _comment(actor, post, question, texts.clean_comment(body), hat_department_id)
    guard(actor, {"body": posted.body}, consent=consent)
    session().add(posted)
    session().flush()
    session().add(
        Revision(
            post_id=posted.id, number=1, author_id=actor.id, created_at=posted.created_at, body=posted.body
        )
    )
    session().execute(update(Post).where(Post.id == post.id).values(comment_count=Post.comment_count + 1))
    settle_key(actor, posting_key, posted)
    emit(CommentPosted(question.id, posted.id))
    return posted


def _comment(
    actor: Actor, post: Post, question: Question, body: str, hat_department_id: int | None
) -> Comment:
    return Comment(
        question_id=question.id,
        parent_id=post.id,
        author_id=actor.id,
        hat_department_id=hat_department_id,
        created_at=now(),
        language=guess_language(body, "da" if question.language == "da" else "en"),
        body=body,
        body_html=render_comment(body),
        html_version=RENDERER_VERSION,
    )
