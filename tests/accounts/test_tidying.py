"""What is over is forgotten; what still counts stays."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Person, PersonSession, PersonToken, TokenPurpose
from app.accounts.operations.tidying import forget_what_is_over
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.questions.models import Watch
from tests.factories import make_person, make_question


def test_accounts_nobody_confirmed_give_their_name_and_address_free(app):
    long_ago = now() - timedelta(days=15)
    forgotten = make_person(email_confirmed_at=None, joined_at=long_ago)
    kept = [
        make_person(joined_at=long_ago),
        make_person(email_confirmed_at=None),
        make_person(email=None, email_confirmed_at=None, joined_at=long_ago),
        watcher := make_person(email_confirmed_at=None, joined_at=long_ago),
    ]
    question = make_question()
    with transaction() as current:
        current.add(Watch(person_id=watcher.id, question_id=question.id))
        current.add(PersonSession(token_hash="x", person_id=forgotten.id))
    with transaction():
        forget_what_is_over(SYSTEM)
    left = set(session().scalars(select(Person.id)))
    assert forgotten.id not in left
    assert {person.id for person in kept} <= left


def test_links_and_sessions_that_are_over_go_and_live_ones_stay(app):
    person, long_ago = make_person(), now() - timedelta(days=31)
    with transaction() as current:
        for name, expires in (("old", long_ago), ("live", now() + timedelta(hours=1))):
            current.add(
                PersonToken(
                    token_hash=name,
                    purpose=TokenPurpose.RESET_PASSWORD,
                    person_id=person.id,
                    expires_at=expires,
                )
            )
        for name, seen, ended in (("unused", long_ago, None), ("ended", now(), now()), ("used", now(), None)):
            current.add(
                PersonSession(
                    token_hash=name, person_id=person.id, created_at=long_ago, seen_at=seen, ended_at=ended
                )
            )
    with transaction():
        forget_what_is_over(SYSTEM)
    assert session().scalars(select(PersonToken.token_hash)).all() == ["live"]
    assert session().scalars(select(PersonSession.token_hash)).all() == ["used"]
