"""Working time in words: what a target comes to, when it is open, when something is due."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, get_day_names
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.templating import date_locale
from app.departments.models import Kind, Measure
from app.departments.working_time import MIDNIGHT, Calendar, Hours

HOUR = 60


def length_words(minutes: int, calendar: Calendar) -> str:
    """Write working minutes as begun working days of a calendar, less than one as open hours or open minutes."""
    if minutes >= calendar.usual_day:
        days = -(-minutes // calendar.usual_day)
        return str(ngettext("%(num)s working day", "%(num)s working days", days))
    return open_words(minutes)


def open_words(minutes: int) -> str:
    """Write working minutes as open hours where they are whole: "5 open hours"."""
    if minutes % HOUR == 0:
        return str(ngettext("%(num)s open hour", "%(num)s open hours", minutes // HOUR))
    return str(ngettext("%(num)s open minute", "%(num)s open minutes", minutes))


def promises(targets: Mapping[tuple[Kind, Measure], int], calendar: Calendar) -> list[str]:
    """Say what a department promises, a sentence for each target."""
    words = {one: length_words(minutes, calendar) for one, minutes in targets.items()}
    return [
        _("Answers questions within %(time)s.", time=words[Kind.QUESTION, Measure.FIRST_REPLY]),
        _("Settles questions within %(time)s.", time=words[Kind.QUESTION, Measure.RESOLUTION]),
        _("Replies to tickets within %(time)s.", time=words[Kind.TICKET, Measure.FIRST_REPLY]),
        _("Closes tickets within %(time)s.", time=words[Kind.TICKET, Measure.RESOLUTION]),
    ]


def weekday_name(weekday: int) -> str:
    """Name a weekday, as at the beginning of a line; Monday is 0."""
    return _day_name(weekday).capitalize()


def week_words(calendar: Calendar) -> Iterator[tuple[str, str]]:
    """Write the opening hours of a week, days with the same hours together: "Monday–Thursday", "09:00–16:00"."""
    for hours, days in groupby(range(7), key=lambda weekday: calendar.hours.get(weekday, ())):
        first, *_rest, last = [*days] * 2
        name = weekday_name(first) if first == last else f"{weekday_name(first)}–{_day_name(last)}"
        yield name, ", ".join(map(_span_words, hours)) if hours else str(_("Closed"))


def due_words(instant: datetime, zone: ZoneInfo) -> str:
    """Write an instant with its weekday, in a department's zone: "Fri, 27 Nov 2026, 15:50"."""
    local, locale = instant.astimezone(zone), date_locale()
    return f"{weekday_day(local.date())}, {format_time(local, 'short', locale=locale)}"


def weekday_day(day: date) -> str:
    """Write a day with its weekday: "Fri, 27 Nov 2026"."""
    return str(format_skeleton("yMMMEd", datetime.combine(day, time()), locale=date_locale()))


def _day_name(weekday: int) -> str:
    return str(get_day_names("wide", "stand-alone", locale=date_locale())[weekday])


def _span_words(hours: Hours) -> str:
    return "–".join(map(_time_words, hours))


def _time_words(minute: int) -> str:
    written = format_time(time(minute // 60 % 24, minute % 60), "short", locale=date_locale())
    return written.replace("00", "24", 1) if minute == MIDNIGHT else written
