"""The public clocks: stopped by what answers or settles a question, going on when it is undone, and what they tell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from app.routing.events import AnswerDueSoon, AnswerOverdue, SettlingDueSoon, SettlingOverdue
from app.routing.queries.due import IN_TIME, UNSETTLED_IN_TIME, soon_up_to

Told = AnswerDueSoon | AnswerOverdue | SettlingDueSoon | SettlingOverdue
BATCH = 200
# An expired verification has its own queue; only a department that takes back its word owes an answer again.
STOOD_FOR = ("verified", "due", "expired")


@dataclass(frozen=True)
class Clock:
    """Where a question keeps what is measured of it, what that goes on for, and what is told of it."""

    measure: Measure
    due_at: str
    stopped_at: str
    warned_at: str
    breached_at: str
    in_time: tuple[ColumnElement[bool], ...]
    soon: type[Told]
    late: type[Told]

    @property
    def due(self) -> Any:
        """The column of the due time."""
        return getattr(Post, self.due_at)


ANSWERING = Clock(
    Measure.FIRST_REPLY, "answer_due_at", "clock_stopped_at", "due_warned_at", "breached_at",
    IN_TIME, AnswerDueSoon, AnswerOverdue,
)  # fmt: skip
SETTLING = Clock(
    Measure.RESOLUTION, "settle_due_at", "settled_at", "settle_warned_at", "settle_breached_at",
    UNSETTLED_IN_TIME, SettlingDueSoon, SettlingOverdue,
)  # fmt: skip
CLOCKS = (ANSWERING, SETTLING)


def start_clocks(actor: Actor, question: Question, department_id: int) -> None:
    """Promise an answer, and that the question is settled, from now on by the targets of a department."""
    for clock in CLOCKS:
        setattr(question, clock.due_at, _due_today(clock, department_id, now()))


def settle_clock(actor: Actor, question_id: int) -> None:
    """Stop each clock at the first thing that ends what it measures; let it go on when nothing does."""
    require(actor.is_system)
    session().flush()
    question = find_post(Question, question_id, lock=True)
    if question is None or question.department_id is None:
        return
    if question.answer_due_at is None and question.settle_due_at is None:
        return
    settled = [*_settled(question), question.closed_at, question.hidden_at]
    was_stopped = question.clock_stopped_at is not None
    _set(ANSWERING, question, _first([*settled, question.official_answer_at]))
    _set(SETTLING, question, _first(settled))
    if question.clock_stopped_at is not None and not was_stopped:
        question.claimed_by_id = question.claimed_until = None


def warn_of_due(actor: Actor) -> int:
    """Mark, once, at most a batch of the questions for which three quarters of a time have passed, not all of it."""
    require(actor.is_system)
    return sum(_warn(clock) for clock in CLOCKS)


def tell_overdue(actor: Actor) -> int:
    """Mark, once, at most a batch of the questions that were not answered, and of those not settled, in time."""
    require(actor.is_system)
    return sum(_tell(clock.late, _mark(clock, clock.breached_at, clock.due < now())) for clock in CLOCKS)


def bring_forward(
    actor: Actor, clock: Clock, department_id: int | None, after_id: int, batch: int = BATCH
) -> int | None:
    """Let answers, or settling, be due sooner where hours, holidays and targets as they are now give that.

    Looks at a batch, and gives the last id of it, None at the end. What was promised stays promised: nothing is due
    later by it, and nothing becomes late.
    """
    require(actor.is_system)
    waiting = select(Post.id, Post.department_id, Post.created_at, clock.due.label("due_at")).where(
        *clock.in_time
    )
    if department_id is not None:
        waiting = waiting.where(Post.department_id == department_id)
    waiting = waiting.where(Post.id > after_id).order_by(Post.id).limit(batch)
    rows = session().execute(waiting.with_for_update(key_share=True)).all()
    sooner = [
        {"id": row.id, clock.due_at: due_at}
        for row in rows
        if now() < (due_at := _due_today(clock, row.department_id, row.created_at)) < row.due_at
    ]
    if sooner:
        session().execute(update(Post), sooner)
    return rows[-1].id if len(rows) == batch else None


def _due_today(clock: Clock, department_id: int, asked_at: datetime) -> datetime:
    """Give when it would be due by the hours and targets of today."""
    minutes = get_target(department_id, Kind.QUESTION, clock.measure)
    return add_working(get_calendar(department_id), asked_at, minutes)


def _settled(question: Question) -> list[datetime | None]:
    """Tell when an answer that is seen was first verified, and when one was accepted."""
    seen = (Answer.question_id == question.id) & Answer.hidden_at.is_(None)
    verified_at = session().scalar(
        select(func.min(Answer.verified_at)).where(seen, Answer.verification_state.in_(STOOD_FOR))
    )
    accepted_at = session().scalar(
        select(Answer.accepted_at).where(seen, Answer.id == question.accepted_answer_id)
    )
    return [verified_at, accepted_at]


def _first(moments: list[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _set(clock: Clock, question: Question, stopped_at: datetime | None) -> None:
    """Stop a clock, or let it go on; what ended too late was a breach."""
    due_at, before = getattr(question, clock.due_at), getattr(question, clock.stopped_at)
    if due_at is None or stopped_at == before:
        return
    setattr(question, clock.stopped_at, stopped_at)
    if stopped_at is None:
        calendar = get_calendar(question.department_id or 0)
        setattr(question, clock.due_at, due_again(calendar, due_at, before or now(), now()))
    elif getattr(question, clock.breached_at) is None and stopped_at > due_at:
        setattr(question, clock.breached_at, stopped_at)


def _warn(clock: Clock) -> int:
    up_to = {one.id: soon_up_to(one.id, clock.measure) for one in list_departments()}
    due_soon = or_(
        false(), *((Post.department_id == one) & (clock.due <= instant) for one, instant in up_to.items())
    )
    in_range = clock.due.between(now(), max(up_to.values(), default=now()))
    marked = _mark(clock, clock.warned_at, getattr(Post, clock.warned_at).is_(None), in_range, due_soon)
    return _tell(clock.soon, marked)


def _tell(event: type[Told], marked: list[tuple[int, int]]) -> int:
    for question_id, department_id in marked:
        emit(event(question_id, department_id))
    return len(marked)


def _mark(clock: Clock, column: str, *conditions: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Mark a batch of the questions that are not late yet; tell which, and who has them."""
    waiting = (
        select(Post.id, Post.department_id)
        .where(*clock.in_time, *conditions)
        .order_by(clock.due, Post.id)
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
