"""What trust does as things happen."""

from collections.abc import Sequence
from typing import Any

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.outbox import handles
from app.moderation import events as moderated
from app.questions import events as asked
from app.trust.events import RemovalGoesOn
from app.trust.operations import removing
from app.trust.operations.crises import hold_in_crisis
from app.trust.operations.judging import judge_post
from app.trust.operations.standing import settle_standing
from app.trust.queries.awards import list_authors
from app.trust.queries.people import find_overturned, list_concerned
from app.verification import events as verified


@handles(asked.QuestionAsked, asked.QuestionEdited, at_once=True)
def judge_question(event: asked.QuestionAsked) -> None:
    """Hold a question that looks like spam, or is about what is in a crisis."""
    _judge(event.question_id, unseen=isinstance(event, asked.QuestionAsked))


@handles(asked.AnswerPosted, asked.AnswerEdited, at_once=True)
def judge_answer(event: asked.AnswerPosted) -> None:
    """Hold an answer that looks like spam, or is about what is in a crisis."""
    _judge(event.answer_id, unseen=isinstance(event, asked.AnswerPosted))


@handles(asked.CommentPosted, at_once=True)
def judge_comment(event: asked.CommentPosted) -> None:
    """Hold a comment that looks like spam, or is about what is in a crisis."""
    _judge(event.comment_id, unseen=True)


@handles(
    asked.PostVoted,
    asked.AnswerAccepted,
    asked.PostHidden,
    asked.PostRestored,
    verified.AnswerVerified,
    verified.VerificationExpired,
    verified.VerificationWithdrawn,
    batch=True,
)
def settle_authors(events: Sequence[Any]) -> None:
    """Let what happened to posts count for those who wrote them, and for who answered beside them."""
    _settle(list_authors({event.question_id for event in events}))


@handles(moderated.DecisionMade, moderated.FlagSettled, batch=True)
def settle_concerned(events: Sequence[Any]) -> None:
    """Let what was decided count for whom it concerns, and what became of a flag for who raised it."""
    decisions = [event.decision_id for event in events if isinstance(event, moderated.DecisionMade)]
    flags = [event.flag_id for event in events if isinstance(event, moderated.FlagSettled)]
    _settle(list_concerned(decisions, flags))


def _judge(post_id: int, *, unseen: bool) -> None:
    judge_post(SYSTEM, post_id, unseen=unseen)
    hold_in_crisis(SYSTEM, post_id, unseen=unseen)


def _settle(person_ids: Sequence[int]) -> None:
    session().close()
    with transaction():
        settle_standing(SYSTEM, person_ids)


@handles(RemovalGoesOn)
def go_on_removing(event: RemovalGoesOn) -> None:
    """Take away, or bring back, the next handful of posts."""
    removing.go_on(SYSTEM, event.removal_id)


@handles(moderated.AppealDecided)
def undo_what_was_overturned(event: moderated.AppealDecided) -> None:
    """Bring back what was removed with a suspension that an appeal has overturned."""
    decision_id = find_overturned(event.appeal_id)
    if decision_id is not None:
        removing.undo_overturned(SYSTEM, decision_id)
