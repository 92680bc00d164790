"""The public clock: stopped by an answer that counts, going on when that is undone, and what it tells departments."""

from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, update

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.outbox import emit
from app.departments.models import Kind, Measure
from app.departments.queries import get_calendar, get_target, list_departments
from app.departments.working_time import add_working
from app.questions.models import Answer, Post, Question
from app.questions.queries.posts import find_post
from app.routing.clock import due_again
from app.routing.events import AnswerDueSoon, AnswerOverdue
from app.routing.queries.due import IN_TIME, soon_up_to

BATCH = 200
# An expired verification has its own queue; only a department that takes back its word owes an answer again.
STOOD_FOR = ("verified", "due", "expired")


def settle_clock(actor: Actor, question_id: int) -> None:
    """Stop the clock at the first thing that answers the question or ends it; let it go on when nothing does."""
    require(actor.is_system)
    session().flush()
    question = find_post(Question, question_id, lock=True)
    if question is None or question.answer_due_at is None or question.department_id is None:
        return
    stopped_at = _stopped_at(question)
    if stopped_at == question.clock_stopped_at:
        return
    before, question.clock_stopped_at = question.clock_stopped_at, stopped_at
    if stopped_at is None:
        calendar = get_calendar(question.department_id)
        question.answer_due_at = due_again(calendar, question.answer_due_at, before or now(), now())
        return
    question.claimed_by_id = question.claimed_until = None
    if question.breached_at is None and stopped_at > question.answer_due_at:
        question.breached_at = stopped_at


def warn_of_due(actor: Actor) -> int:
    """Mark, once, at most a batch of the questions for which three quarters of the time have passed, not all of it."""
    require(actor.is_system)
    up_to = {department.id: soon_up_to(department.id) for department in list_departments()}
    due_soon = or_(
        false(),
        *((Post.department_id == one) & (Post.answer_due_at <= instant) for one, instant in up_to.items()),
    )
    latest = max(up_to.values(), default=now())
    in_range = Post.answer_due_at.between(now(), latest)
    marked = _mark("due_warned_at", Post.due_warned_at.is_(None), in_range, due_soon)
    for question_id, department_id in marked:
        emit(AnswerDueSoon(question_id, department_id))
    return len(marked)


def tell_overdue(actor: Actor) -> int:
    """Mark, once, at most a batch of the questions that were not answered in time."""
    require(actor.is_system)
    marked = _mark("breached_at", Post.answer_due_at < now())
    for question_id, department_id in marked:
        emit(AnswerOverdue(question_id, department_id))
    return len(marked)


def bring_forward(actor: Actor, department_id: int | None, after_id: int, batch: int = BATCH) -> int | None:
    """Let answers be due sooner where hours, holidays and targets as they are now give that, a batch at a time.

    Gives the last id looked at, None at the end. What was promised stays promised: no answer is due later by it, and
    none becomes late.
    """
    require(actor.is_system)
    waiting = select(Post.id, Post.department_id, Post.created_at, Post.answer_due_at).where(*IN_TIME)
    if department_id is not None:
        waiting = waiting.where(Post.department_id == department_id)
    waiting = waiting.where(Post.id > after_id).order_by(Post.id).limit(batch)
    rows = session().execute(waiting.with_for_update(key_share=True)).all()
    sooner = [
        {"id": row.id, "answer_due_at": due_at}
        for row in rows
        if now() < (due_at := _due_today(row.department_id, row.created_at)) < row.answer_due_at
    ]
    if sooner:
        session().execute(update(Post), sooner)
    return rows[-1].id if len(rows) == batch else None


def _due_today(department_id: int, asked_at: datetime) -> datetime:
    """Give when an answer would be due by the hours and targets of today."""
    minutes = get_target(department_id, Kind.QUESTION, Measure.FIRST_REPLY)
    return add_working(get_calendar(department_id), asked_at, minutes)


def _stopped_at(question: Question) -> datetime | None:
    seen = (Answer.question_id == question.id) & Answer.hidden_at.is_(None)
    verified_at = session().scalar(
        select(func.min(Answer.verified_at)).where(seen, Answer.verification_state.in_(STOOD_FOR))
    )
    accepted_at = session().scalar(
        select(Answer.accepted_at).where(seen, Answer.id == question.accepted_answer_id)
    )
    moments = (
        question.official_answer_at, accepted_at, verified_at, question.closed_at, question.hidden_at
    )  # fmt: skip
    return min((moment for moment in moments if moment is not None), default=None)


def _mark(column: str, *conditions: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Mark a batch of the questions that are not late yet; tell which, and who has them."""
    waiting = (
        select(Post.id, Post.department_id)
        .where(*IN_TIME, *conditions)
        .order_by(Post.answer_due_at, Post.id)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    )
    marked = [(row.id, row.department_id or 0) for row in session().execute(waiting)]
    session().execute(
        update(Post)
        .where(Post.id.in_([question_id for question_id, _department_id in marked]))
        .values({column: now()})
        .execution_options(synchronize_session=False)
    )
    return marked
