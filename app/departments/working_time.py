"""Working time: what a department's clock shows, from its hours, its holidays and its pauses. Pure; instants are UTC.

Opening hours are wall-clock time in the department's zone, working minutes are minutes that really pass: where the
clocks go forward an open hour is missing, where they go back there is one more. A time of day that the clocks jump
over is the moment of the jump; one that comes twice is the first. A holiday is closed from midnight to midnight.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import median_low
from zoneinfo import ZoneInfo

# Minutes after midnight, up to 24:00: 9 to 16 is (540, 960). Over midnight are two: (1320, 1440), next day (0, 360).
Hours = tuple[int, int]
Span = tuple[datetime, datetime]
MIDNIGHT = 24 * 60
DAY, MINUTE, NOTHING = timedelta(days=1), timedelta(minutes=1), timedelta()


@dataclass(frozen=True)
class Calendar:
    """When a department works. One that is open at no time in the week cannot be made: it is a ValueError."""

    timezone: ZoneInfo
    hours: Mapping[int, tuple[Hours, ...]]  # by weekday, Monday is 0; in order, none within another
    holidays: frozenset[date] = frozenset()
    _days: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not any(self.hours.values()) or not set(self.hours) <= set(range(7)):
            raise ValueError("a calendar needs hours on some weekday from 0 to 6")
        if not all(in_order(hours) for hours in self.hours.values()):
            raise ValueError("opening hours overlap, or are no part of a day")

    def __hash__(self) -> int:
        return hash((self.timezone, tuple(sorted(self.hours.items())), self.holidays))

    def spans(self, day: date) -> tuple[Span, ...]:
        """Give from when to when it is open on a day."""
        if day not in self._days:
            self._days[day] = tuple(self._open_on(day))
        return self._days[day]

    @property
    def usual_day(self) -> int:
        """How many minutes it is open on a usual day: the median of the weekdays it is open on."""
        days = (sum(closes - opens for opens, closes in hours) for hours in self.hours.values() if hours)
        return median_low(days)

    def _open_on(self, day: date) -> Iterator[Span]:
        if day not in self.holidays:
            for opens, closes in self.hours.get(day.weekday(), ()):
                yield _instant(day, opens, self.timezone), _instant(day, closes, self.timezone)


@dataclass(frozen=True)
class Pause:
    """A time in which the clock stands; without an end it stands still."""

    begun: datetime
    ended: datetime | None = None


class Stage(StrEnum):
    """How far a clock has come towards what is due."""

    RUNNING = "running"
    WARNED = "warned"
    BREACHED = "breached"
    PAUSED = "paused"


def in_order(hours: tuple[Hours, ...]) -> bool:
    """Tell whether hours are parts of one day, each after the one before."""
    return all(0 <= opens < closes <= MIDNIGHT for opens, closes in hours) and all(
        one[1] <= two[0] for one, two in pairwise(hours)
    )


def add_working(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """Give the first instant by which so many working minutes have passed since `start`; none are `start` itself."""
    return _forward(calendar, start.astimezone(UTC), minutes * MINUTE)


def working_minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Count the whole working minutes from `start` to `end`; none if it is not after."""
    return _passed(calendar, start.astimezone(UTC), end) // MINUTE


def due(calendar: Calendar, start: datetime, minutes: int, pauses: Iterable[Pause] = ()) -> datetime | None:
    """Give the first instant by which so many working minutes have passed outside pauses; None while paused.

    What was due before a pause began stays due then.
    """
    at, left = start.astimezone(UTC), minutes * MINUTE
    for pause in sorted(pauses, key=lambda pause: pause.begun):
        passed = _passed(calendar, at, pause.begun)
        if passed >= left:
            break
        if pause.ended is None:
            return None
        left -= passed
        at = max(at, pause.begun, pause.ended).astimezone(UTC)
    return _forward(calendar, at, left)


def warn(calendar: Calendar, start: datetime, minutes: int, pauses: Iterable[Pause] = ()) -> datetime | None:
    """Give the instant of the warning: three quarters of the working time have passed; None while paused."""
    return due(calendar, start, minutes * 3 // 4, pauses)


def stage(calendar: Calendar, start: datetime, minutes: int, pauses: Iterable[Pause], at: datetime) -> Stage:
    """Tell how far the clock has come: breached after the due instant, else paused, warned from the warning on."""
    pauses = tuple(pauses)
    end, warning = (ends(calendar, start, minutes, pauses) for ends in (due, warn))
    if end is not None and at > end:
        return Stage.BREACHED
    if any(pause.begun <= at and (pause.ended is None or at < pause.ended) for pause in pauses):
        return Stage.PAUSED
    return Stage.WARNED if warning is not None and at >= warning else Stage.RUNNING


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Give the instant of a time of day; of one the clocks jump over, the moment of the jump."""
    wall = datetime.combine(day, time()) + minute * MINUTE
    jumped = NOTHING
    while True:
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            return instant + jumped
        wall, jumped = wall - MINUTE, MINUTE


def _open_from(calendar: Calendar, start: datetime) -> Iterator[Span]:
    """Give what is open from an instant on, without end."""
    day = start.astimezone(calendar.timezone).date()
    while True:
        for opens, closes in calendar.spans(day):
            if closes > start:
                yield max(opens, start), closes
        day += DAY


def _forward(calendar: Calendar, start: datetime, left: timedelta) -> datetime:
    if left <= NOTHING:
        return start
    spans = _open_from(calendar, start)
    while True:
        opens, closes = next(spans)
        if closes - opens >= left:
            return opens + left
        left -= closes - opens


def _passed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    passed = NOTHING
    if end <= start:
        return passed
    spans = _open_from(calendar, start)
    while True:
        opens, closes = next(spans)
        if opens >= end:
            return passed
        passed += min(closes, end) - opens
