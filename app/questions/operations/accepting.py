"""The asker says which answer helped, and may change their mind."""

from flask_babel import gettext as _
from sqlalchemy import update

from app.accounts.models import Person
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.outbox import emit
from app.questions.events import AnswerAccepted
from app.questions.models import Answer, Question
from app.questions.operations.states import require_unlocked
from app.questions.permissions import can_accept_answer
from app.questions.queries.posts import find_post, get_answer
from app.questions.scoring import ACCEPTED


def accept(actor: Actor, answer_id: int, on: bool = True) -> Question:
    """Accept the answer in place of any other, or with `on=False` take that back; gives the question."""
    require_posting(actor)
    # The question's row is held, so that two acceptances come one after the other.
    answer, question = get_answer(actor, answer_id, lock=True)
    require(can_accept_answer(actor, question), _("Only the asker can say which answer helped."))
    require_unlocked(actor, answer, question)
    if (question.accepted_answer_id == answer.id) == on:
        return question
    before = (
        find_post(Answer, question.accepted_answer_id, lock=True) if question.accepted_answer_id else None
    )
    after = answer if on else None
    accepted_id = after.id if after else None
    session().execute(
        update(Question).where(Question.id == question.id).values(accepted_answer_id=accepted_id)
    )
    _stamp(before, after)
    count_acceptance(actor, question, before, after)
    emit(AnswerAccepted(question.id, accepted_id))
    return question


def _stamp(before: Answer | None, after: Answer | None) -> None:
    if before is not None:
        session().execute(update(Answer).where(Answer.id == before.id).values(accepted_at=None))
    if after is not None:
        session().execute(update(Answer).where(Answer.id == after.id).values(accepted_at=now()))


def count_acceptance(actor: Actor, question: Question, before: Answer | None, after: Answer | None) -> None:
    """Move the reputation; accepting one's own answer is worth nothing."""
    changes: dict[int, int] = {}
    for answer, worth in ((before, -ACCEPTED), (after, ACCEPTED)):
        if answer is not None and answer.author_id and answer.author_id != question.author_id:
            changes[answer.author_id] = changes.get(answer.author_id, 0) + worth
    # In the order of their numbers, so that two acceptances do not wait for each other.
    for person_id, change in sorted(changes.items()):
        session().execute(
            update(Person).where(Person.id == person_id).values(reputation=Person.reputation + change)
        )
