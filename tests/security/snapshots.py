"""The whole database at one moment, to compare with and to go back to, on SQLite and on PostgreSQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core.db import Base, db, session
from tests.guards import writing_past_guards

Rows = dict[str, list[dict[str, Any]]]
CHANGING = ("INSERT", "UPDATE", "DELETE")


class Snapshot:
    """Every row of every table."""

    def __init__(self) -> None:
        self.rows, self._raw = read_rows(), _read_raw()

    def restore(self) -> None:
        """Make the database hold these rows and no others."""
        changed = self._changed_tables()
        with writing_past_guards() as connection:
            for name in changed:
                connection.execute(Base.metadata.tables[name].delete())
            for name in changed:
                if self.rows[name]:
                    connection.execute(Base.metadata.tables[name].insert(), self.rows[name])

    def differences(self) -> dict[str, list[dict[str, Any]]]:
        """Give the rows that are there now and were not, or were different, by table; removed ones too."""
        return {
            name: _only_in_one(self.rows[name], rows)
            for name, rows in read_rows(self._changed_tables()).items()
        }

    def _changed_tables(self) -> list[str]:
        return [name for name, rows in _read_raw().items() if rows != self._raw[name]]


def _only_in_one(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in after if row not in before] + [row for row in before if row not in after]


def read_rows(names: Iterable[str] = Base.metadata.tables) -> Rows:
    """Read every row of the tables."""
    session().close()
    with db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(Base.metadata.tables[name].select()).mappings()]
            for name in names
        }


def _read_raw() -> dict[str, list[tuple[Any, ...]]]:
    """Read every row as the driver gives it, in no order that means anything: quick to compare."""
    session().close()
    with db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        return {
            name: sorted(cursor.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in Base.metadata.tables
        }


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
