"""Wanting no more mail: about one question, or about any. Whoever holds the link in a mail may say so."""

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts.models import Person
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.notifications.models import MutedQuestion
from app.questions.models import Watch


def mute_question(actor: Actor, person_id: int, question_id: int) -> None:
    """Send a person no more mail about a question: end their watching, and mute what they took part in."""
    session().execute(
        delete(Watch)
        .where(Watch.person_id == person_id, Watch.question_id == question_id)
        .execution_options(synchronize_session=False)
    )
    insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
    row = insert(MutedQuestion).values(person_id=person_id, question_id=question_id, created_at=now())
    session().execute(row.on_conflict_do_nothing())


def stop_mails(actor: Actor, person_id: int) -> None:
    """Send a person no more mail about questions at all; they can turn it on again in their profile."""
    session().execute(
        update(Person)
        .where(Person.id == person_id)
        .values(mail_on_watched=False, version=Person.version + 1)
        .execution_options(synchronize_session=False)
    )
