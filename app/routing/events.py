"""What the public clock tells. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerDueSoon:
    """Three quarters of a department's time for a question have passed."""

    question_id: int
    department_id: int


@dataclass(frozen=True)
class DueTimesOutdated:
    """A department, or without one every department, has other hours or targets; questions up to `after_id` know it.

    It is about answers, or about settling.
    """

    department_id: int | None
    after_id: int
    settling: bool = False


@dataclass(frozen=True)
class AnswerOverdue:
    """A department has not answered a question in time."""

    question_id: int
    department_id: int


@dataclass(frozen=True)
class SettlingDueSoon:
    """Three quarters of a department's time to settle a question have passed."""

    question_id: int
    department_id: int


@dataclass(frozen=True)
class SettlingOverdue:
    """Nobody has accepted or verified an answer in the time a department had for it."""

    question_id: int
    department_id: int


@dataclass(frozen=True)
class QuestionGiven:
    """An official gave a question to a colleague, who looks into it from now on."""

    question_id: int
    official_id: int
