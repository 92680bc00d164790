"""How much a flag weighs, what a case weighs with its reach and age, and when it is enough to hide. Pure.

A flag weighs by the trust in whoever raised it, times how often they were right before. Accounts made yesterday and
people who are not signed in never hide a post among themselves, however many they are: together they count for less
than what hides.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Standing(IntEnum):
    """How well the site knows whoever flags."""

    VISITOR = 0
    NEWCOMER = 1
    MEMBER = 2
    TRUSTED = 3
    STAFF = 4


# In hundredths, so that the same flags always make the same sum.
WEIGHTS = {
    Standing.VISITOR: 25,
    Standing.NEWCOMER: 50,
    Standing.MEMBER: 100,
    Standing.TRUSTED: 150,
    Standing.STAFF: 200,
}
ENOUGH_TO_HIDE = 300
MOST_OF_STRANGERS = 200
# What one point (a hundred) and a doubling of the readers are worth in minutes of waiting.
POINT, DOUBLING = 720, 120
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Weighed:
    """What one flag weighs, and whether it came from somebody the site hardly knows."""

    weight: int
    stranger: bool


def weigh_flag(standing: Standing, upheld: int, declined: int) -> int:
    """Weigh a flag: half as much at least, half as much again at most, by how often its sender was right before."""
    accuracy = (upheld + 1) / (upheld + declined + 2)
    return round(WEIGHTS[standing] * (0.5 + accuracy))


def is_stranger(standing: Standing) -> bool:
    """Tell whether the site hardly knows somebody of this standing."""
    return standing < Standing.MEMBER


def weigh_case(flags: Iterable[Weighed]) -> int:
    """Add up the flags on one post; those of strangers count only up to a bound."""
    known = strangers = 0
    for flag in flags:
        if flag.stranger:
            strangers += flag.weight
        else:
            known += flag.weight
    return known + min(strangers, MOST_OF_STRANGERS)


def is_enough_to_hide(weight: int) -> bool:
    """Tell whether a citizen's post is to be out of sight until somebody has decided."""
    return weight >= ENOUGH_TO_HIDE


def precedence(weight: int, reach: int, opened_at: datetime) -> int:
    """Say where a case stands in the queue: higher is earlier.

    All cases age at the same pace, so the number holds for good: a case of one point more goes before one that is half
    a day older.
    """
    waited = int((opened_at - EPOCH).total_seconds() // 60)
    return round(weight * POINT / 100 + DOUBLING * math.log2(1 + max(reach, 0))) - waited
