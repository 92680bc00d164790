"""What happens to questions, answers and comments. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QuestionAsked:
    """A question became public."""

    question_id: int


@dataclass(frozen=True)
class QuestionEdited:
    """A question has a new revision."""

    question_id: int


@dataclass(frozen=True)
class AnswerPosted:
    """An answer became public."""

    question_id: int
    answer_id: int


@dataclass(frozen=True)
class AnswerEdited:
    """An answer has a new revision."""

    question_id: int
    answer_id: int
    revision: int


@dataclass(frozen=True)
class CommentPosted:
    """A comment became public."""

    question_id: int
    comment_id: int


@dataclass(frozen=True)
class PostVoted:
    """The score of a question or answer changed."""

    question_id: int
    post_id: int


@dataclass(frozen=True)
class AnswerAccepted:
    """The asker accepted an answer, or took that back (`answer_id` None)."""

    question_id: int
    answer_id: int | None


@dataclass(frozen=True)
class AnswersMoved:
    """Answers came to a question from a merged one, or went back to it."""

    question_id: int


@dataclass(frozen=True)
class PostHidden:
    """A post is public no more: its text must leave every place outside the database."""

    question_id: int
    post_id: int


@dataclass(frozen=True)
class PostRestored:
    """A hidden post is public again."""

    question_id: int
    post_id: int


@dataclass(frozen=True)
class QuestionClosed:
    """A question takes no new answers, perhaps as a duplicate."""

    question_id: int


@dataclass(frozen=True)
class QuestionReopened:
    """A closed question takes answers again."""

    question_id: int


@dataclass(frozen=True)
class EditSuggested:
    """Somebody suggested new words for a post of somebody else."""

    suggestion_id: int


@dataclass(frozen=True)
class SuggestionDecided:
    """A suggested edit was accepted or declined, or ended since text was taken out of its post."""

    suggestion_id: int


@dataclass(frozen=True)
class TopicChosen:
    """Somebody gave a question another topic, or took its topic away."""

    question_id: int
    person_id: int | None


@dataclass(frozen=True)
class QuestionMoved:
    """A question got another topic or department."""

    question_id: int


@dataclass(frozen=True)
class QuestionRedacted:
    """Text of a question is public no more, in no revision: it must leave every place outside the database."""

    question_id: int
