"""Working time: midnight, daylight saving, holidays, pauses, and the laws that hold for every calendar."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.departments.working_time import (
    MIDNIGHT,
    Calendar,
    Pause,
    Stage,
    add_working,
    due,
    stage,
    warn,
    working_minutes,
)
from tests.effort import takes_less_than

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
OFFICE = Calendar(COPENHAGEN, {**dict.fromkeys(range(4), ((540, 960),)), 4: ((540, 840),)})
ALWAYS = Calendar(COPENHAGEN, dict.fromkeys(range(7), ((0, MIDNIGHT),)))


def at(day: str, clock: str) -> datetime:
    """Give the instant of a time in Copenhagen."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=COPENHAGEN).astimezone(UTC)


def only(weekday: int, *hours: tuple[int, int]) -> Calendar:
    return Calendar(COPENHAGEN, {weekday: hours})


def test_working_minutes_pass_only_while_it_is_open():
    friday = at("2026-11-20", "13:30")
    assert add_working(OFFICE, friday, 10) == at("2026-11-20", "13:40")
    assert add_working(OFFICE, friday, 30) == at("2026-11-20", "14:00"), "the closing time is still in time"
    assert add_working(OFFICE, friday, 31) == at("2026-11-23", "09:01")
    assert add_working(OFFICE, at("2026-11-20", "15:50"), 560) == at("2026-11-24", "11:20")
    assert working_minutes(OFFICE, friday, at("2026-11-23", "09:01")) == 31


def test_no_minutes_are_the_start_and_backwards_is_nothing():
    sunday = at("2026-11-22", "12:00")
    assert add_working(OFFICE, sunday, 0) == sunday
    assert working_minutes(OFFICE, sunday, sunday) == 0
    assert working_minutes(OFFICE, at("2026-11-25", "12:00"), sunday) == 0


def test_instants_are_utc_whatever_zone_they_came_in():
    tokyo = at("2026-11-23", "10:00").astimezone(ZoneInfo("Asia/Tokyo"))
    for given_back in (add_working(OFFICE, tokyo, 0), add_working(OFFICE, tokyo, 60), due(OFFICE, tokyo, 60)):
        assert given_back is not None
        assert given_back.tzinfo is UTC
    assert add_working(OFFICE, tokyo, 60) == at("2026-11-23", "11:00")


def test_a_shift_over_midnight_is_one_without_a_gap():
    night = Calendar(COPENHAGEN, {0: ((1320, MIDNIGHT),), 1: ((0, 360),)})
    monday = at("2026-11-23", "23:50")
    assert add_working(night, monday, 10) == at("2026-11-24", "00:00")
    assert add_working(night, monday, 20) == at("2026-11-24", "00:10")
    assert working_minutes(night, at("2026-11-23", "12:00"), at("2026-11-24", "12:00")) == 8 * 60


def test_the_day_the_clocks_go_forward_is_an_hour_short():
    assert working_minutes(ALWAYS, at("2026-03-29", "00:00"), at("2026-03-30", "00:00")) == 23 * 60
    assert add_working(ALWAYS, at("2026-03-29", "01:30"), 60) == at("2026-03-29", "03:30")


def test_the_day_the_clocks_go_back_is_an_hour_long():
    assert working_minutes(ALWAYS, at("2026-10-25", "00:00"), at("2026-10-26", "00:00")) == 25 * 60
    assert add_working(ALWAYS, at("2026-10-25", "01:30"), 120) == at("2026-10-25", "02:30").replace(
        hour=1, minute=30
    )


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [
        (((60, 150),), 60),  # 1:00–2:30 closes at the jump
        (((150, 240),), 60),  # 2:30–4:00 opens at it
        (((135, 165),), 0),  # 2:15–2:45 never comes
        (((60, 135), (135, 165), (165, 240)), 120),  # touching spans count no minute twice
    ],
)
def test_hours_the_clocks_jump_over_are_missing_and_nothing_is_counted_twice(hours, minutes):
    assert working_minutes(only(6, *hours), at("2026-03-29", "00:00"), at("2026-03-30", "00:00")) == minutes


@pytest.mark.parametrize(
    ("hours", "minutes"),
    [(((120, 180),), 120), (((60, 150), (150, 240)), 240), (((150, 240),), 150)],
)
def test_hours_that_come_twice_are_counted_from_the_first(hours, minutes):
    assert working_minutes(only(6, *hours), at("2026-10-25", "00:00"), at("2026-10-26", "00:00")) == minutes


def test_a_day_the_whole_country_left_out_is_no_working_day():
    samoa = Calendar(ZoneInfo("Pacific/Apia"), dict.fromkeys(range(7), ((0, MIDNIGHT),)))
    start = datetime(2011, 12, 29, 0, 0, tzinfo=ZoneInfo("Pacific/Apia"))
    assert working_minutes(samoa, start, start.replace(month=12, day=31)) == 24 * 60


def test_the_same_wall_clock_holds_on_both_sides_of_daylight_saving():
    start = at("2026-03-27", "09:00")
    assert add_working(OFFICE, start, 300 + 420) == at("2026-03-30", "16:00")
    assert add_working(OFFICE, start, 300 + 420).hour == 14
    assert start.hour == 8


def test_holidays_are_closed_from_midnight_to_midnight():
    christmas = frozenset({date(2026, 12, 24), date(2026, 12, 25)})
    office = Calendar(COPENHAGEN, OFFICE.hours, christmas)
    assert add_working(office, at("2026-12-23", "15:00"), 61) == at("2026-12-28", "09:01")
    assert working_minutes(office, at("2026-12-24", "00:00"), at("2026-12-26", "00:00")) == 0
    night = Calendar(COPENHAGEN, {2: ((1320, MIDNIGHT),), 3: ((0, 360),)}, christmas)
    assert working_minutes(night, at("2026-12-23", "12:00"), at("2026-12-24", "12:00")) == 120


def test_a_year_of_holidays_ends():
    closed = frozenset(date(2026, 1, 1) + timedelta(days=day) for day in range(365))
    assert add_working(Calendar(COPENHAGEN, OFFICE.hours, closed), at("2026-01-01", "09:00"), 1) == at(
        "2027-01-01", "09:01"
    )


@pytest.mark.parametrize("hours", [{}, {0: ()}, {7: ((0, 60),)}, {-1: ((0, 60),)}])
def test_a_calendar_that_is_never_open_cannot_be_made(hours):
    with pytest.raises(ValueError, match="needs hours"):
        Calendar(COPENHAGEN, hours)


@pytest.mark.parametrize(
    "hours", [((60, 60),), ((120, 60),), ((-1, 60),), ((0, 1441),), ((0, 60), (59, 90)), ((90, 120), (0, 60))]
)
def test_hours_that_overlap_or_are_no_part_of_a_day_are_refused(hours):
    with pytest.raises(ValueError, match="opening hours"):
        Calendar(COPENHAGEN, {0: hours})


def test_equal_calendars_are_one_key():
    again = Calendar(ZoneInfo("Europe/Copenhagen"), dict(reversed(OFFICE.hours.items())))
    OFFICE.spans(date(2026, 1, 5))
    assert again == OFFICE
    assert len({again, OFFICE, ALWAYS}) == 2
    with pytest.raises(AttributeError):
        OFFICE.holidays = frozenset()  # type: ignore[misc]


def test_the_clock_stands_while_the_requester_is_waited_for():
    start = at("2026-11-23", "09:00")
    lunch = Pause(at("2026-11-23", "10:00"), at("2026-11-24", "10:00"))
    assert due(OFFICE, start, 120, [lunch]) == at("2026-11-24", "11:00")
    assert due(OFFICE, start, 60, [lunch]) == at("2026-11-23", "10:00"), "it was due when the pause began"
    assert due(OFFICE, start, 61, [lunch]) == at("2026-11-24", "10:01")


def test_overlapping_pauses_count_once_in_any_order():
    start = at("2026-11-23", "09:00")
    pauses = [
        Pause(at("2026-11-23", "12:00"), at("2026-11-23", "14:00")),
        Pause(at("2026-11-23", "10:00"), at("2026-11-23", "13:00")),
        Pause(at("2026-11-23", "10:30"), at("2026-11-23", "11:00")),
        Pause(at("2026-11-20", "10:00"), at("2026-11-20", "12:00")),
        Pause(at("2026-11-23", "15:00"), at("2026-11-23", "15:00")),
    ]
    assert due(OFFICE, start, 120, pauses) == due(OFFICE, start, 120, pauses[::-1])
    assert due(OFFICE, start, 120, pauses) == at("2026-11-23", "15:00")
    assert due(OFFICE, start, 121, pauses) == at("2026-11-23", "15:01")


def test_a_pause_that_never_ends_leaves_nothing_due_but_what_was_due_before():
    start, endless = at("2026-11-23", "09:00"), Pause(at("2026-11-23", "10:00"))
    assert due(OFFICE, start, 61, [endless]) is None
    assert due(OFFICE, start, 60, [endless]) == at("2026-11-23", "10:00")
    hidden = [Pause(at("2026-11-23", "09:30"), at("2026-11-24", "09:00")), endless]
    assert due(OFFICE, start, 60, hidden) is None, "it began while another pause lasted"


def test_a_pause_around_the_start_delays_all_of_it():
    start = at("2026-11-23", "09:00")
    assert due(OFFICE, start, 60, [Pause(at("2026-11-20", "09:00"), at("2026-11-23", "11:00"))]) == at(
        "2026-11-23", "12:00"
    )


def test_a_target_that_is_changed_later_counts_from_the_start_with_every_pause():
    start = at("2026-11-23", "09:00")
    pauses = [Pause(at("2026-11-23", "10:00"), at("2026-11-23", "12:00"))]
    assert due(OFFICE, start, 180, pauses) == at("2026-11-23", "14:00")
    assert due(OFFICE, start, 240, pauses) == at("2026-11-23", "15:00")
    assert due(OFFICE, start, 30, pauses) == at("2026-11-23", "09:30")
    now = at("2026-11-23", "13:30")
    assert stage(OFFICE, start, 180, pauses, now) is Stage.WARNED
    assert stage(OFFICE, start, 240, pauses, now) is Stage.RUNNING
    assert stage(OFFICE, start, 30, pauses, now) is Stage.BREACHED


def test_the_stages_of_a_clock():
    start = at("2026-11-23", "09:00")
    pauses = [Pause(at("2026-11-23", "10:00"), at("2026-11-23", "11:00"))]
    assert warn(OFFICE, start, 240, pauses) == at("2026-11-23", "13:00")

    def shown(clock: str) -> Stage:
        return stage(OFFICE, start, 240, pauses, at("2026-11-23", clock))

    assert shown("09:59") is Stage.RUNNING
    assert shown("10:00") is Stage.PAUSED
    assert shown("10:59") is Stage.PAUSED
    assert shown("11:00") is Stage.RUNNING
    assert shown("12:59") is Stage.RUNNING
    assert shown("13:00") is Stage.WARNED
    assert shown("14:00") is Stage.WARNED, "the due instant itself is in time"
    assert shown("14:01") is Stage.BREACHED


def test_a_clock_that_was_breached_stays_so_while_it_is_paused():
    start = at("2026-11-23", "09:00")
    late = [Pause(at("2026-11-23", "11:00"))]
    assert stage(OFFICE, start, 60, late, at("2026-11-25", "12:00")) is Stage.BREACHED
    assert stage(OFFICE, start, 600, late, at("2026-11-25", "12:00")) is Stage.PAUSED
    assert stage(OFFICE, start, 600, late, at("2026-11-23", "10:00")) is Stage.RUNNING


def test_a_hundred_targets_and_a_decade_are_counted_fast():
    office = Calendar(COPENHAGEN, OFFICE.hours)
    with takes_less_than(1):
        for minute in range(100):
            add_working(office, at("2026-11-23", "09:00") + timedelta(minutes=minute), 4800)
        working_minutes(office, at("2016-11-23", "09:00"), at("2026-11-23", "09:00"))


INSTANTS = st.timedeltas(timedelta(), timedelta(days=729)).map(
    lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since
)
EDGES = st.lists(st.integers(0, MIDNIGHT // 5), min_size=2, max_size=6, unique=True).map(sorted)
ZONES = st.sampled_from(
    ["Europe/Copenhagen", "America/New_York", "Australia/Lord_Howe", "America/Havana", "UTC"]
)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Make calendars with touching and split hours, in zones whose clocks change by an hour or half of one."""
    hours = {}
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = [edge * 5 for edge in draw(EDGES)]
        touching = draw(st.booleans())
        hours[weekday] = tuple(pairwise(edges) if touching else zip(edges[::2], edges[1::2], strict=False))
    days = draw(st.frozensets(st.integers(0, 730), max_size=40))
    return Calendar(
        ZoneInfo(draw(ZONES)), hours, frozenset(date(2026, 1, 1) + timedelta(days=day) for day in days)
    )


PAUSES = st.lists(
    st.tuples(INSTANTS, st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=90)))).map(
        lambda one: Pause(one[0], None if one[1] is None else one[0] + one[1])
    ),
    max_size=5,
)


@given(calendars(), INSTANTS, st.integers(0, 3000))
def test_adding_and_counting_agree(calendar, start, minutes):
    end = add_working(calendar, start, minutes)
    assert end >= start
    assert working_minutes(calendar, start, end) == minutes
    if minutes:
        assert working_minutes(calendar, start, end - timedelta(microseconds=1)) < minutes


@given(calendars(), INSTANTS, INSTANTS, st.integers(0, 3000), st.integers(0, 3000))
def test_later_and_longer_never_ends_earlier(calendar, one, two, less, more):
    one, two = sorted((one, two))
    less, more = sorted((less, more))
    assert add_working(calendar, one, less) <= add_working(calendar, one, more)
    assert add_working(calendar, one, less) <= add_working(calendar, two, less)


@given(calendars(), st.lists(INSTANTS, min_size=3, max_size=3).map(sorted))
def test_what_passes_passes_in_parts(calendar, instants):
    first, middle, last = (instant.replace(second=0, microsecond=0) for instant in instants)
    parts = working_minutes(calendar, first, middle) + working_minutes(calendar, middle, last)
    assert parts == working_minutes(calendar, first, last)


@given(calendars(), INSTANTS, st.integers(1, 3000), PAUSES)
def test_what_is_due_leaves_out_exactly_the_minutes_of_the_pauses(calendar, start, minutes, pauses):
    start = start.replace(second=0, microsecond=0)
    end = due(calendar, start, minutes, pauses)
    if end is None:
        assert any(pause.ended is None for pause in pauses)
        return
    stops = [(pause.begun, min(pause.ended or end, end)) for pause in pauses if pause.begun < end]
    edges = sorted({start, end, *(max(start, edge) for stop in stops for edge in stop)})
    outside = sum(
        (
            _open_time(calendar, begun, ended)
            for begun, ended in pairwise(edges)
            if not any(stop[0] <= begun and ended <= stop[1] for stop in stops)
        ),
        timedelta(),
    )
    assert outside == timedelta(minutes=minutes)


def _open_time(calendar: Calendar, begun: datetime, ended: datetime) -> timedelta:
    """Add up the open time by the spans of each day, unlike the code under test."""
    day, total = begun.date() - timedelta(days=2), timedelta()
    while day <= ended.date() + timedelta(days=2):
        for opens, closes in calendar.spans(day):
            total += max(min(closes, ended) - max(opens, begun), timedelta())
        day += timedelta(days=1)
    return total
