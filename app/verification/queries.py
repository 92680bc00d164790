"""Every read of verifications: an answer's history, and what a department has to look at."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.core.paging import PAGE_SIZE, Page, page_of, read_cursor
from app.departments.models import Department
from app.questions.models import Answer, Question
from app.questions.permissions import can_see_post
from app.verification.models import State, Verification

# How far ahead the queue looks, so that a review can be done before the badge says it is due.
AHEAD = timedelta(days=30)
QUEUES = ("due", "coming", "edited", "expired")


@dataclass(frozen=True)
class Pending:
    """A line of the queue: which answer, and why it waits."""

    verification_id: int
    answer_id: int
    question_id: int
    slug: str
    title: str
    department_id: int
    department: Department
    verified_at: datetime
    review_on: date
    revision_number: int
    current_revision: int


def get_answer_to_verify(actor: Actor, answer_id: int) -> tuple[Answer, Question]:
    """Get an answer and its question with the topic; NotFound when the actor may not see them."""
    answer = session().scalar(
        select(Answer)
        .options(joinedload(Answer.author), joinedload(Answer.hat), joinedload(Answer.verified_department))
        .where(Answer.id == answer_id)
    )
    question = answer and session().scalar(
        select(Question)
        .options(joinedload(Question.topic), joinedload(Question.department))
        .where(Question.id == answer.question_id)
    )
    if not answer or not question or not can_see_post(actor, answer, question):
        raise NotFound()
    return answer, question


def find_live(answer_id: int) -> Verification | None:
    """Find the verification that stands for an answer now."""
    return session().scalar(
        select(Verification).where(
            Verification.answer_id == answer_id, Verification.state.in_((State.VERIFIED, State.DUE))
        )
    )


def list_history(answer_id: int) -> list[Verification]:
    """List every verification an answer has had, newest first."""
    return list(
        session().scalars(
            select(Verification)
            .options(
                joinedload(Verification.department),
                joinedload(Verification.verified_by),
                joinedload(Verification.withdrawn_by),
            )
            .where(Verification.answer_id == answer_id)
            .order_by(Verification.id.desc())
        )
    )


def page_of_queue(
    departments: Collection[int], queue: str, today: date, cursor: str | None = None
) -> Page[Pending]:
    """List what these departments have to look at in one of the QUEUES, the oldest review date first."""
    asked = aliased(Question)
    query = (
        select(Verification, Answer.revision_number, asked.id, asked.slug, asked.title, Department)
        .join(Answer, Answer.id == Verification.answer_id)
        .join(asked, asked.id == Answer.question_id)
        .join(Department, Department.id == Verification.department_id)
        .where(Verification.department_id.in_(departments), _in_queue(queue, today))
        .where(Answer.hidden_at.is_(None), asked.hidden_at.is_(None))
        .order_by(Verification.review_on, Verification.id)
        .limit(PAGE_SIZE + 1)
    )
    place = read_cursor(cursor)
    if place and place[0] <= date.max.toordinal() and place[0] > 0:
        day = date.fromordinal(place[0])
        query = query.where(
            or_(
                Verification.review_on > day,
                and_(Verification.review_on == day, Verification.id > place[1]),
            )
        )
    rows = [
        Pending(
            verification.id, verification.answer_id, question_id, slug or "", title or "",
            verification.department_id, department, verification.verified_at, verification.review_on,
            verification.revision_number, current,
        )
        for verification, current, question_id, slug, title, department in session().execute(query)
    ]  # fmt: skip
    return page_of(rows, PAGE_SIZE, _cursor, first=place is None)


def count_queues(departments: Collection[int], today: date) -> dict[str, int]:
    """Count what waits in each queue of these departments."""
    counts = [func.count().filter(_in_queue(queue, today)) for queue in QUEUES]
    asked = aliased(Question)
    row = session().execute(
        select(*counts)
        .select_from(Verification)
        .join(Answer, Answer.id == Verification.answer_id)
        .join(asked, asked.id == Answer.question_id)
        .where(Verification.department_id.in_(departments))
        .where(Answer.hidden_at.is_(None), asked.hidden_at.is_(None))
    )
    return dict(zip(QUEUES, row.one(), strict=True))


def list_to_expire(today: date, before: date, limit: int) -> list[int]:
    """List verifications whose time has come: to be due from `today` on, to expire if reviewed `before`."""
    time_has_come = or_(
        and_(Verification.state == State.VERIFIED, Verification.review_on <= today),
        and_(Verification.state == State.DUE, Verification.review_on < before),
    )
    return list(session().scalars(select(Verification.id).where(time_has_come).limit(limit)))


def _in_queue(queue: str, today: date) -> ColumnElement[bool]:
    return {
        "due": Verification.state == State.DUE,
        "coming": and_(Verification.state == State.VERIFIED, Verification.review_on <= today + AHEAD),
        "edited": and_(
            Verification.state.in_((State.VERIFIED, State.DUE)),
            Verification.revision_number < Answer.revision_number,
        ),
        # What was verified anew since is no longer this queue's business.
        "expired": and_(Verification.state == State.EXPIRED, Answer.verification_state == State.EXPIRED),
    }[queue]


def _cursor(pending: Pending) -> str:
    return f"{pending.review_on.toordinal()}-{pending.verification_id}"
