"""What the database cannot do just now is asked for again; what it can never do is a fault of ours."""

from threading import Barrier

import pytest
from psycopg import errors
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.accounts.models import Person
from app.core.db import db, session
from app.core.error_pages import answer_busy_database
from tests.factories import make_person
from tests.racing import race

BUSY = (
    errors.DeadlockDetected("deadlock detected"),
    errors.SerializationFailure("could not serialize access due to concurrent update"),
    errors.LockNotAvailable("canceling statement due to lock timeout"),
    errors.AdminShutdown("terminating connection due to administrator command"),
    errors.TooManyConnections("sorry, too many clients already"),
    errors.DiskFull("could not extend file"),
    errors.OperationalError("connection failed: Connection refused"),
    Exception("database is locked"),
    Exception("database or disk is full"),
    Exception("attempt to write a readonly database"),
)
FAULTS = (
    errors.QueryCanceled("canceling statement due to statement timeout"),
    Exception("no such table: people"),
    Exception("disk I/O error"),
)


def answer_to(app, error: BaseException):
    """Give what a request is answered that ends with this error."""
    with app.test_request_context("/questions/ask"):
        return answer_busy_database(OperationalError("UPDATE", {}, error))


@pytest.mark.parametrize("error", BUSY, ids=lambda error: str(error)[:30])
def test_a_busy_database_is_no_fault_and_says_to_send_again(app, error):
    response = answer_to(app, error)
    assert response.status_code == 503
    assert "Nothing was lost: go back and send again." in response.get_data(as_text=True)


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: str(error)[:30])
def test_any_other_error_of_the_database_is_a_fault(app, error):
    with pytest.raises(OperationalError):
        answer_to(app, error)


def test_of_two_in_each_others_way_one_is_told_to_send_again(app):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("on SQLite one writes at a time, so nobody is in another's way")
    people = [make_person().id, make_person().id]
    both_hold_one = Barrier(2)

    def take(person_id):
        session().scalar(select(Person.id).where(Person.id == person_id).with_for_update())

    def take_both(number):
        mine, theirs = people if number else reversed(people)
        take(mine)
        both_hold_one.wait(60)
        take(theirs)

    (error,) = [outcome for outcome in race(app, 2, take_both) if outcome]
    assert isinstance(error, OperationalError)
    assert isinstance(error.orig, errors.DeadlockDetected)
    assert answer_to(app, error.orig).status_code == 503
