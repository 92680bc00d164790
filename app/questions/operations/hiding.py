"""Taking posts out of sight and bringing them back: kept in the database, counted nowhere, seen by who decides."""

from flask_babel import gettext as _
from sqlalchemy import exists, func, select, update

from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.outbox import emit
from app.core.page_cache import forget_pages
from app.departments.models import Topic
from app.questions import texts
from app.questions.events import PostHidden, PostRestored
from app.questions.models import Answer, Comment, Merge, Post, Question, QuestionTag
from app.questions.operations.accepting import count_acceptance
from app.questions.operations.tagging import count_tags
from app.questions.permissions import can_hide_post, can_restore_post, can_take_down_post
from app.questions.queries.locking import lock_post

REASON_MIN, REASON_MAX = 5, 300
VERIFIED_STATES = ("verified", "due")


def hide_post(actor: Actor, post_id: int, reason: str) -> Question:
    """Hide a post for a reason its author is shown; gives the question it belongs to."""
    post, question = lock_post(actor, post_id)
    require(can_hide_post(actor, post))
    reason = clean_reason(actor, reason)
    _hide(actor, post, question, reason)
    return question


def take_down_post(actor: Actor, post_id: int) -> Question:
    """Let the author take their own post down; a question only as long as nobody else has answered."""
    require_posting(actor)
    post, question = lock_post(actor, post_id)
    require(can_take_down_post(actor, post), _("Only its author can take this down."))
    if isinstance(post, Question) and _answered_by_others(question):
        raise Conflict(
            _("Others have answered, and their answers help people. Ask a moderator if the question must go.")
        )
    _hide(actor, post, question, "")
    return question


def restore_post(actor: Actor, post_id: int) -> Question:
    """Bring a hidden post back: moderators any, authors what they took down themselves."""
    post, question = lock_post(actor, post_id)
    require(can_restore_post(actor, post))
    if session().scalar(select(exists().where(Merge.source_id == post.id, Merge.undone_at.is_(None)))):
        raise Conflict(_("This question was merged into another. Undo that instead."))
    _restore(actor, post, question)
    return question


def hide_merged(actor: Actor, question: Question) -> None:
    """Hide a question whose answers stand elsewhere now; `merging` has held its row."""
    _hide(actor, question, question, "")


def restore_merged(actor: Actor, question: Question) -> None:
    """Bring a merged question back; `merging` has held its row."""
    _restore(actor, question, question)
    forget_pages()


def clean_reason(actor: Actor, text: str) -> str:
    """Give the reason as it is kept; there must be one."""
    reason = texts.one_line(text)
    if len(reason) < REASON_MIN:
        raise Invalid(_("Give a reason. It is shown to the people concerned."), field="reason")
    if len(reason) > REASON_MAX:
        raise Invalid(_("Shorten the reason to %(num)s characters.", num=REASON_MAX), field="reason")
    return reason


def _hide(actor: Actor, post: Post, question: Question, reason: str) -> None:
    hidden = (
        update(Post)
        .where(Post.id == post.id, Post.hidden_at.is_(None))
        .values(hidden_at=now(), hidden_by_id=actor.id, hidden_reason=reason)
    )
    if _changed(hidden, post):
        _count(actor, post, question, -1)
        emit(PostHidden(question.id, post.id))
        forget_pages()
    elif post.hidden_by_id != actor.id:
        _take_over(actor, post, reason)


def _take_over(actor: Actor, post: Post, reason: str) -> None:
    """Make what is hidden already hidden by this actor: who took their own post down cannot undo what was decided."""
    post.hidden_by_id, post.hidden_reason = actor.id, reason


def _restore(actor: Actor, post: Post, question: Question) -> None:
    restored = (
        update(Post)
        .where(Post.id == post.id, Post.hidden_at.is_not(None))
        .values(hidden_at=None, hidden_by_id=None, hidden_reason="")
    )
    if _changed(restored, post):
        _count(actor, post, question, 1)
        emit(PostRestored(question.id, post.id))


def _changed(change: object, post: Post) -> bool:
    """Make the change; tell whether it was this one that changed the post, of two at once."""
    won = session().scalar(change.returning(Post.id).execution_options(synchronize_session=False))  # type: ignore[attr-defined]
    session().refresh(post)
    return won is not None


def _count(actor: Actor, post: Post, question: Question, by: int) -> None:
    """Count the post where it is counted, once more or once less."""
    if isinstance(post, Comment):
        session().execute(
            update(Post).where(Post.id == post.parent_id).values(comment_count=Post.comment_count + by)
        )
    elif isinstance(post, Answer):
        _settle_acceptance(actor, post, question)
        recount_answers(actor, question.id)
    else:
        tagged = select(QuestionTag.tag_id).where(QuestionTag.question_id == post.id)
        count_tags(actor, session().scalars(tagged).all(), by)
        session().execute(
            update(Topic).where(Topic.id == post.topic_id).values(question_count=Topic.question_count + by)
        )


def recount_answers(actor: Actor, question_id: int) -> None:
    """Count a question's answers anew, and find among them the verified one and the first official one."""
    seen = (Answer.question_id == question_id) & Answer.hidden_at.is_(None)
    verified = (
        select(Answer.id)
        .where(seen, Answer.verification_state.in_(VERIFIED_STATES))
        .order_by(Answer.verified_at, Answer.id)
        .limit(1)
    )
    official = select(func.min(Answer.created_at)).where(seen, Answer.hat_department_id.is_not(None))
    session().execute(
        update(Question)
        .where(Question.id == question_id)
        .values(
            answer_count=select(func.count()).select_from(Answer).where(seen).scalar_subquery(),
            verified_answer_id=verified.scalar_subquery(),
            official_answer_at=official.scalar_subquery(),
        )
    )


def _settle_acceptance(actor: Actor, answer: Answer, question: Question) -> None:
    """Let a hidden answer not be the accepted one; once back it is again, unless another has become it."""
    if answer.accepted_at is None:
        return
    accepted = update(Question).where(Question.id == question.id)
    if answer.hidden and question.accepted_answer_id == answer.id:
        session().execute(accepted.values(accepted_answer_id=None))
        count_acceptance(actor, question, answer, None)
    elif not answer.hidden and question.accepted_answer_id is None:
        session().execute(accepted.values(accepted_answer_id=answer.id))
        count_acceptance(actor, question, None, answer)
    elif not answer.hidden:
        session().execute(update(Answer).where(Answer.id == answer.id).values(accepted_at=None))


def _answered_by_others(question: Question) -> bool:
    others = exists().where(
        Answer.question_id == question.id,
        Answer.hidden_at.is_(None),
        Answer.author_id.is_distinct_from(question.author_id),
    )
    return bool(session().scalar(select(others)))
