"""A department's calendar and targets as they are stored, and what holds without any."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.core.db import read_again, read_once, session, transaction
from app.core.errors import NotFound
from app.departments.models import Holiday, Kind, Measure, OpeningHours, Target
from app.departments.queries import get_calendar, get_target
from app.departments.rules import DEFAULT_HOURS
from tests.factories import make_department


def keep(*rows: object) -> None:
    with transaction() as current:
        current.add_all(rows)


def test_a_department_that_set_up_nothing_has_the_sites_hours_zone_and_targets(app):
    department_id = make_department().id
    calendar = get_calendar(department_id)
    assert calendar.hours == DEFAULT_HOURS
    assert calendar.timezone == app.extensions["torv_config"].timezone
    assert calendar.holidays == frozenset()
    assert get_target(department_id, Kind.QUESTION, Measure.FIRST_REPLY) == 960
    assert get_target(department_id, Kind.QUESTION, Measure.RESOLUTION) == 4800
    assert get_target(department_id, Kind.TICKET, Measure.FIRST_REPLY) == 480
    assert get_target(department_id, Kind.TICKET, Measure.RESOLUTION) == 4800


def test_a_department_has_its_own_hours_and_its_own_and_everybodys_holidays(app):
    roads, parks = make_department(timezone="Atlantic/Faroe").id, make_department().id
    keep(
        OpeningHours(department_id=roads, weekday=2, opens=780, closes=900),
        OpeningHours(department_id=roads, weekday=2, opens=540, closes=720),
        OpeningHours(department_id=roads, weekday=6, opens=0, closes=1440),
        Holiday(department_id=None, day=date(2026, 12, 25), name="Christmas"),
        Holiday(department_id=roads, day=date(2026, 12, 24), name="Closed"),
        Holiday(department_id=parks, day=date(2026, 6, 1), name="Outing"),
    )
    calendar = get_calendar(roads)
    assert calendar.timezone == ZoneInfo("Atlantic/Faroe")
    assert calendar.hours == {2: ((540, 720), (780, 900)), 6: ((0, 1440),)}
    assert calendar.holidays == {date(2026, 12, 24), date(2026, 12, 25)}
    assert get_calendar(parks).hours == DEFAULT_HOURS
    assert get_calendar(parks).holidays == {date(2026, 12, 25), date(2026, 6, 1)}


def test_a_departments_own_target_stands_for_its_kind_and_measure_alone(app):
    department_id, other_id = make_department().id, make_department().id
    keep(
        Target(department_id=department_id, kind=Kind.TICKET, measure=Measure.FIRST_REPLY, minutes=90),
    )
    assert get_target(department_id, Kind.TICKET, Measure.FIRST_REPLY) == 90
    assert get_target(department_id, Kind.TICKET, Measure.RESOLUTION) == 4800
    assert get_target(other_id, Kind.TICKET, Measure.FIRST_REPLY) == 480


def test_all_calendars_and_targets_cost_one_statement(app, statements):
    ids = [make_department().id for _number in range(5)]
    session().close()
    statements.clear()
    for department_id in ids * 3:
        get_calendar(department_id)
        get_target(department_id, Kind.QUESTION, Measure.RESOLUTION)
    assert len(statements) == 1
    assert get_calendar(ids[0]) is get_calendar(ids[0])


def test_the_next_transaction_sees_what_was_changed_and_a_new_department(app):
    department_id = make_department().id
    assert get_calendar(department_id).holidays == frozenset()
    keep(Holiday(department_id=department_id, day=date(2026, 12, 24), name="Closed"))
    assert get_calendar(department_id).holidays == {date(2026, 12, 24)}
    with transaction() as current:
        assert get_calendar(department_id).holidays == {date(2026, 12, 24)}
        current.execute(delete(Holiday))
    assert get_calendar(department_id).holidays == frozenset()
    assert get_calendar(make_department().id)


def test_what_is_read_once_is_read_again_when_it_was_changed(app):
    numbers = iter(range(9))
    with transaction():
        assert [read_once("n", lambda: next(numbers)) for _again in range(3)] == [0, 0, 0]
        read_again("n")
        read_again("never read")
        assert read_once("n", lambda: next(numbers)) == 1
    assert read_once("n", lambda: next(numbers)) == 2
    session().close()
    read_again("n")
    assert read_once("n", lambda: next(numbers)) == 3


def test_a_department_that_is_not_there_has_no_calendar(app):
    with pytest.raises(NotFound):
        get_calendar(make_department().id + 1)


@pytest.mark.parametrize(
    "row",
    [
        lambda one: OpeningHours(department_id=one, weekday=7, opens=0, closes=60),
        lambda one: OpeningHours(department_id=one, weekday=0, opens=60, closes=60),
        lambda one: OpeningHours(department_id=one, weekday=0, opens=60, closes=1441),
        lambda one: Target(department_id=one, kind="letter", measure="first_reply", minutes=1),
        lambda one: Target(department_id=one, kind="ticket", measure="mood", minutes=1),
        lambda one: Target(department_id=one, kind="ticket", measure="first_reply", minutes=0),
    ],
)
def test_the_database_refuses_what_is_no_working_time(app, row):
    department_id = make_department().id
    with pytest.raises(IntegrityError):
        keep(row(department_id))


@pytest.mark.parametrize("everybodys", [True, False])
def test_a_day_is_a_holiday_once(app, everybodys):
    department_id = make_department().id
    days = [
        Holiday(department_id=None if everybodys else department_id, day=date(2026, 12, 25), name=name)
        for name in ("Christmas", "Jul")
    ]
    keep(days[0], Holiday(department_id=make_department().id, day=date(2026, 12, 25), name="Christmas"))
    with pytest.raises(IntegrityError):
        keep(days[1])
