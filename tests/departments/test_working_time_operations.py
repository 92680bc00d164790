"""Setting when a department works: administrators only, nothing lost between two, seen at once."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.core.access import ANONYMOUS, SYSTEM
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.departments import operations
from app.departments.events import WorkingTimeChanged
from app.departments.models import Department, Holiday, Kind, Measure
from app.departments.queries import (
    get_calendar,
    get_own_targets,
    get_target,
    get_targets,
    list_closed,
    list_holidays,
)
from app.departments.rules import DEFAULT_TARGETS
from tests.departments.test_ical import calendar, christmas
from tests.factories import make_administrator, make_department, make_moderator, make_official, make_person
from tests.racing import race

WEEK = {0: ((540, 720), (780, 960)), 5: ((600, 780),)}
EVE = date(2026, 12, 24)
FIRST = (Kind.TICKET, Measure.FIRST_REPLY)


def version_of(department_id: int) -> int:
    session().close()
    return session().get_one(Department, department_id).version


def count_holidays() -> int:
    session().close()
    return session().scalar(select(func.count()).select_from(Holiday)) or 0


@pytest.fixture
def heard(monkeypatch):
    """Note what is emitted."""
    events: list[object] = []
    monkeypatch.setattr(operations, "emit", events.append)
    return events


def test_hours_and_zone_are_set_and_replace_what_was(app, heard):
    department_id = make_department().id
    with transaction():
        operations.set_opening_hours(SYSTEM, department_id, 1, WEEK, "Atlantic/Faroe")
        assert get_calendar(department_id).hours == WEEK
    with transaction():
        operations.set_opening_hours(SYSTEM, department_id, 2, {2: ((0, 1440),)})
    found = get_calendar(department_id)
    assert found.hours == {2: ((0, 1440),)}
    assert found.timezone == ZoneInfo("Europe/Copenhagen")
    assert heard == [WorkingTimeChanged(department_id)] * 2


@pytest.mark.parametrize("hours", [{}, {0: ()}, {0: ((60, 60),)}, {7: ((0, 60),)}, {0: ((0, 90), (60, 120))}])
def test_a_department_is_never_left_without_hours_or_with_wrong_ones(app, hours):
    department_id = make_department().id
    with pytest.raises(Invalid), transaction():
        operations.set_opening_hours(SYSTEM, department_id, 1, hours)
    assert version_of(department_id) == 1


def test_a_zone_that_is_none_is_refused(app):
    department_id = make_department().id
    with pytest.raises(Invalid) as refused, transaction():
        operations.set_opening_hours(SYSTEM, department_id, 1, WEEK, "../../etc/passwd")
    assert refused.value.details["field"] == "timezone"


def test_hours_set_at_once_are_set_once_and_never_mixed(app):
    department_id = make_department().id
    weeks = [{0: ((540, 720),)}, {0: ((600, 720), (780, 840)), 1: ((0, 60),)}, {2: ((0, 60),)}]

    def change(number: int) -> None:
        operations.set_opening_hours(SYSTEM, department_id, 1, weeks[number])

    outcomes = race(app, 3, change)
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 2
    session().close()
    assert get_calendar(department_id).hours == weeks[outcomes.index(None)]


def test_targets_are_set_and_fall_back_to_the_sites(app, heard):
    department_id = make_department().id
    with transaction():
        assert get_target(department_id, *FIRST) == 480
        operations.set_targets(SYSTEM, department_id, 1, {FIRST: 90})
        assert get_target(department_id, *FIRST) == 90
    assert get_targets(department_id) == {**DEFAULT_TARGETS, FIRST: 90}
    assert get_own_targets(department_id) == {FIRST: 90}
    with transaction():
        operations.set_targets(SYSTEM, department_id, 2, {FIRST: None})
    assert get_targets(department_id) == DEFAULT_TARGETS
    assert heard == [WorkingTimeChanged(department_id)] * 2


def test_hours_and_targets_of_an_older_version_are_a_conflict(app):
    department_id = make_department().id
    with transaction():
        operations.set_targets(SYSTEM, department_id, 1, {})
    with pytest.raises(Conflict), transaction():
        operations.set_targets(SYSTEM, department_id, 1, {})
    with pytest.raises(Conflict), transaction():
        operations.set_opening_hours(SYSTEM, department_id, 1, WEEK)


def test_a_holiday_is_one_departments_or_everybodys(app, heard):
    roads, parks = make_department().id, make_department().id
    with transaction():
        operations.add_holiday(SYSTEM, roads, EVE, "Outing")
        assert EVE in get_calendar(roads).holidays
        operations.add_holiday(SYSTEM, None, date(2026, 12, 25), "Juledag")
        operations.add_holiday(SYSTEM, None, EVE, "Juleaften")
    assert heard == [WorkingTimeChanged(roads), WorkingTimeChanged(None), WorkingTimeChanged(None)]
    assert [one.name for one in list_holidays(roads)] == ["Outing", "Juleaften", "Juledag"]
    assert [one.name for one in list_holidays(parks)] == ["Juleaften", "Juledag"]
    assert list_closed(roads, date(2026, 12, 25), date(2027, 1, 1)) == [(date(2026, 12, 25), "Juledag")]
    assert list_closed(parks, EVE, EVE) == [(EVE, "Juleaften")]
    assert list_closed(roads, EVE, EVE) == [(EVE, "Juleaften"), (EVE, "Outing")]


@pytest.mark.parametrize("everybodys", [True, False])
def test_a_day_that_is_there_already_is_refused(app, everybodys):
    department_id = None if everybodys else make_department().id
    with transaction():
        operations.add_holiday(SYSTEM, department_id, EVE, "Juleaften")
    with pytest.raises(Invalid) as refused, transaction():
        operations.add_holiday(SYSTEM, department_id, EVE, "Again")
    assert refused.value.details["field"] == "day"


def test_one_day_added_at_once_is_there_once(app):
    outcomes = race(app, 4, lambda _number: operations.add_holiday(SYSTEM, None, EVE, "Juleaften"))
    assert outcomes.count(None) == 1
    assert all(isinstance(outcome, Invalid | Conflict) for outcome in outcomes if outcome)
    assert count_holidays() == 1


def test_a_holiday_is_removed_and_the_department_is_open_again(app, heard):
    department_id = make_department().id
    with transaction():
        operations.add_holiday(SYSTEM, department_id, EVE, "Outing")
    holiday = list_holidays(department_id)[0]
    with transaction():
        assert get_calendar(department_id).holidays == {EVE}
        operations.remove_holiday(SYSTEM, holiday.id)
        assert get_calendar(department_id).holidays == frozenset()
    assert heard[-1] == WorkingTimeChanged(department_id)
    with pytest.raises(NotFound), transaction():
        operations.remove_holiday(SYSTEM, holiday.id)


def test_an_imported_list_adds_what_is_new_and_keeps_what_was(app, heard):
    department_id = make_department().id
    with transaction():
        operations.add_holiday(SYSTEM, department_id, date(2026, 12, 25), "Our own name")
    text = calendar(
        christmas(), f"DTSTART;VALUE=DATE:20261226\r\nSUMMARY:{'x' * 300}", "SUMMARY:Without a day"
    )
    with transaction():
        imported = operations.import_holidays(SYSTEM, department_id, text)
    assert imported == operations.Imported(1, 1, ("Without a day",))
    assert [one.name for one in list_holidays(department_id)] == ["Our own name", "x" * 80]
    assert len(heard) == 2
    with transaction():
        assert operations.import_holidays(SYSTEM, department_id, text).added == 0
        assert operations.import_holidays(SYSTEM, None, text).added == 2
    assert count_holidays() == 4


def test_a_bad_file_changes_nothing(app):
    department_id = make_department().id
    with pytest.raises(Invalid), transaction():
        operations.import_holidays(SYSTEM, department_id, "no calendar")
    assert count_holidays() == 0


def test_holidays_of_a_department_that_is_not_there_are_not_found(app):
    missing = make_department().id + 1
    for act in (
        lambda: operations.add_holiday(SYSTEM, missing, EVE, "x"),
        lambda: operations.import_holidays(SYSTEM, missing, calendar(christmas())),
        lambda: operations.set_opening_hours(SYSTEM, missing, 1, WEEK),
        lambda: operations.set_targets(SYSTEM, missing, 1, {}),
    ):
        with pytest.raises(NotFound), transaction():
            act()


def test_only_administrators_set_when_a_department_works(app):
    department = make_department()
    text = calendar(christmas())
    for actor in (ANONYMOUS, make_person(), make_moderator(), make_official(department)):
        for act in (
            lambda who: operations.set_opening_hours(who, department.id, 1, WEEK),
            lambda who: operations.set_targets(who, department.id, 1, {}),
            lambda who: operations.add_holiday(who, department.id, EVE, "x"),
            lambda who: operations.import_holidays(who, department.id, text),
            lambda who: operations.remove_holiday(who, 1),
        ):
            with pytest.raises(NotAllowed), transaction():
                act(actor)
    administrator = make_administrator()
    with transaction():
        operations.set_targets(administrator, department.id, 1, {})
