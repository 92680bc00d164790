"""Holidays out of iCal files, as calendars, phones and national lists write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.departments.ical import Found, read_days
from tests.effort import takes_less_than

TODAY = date(2026, 11, 22)


def calendar(*events: str) -> str:
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"


def read(*events: str) -> Found:
    return read_days(calendar(*events), TODAY)


def christmas(*more: str) -> str:
    return "\r\n".join(("DTSTART;VALUE=DATE:20261225", "SUMMARY:Juledag", *more))


@pytest.fixture(autouse=True)
def spoken(app):
    """Messages are said in a language, so there must be a request."""
    with app.test_request_context("/"):
        yield


def test_a_day_that_lasts_all_day_is_read_with_its_name():
    assert read(christmas()).days == {date(2026, 12, 25): "Juledag"}


def test_an_event_ends_the_day_before_its_end():
    found = read("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Jul")
    assert list(found.days) == [date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)]
    assert set(found.days.values()) == {"Jul"}


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("DURATION:P3D", 3),
        ("DURATION:P1W", 7),
        ("DTEND;VALUE=DATE:20261225", 1),
        ("DTEND;VALUE=DATE:20261220", 1),
        ("DURATION:P1DT0H0M0S", 1),
    ],
)
def test_an_event_lasts_as_long_as_it_says_but_a_day_at_least(line, days):
    assert len(read(christmas(line)).days) == days


def test_midnight_to_midnight_is_all_day_in_any_zone():
    found = read(
        "DTSTART;TZID=Europe/Copenhagen:20261224T000000\r\nDTEND;TZID=Europe/Copenhagen:20261226T000000"
    )
    assert list(found.days) == [date(2026, 12, 24), date(2026, 12, 25)]
    assert set(found.days.values()) == {"Holiday"}


@pytest.mark.parametrize(
    "lines",
    [
        "DTSTART:20261224T100000Z\r\nDTEND:20261224T110000Z",
        "DTSTART:20261224T000000\r\nDTEND:20261224T120000",
        "DTSTART:20261224T000000\r\nDURATION:PT2H",
        "DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20271224",
        "DTSTART;VALUE=DATE:20261324",
        "DTSTART;VALUE=DATE:99991224",
        "DTSTART;VALUE=DATE:tomorrow",
        "DTEND;VALUE=DATE:20261224",
        "DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=WEEKLY",
        "DTSTART;VALUE=DATE:20261126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
        "DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY;BYMONTHDAY=24",
        "DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY;COUNT=2",
        "DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY;INTERVAL=2",
        "DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY",
        "DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20271224",
        "DTSTART;VALUE=DATE:20261224\r\nRRULE:",
    ],
)
def test_what_is_no_plain_day_is_left_out_and_named(lines):
    found = read(christmas(), f"{lines}\r\nSUMMARY:Odd one")
    assert found.left_out == ("Odd one",)
    assert list(found.days) == [date(2026, 12, 25)]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=1;WKST=MO", "freq=yearly;BYMONTH=12;BYMONTHDAY=25", "FREQ=YEARLY;BYMONTH=12"],
)  # fmt: skip
def test_what_comes_every_year_is_written_out_some_years_ahead(rule):
    found = read(f"DTSTART;VALUE=DATE:20011225\r\nRRULE:{rule}\r\nSUMMARY:Juledag")
    assert list(found.days) == [date(year, 12, 25) for year in range(2026, 2032)]


def test_a_cancelled_event_does_not_take_place():
    assert read(christmas(), "DTSTART;VALUE=DATE:20261231\r\nSTATUS:CANCELLED").days.keys() == {
        date(2026, 12, 25)
    }


def test_an_alarm_within_an_event_is_none_of_its_lines():
    alarm = "BEGIN:VALARM\r\nDURATION:P9D\r\nSUMMARY:Wake up\r\nDTSTART;VALUE=DATE:20260101\r\nEND:VALARM"
    found = read(f"{alarm}\r\n{christmas()}\r\n{alarm}")
    assert found.days == {date(2026, 12, 25): "Juledag"}


def test_folded_escaped_and_quoted_lines_are_put_together():
    found = read(
        'DTSTART;X-WHY="a:b;c";VALUE=DATE:20261225\r\nSUMMARY;LANGUAGE=da:Jul\\, før\r\n  og\\n efter\\; a\r\n\tl\\\\t'
    )
    assert found.days == {date(2026, 12, 25): "Jul, før og efter; al\\t"}


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_files_of_every_system_are_read(end):
    text = "\ufeff" + calendar(christmas(), "DTSTART;VALUE=DATE:20261226").replace("\r\n", end)
    assert len(read_days(text, TODAY).days) == 2


def test_the_first_name_of_a_day_stays():
    assert read(christmas(), "DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Noël").days == {
        date(2026, 12, 25): "Juledag"
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no iCal file"),
        ("day,name\n2026-12-25,Juledag\n", "no iCal file"),
        ("<html><body>Sign in</body></html>", "no iCal file"),
        (calendar(), "no whole day"),
        (calendar("DTSTART:20261224T100000Z\r\nSUMMARY:Meeting"), "no whole day"),
        (calendar(christmas()).removesuffix("END:VCALENDAR\r\n"), "The end of this file is missing"),
        (
            calendar(*(f"DTSTART;VALUE=DATE:{year}0101\r\nDURATION:P99D" for year in range(2000, 2012))),
            "more than 1000 days",
        ),
    ],
)
def test_a_bad_file_is_refused_with_what_to_do(text, says):
    with pytest.raises(Invalid, match=says):
        read_days(text, TODAY)


def test_the_largest_file_of_the_worst_lines_is_read_in_a_moment():
    lines = ["A" + ';"' * 50_000, "B" + ";x" * 100_000, 'C;"' + '""' * 50_000, "\\n" * 50_000, " " * 100_000]
    with takes_less_than(2):
        for line in lines:
            read(f"{line}\r\n{christmas()}\r\nDESCRIPTION:{line}")


LINES = [
    "BEGIN:VEVENT",
    "END:VEVENT",
    "END:VCALENDAR",
    "BEGIN:VALARM",
    "RRULE:=;;",
    "DTSTART:20261225",
    "DURATION:P",
    " ",
    ":",
    ";:",
    "\\",
]


@given(st.lists(st.sampled_from(LINES)))
def test_no_file_is_worse_than_refused(lines):
    try:
        found = read_days("BEGIN:VCALENDAR\n" + "\n".join(lines), TODAY)
    except Invalid:
        return
    assert found.days
