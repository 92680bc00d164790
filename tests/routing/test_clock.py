"""What the public clock shows, and when it goes on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.departments.working_time import Calendar
from app.routing.clock import Face, due_again, face_of, is_claimed, warned_up_to

# Monday to Friday 8 to 16 in UTC, so that a working day is eight hours.
CALENDAR = Calendar(ZoneInfo("UTC"), dict.fromkeys(range(5), ((480, 960),)), frozenset({date(2026, 12, 25)}))
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Question:
    answer_due_at: datetime | None = MONDAY + 4 * HOUR
    clock_stopped_at: datetime | None = None
    claimed_until: datetime | None = None
    closed_at: datetime | None = None
    hidden_at: datetime | None = None


def test_nothing_was_promised_so_the_clock_shows_nothing():
    assert face_of(Question(answer_due_at=None), MONDAY) == Face.NONE


def test_a_clock_runs_to_the_very_moment_and_is_late_after_it():
    assert face_of(Question(), MONDAY + 4 * HOUR) == Face.RUNNING
    assert face_of(Question(), MONDAY + 4 * HOUR + timedelta(microseconds=1)) == Face.LATE


def test_a_stopped_clock_is_neither():
    assert face_of(Question(clock_stopped_at=MONDAY), MONDAY + 9 * DAY) == Face.STOPPED


def test_a_clock_that_stopped_late_says_so_afterwards_too_unless_nothing_was_answered():
    late = MONDAY + 5 * HOUR
    assert face_of(Question(clock_stopped_at=late), MONDAY + 9 * DAY) == Face.STOPPED_LATE
    assert face_of(Question(clock_stopped_at=late, closed_at=late), MONDAY + 9 * DAY) == Face.STOPPED
    assert face_of(Question(clock_stopped_at=late, hidden_at=late), MONDAY + 9 * DAY) == Face.STOPPED


def test_a_claim_holds_until_it_lapses():
    claimed = Question(claimed_until=MONDAY + 4 * HOUR)
    assert is_claimed(claimed, MONDAY + 4 * HOUR - timedelta(microseconds=1))
    assert not is_claimed(claimed, MONDAY + 4 * HOUR)
    assert not is_claimed(Question(), MONDAY)


def test_what_was_left_when_the_clock_stopped_is_left_when_it_goes_on():
    due_at, stopped_at = MONDAY + DAY, MONDAY + 5 * HOUR  # three hours of Monday were left
    friday = MONDAY + 4 * DAY + 6 * HOUR  # two hours before it closes
    assert due_again(CALENDAR, due_at, stopped_at, friday) == MONDAY + 7 * DAY + HOUR


def test_what_was_late_when_the_clock_stopped_is_late_when_it_goes_on():
    due_at = MONDAY + HOUR
    assert due_again(CALENDAR, due_at, MONDAY + 2 * HOUR, MONDAY + DAY) == due_at


def test_a_quarter_of_the_working_time_before_it_is_due_comes_the_warning():
    sixteen_hours = 16 * 60
    noon = MONDAY + 4 * HOUR
    assert warned_up_to(CALENDAR, sixteen_hours, noon) == noon + 4 * HOUR
    assert warned_up_to(CALENDAR, sixteen_hours, MONDAY + 6 * HOUR) == MONDAY + DAY + 2 * HOUR
