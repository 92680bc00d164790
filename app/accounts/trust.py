"""What each level of trust may do and how often, and what a level is reached by: the one table. Pure.

The page for people (`/trust`) is made of this table, and the operations ask it. People become members and trusted by
posts that stand, some of which others found useful; what a moderator had to decide against them takes a level away.
Staff stands above the levels, by its role.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.core.access import Actor


class Trust(StrEnum):
    """How far the site trusts somebody."""

    NEWCOMER = "newcomer"
    MEMBER = "member"
    TRUSTED = "trusted"
    STAFF = "staff"


# What stands on a person: staff is a matter of roles.
LEVELS = (Trust.NEWCOMER, Trust.MEMBER, Trust.TRUSTED)


class Act(StrEnum):
    """What is counted."""

    ASK = "ask"
    ANSWER = "answer"
    COMMENT = "comment"
    EDIT = "edit"
    SUGGEST = "suggest"
    VOTE = "vote"
    FLAG = "flag"


@dataclass(frozen=True)
class Rate:
    """How often in an hour and in a day."""

    hour: int
    day: int


@dataclass(frozen=True)
class Level:
    """What somebody of a level may do: how often, how many links and images a post, and whether to others' posts.

    `held`: first posts wait for a moderator when they look like spam. `reviews`: decides on suggested edits.
    """

    rates: Mapping[Act, Rate]
    links: int
    images: int
    edits_others: bool
    reviews: bool
    held: bool


TABLE: Mapping[Trust, Level] = {
    Trust.NEWCOMER: Level(
        rates={
            Act.ASK: Rate(4, 8),
            Act.ANSWER: Rate(8, 20),
            Act.COMMENT: Rate(10, 30),
            Act.EDIT: Rate(20, 60),
            Act.SUGGEST: Rate(5, 10),
            Act.VOTE: Rate(40, 100),
            Act.FLAG: Rate(10, 20),
        },
        links=2,
        images=1,
        edits_others=False,
        reviews=False,
        held=True,
    ),
    Trust.MEMBER: Level(
        rates={
            Act.ASK: Rate(10, 30),
            Act.ANSWER: Rate(30, 100),
            Act.COMMENT: Rate(60, 200),
            Act.EDIT: Rate(60, 200),
            Act.SUGGEST: Rate(20, 60),
            Act.VOTE: Rate(200, 500),
            Act.FLAG: Rate(30, 60),
        },
        links=10,
        images=5,
        edits_others=True,
        reviews=False,
        held=False,
    ),
    Trust.TRUSTED: Level(
        rates={
            Act.ASK: Rate(20, 60),
            Act.ANSWER: Rate(60, 200),
            Act.COMMENT: Rate(120, 400),
            Act.EDIT: Rate(120, 400),
            Act.SUGGEST: Rate(40, 120),
            Act.VOTE: Rate(400, 1000),
            Act.FLAG: Rate(60, 200),
        },
        links=30,
        images=15,
        edits_others=True,
        reviews=True,
        held=False,
    ),
    Trust.STAFF: Level(
        rates={
            Act.ASK: Rate(60, 300),
            Act.ANSWER: Rate(120, 600),
            Act.COMMENT: Rate(240, 1000),
            Act.EDIT: Rate(300, 1500),
            Act.SUGGEST: Rate(100, 300),
            Act.VOTE: Rate(400, 1000),
            Act.FLAG: Rate(200, 1000),
        },
        links=100,
        images=50,
        edits_others=True,
        reviews=True,
        held=False,
    ),
}


@dataclass(frozen=True)
class Needed:
    """What a level is reached by: days here, posts that stand, and how many of these somebody found useful."""

    days: int
    standing: int
    good: int


NEEDED: Mapping[Trust, Needed] = {
    Trust.MEMBER: Needed(days=3, standing=5, good=2),
    Trust.TRUSTED: Needed(days=30, standing=30, good=15),
}
# A post counts as standing when so long nobody had to hide it.
STANDS_AFTER = timedelta(days=1)
# What was decided against somebody takes a level away for so long.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Record:
    """What somebody did so far; `against` is how often a moderator had to decide against them lately."""

    days: int = 0
    standing: int = 0
    good: int = 0
    against: int = 0
    suspended: bool = False


def level_of(actor: Actor) -> Trust:
    """Give the level somebody acts at; the site itself and people with a role are staff."""
    return Trust.STAFF if actor.is_staff or actor.is_system else Trust(actor.trust)


def earned(record: Record) -> Trust:
    """Give the level a record is worth: each decision against somebody takes one away, a suspension all."""
    if record.suspended:
        return Trust.NEWCOMER
    reached = sum(_reaches(record, NEEDED[level]) for level in LEVELS[1:])
    return LEVELS[max(0, reached - record.against)]


def _reaches(record: Record, needed: Needed) -> bool:
    return record.days >= needed.days and record.standing >= needed.standing and record.good >= needed.good
