"""Every change of a verification: given, withdrawn, due, expired."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.guard import guard
from app.core.outbox import emit
from app.questions.models import Answer, Question
from app.verification import rules
from app.verification.events import (
    AnswerVerified,
    VerificationDue,
    VerificationExpired,
    VerificationWithdrawn,
)
from app.verification.models import State, Verification
from app.verification.permissions import (
    can_verify_answer,
    can_withdraw_verification,
    competent_department_id,
)
from app.verification.queries import find_live, get_answer_to_verify, list_to_expire

LONGEST_TEXT = 500  # characters of a source or a reason
BATCH = 200


def verify_answer(
    actor: Actor,
    answer_id: int,
    revision_number: int,
    source: str,
    review_on: date,
    today: date,
    *,
    consent: str = "",
) -> int:
    """Confirm one revision of an answer for the competent department; the badge stands for that revision only."""
    answer, question = get_answer_to_verify(actor, answer_id)
    require(can_verify_answer(actor, answer, question))
    if answer.revision_number != revision_number:
        raise Conflict(
            _("The answer was edited while you were reading it. Read the new text before you verify it.")
        )
    _check_text(source, "source", _("Say what the answer is based on: a law, a page or a decision."))
    if not rules.review_allowed(review_on, today):
        raise Invalid(_("Choose a review date after today and within three years."), field="review_on")
    guard(actor, {"source": source}, before=[answer.verified_source or ""], consent=consent)
    session().execute(
        update(Verification)
        .where(Verification.answer_id == answer_id, Verification.state.in_((State.VERIFIED, State.DUE)))
        .values(state=State.REPLACED)
    )
    verification = Verification(
        answer_id=answer_id,
        revision_number=revision_number,
        department_id=competent_department_id(question),
        verified_by_id=actor.id,
        source=source.strip(),
        review_on=review_on,
    )
    session().add(verification)
    try:
        session().flush()
    except IntegrityError as error:  # two officials at the same moment: the index lets one in
        raise Conflict(_("A colleague has just verified this answer.")) from error
    _stand_for(question, answer, verification)
    return verification.id


def _stand_for(question: Question, answer: Answer, verification: Verification) -> None:
    answer.verification_state = State.VERIFIED
    answer.verified_at = verification.verified_at
    answer.verified_revision = verification.revision_number
    answer.verified_department_id = verification.department_id
    answer.verified_source = verification.source
    question.active_at = now()
    _point_to_verified(question.id)
    emit(AnswerVerified(question.id, answer.id))


def withdraw_verification(actor: Actor, answer_id: int, reason: str, *, consent: str = "") -> None:
    """Take back the department's word for an answer; the reason is shown to everybody."""
    answer, question = get_answer_to_verify(actor, answer_id)
    live = find_live(answer_id)
    if live is None:
        raise Conflict(_("This answer is not verified any more."))
    require(can_withdraw_verification(actor, answer))
    _check_text(reason, "reason", _("Say why. People who relied on the answer will read it."))
    guard(actor, {"reason": reason}, consent=consent)
    live.state = State.WITHDRAWN
    live.withdrawn_at = now()
    live.withdrawn_by_id = actor.id
    live.withdrawal_reason = reason.strip()
    answer.verification_state = State.WITHDRAWN
    answer.withdrawal_reason = live.withdrawal_reason
    question.active_at = now()
    _point_to_verified(question.id)
    emit(VerificationWithdrawn(question.id, answer_id))


def age_verifications(actor: Actor, today: date) -> int:
    """Move what the calendar moves, at most a batch of it: verified → due at review, due → expired after grace."""
    require(actor.is_system)
    ids = list_to_expire(today, rules.expires_before(today), BATCH)
    rows = session().execute(
        select(Verification, Answer)
        .join(Answer, Answer.id == Verification.answer_id)
        .where(Verification.id.in_(ids))
        .with_for_update(of=Verification.__table__)
    )
    aged = 0
    for verification, answer in rows.all():
        _age(verification, answer)
        aged += 1
    return aged


def _age(verification: Verification, answer: Answer) -> None:
    question_id = answer.question_id or 0
    if verification.state == State.VERIFIED:
        verification.state = answer.verification_state = State.DUE
        emit(VerificationDue(question_id, answer.id))
    elif verification.state == State.DUE:
        verification.state = answer.verification_state = State.EXPIRED
        verification.expired_at = now()
        _point_to_verified(question_id)
        emit(VerificationExpired(question_id, answer.id))


def _point_to_verified(question_id: int) -> None:
    """Let the question name its first answer that is verified now, for lists; or none."""
    session().flush()
    first = (
        select(Answer.id)
        .where(
            Answer.question_id == question_id,
            Answer.hidden_at.is_(None),
            Answer.verification_state.in_((State.VERIFIED, State.DUE)),
        )
        .order_by(Answer.verified_at, Answer.id)
        .limit(1)
    )
    found = session().scalar(first)
    session().execute(update(Question).where(Question.id == question_id).values(verified_answer_id=found))


def _check_text(text: str, field: str, missing: str) -> None:
    if len(text.strip()) < 3:
        raise Invalid(missing, field=field)
    if len(text) > LONGEST_TEXT:
        raise Invalid(_("Shorten this to %(limit)s characters.", limit=LONGEST_TEXT), field=field)
