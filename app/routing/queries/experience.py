"""What there is to learn from: the words topics are known by, and public questions that people have routed.

What the site itself suggested teaches nothing, until an official answers it for a department.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import aliased

from app.core.clock import now
from app.core.db import session
from app.departments.models import Topic
from app.questions.models import Kind, Post
from app.questions.queries.lists import PUBLIC_QUESTION
from app.routing.matching import LONGEST_TEXT
from app.routing.models import Learned, Routing, Why

AT_A_TIME = 2000
# The newest; more of them teach nothing new, and what was right years ago need not be.
MOST_QUESTIONS = 100_000
# What an official moved by hand counts as often as so many chosen topics.
MOVED_BY_HAND = 3.0
LEARN_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question somebody has routed: to which department, under which topic if any, and how much that tells."""

    title: str
    body: str
    department_id: int
    topic_id: int | None
    weight: float


def topics_mark() -> str:
    """Give what changes whenever a topic does."""
    count, versions = session().execute(select(func.count(Topic.id), func.sum(Topic.version))).one()
    return f"{count}-{versions or 0}"


def learned_enough(mark: str) -> bool:
    """Tell whether everything was learned within a day, from these topics."""
    rows = session().execute(select(Learned.learned_at, Learned.topics_mark)).all()
    return bool(rows) and all(
        row.topics_mark == mark and row.learned_at > now() - LEARN_AGAIN for row in rows
    )


def list_topics() -> list[Topic]:
    """List all topics."""
    return list(session().scalars(select(Topic).order_by(Topic.id)))


def list_lessons() -> Iterator[Lesson]:
    """List what can be learned from the newest questions, some at a time."""
    moved = set(
        session().scalars(select(Routing.question_id).where(Routing.why.in_((Why.TRANSFER, Why.NOT_OURS))))
    )
    last: tuple[datetime, int] | None = None
    for _stretch in range(MOST_QUESTIONS // AT_A_TIME):
        rows = _questions_before(last)
        for row in rows:
            lesson = _lesson(row, row.id in moved)
            if lesson:
                yield lesson
        if len(rows) < AT_A_TIME:
            return
        last = (rows[-1].created_at, rows[-1].id)


def _lesson(row: Row[tuple[object, ...]], moved: bool) -> Lesson | None:
    decided = moved or row.topic_id is not None
    department_id = row.department_id if decided else row.answered_for_id
    if department_id is None:
        return None
    weight = MOVED_BY_HAND if moved else 1.0
    return Lesson(row.title, row.body, department_id, row.topic_id, weight)


def _questions_before(last: tuple[datetime, int] | None) -> list[Row[tuple[object, ...]]]:
    answer = aliased(Post)
    answered_for = (
        select(answer.hat_department_id)
        .where(answer.question_id == Post.id, answer.kind == Kind.ANSWER)
        .where(answer.hat_department_id.is_not(None), answer.hidden_at.is_(None))
        .order_by(answer.id)
        .limit(1)
    )
    query = (
        select(
            Post.id, Post.created_at, Post.title, func.substr(Post.body, 1, LONGEST_TEXT).label("body"),
            Post.topic_id, Post.department_id, answered_for.scalar_subquery().label("answered_for_id"),
        )
        .where(*PUBLIC_QUESTION, Post.is_stub.is_(False))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(AT_A_TIME)
    )  # fmt: skip
    if last:
        query = query.where(tuple_(Post.created_at, Post.id) < tuple_(*last))
    return list(session().execute(query).all())
