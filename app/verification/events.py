"""What happens to the verification of an answer. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerVerified:
    """A department confirmed a revision of an answer."""

    question_id: int
    answer_id: int


@dataclass(frozen=True)
class VerificationDue:
    """The review date has come: the department has to look again."""

    question_id: int
    answer_id: int


@dataclass(frozen=True)
class VerificationExpired:
    """Nobody looked again in time: the badge is gone."""

    question_id: int
    answer_id: int


@dataclass(frozen=True)
class VerificationWithdrawn:
    """The department no longer stands behind the answer, and said why."""

    question_id: int
    answer_id: int
