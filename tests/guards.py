"""How tests put a database back: with its foreign keys and triggers at rest, on both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.core.db import db

WRITING = {"writes": True, "postgresql_readonly": False}
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def writing() -> Iterator[Connection]:
    """Begin a transaction that may write, past the program."""
    with db.engine.connect().execution_options(**WRITING) as connection, connection.begin():
        yield connection


@contextmanager
def writing_past_guards() -> Iterator[Connection]:
    """Begin a transaction that may write whatever it likes: foreign keys and triggers rest."""
    with db.engine.connect().execution_options(**WRITING) as connection:
        postgres = connection.dialect.name == "postgresql"
        with _server_looking_away(connection) if postgres else _keys_and_triggers_at_rest(connection):
            yield connection


@contextmanager
def _server_looking_away(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield


@contextmanager
def _keys_and_triggers_at_rest(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    with connection.begin():
        triggers = connection.execute(text(_TRIGGERS)).all()
        for name, _made_by in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield
        for _name, made_by in triggers:
            connection.execute(text(made_by))
    driver.execute("PRAGMA foreign_keys=ON")
