"""What follows when somebody keeps misusing the site, in steps (article 23). Pure.

Counted over twelve months, by number and by share of all they did, so that one mistake among much good is none, nor are
two out of two. First comes a warning; only what happens after a step leads to the next. The site never suspends for
good by itself.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from app.moderation.kinds import Kind, Scope

REMEMBERED = timedelta(days=365)
FIRST, FURTHER = 3, 2
# Flags and appeals are few, so the share that is plainly wrong has to be high; most posts of most people are good.
SHARES = {Scope.POSTING: Fraction(1, 5), Scope.FLAGGING: Fraction(1, 2), Scope.APPEALING: Fraction(1, 2)}
SUSPENSIONS = (7, 30, 180)  # days


@dataclass(frozen=True)
class Record:
    """What one person did within twelve months: how much was misuse, of how much, and what they were told so far."""

    bad: int
    all: int
    steps: int = 0
    bad_since: int = 0


@dataclass(frozen=True)
class Step:
    """What comes next: a warning, or a suspension of so many days."""

    kind: Kind
    days: int | None = None


def next_step(scope: Scope, record: Record) -> Step | None:
    """Give the step that is due, if one is."""
    if record.bad < FIRST or Fraction(record.bad, max(record.all, 1)) < SHARES[scope]:
        return None
    if record.steps == 0:
        return Step(Kind.WARN)
    if record.bad_since < FURTHER:
        return None
    return Step(Kind.SUSPEND, SUSPENSIONS[min(record.steps, len(SUSPENSIONS)) - 1])
