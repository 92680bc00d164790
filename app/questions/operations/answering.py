"""Answering a question, as oneself or for a department."""

from sqlalchemy import func, update

from app.accounts.operations.limiting import count_act, require_few_links
from app.accounts.trust import Act
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.guard import guard
from app.core.languages import guess_language
from app.core.outbox import emit
from app.core.prose import RENDERER_VERSION, render
from app.questions import texts
from app.questions.events import AnswerPosted
from app.questions.models import Answer, Question, Revision
from app.questions.operations.posting_keys import claim_key, settle_key
from app.questions.operations.states import require_open
from app.questions.permissions import can_answer, can_wear_hat
from app.questions.queries.posts import get_question


def answer(
    actor: Actor,
    question_id: int,
    body: str,
    hat_department_id: int | None = None,
    posting_key: str | None = None,
    *,
    consent: str = "",
) -> Answer:
    """Answer an open question; the first one for a department is noted as the official answer's time."""
    require_posting(actor)
    made_before = claim_key(actor, posting_key, Answer)
    if made_before is not None:
        return made_before
    count_act(actor, Act.ANSWER)
    require_few_links(actor, body)
    question = get_question(actor, question_id, lock=True)
    require(can_answer(actor, question) and can_wear_hat(actor, hat_department_id))
    require_open(actor, question)
    posted = _answer(actor, question, texts.clean_answer(body), hat_department_id)
    guard(actor, {"body": posted.body}, consent=consent)
    session().add(posted)
    session().flush()
    session().add(
        Revision(
            post_id=posted.id, number=1, author_id=actor.id, created_at=posted.created_at, body=posted.body
        )
    )
    _count_answer(question, posted)
    settle_key(actor, posting_key, posted)
    emit(AnswerPosted(question.id, posted.id))
    return posted


def _answer(actor: Actor, question: Question, body: str, hat_department_id: int | None) -> Answer:
    return Answer(
        question_id=question.id,
        author_id=actor.id,
        hat_department_id=hat_department_id,
        created_at=now(),
        language=guess_language(body, "da" if question.language == "da" else "en"),
        body=body,
        body_html=render(body),
        html_version=RENDERER_VERSION,
    )


def _count_answer(question: Question, posted: Answer) -> None:
    changes = {"answer_count": Question.answer_count + 1, "active_at": posted.created_at}
    if posted.hat_department_id is not None:
        changes["official_answer_at"] = func.coalesce(Question.official_answer_at, posted.created_at)
    session().execute(update(Question).where(Question.id == question.id).values(changes))
