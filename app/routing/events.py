"""What the public clock tells. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerDueSoon:
    """Three quarters of a department's time for a question have passed."""

    question_id: int
    department_id: int


@dataclass(frozen=True)
class DueTimesOutdated:
    """A department, or without one every department, has other hours or targets; questions up to `after_id` know it."""

    department_id: int | None
    after_id: int


@dataclass(frozen=True)
class AnswerOverdue:
    """A department has not answered a question in time."""

    question_id: int
    department_id: int


@dataclass(frozen=True)
class QuestionGiven:
    """An official gave a question to a colleague, who looks into it from now on."""

    question_id: int
    official_id: int
