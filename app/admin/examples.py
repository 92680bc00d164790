"""What a department's hours, holidays and targets come to, said by examples."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from flask_babel import gettext as _

from app.departments.models import Kind, Measure
from app.departments.phrases import due_words
from app.departments.queries import get_calendar, get_target
from app.departments.working_time import Calendar, add_working

FRIDAY = 4
DAY = timedelta(days=1)
BEFORE_THE_WEEKEND, BEFORE_A_HOLIDAY = time(15, 50), time(12)


def list_examples(department_id: int, today: date) -> list[str]:
    """Say when a question and a ticket are due that come before the weekend, and before the next holiday."""
    calendar = get_calendar(department_id)
    said = []
    for start in _moments(calendar, today):
        for kind in Kind:
            minutes = get_target(department_id, kind, Measure.FIRST_REPLY)
            said.append(_sentence(kind, calendar, start, add_working(calendar, start, minutes)))
    return said


def _moments(calendar: Calendar, today: date) -> Iterator[datetime]:
    friday = today + (FRIDAY - today.weekday()) % 7 * DAY
    yield _instant(calendar, friday, BEFORE_THE_WEEKEND)
    coming = [day for day in calendar.holidays if day > today and calendar.hours.get(day.weekday())]
    if coming:
        yield _instant(calendar, min(coming) - DAY, BEFORE_A_HOLIDAY)


def _instant(calendar: Calendar, day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, calendar.timezone).astimezone(UTC)


def _sentence(kind: Kind, calendar: Calendar, start: datetime, due: datetime) -> str:
    asked, by = due_words(start, calendar.timezone), due_words(due, calendar.timezone)
    if kind is Kind.QUESTION:
        return str(_("A question asked on %(asked)s is due on %(due)s.", asked=asked, due=by))
    return str(_("A ticket opened on %(asked)s is due on %(due)s.", asked=asked, due=by))
