"""Opening hours of a day as people type them: "9–16", "9:00-12:00, 13:30-17:00", nothing when closed. Pure."""

import re

from app.departments.working_time import MIDNIGHT, Hours, in_order

_TIME = r"(\d{1,2})(?:[:.](\d{2}))?"
_SPAN = re.compile(rf"\s*{_TIME}\s*[-–—]\s*{_TIME}\s*")


def read_hours(text: str) -> tuple[Hours, ...]:
    """Read the hours of a day, in order; a ValueError if they are none, overlap or go past midnight."""
    parts = re.split(r"[,;]", text) if text.strip() else []
    hours = tuple(sorted(_read_span(part) for part in parts))
    if not in_order(hours):
        raise ValueError("hours overlap or end before they begin")
    return hours


def write_hours(hours: tuple[Hours, ...]) -> str:
    """Write the hours of a day so that they can be read again."""
    return ", ".join(f"{_write_time(opens)}–{_write_time(closes)}" for opens, closes in hours)


def _read_span(text: str) -> Hours:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError("not from one time to another")
    opens, closes = (int(found[at]) * 60 + _minutes(found[at + 1]) for at in (1, 3))
    # "22–0" ends at midnight.
    return opens, closes or MIDNIGHT


def _minutes(text: str | None) -> int:
    minutes = int(text or 0)
    if minutes > 59:
        raise ValueError("an hour has 60 minutes")
    return minutes


def _write_time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
