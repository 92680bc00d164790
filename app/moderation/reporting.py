"""The transparency report of a period: what articles 15, 24 and 25 of the Digital Services Act ask to be told. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from app.moderation.kinds import Kind, Reason, Scope, Source


@dataclass(frozen=True)
class Period:
    """The days a report is about, both ends included, in the site's time zone."""

    begun: date
    ended: date
    zone: ZoneInfo

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """Give the moment the period begins and the one at which it is over."""
        after = self.ended + timedelta(days=1)
        begun, over = (datetime.combine(day, time(), self.zone) for day in (self.begun, after))
        return begun.astimezone(UTC), over.astimezone(UTC)


@dataclass(frozen=True)
class Flagged:
    """What came in for one reason: flags and notices, and what became of them."""

    received: int = 0
    signed_out: int = 0
    upheld: int = 0
    declined: int = 0

    @property
    def waiting(self) -> int:
        """How many are not decided yet."""
        return self.received - self.upheld - self.declined


@dataclass(frozen=True)
class Decided:
    """How often one thing was decided."""

    made: int = 0
    by_law: int = 0
    automated: int = 0
    overturned: int = 0
    automated_overturned: int = 0


@dataclass(frozen=True)
class Contested:
    """What came of appeals."""

    made: int = 0
    upheld: int = 0
    overturned: int = 0

    @property
    def waiting(self) -> int:
        """How many are not decided yet."""
        return self.made - self.upheld - self.overturned


@dataclass(frozen=True)
class Report:
    """Everything the report of a period says. Hours are medians, None where nothing was decided."""

    period: Period
    flags: Mapping[Reason, Flagged]
    cases: Mapping[Source, int]
    decisions: Mapping[Kind, Decided]
    suspensions: Mapping[Scope, int]
    appeals: Contested
    hours_to_decision: float | None
    hours_to_appeal: float | None

    @property
    def flags_received(self) -> int:
        """How many flags and notices came in."""
        return sum(one.received for one in self.flags.values())

    @property
    def decisions_made(self) -> int:
        """How many decisions were made."""
        return sum(one.made for one in self.decisions.values())

    @property
    def automated(self) -> int:
        """How many of them nobody made but the site itself."""
        return sum(one.automated for one in self.decisions.values())

    @property
    def automated_overturned(self) -> int:
        """How many of those were wrong, as an appeal showed."""
        return sum(one.automated_overturned for one in self.decisions.values())


def hours(spans: Sequence[tuple[datetime, datetime]]) -> float | None:
    """Give the median of the time spans in hours, to one decimal; None without any."""
    if not spans:
        return None
    return round(median((end - begin).total_seconds() for begin, end in spans) / 3600, 1)


def flat(report: Report) -> list[tuple[str, str, str, int | float | None]]:
    """Give the report as rows of part, of what, measure and value, in the code's words: the same in every language."""
    rows: list[tuple[str, str, str, int | float | None]] = []
    for reason, flagged in report.flags.items():
        for measure in ("received", "signed_out", "upheld", "declined", "waiting"):
            rows.append(("flags", reason, measure, getattr(flagged, measure)))
    rows += [("cases", source, "decided", number) for source, number in report.cases.items()]
    for kind, decided in report.decisions.items():
        for measure in ("made", "by_law", "automated", "overturned", "automated_overturned"):
            rows.append(("decisions", kind, measure, getattr(decided, measure)))
    rows += [("suspensions", scope, "made", number) for scope, number in report.suspensions.items()]
    for measure in ("made", "upheld", "overturned", "waiting"):
        rows.append(("appeals", "", measure, getattr(report.appeals, measure)))
    rows.append(("flags", "", "median_hours_to_decision", report.hours_to_decision))
    rows.append(("appeals", "", "median_hours_to_decision", report.hours_to_appeal))
    return rows
