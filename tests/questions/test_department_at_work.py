"""What a department's public page says of its hours and promises."""

from datetime import UTC, datetime, timedelta

from app.core.access import SYSTEM
from app.core.clock import as_of, now
from app.core.db import transaction
from app.departments import operations
from app.departments.models import Kind, Measure
from tests.factories import make_department

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def panel(page, name: str) -> str:
    return " ".join(page.one(f"[aria-labelledby={name}]").text_content().split())


def test_a_department_says_when_it_is_open_and_what_it_promises(app, visitor):
    department = make_department()
    page = visitor.open(f"/departments/{department.slug}")
    assert "Monday–Friday 08:00–16:00" in panel(page, "opening-hours")
    assert "Saturday–Sunday Closed" in panel(page, "opening-hours")
    assert "In the time of" not in panel(page, "opening-hours")
    assert "Answers questions within 2 working days." in panel(page, "promises")
    assert "Replies to tickets within 1 working day." in panel(page, "promises")


def test_its_own_hours_zone_targets_and_closed_days_are_shown(app, visitor):
    department = make_department()
    soon, late = now().date() + timedelta(days=10), now().date() + timedelta(days=100)
    with transaction():
        operations.set_opening_hours(SYSTEM, department.id, 1, {0: ((540, 840),)}, "Atlantic/Faroe")
        operations.set_targets(SYSTEM, department.id, 2, {(Kind.QUESTION, Measure.FIRST_REPLY): 120})
        operations.add_holiday(SYSTEM, None, soon, "Jul <3")
        operations.add_holiday(SYSTEM, department.id, late, "Later")
        operations.add_holiday(SYSTEM, department.id, now().date() - timedelta(days=10), "Before")
    page = visitor.open(f"/departments/{department.slug}")
    hours = panel(page, "opening-hours")
    assert "Monday 09:00–14:00 Tuesday–Sunday Closed" in hours
    assert "In the time of Atlantic/Faroe." in hours
    assert "Jul <3" in hours
    assert "Later" not in hours
    assert "Before" not in hours
    assert "Answers questions within 2 open hours." in panel(page, "promises")


def test_it_says_until_when_a_question_asked_now_is_due_in_its_own_time(app, visitor):
    department = make_department()
    with transaction():
        operations.set_opening_hours(SYSTEM, department.id, 1, {0: ((540, 840),)}, "Atlantic/Faroe")
        operations.set_targets(SYSTEM, department.id, 2, {(Kind.QUESTION, Measure.FIRST_REPLY): 120})
    with as_of(MONDAY):  # 9:00 in Tórshavn, too
        page = visitor.open(f"/departments/{department.slug}")
    assert "A question asked now is due on Mon, 23 Nov 2026, 11:00." in panel(page, "promises")
