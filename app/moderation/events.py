"""What happens in moderation. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseOpened:
    """A post has a case."""

    case_id: int
    post_id: int


@dataclass(frozen=True)
class HeldPostShown:
    """What was held where it was posted, so that nobody had seen it, is public for the first time."""

    question_id: int
    post_id: int


@dataclass(frozen=True)
class PostFlagged:
    """Somebody flagged a post."""

    flag_id: int


@dataclass(frozen=True)
class DecisionMade:
    """Something was decided on a post or a person; its statement of reasons can be read."""

    decision_id: int


@dataclass(frozen=True)
class FlagSettled:
    """Whoever flagged a post can be told what became of it."""

    flag_id: int


@dataclass(frozen=True)
class AppealMade:
    """Somebody contests a decision."""

    appeal_id: int


@dataclass(frozen=True)
class AppealDecided:
    """An appeal was decided."""

    appeal_id: int
