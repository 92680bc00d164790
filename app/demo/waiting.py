"""What waits in the demo town: levels of trust as they were earned, an edit to review, an answer held as spam."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Person, Role
from app.accounts.names import name_key
from app.accounts.queries import get_actor
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session
from app.questions.models import Answer, Question
from app.questions.operations.answering import answer
from app.questions.operations.editing import Edit
from app.questions.operations.suggesting import suggest_edit
from app.trust.operations.standing import settle_standing

SELLER = "Sol og Briller"
SOLD = (
    "Spar 60% på solbriller i dag! Gratis fragt og hurtig levering, bestil her: https://solbriller.example/tilbud "
    "og her: https://briller.example/rabat"
)

WORDS = {
    "en": ("It is on the municipality's website too.", "Said where it is found"),
    "da": ("Det står også på kommunens hjemmeside.", "Skrev, hvor man kan finde det"),
}


def leave_waiting() -> None:
    """Settle everybody's level, and leave one suggested edit and one held answer to be decided."""
    session().flush()
    people = session().scalars(select(Person.id).order_by(Person.id)).all()
    settle_standing(SYSTEM, people)
    session().expire_all()
    _suggest()
    _sell()


def _suggest() -> None:
    """Let a citizen suggest more for what a department wrote, which nobody else may change."""
    citizens = select(Person.id).outerjoin(Role, Role.person_id == Person.id).where(Role.id.is_(None))
    citizen_id = session().scalars(citizens.order_by(Person.id)).first()
    official = select(Answer).where(
        Answer.hat_department_id.is_not(None), Answer.hidden_at.is_(None), Answer.locked_at.is_(None)
    )
    post = session().scalars(official.order_by(Answer.id.desc())).first()
    if citizen_id is not None and post is not None:
        more, summary = WORDS["da" if post.language == "da" else "en"]
        edit = Edit(f"{post.body}\n\n{more}", summary)
        suggest_edit(get_actor(citizen_id), post.id, edit, post.revision_number)


def _sell() -> None:
    """Let somebody new advertise under the newest open question; the site holds it."""
    joined = now() - timedelta(hours=2)
    seller = Person(name=SELLER, name_key=name_key(SELLER), joined_at=joined, language="da")
    seller.email, seller.email_confirmed_at = "salg@solbriller.example", joined
    session().add(seller)
    session().flush()
    still_open = select(Question.id).where(
        Question.closed_at.is_(None), Question.hidden_at.is_(None), Question.locked_at.is_(None)
    )
    question_id = session().scalars(still_open.order_by(Question.created_at.desc())).first()
    if question_id is not None:
        answer(get_actor(seller.id), question_id, SOLD)
