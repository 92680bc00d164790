"""How tests put a database back: with its foreign keys and triggers at rest, on both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

from app.core.db import db

_GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


@contextmanager
def guards_at_rest(connection: Connection) -> Iterator[None]:
    """Change rows that the database keeps from being changed, inside the connection's transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        return
    guards = connection.execute(text(_GUARDS)).all()
    for name, _made_by in guards:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _name, made_by in guards:
        connection.execute(text(made_by))


@contextmanager
def writing() -> Iterator[Connection]:
    """Begin a transaction that may write, past the program."""
    with db.engine.connect().execution_options(writes=True, postgresql_readonly=False) as connection:
        with connection.begin():
            yield connection
