"""Closing questions, linking them to the earlier one they repeat, and opening them again."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.guard import guard
from app.core.outbox import emit
from app.questions.events import QuestionClosed, QuestionReopened
from app.questions.models import Question
from app.questions.operations.hiding import clean_reason
from app.questions.permissions import can_close_question
from app.questions.queries.posts import get_question


def close_question(actor: Actor, question_id: int, reason: str, *, consent: str = "") -> Question:
    """Close a question to new posts, for a reason everybody is shown."""
    question = _lock(actor, question_id)
    reason = clean_reason(actor, reason)
    guard(actor, {"reason": reason}, consent=consent)
    _change(question, closed_at=now(), close_reason=reason, duplicate_of_id=None)
    emit(QuestionClosed(question.id))
    return question


def close_as_duplicate(actor: Actor, question_id: int, original_id: int) -> Question:
    """Close a question because it was asked before, linking it to the original; gives the question.

    There are no chains: what is itself a duplicate stands for its own original, and what was linked to this question
    is linked to the original too. Nor circles, then.
    """
    root_id = _find_root(original_id)
    if root_id in (None, question_id):
        raise Invalid(_("Enter the address of the earlier question."), field="original")
    # In the order of their numbers, so that two people linking the same questions do not wait for each other.
    locked = {found: get_question(actor, found, lock=True) for found in sorted((question_id, root_id or 0))}
    question, original = _lock(actor, question_id), locked[root_id or 0]
    if original.hidden or original.duplicate_of_id is not None:
        raise Conflict(_("The earlier question has just changed. Look at it again before you link to it."))
    _change(question, closed_at=now(), close_reason="", duplicate_of_id=original.id)
    session().execute(
        update(Question)
        .where(Question.duplicate_of_id == question.id)
        .values(duplicate_of_id=original.id)
        .execution_options(synchronize_session=False)
    )
    emit(QuestionClosed(question.id))
    return question


def reopen_question(actor: Actor, question_id: int) -> Question:
    """Open a closed question again; it is nobody's duplicate then."""
    question = _lock(actor, question_id)
    if question.closed_at is not None:
        _change(question, closed_at=None, close_reason="", duplicate_of_id=None)
        emit(QuestionReopened(question.id))
    return question


def _lock(actor: Actor, question_id: int) -> Question:
    require_posting(actor)
    question = get_question(actor, question_id, lock=True)
    require(
        can_close_question(actor, question),
        _("Only moderators and the department that answers this question can close or open it."),
    )
    return question


def _change(question: Question, **values: Any) -> None:
    session().execute(update(Question).where(Question.id == question.id).values(values))


def _find_root(question_id: int) -> int | None:
    """Find the question a link should lead to: this one, or the one it repeats itself."""
    found = (
        session()
        .execute(select(Question.id, Question.duplicate_of_id).where(Question.id == question_id))
        .first()
    )
    return (found.duplicate_of_id or found.id) if found else None
