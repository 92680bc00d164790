"""Working time in words, in both languages."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from app.departments.models import Kind, Measure
from app.departments.phrases import due_words, length_words, open_words, promises, week_words, weekday_day
from app.departments.rules import DEFAULT_HOURS, DEFAULT_TARGETS
from app.departments.working_time import MIDNIGHT, Calendar

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
FULL = Calendar(COPENHAGEN, DEFAULT_HOURS)
# Five hours on most days: 300, 300, 390 and 180 minutes.
SHORT = Calendar(
    COPENHAGEN, {0: ((540, 840),), 1: ((540, 840),), 3: ((540, 720), (840, 1050)), 4: ((540, 720),)}
)
NIGHT = Calendar(COPENHAGEN, {6: ((0, MIDNIGHT),)})


@pytest.fixture(autouse=True)
def spoken(app):
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("minutes", "calendar", "words"),
    [
        (480, FULL, "1 working day"),
        (960, FULL, "2 working days"),
        (961, FULL, "3 working days"),
        (420, FULL, "7 open hours"),
        (60, FULL, "1 open hour"),
        (45, FULL, "45 open minutes"),
        (300, SHORT, "1 working day"),
        (960, SHORT, "4 working days"),
        (299, SHORT, "299 open minutes"),
    ],
)
def test_a_target_is_said_in_days_of_the_department_and_never_as_fewer_than_it_takes(
    minutes, calendar, words
):
    assert length_words(minutes, calendar) == words


def test_a_usual_day_is_the_median_of_open_days():
    assert (FULL.usual_day, SHORT.usual_day, NIGHT.usual_day) == (480, 300, 1440)
    assert open_words(SHORT.usual_day) == "5 open hours"


def test_promises_are_sentences_for_every_target():
    assert promises(DEFAULT_TARGETS, FULL) == [
        "Answers questions within 2 working days.",
        "Settles questions within 10 working days.",
        "Replies to tickets within 1 working day.",
        "Closes tickets within 10 working days.",
    ]
    assert len(DEFAULT_TARGETS) == len(Kind) * len(Measure)


def test_days_with_the_same_hours_stand_together():
    assert list(week_words(FULL)) == [("Monday–Friday", "08:00–16:00"), ("Saturday–Sunday", "Closed")]
    assert list(week_words(SHORT)) == [
        ("Monday–Tuesday", "09:00–14:00"),
        ("Wednesday", "Closed"),
        ("Thursday", "09:00–12:00, 14:00–17:30"),
        ("Friday", "09:00–12:00"),
        ("Saturday–Sunday", "Closed"),
    ]
    assert list(week_words(NIGHT))[-1] == ("Sunday", "00:00–24:00")


def test_weekdays_and_times_are_in_the_language_spoken():
    instant = datetime(2026, 11, 27, 14, 50, tzinfo=UTC)
    assert due_words(instant, COPENHAGEN) == "Fri, 27 Nov 2026, 15:50"
    assert due_words(instant, ZoneInfo("Atlantic/Faroe")) == "Fri, 27 Nov 2026, 14:50"
    with force_locale("da"):
        assert due_words(instant, COPENHAGEN) == "fre. 27. nov. 2026, 15.50"
        assert weekday_day(date(2026, 12, 24)) == "tors. 24. dec. 2026"
        assert next(week_words(FULL))[0] == "Mandag–fredag"
        assert next(week_words(FULL))[1] == "08.00–16.00"
