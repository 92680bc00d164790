"""The pages on which an administrator says when a department works."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.departments import operations
from app.departments.models import Department, Holiday, Kind, Measure
from app.departments.queries import get_calendar, get_own_targets, get_target
from tests.departments.test_ical import calendar, christmas
from tests.factories import make_administrator, make_department

EVE = date(2030, 12, 24)


@pytest.fixture
def department(app) -> Department:
    return make_department("Roads")


@pytest.fixture
def visitor(app, visit_as):
    return visit_as(make_administrator())


def send_file(visitor, department: Department, content: bytes, whose: str = "one"):
    """Send a file as a browser does; the visitor's own forms hold texts."""
    page = visitor.open(f"/admin/departments/{department.id}/holidays")
    form = page.one("form[enctype='multipart/form-data']")
    fields = dict(form.form_values()) | {
        "import-whose": whose,
        "import-file": (BytesIO(content), "closed.ics"),
    }
    return visitor.post(form.get("action"), fields)


def holidays() -> list[tuple[int | None, date, str]]:
    session().close()
    rows = session().scalars(select(Holiday).order_by(Holiday.day))
    return [(row.department_id, row.day, row.name) for row in rows]


def test_the_department_leads_to_its_hours_holidays_and_targets(department, visitor):
    page = visitor.open(f"/admin/departments/{department.id}")
    for part in ("hours", "holidays", "targets"):
        (link,) = [one for one in page.all(".tabs a") if one.get("href").endswith(part)]
        assert visitor.open(link.get("href")).one("[aria-current=page]").get("href") == link.get("href")
    assert not visitor.open("/admin/departments/new").all(".tabs")


def test_hours_are_changed_a_day_a_line(department, visitor):
    page = visitor.open(f"/admin/departments/{department.id}/hours")
    assert page.one("#hours_0").get("value") == "8:00–16:00", "the site's own hours"
    page = visitor.submit(hours_0="9-12, 13.30-17", hours_1="", hours_6="22-24", timezone="Atlantic/Faroe")
    assert "The opening hours are saved" in page.text
    found = get_calendar(department.id)
    assert found.hours[0] == ((540, 720), (810, 1020))
    assert 1 not in found.hours
    assert found.hours[6] == ((1320, 1440),)
    assert str(found.timezone) == "Atlantic/Faroe"
    assert page.one("#hours_0").get("value") == "9:00–12:00, 13:30–17:00"
    assert page.one("#timezone option[selected]").get("value") == "Atlantic/Faroe"


def test_wrong_hours_keep_what_was_typed_and_say_what_to_do(department, visitor):
    visitor.open(f"/admin/departments/{department.id}/hours")
    page = visitor.submit(hours_1="nine to five", hours_2="16-9", hours_3="10-12")
    assert page.status == 422
    assert {link.get("href") for link in page.all(".govuk-error-summary a")} == {"#hours_1", "#hours_2"}
    assert "Tuesday: enter hours such as 9–16" in page.one("#hours_1-error").text_content()
    assert page.one("#hours_1").get("value") == "nine to five"
    assert page.one("#hours_3").get("value") == "10-12"
    page = visitor.submit(**{f"hours_{weekday}": "" for weekday in range(7)})
    assert page.status == 422
    assert "one day at least" in page.one("#hours_0-error").text_content()
    page = visitor.post(
        f"/admin/departments/{department.id}/hours",
        {"hours_0": "9-16", "timezone": "Europe/Atlantis", "csrf_token": _token(page)},
    )
    assert page.status == 422
    assert "Choose one of these" in page.one("#timezone-error").text_content()


def _token(page) -> str:
    return page.all("[name=csrf_token]")[0].get("value")


def test_two_administrators_of_hours_see_both_versions(department, visitor, visit_as):
    other = visit_as(make_administrator())
    path = f"/admin/departments/{department.id}/hours"
    visitor.open(path)
    other.open(path)
    assert other.submit(hours_0="9-10").status == 200
    page = visitor.submit(hours_0="11-12")
    assert page.status == 409
    both = page.one("[aria-labelledby=both] tbody").text_content()
    assert "11-12" in both
    assert "9:00–10:00" in both
    assert visitor.submit().status == 200
    session().close()
    assert get_calendar(department.id).hours[0] == ((660, 720),)


def test_targets_are_changed_in_days_of_the_department(department, visitor):
    with transaction():
        operations.set_opening_hours(SYSTEM, department.id, 1, dict.fromkeys(range(5), ((540, 840),)))
    page = visitor.open(f"/admin/departments/{department.id}/targets")
    assert "on most days: 5 open hours" in page.text
    assert page.one("#question_first_reply").get("value") == ""
    page = visitor.submit(
        question_first_reply="3", question_first_reply_unit="day",
        ticket_first_reply="4", ticket_first_reply_unit="hour",
        ticket_resolution="45", ticket_resolution_unit="minute",
    )  # fmt: skip
    assert "The targets are saved" in page.text
    assert get_target(department.id, Kind.QUESTION, Measure.FIRST_REPLY) == 900
    assert get_target(department.id, Kind.TICKET, Measure.FIRST_REPLY) == 240
    assert get_target(department.id, Kind.TICKET, Measure.RESOLUTION) == 45
    assert (Kind.QUESTION, Measure.RESOLUTION) not in get_own_targets(department.id)
    shown = {
        name: (page.one(f"#{name}").get("value"), page.one(f"#{name}_unit option[selected]").get("value"))
        for name in ("question_first_reply", "ticket_first_reply", "ticket_resolution", "question_resolution")
    }
    assert shown == {
        "question_first_reply": ("3", "day"),
        "ticket_first_reply": ("4", "hour"),
        "ticket_resolution": ("45", "minute"),
        "question_resolution": ("", "day"),
    }
    page = visitor.submit(question_first_reply="")
    session().close()
    assert get_target(department.id, Kind.QUESTION, Measure.FIRST_REPLY) == 960


@pytest.mark.parametrize("amount", ["0", "-1", "1001", "soon", "1.5"])
def test_a_target_that_is_none_is_refused(department, visitor, amount):
    visitor.open(f"/admin/departments/{department.id}/targets")
    page = visitor.submit(question_first_reply=amount)
    assert page.status == 422
    assert page.one("#question_first_reply").get("value") == amount
    (error,) = page.all(".govuk-error-summary a")
    assert error.get("href") == "#question_first_reply"
    assert "whole number" in error.text_content()


def test_targets_over_hours_that_changed_meanwhile_are_a_conflict(department, visitor):
    visitor.open(f"/admin/departments/{department.id}/targets")
    with transaction():
        operations.set_targets(SYSTEM, department.id, 1, {(Kind.TICKET, Measure.RESOLUTION): 60})
    page = visitor.submit(ticket_resolution="2")
    assert page.status == 409
    assert "Ticket closed" in page.one("[aria-labelledby=both] tbody").text_content()
    assert visitor.submit().status == 200
    session().close()
    assert get_target(department.id, Kind.TICKET, Measure.RESOLUTION) == 960


def test_a_holiday_is_added_for_one_or_for_all_and_removed(department, visitor):
    add = "form[action$='/holidays']"
    visitor.open(f"/admin/departments/{department.id}/holidays")
    page = visitor.submit(add, day=EVE, name="  Jule  aften ", whose="all")
    assert "The holiday is added" in page.text
    visitor.submit(add, day="2030-12-23", name="Outing", whose="one")
    assert holidays() == [
        (department.id, date(2030, 12, 23), "Outing"),
        (None, EVE, "Jule aften"),
    ]
    page = visitor.open(f"/admin/departments/{department.id}/holidays")
    assert [row.text_content().split()[-1] for row in page.all(".days li b")] == ["2030", "2030"]
    assert len(page.all(".days .tag")) == 1, "one is for all departments"
    visitor.submit(".days li:first-child form")
    assert holidays() == [(None, EVE, "Jule aften")]


def test_a_holiday_needs_a_day_a_name_and_whose_it_is(department, visitor):
    visitor.open(f"/admin/departments/{department.id}/holidays")
    page = visitor.submit("form[action$='/holidays']", day="soon", name="")
    assert page.status == 422
    assert {link.get("href") for link in page.all(".govuk-error-summary a")} == {"#day", "#name", "#whose-0"}
    with transaction():
        operations.add_holiday(SYSTEM, None, EVE, "Juleaften")
    page = visitor.submit("form[action$='/holidays']", day=EVE, name="Eve", whose="all")
    assert page.status == 422
    assert "in the list already" in page.one("#day-error").text_content()
    assert page.one("#name").get("value") == "Eve"


def test_days_that_have_passed_are_folded_away(department, visitor):
    with transaction():
        operations.add_holiday(SYSTEM, None, now().date() - timedelta(days=400), "Long ago")
        operations.add_holiday(SYSTEM, None, now().date() + timedelta(days=1), "Tomorrow")
    page = visitor.open(f"/admin/departments/{department.id}/holidays")
    assert "Long ago" in page.one("details.govuk-details").text_content()
    assert "Tomorrow" not in page.one("details.govuk-details").text_content()


def test_a_file_of_holidays_is_taken(department, visitor):
    text = calendar(christmas(), "DTSTART:20261230T100000Z\r\nSUMMARY:Meeting", "SUMMARY:<b>Odd</b>")
    page = send_file(visitor, department, text.encode(), whose="all")
    assert "1 day is added." in page.text
    assert "Left out: Meeting, <b>Odd</b>." in page.text
    assert holidays() == [(None, date(2026, 12, 25), "Juledag")]
    page = send_file(visitor, department, text.encode(), whose="all")
    assert "0 days are added. 1 was there already." in page.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no iCal file"),
        (b"%PDF-1.7", "no iCal file"),
        (b"\xff\xfe\x00\x01", "not text in UTF-8"),
        (calendar("SUMMARY:x").encode(), "no whole day"),
    ],
)
def test_a_bad_file_is_refused_beside_its_field(department, visitor, content, says):
    page = send_file(visitor, department, content)
    assert page.status == 422
    assert says in page.one("#import-file-error").text_content()
    assert holidays() == []


def test_no_file_at_all_is_said(department, visitor):
    visitor.open(f"/admin/departments/{department.id}/holidays")
    page = visitor.submit("form[enctype='multipart/form-data']")
    assert page.status == 422
    assert {link.get("href") for link in page.all(".govuk-error-summary a")} == {
        "#import-file",
        "#import-whose-0",
    }


def test_a_file_that_is_too_large_is_refused(department, visitor):
    page = send_file(visitor, department, calendar(christmas(f"X:{'x' * 600_000}")).encode())
    assert page.status == 413
    assert "That was too much at once" in page.text
    assert holidays() == []


def test_examples_say_what_the_calendar_means(department, visitor):
    coming = now().date() + timedelta(days=200)
    coming += timedelta(days=(2 - coming.weekday()) % 7)  # a Wednesday
    with transaction():
        operations.add_holiday(SYSTEM, department.id, coming, "Outing")
    for part in ("hours", "holidays", "targets"):
        page = visitor.open(f"/admin/departments/{department.id}/{part}")
        said = [item.text_content() for item in page.all("[aria-labelledby=examples] li")]
        assert len(said) == 4
        assert said[0].startswith("A question asked on Fri")
        assert "15:50 is due on Tue" in said[0]
        assert said[0].endswith("15:50.")
        assert "is due on Mon" in said[1]
        assert "A question asked on Tue" in said[2]
        assert "is due on Fri" in said[2], "Wednesday does not count"


def test_pages_of_working_time_cost_few_statements(department, visitor, statements):
    with transaction():
        for number in range(40):
            operations.add_holiday(SYSTEM, None, EVE + timedelta(days=number), "Closed")
    for part in ("hours", "holidays", "targets"):
        statements.clear()
        visitor.open(f"/admin/departments/{department.id}/{part}")
        assert len(statements) <= 8, statements
