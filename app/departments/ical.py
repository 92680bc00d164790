"""The days of an iCal file (RFC 5545), as calendars and national lists of holidays are exported. Pure.

A holiday is a whole day: what has a time of day, or repeats by a rule other than "every year", is left out and named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from app.core.errors import Invalid

LONGEST_EVENT = 100  # days: a school's summer is well below
MOST_DAYS = 1000
YEARS_AHEAD = 5  # how far what comes every year is written out
DAY = timedelta(days=1)

_FOLD = re.compile(r"(?:\r\n|\n|\r)[ \t]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r'([A-Z0-9-]+)(?:;[^:";]*(?:"[^"]*"[^:";]*)*)*:(.*)', re.IGNORECASE | re.DOTALL)
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T000000)?")
_LENGTH = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:0+[HMS])+)?")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_REPEATS = {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}

Event = Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """The days of a file with their names, and the names of what could not be taken."""

    days: Mapping[date, str]
    left_out: tuple[str, ...]


def read_days(text: str, today: date) -> Found:
    """Read every whole day of an iCal text; refuse what is none, or has no day, saying what to do."""
    days: dict[date, str] = {}
    left_out: list[str] = []
    for event in _events(text):
        name = _name(event)
        found = list(_days_of(event, today))
        if not found:
            left_out.append(name)
        for day in found:
            days.setdefault(day, name)
        if len(days) > MOST_DAYS:
            raise Invalid(
                _("This file has more than %(most)s days. Choose one with fewer years.", most=MOST_DAYS),
                field="file",
            )
    if not days:
        raise Invalid(
            _("There is no whole day in this file. Choose one whose events last all day."), field="file"
        )
    return Found(days, tuple(left_out))


def _events(text: str) -> Iterator[Event]:
    """Give the properties of each event that still takes place, without those of an alarm within it."""
    parts: list[str] = []
    event: dict[str, str] = {}
    for name, value in _properties(_unfolded(text)):
        if name == "BEGIN":
            parts.append(value.upper())
            event = {} if parts[-1] == "VEVENT" else event
        elif name == "END" and parts:
            if parts.pop() == "VEVENT" and event.get("STATUS", "").upper() != "CANCELLED":
                yield event
        elif parts[-1:] == ["VEVENT"]:
            event.setdefault(name, value)
    if parts:
        raise Invalid(_("The end of this file is missing. Export the calendar again."), field="file")


def _unfolded(text: str) -> str:
    unfolded = _FOLD.sub("", text.removeprefix("\ufeff")).strip()
    if not unfolded.upper().startswith("BEGIN:VCALENDAR"):
        raise Invalid(
            _("This is no iCal file. Export the calendar as iCal; the file's name ends in .ics."),
            field="file",
        )
    return unfolded


def _properties(unfolded: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_END.split(unfolded):
        found = _LINE.fullmatch(line.rstrip())
        if found:
            yield found[1].upper(), found[2].strip()


def _name(event: Event) -> str:
    text = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], event.get("SUMMARY", ""))
    return " ".join(text.split()) or str(_("Holiday"))


def _days_of(event: Event, today: date) -> Iterable[date]:
    """Give the days an event lasts, every year's if it comes every year; none if it is not to be taken."""
    first = _date(event.get("DTSTART"))
    length = _length(event, first) if first else 0
    if first is None or not 0 < length <= LONGEST_EVENT:
        return
    for begins in _every_year(event, first, today):
        yield from (begins + number * DAY for number in range(length))


def _date(text: str | None) -> date | None:
    found = _DATE.fullmatch(text or "")
    if found is None:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2200 else None


def _length(event: Event, first: date) -> int:
    """Tell how many days an event lasts; its end is the day after. Without an end it is one, in part of a day none."""
    if "DTEND" in event:
        end = _date(event["DTEND"])
        return max(1, (end - first).days) if end else 0
    if "DURATION" not in event:
        return 1
    found = _LENGTH.fullmatch(event["DURATION"].upper())
    return int(found[1] or 0) * 7 + int(found[2] or 0) if found else 0


def _every_year(event: Event, first: date, today: date) -> Iterator[date]:
    """Give the first day alone, or that of each year if it comes every year; none by another rule."""
    if not _REPEATS & set(event):
        yield first
    elif _REPEATS & set(event) == {"RRULE"} and _plainly_yearly(event["RRULE"], first):
        for year in range(max(first.year, today.year), today.year + YEARS_AHEAD + 1):
            yield first.replace(year=year)


def _plainly_yearly(text: str, first: date) -> bool:
    """Tell whether a rule says no more than "every year on this day", as it may in several ways."""
    rule = dict(part.partition("=")[::2] for part in text.upper().split(";") if part)
    plain = {"FREQ": "YEARLY", "INTERVAL": "1", "BYMONTH": str(first.month), "BYMONTHDAY": str(first.day)}
    says_more = any(value != plain.get(part) for part, value in rule.items() if part != "WKST")
    every_month = "BYMONTHDAY" in rule and "BYMONTH" not in rule
    leap_day = (first.month, first.day) == (2, 29)
    return "FREQ" in rule and not (says_more or every_month or leap_day)
