"""The words of moderation, and the one table of decisions: what restricts, where it fits, what it says of flags."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why somebody flags a post."""

    SPAM = "spam"
    ABUSE = "abuse"
    PERSONAL_DATA = "personal_data"
    WRONG = "wrong"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    DUPLICATE = "duplicate"
    OTHER = "other"


class Source(StrEnum):
    """What opened a case."""

    FLAGS = "flags"
    SPAM = "spam"
    CRISIS = "crisis"
    MODERATOR = "moderator"


class State(StrEnum):
    """Whether a case waits for a decision."""

    OPEN = "open"
    DECIDED = "decided"


class Outcome(StrEnum):
    """What became of a flag; `unfounded` is declined, and so plainly wrong that it counts as misuse."""

    UPHELD = "upheld"
    DECLINED = "declined"
    UNFOUNDED = "unfounded"


class Verdict(StrEnum):
    """What became of an appeal."""

    UPHOLD = "uphold"
    OVERTURN = "overturn"


class Ground(StrEnum):
    """What a restriction rests on."""

    RULE = "rule"
    LAW = "law"


class Scope(StrEnum):
    """What a warning or suspension of a person is about."""

    POSTING = "posting"
    FLAGGING = "flagging"
    APPEALING = "appealing"


class Kind(StrEnum):
    """What was decided."""

    NO_ACTION = "no_action"
    HOLD = "hold"
    HIDE = "hide"
    EDIT = "edit"
    REDACT = "redact"
    LOCK = "lock"
    CLOSE = "close"
    DUPLICATE = "duplicate"
    MERGE = "merge"
    TICKET = "ticket"
    RESTORE = "restore"
    WARN = "warn"
    SUSPEND = "suspend"


@dataclass(frozen=True)
class Rules:
    """What a kind of decision means.

    `restricts`: cannot be without a statement of reasons. `upholds`: says of the flags on the post that they were
    right (True), wrong (False), or nothing (None). `on_person`: concerns a person rather than a post.
    `questions_only`: makes no sense of answers and comments. `in_bulk`: may be taken for many posts at once.
    """

    restricts: bool = True
    upholds: bool | None = True
    on_person: bool = False
    questions_only: bool = False
    in_bulk: bool = False


TABLE: dict[Kind, Rules] = {
    Kind.NO_ACTION: Rules(restricts=False, upholds=False, in_bulk=True),
    Kind.HOLD: Rules(upholds=None),
    Kind.HIDE: Rules(in_bulk=True),
    Kind.EDIT: Rules(),
    Kind.REDACT: Rules(),
    Kind.LOCK: Rules(in_bulk=True),
    Kind.CLOSE: Rules(questions_only=True, in_bulk=True),
    Kind.DUPLICATE: Rules(questions_only=True),
    Kind.MERGE: Rules(questions_only=True),
    Kind.TICKET: Rules(questions_only=True),
    Kind.RESTORE: Rules(restricts=False, upholds=False),
    Kind.WARN: Rules(on_person=True),
    Kind.SUSPEND: Rules(on_person=True),
}
RESTRICTIONS = tuple(kind for kind, rules in TABLE.items() if rules.restricts)
