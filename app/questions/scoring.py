"""What a person's posts are worth to their reputation. Values in, values out."""

from app.questions.models import Kind

ANSWER_UP = 10
QUESTION_UP = 5
DOWN = -2
ACCEPTED = 15


def worth_of_vote(kind: Kind, value: int) -> int:
    """Give what a vote (1, -1, or 0 for none) on a question or an answer is worth to its author."""
    if value > 0:
        return ANSWER_UP if kind == Kind.ANSWER else QUESTION_UP
    return DOWN if value < 0 else 0


def change_of_vote(kind: Kind, before: int, after: int) -> int:
    """Give by how much the author's reputation changes when a vote does."""
    return worth_of_vote(kind, after) - worth_of_vote(kind, before)
