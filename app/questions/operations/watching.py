"""Following a question, and having it too."""

from flask_babel import gettext as _
from sqlalchemy import delete, update

from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotAllowed
from app.questions.models import Question, SameQuestion, Watch
from app.questions.permissions import can_have_same_question, can_watch
from app.questions.queries.posts import get_question
from app.questions.upserts import insert_into


def watch(actor: Actor, question_id: int, on: bool = True) -> Question:
    """Let the actor know what happens to the question, or no more."""
    if actor.is_anonymous:
        raise NotAllowed(_("Sign in to do this."))
    question = get_question(actor, question_id)
    require(can_watch(actor, question))
    _set(actor, Watch, question, on)
    return question


def have_same(actor: Actor, question_id: int, on: bool = True) -> Question:
    """Join the question as one's own too: it is counted, and watched from then on; or take the joining back."""
    require_posting(actor)
    question = get_question(actor, question_id)
    require(can_have_same_question(actor, question), _("You asked this question yourself."))
    changed = _set(actor, SameQuestion, question, on)
    if changed:
        by = 1 if on else -1
        session().execute(
            update(Question).where(Question.id == question.id).values(same_count=Question.same_count + by)
        )
    if changed and on:
        _set(actor, Watch, question, on)
    return question


def _set(actor: Actor, table: type[Watch] | type[SameQuestion], question: Question, on: bool) -> bool:
    """Make or remove the actor's row; True if that changed anything, which the database decides."""
    if on:
        row = insert_into(table).values(person_id=actor.id, question_id=question.id, created_at=now())
        statement = row.on_conflict_do_nothing().returning(table.question_id)
    else:
        mine = (table.person_id == actor.id) & (table.question_id == question.id)
        statement = delete(table).where(mine).returning(table.question_id)
    return session().scalar(statement) is not None
