"""The whole database at one moment, to compare with and to go back to, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from app.core.db import Base, db, session
from tests.guards import guards_at_rest

Rows = dict[str, list[dict[str, Any]]]
CHANGING = ("INSERT", "UPDATE", "DELETE")


class Snapshot:
    """Every row of every table."""

    def __init__(self) -> None:
        self.rows = read_rows()

    def restore(self) -> None:
        """Make the database hold these rows and no others."""
        session().close()
        with _writing() as connection, guards_at_rest(connection):
            for table in Base.metadata.tables.values():
                connection.execute(table.delete())
            for name, rows in self.rows.items():
                if rows:
                    connection.execute(Base.metadata.tables[name].insert(), rows)

    def differences(self) -> dict[str, list[dict[str, Any]]]:
        """Give the rows that are there now and were not, or were different, by table; removed ones too."""
        found = {}
        for name, rows in read_rows().items():
            before = self.rows[name]
            changed = [row for row in rows if row not in before] + [row for row in before if row not in rows]
            if changed:
                found[name] = changed
        return found


def read_rows() -> Rows:
    """Read every row of every table."""
    session().close()
    with db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for name, table in Base.metadata.tables.items()
        }


@contextmanager
def _writing() -> Iterator[Connection]:
    """Write without looking at foreign keys until the end."""
    options = {"writes": True, "postgresql_readonly": False}
    with db.engine.connect().execution_options(**options) as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield connection


class Changes:
    """Whether anything was written since we last asked."""

    def __init__(self) -> None:
        self.seen = False

    def take(self) -> bool:
        """Tell, and forget."""
        seen, self.seen = self.seen, False
        return seen

    @contextmanager
    def watching(self) -> Iterator["Changes"]:
        """Listen to the statements that run."""
        event.listen(db.engine, "before_cursor_execute", self._note)
        yield self
        event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        self.seen = self.seen or statement.lstrip().startswith(CHANGING)
