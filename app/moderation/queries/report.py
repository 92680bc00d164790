"""What the transparency report counts, in five statements however long the period is."""

from dataclasses import astuple
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from app.core.db import session
from app.moderation.kinds import Ground, Kind, Outcome, Reason, Scope, Source, Verdict
from app.moderation.models import Appeal, Decision, Flag, ModerationCase
from app.moderation.reporting import Contested, Decided, Flagged, Period, Report, hours


def make_report(period: Period) -> Report:
    """Count what came in, what was decided and what was contested within a period."""
    within = period.instants
    decisions, suspensions = _decisions(within)
    appeals, hours_to_appeal = _appeals(within)
    return Report(
        period=period,
        flags=_flags(within),
        cases=_cases(within),
        decisions=decisions,
        suspensions=suspensions,
        appeals=appeals,
        hours_to_decision=_hours_to_decision(within),
        hours_to_appeal=hours_to_appeal,
    )


def _within(column: Any, within: tuple[datetime, datetime]) -> ColumnElement[bool]:
    begun, over = within
    return (column >= begun) & (column < over)  # type: ignore[no-any-return]


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _flags(within: tuple[datetime, datetime]) -> dict[Reason, Flagged]:
    declined = (Outcome.DECLINED, Outcome.UNFOUNDED)
    counted = select(
        Flag.reason,
        func.count(),
        _times(Flag.person_id.is_(None)),
        _times(Flag.outcome == Outcome.UPHELD),
        _times(Flag.outcome.in_(declined)),
    )
    rows = session().execute(counted.where(_within(Flag.at, within)).group_by(Flag.reason))
    found = {Reason(reason): Flagged(*numbers) for reason, *numbers in rows}
    return {reason: found.get(reason, Flagged()) for reason in Reason}


def _cases(within: tuple[datetime, datetime]) -> dict[Source, int]:
    counted = select(ModerationCase.source, func.count()).group_by(ModerationCase.source)
    rows = session().execute(counted.where(_within(ModerationCase.decided_at, within)))
    found = {Source(source): number for source, number in rows}
    return {source: found.get(source, 0) for source in Source}


def _decisions(within: tuple[datetime, datetime]) -> tuple[dict[Kind, Decided], dict[Scope, int]]:
    overturned = Decision.overturned_at.is_not(None)
    counted = select(
        Decision.kind,
        Decision.scope,
        func.count(),
        _times(Decision.ground == Ground.LAW),
        _times(Decision.automated.is_(True)),
        _times(overturned),
        _times(Decision.automated.is_(True) & overturned),
    )
    rows = session().execute(
        counted.where(_within(Decision.at, within)).group_by(Decision.kind, Decision.scope)
    )
    decided = dict.fromkeys(Kind, Decided())
    suspended = dict.fromkeys(Scope, 0)
    for kind, scope, *numbers in rows:
        before = decided[Kind(kind)]
        decided[Kind(kind)] = Decided(
            *(had + more for had, more in zip(astuple(before), numbers, strict=True))
        )
        if kind == Kind.SUSPEND:
            suspended[Scope(scope)] += numbers[0]
    return decided, suspended


def _appeals(within: tuple[datetime, datetime]) -> tuple[Contested, float | None]:
    made = select(Appeal.at, Appeal.decided_at, Appeal.outcome).where(_within(Appeal.at, within))
    rows = session().execute(made).all()
    outcomes = [row.outcome for row in rows]
    contested = Contested(len(rows), outcomes.count(Verdict.UPHOLD), outcomes.count(Verdict.OVERTURN))
    return contested, hours([(row.at, row.decided_at) for row in rows if row.decided_at])


def _hours_to_decision(within: tuple[datetime, datetime]) -> float | None:
    decided = select(Flag.at, ModerationCase.decided_at).join(
        ModerationCase, ModerationCase.id == Flag.case_id
    )
    rows = session().execute(decided.where(_within(Flag.at, within), ModerationCase.decided_at.is_not(None)))
    return hours([(at, decided_at) for at, decided_at in rows if decided_at])
