"""That one person is to be told of one thing: the fan-out of an event, one kind for each reason. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NoticeDue:
    """A person is to hear of a post of a question, if they still may and want to when the mail leaves."""

    person_id: int
    question_id: int
    post_id: int


@dataclass(frozen=True)
class AnswerNoticeDue(NoticeDue):
    """There is a new answer."""


@dataclass(frozen=True)
class CommentNoticeDue(NoticeDue):
    """Somebody commented on what the person wrote."""


@dataclass(frozen=True)
class VerifiedNoticeDue(NoticeDue):
    """A department confirmed an answer."""


@dataclass(frozen=True)
class WithdrawnNoticeDue(NoticeDue):
    """A department no longer stands behind an answer."""


@dataclass(frozen=True)
class ClosedNoticeDue(NoticeDue):
    """The question takes no more answers."""


@dataclass(frozen=True)
class GivenNoticeDue(NoticeDue):
    """A colleague gave them the question to look into."""


@dataclass(frozen=True)
class DueSoonNoticeDue(NoticeDue):
    """An answer to what they look into is soon due."""


@dataclass(frozen=True)
class OverdueNoticeDue(NoticeDue):
    """What they look into was not answered in time."""


@dataclass(frozen=True)
class SettleSoonNoticeDue(NoticeDue):
    """What they answered for their department is soon to be settled."""


@dataclass(frozen=True)
class UnsettledNoticeDue(NoticeDue):
    """What they answered for their department was not settled in time."""
