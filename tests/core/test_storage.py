"""What the database promises, on whichever database the suite runs."""

import sqlite3

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from app.accounts.models import Person
from app.core.db import db, session, transaction
from tests.factories import make_answer, make_comment, make_person, make_question

READ = sqlite3.SQLITE_READ
# `docs/decisions/0001-storage.md`; 2 is FULL, and MEMORY.
PRAGMAS = {
    "busy_timeout": 5000,
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "mmap_size": 0,
    "temp_store": 2,
    "cache_size": -16000,
}
LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "1min",
}


def test_every_connection_is_set_up_as_the_decision_says(app):
    if session().get_bind().dialect.name != "sqlite":
        shown = {name: session().scalar(text(f"SHOW {name}")) for name in LIMITS}
        assert shown == LIMITS
        return
    for name, value in PRAGMAS.items():
        assert session().scalar(text(f"PRAGMA {name}")) == value, name


def test_a_read_cannot_write_by_mistake(app):
    make_person()
    with pytest.raises(DBAPIError):
        session().execute(text("UPDATE people SET name = 'x'"))


def test_a_failed_transaction_leaves_nothing(app):
    with pytest.raises(ZeroDivisionError), transaction() as current:
        current.add(Person(name="Nobody"))
        current.flush()
        1 / 0  # noqa: B018
    assert session().scalars(select(Person)).all() == []


def test_transactions_do_not_nest(app):
    with transaction(), pytest.raises(RuntimeError), transaction():
        pass


def test_reading_again_after_a_write_sees_it(app):
    person = make_person("Before")
    assert session().get(Person, person.id).name == "Before"
    with transaction() as current:
        current.execute(update(Person).values(name="After"))
    assert session().get(Person, person.id).name == "After"


def test_a_page_shown_before_has_no_statement_prepared_anew(app, visitor):
    """SQLite would after a pragma such as query_only, for a LIMIT that is a parameter, and were too few kept."""
    if session().get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL prepares on the server")
    question = make_question(tags=("ice",))
    make_comment(make_answer(question))
    prepared: list[str] = []
    session().close()
    db.engine.dispose()  # from now on there is one connection, which is this one
    connection = session().connection().connection.driver_connection
    # SQLite asks what a statement may do when it prepares it; tables are named for what is read of them.
    connection.set_authorizer(lambda what, table, *_more: prepared.append(table) or 0 if what == READ else 0)
    session().close()
    for path in ("/", f"/questions/{question.id}/{question.slug}", "/tags/ice"):
        visitor.open(path)
        assert prepared, path
        prepared.clear()
        assert visitor.open(path).status == 200
        assert prepared == [], path
    db.engine.dispose()  # nobody else's connection is to be listened to
