"""The one clock. Nothing else asks the machine for the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Tell the instant, in UTC."""
    return _told.get() or datetime.now(UTC)


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Act as if it were that moment, in this thread: for a demo town that has a past."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)


def today(zone: ZoneInfo) -> date:
    """Tell the date where the service is."""
    return now().astimezone(zone).date()
