"""When a ticket is due: targets in working time, less what was spent waiting for the requester or lay closed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from app.departments.working_time import Calendar, Pause, due, warn

# How long a closed ticket can be reopened, and how long "I take this" holds while nothing happens.
REOPENING = timedelta(days=14)
CLAIM = timedelta(hours=4)
# Stands where nothing is due, so that a list that runs by what is due next has a place for it: at its end.
NEVER = datetime(9999, 12, 30, tzinfo=UTC)


class Why(StrEnum):
    """Why the clock stands. Another department, or a date the department itself waits for, is no reason."""

    REQUESTER = "requester"
    CLOSED = "closed"


@dataclass(frozen=True)
class Deadline:
    """When to warn and when it is due; both None while the clock stands."""

    warn_at: datetime | None
    due_at: datetime | None


NONE = Deadline(None, None)


def deadline(calendar: Calendar, opened_at: datetime, minutes: int, pauses: Sequence[Pause]) -> Deadline:
    """Give the deadline of what has to happen within so many working minutes of the opening."""
    return Deadline(warn(calendar, opened_at, minutes, pauses), due(calendar, opened_at, minutes, pauses))


def is_better(new: Deadline, promised: Deadline, at: datetime) -> bool:
    """Tell whether a new deadline is earlier than the promised one without being over already."""
    if new.due_at is None or promised.due_at is None:
        return False
    return at < new.due_at < promised.due_at


def turn(first_reply: datetime | None, resolution: datetime | None) -> datetime:
    """Give when it is the ticket's turn: what is due of it first, NEVER while the clock stands."""
    return min((due_at for due_at in (first_reply, resolution) if due_at is not None), default=NEVER)
