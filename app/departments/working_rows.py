"""Reads when every department works, in one statement: who asks for one mostly asks for more, and a page has few."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CompoundSelect, Date, Integer, Select, Text, cast, literal, null, select, union_all

from app.core.db import read_rows
from app.departments.models import Department, Holiday, Kind, Measure, OpeningHours, Target
from app.departments.rules import DEFAULT_HOURS
from app.departments.working_time import Calendar, Hours

Closed = tuple[date, str]


@dataclass(frozen=True)
class WorkingTime:
    """When a department works: its calendar, the days on which it is closed by name, the targets it set itself."""

    calendar: Calendar
    closed: tuple[Closed, ...]
    own_targets: Mapping[tuple[Kind, Measure], int]


@dataclass
class _Gathered:
    """What the rows of a department come to."""

    zone: ZoneInfo
    hours: dict[int, list[Hours]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[tuple[Kind, Measure], int] = field(default_factory=dict)

    def with_holidays(self, closed: list[Closed]) -> WorkingTime:
        """Give the whole of it."""
        hours = {weekday: tuple(sorted(spans)) for weekday, spans in self.hours.items()}
        calendar = Calendar(self.zone, hours or DEFAULT_HOURS, frozenset(day for day, _name in closed))
        return WorkingTime(calendar, tuple(sorted(closed)), self.targets)


def read_working_time(site_timezone: ZoneInfo) -> dict[int, WorkingTime]:
    """Read when each department works; one that set up nothing has the site's zone and hours."""
    gathered: dict[int, _Gathered] = {}
    closed: dict[int | None, list[Closed]] = defaultdict(list)
    for row in read_rows(_ROWS):
        match row.what:
            case "department":
                gathered[row.id] = _Gathered(ZoneInfo(row.word) if row.word else site_timezone)
            case "hours":
                gathered[row.id].hours[row.number].append((row.begins, row.ends))
            case "target":
                gathered[row.id].targets[Kind(row.word), Measure(row.name)] = row.number
            case _:
                closed[row.id].append((row.day, row.name))
    return {one: rows.with_holidays(closed[None] + closed[one]) for one, rows in gathered.items()}


def _rows() -> CompoundSelect[*tuple[Any, ...]]:
    """Lay the four tables one below the other, departments first."""
    return union_all(
        _part("department", Department.id, word=Department.timezone),
        _part(
            "hours",
            OpeningHours.department_id,
            number=OpeningHours.weekday,
            begins=OpeningHours.opens,
            ends=OpeningHours.closes,
        ),
        _part("target", Target.department_id, word=Target.kind, name=Target.measure, number=Target.minutes),
        _part("holiday", Holiday.department_id, name=Holiday.name, day=Holiday.day),
    )


def _part(what: str, department_id: Any, **given: Any) -> Select[*tuple[Any, ...]]:
    kinds = {"word": Text, "name": Text, "number": Integer, "begins": Integer, "ends": Integer, "day": Date}
    columns = [given.get(name, cast(null(), kind)).label(name) for name, kind in kinds.items()]
    return select(literal(what).label("what"), department_id.label("id"), *columns)


_ROWS = _rows()
