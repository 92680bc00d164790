"""The two clocks of a question, to its answer and to its being settled: what they show, when they go on. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.departments.working_time import Calendar, add_working, working_minutes

# How long "I am looking into this" holds.
CLAIM = timedelta(hours=4)


class Timed(Protocol):
    """What the clock looks at in a question: its row, or what a page holds of it."""

    @property
    def answer_due_at(self) -> datetime | None: ...
    @property
    def clock_stopped_at(self) -> datetime | None: ...
    @property
    def settle_due_at(self) -> datetime | None: ...
    @property
    def settled_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def hidden_at(self) -> datetime | None: ...
    @property
    def claimed_until(self) -> datetime | None: ...


class Face(StrEnum):
    """What the clock shows: nothing where no answer was promised."""

    NONE = "none"
    RUNNING = "running"
    LATE = "late"
    STOPPED = "stopped"
    STOPPED_LATE = "stopped_late"


def face_of(question: Timed, at: datetime) -> Face:
    """Tell what the clock of a question shows at an instant."""
    if question.answer_due_at is None:
        return Face.NONE
    if question.clock_stopped_at is not None:
        answered = question.clock_stopped_at not in (question.closed_at, question.hidden_at)
        return Face.STOPPED_LATE if answered and _is_late(question) else Face.STOPPED
    return Face.LATE if question.answer_due_at < at else Face.RUNNING


def settling_face_of(question: Timed, at: datetime) -> Face:
    """Tell what is still promised of a question that is answered: that somebody accepts or verifies an answer."""
    if question.settle_due_at is None or question.clock_stopped_at is None or question.settled_at is not None:
        return Face.NONE
    return Face.LATE if question.settle_due_at < at else Face.RUNNING


def _is_late(question: Timed) -> bool:
    due_at, stopped_at = question.answer_due_at, question.clock_stopped_at
    return due_at is not None and stopped_at is not None and due_at < stopped_at


def is_claimed(question: Timed, at: datetime) -> bool:
    """Tell whether somebody looks into the question; a claim lapses by itself."""
    return question.claimed_until is not None and at < question.claimed_until


def warned_up_to(calendar: Calendar, minutes: int, at: datetime) -> datetime:
    """Give the instant up to which what is due has used up three quarters of so many working minutes by now."""
    return add_working(calendar, at, minutes - minutes * 3 // 4)


def due_again(calendar: Calendar, due_at: datetime, stopped_at: datetime, at: datetime) -> datetime:
    """Give when an answer is due once a stopped clock goes on: what was left is left; what was late stays late."""
    left = working_minutes(calendar, stopped_at, due_at)
    return add_working(calendar, at, left) if left else due_at
