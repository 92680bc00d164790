"""What search does upon events: every change of a public question reaches the index, the newest state only."""

from collections.abc import Sequence
from typing import Any

from app.accounts.events import PersonRenamed
from app.core.outbox import handles
from app.questions import events as asked
from app.search.indexing import index_questions
from app.search.reading import question_ids_of_people
from app.verification import events as verified


@handles(
    asked.QuestionAsked,
    asked.QuestionEdited,
    asked.AnswerPosted,
    asked.AnswerEdited,
    asked.PostVoted,
    asked.AnswerAccepted,
    asked.AnswersMoved,
    asked.PostHidden,
    asked.PostRestored,
    asked.QuestionClosed,
    asked.QuestionReopened,
    asked.QuestionMoved,
    asked.QuestionRedacted,
    verified.AnswerVerified,
    verified.VerificationExpired,
    verified.VerificationWithdrawn,
    batch=True,
)
def index(events: Sequence[Any]) -> None:
    """Bring the questions in the index up to date, each once however much happened to it."""
    index_questions({event.question_id for event in events})


@handles(PersonRenamed, batch=True)
def index_new_names(events: Sequence[PersonRenamed]) -> None:
    """Let questions be found by the new name of who asked or answered, and no more by the old one."""
    index_questions(question_ids_of_people({event.person_id for event in events}))
