"""An official looks into a question, and everybody can see it. A claim lapses by itself."""

from flask_babel import gettext as _

from app.accounts.models import RoleKind
from app.accounts.queries import get_person, list_staff
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.core.outbox import emit
from app.questions.models import Question
from app.questions.operations.states import require_open
from app.questions.queries.posts import get_question
from app.routing.clock import CLAIM, is_claimed
from app.routing.events import QuestionGiven
from app.routing.permissions import can_claim_question


def claim_question(actor: Actor, question_id: int) -> Question:
    """Say for four hours that the actor looks into a question; again, for four hours from then."""
    return _claim(actor, question_id, actor.id)


def give_question(actor: Actor, question_id: int, official_id: int) -> Question:
    """Say for four hours that a colleague looks into a question, and tell them; what somebody else has stays theirs."""
    question = _claim(actor, question_id, official_id)
    if official_id != actor.id:
        emit(QuestionGiven(question.id, official_id))
    return question


def _claim(actor: Actor, question_id: int, official_id: int | None) -> Question:
    require_posting(actor)
    question = get_question(actor, question_id, lock=True)
    require(
        can_claim_question(actor, question),
        _("Only officials of the department that has this question can look into it."),
    )
    require_open(actor, question)
    if official_id != actor.id and not _is_official(official_id, question.department_id or 0):
        raise Invalid(_("Choose an official of the department that has the question."))
    if question.claimed_by_id not in (actor.id, official_id) and is_claimed(question, now()):
        name = get_person(question.claimed_by_id or 0).name
        raise Conflict(_("%(name)s is looking into this already.", name=name))
    question.claimed_by_id, question.claimed_until = official_id, now() + CLAIM
    return question


def _is_official(person_id: int | None, department_id: int) -> bool:
    return person_id in {person.id for person in list_staff(RoleKind.OFFICIAL, [department_id])}


def release_question(actor: Actor, question_id: int) -> Question:
    """Say that the actor no longer looks into a question."""
    require_posting(actor)
    question = get_question(actor, question_id, lock=True)
    if question.claimed_by_id == actor.id:
        question.claimed_by_id = question.claimed_until = None
    return question
