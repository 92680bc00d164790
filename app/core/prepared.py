"""Statements put together once, run by the database's own driver.

SQLAlchemy takes longer to run a statement and to wrap its rows than SQLite takes to answer: about 130 µs, seven times a
page. So a statement is compiled once for each kind of database, with what turns values into the database's and back.
It runs on the connection of the session, inside its transaction; who listens for statements hears of it, and what goes
wrong is raised in SQLAlchemy's errors, as everywhere.
"""

from collections import namedtuple
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import CompoundSelect

Query = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]
Turn = Callable[[Any], Any]
Make = Callable[..., Any]
# What is remembered of the rows of one statement, a post being some 3 kB.
MOST_ROWS = 2000
_kept: "WeakKeyDictionary[Query, dict[str, Prepared]]" = WeakKeyDictionary()


class Prepared:
    """A statement as one kind of database takes it."""

    def __init__(self, statement: Query, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        self.sql: str = compiled.string
        self.takes_lists = any(bind.expanding for bind in compiled.binds.values())
        self.order: list[str] | None = compiled.positiontup
        self.fixed: dict[str, Any] = compiled.construct_params(_check=False)
        self.inward = _turns({name: bind.type for name, bind in compiled.binds.items()}, dialect, "bind")
        columns = statement.selected_columns
        names = [column.key or "_" for column in columns]
        row: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
        self.row = row
        outward = _turns(dict(enumerate(column.type for column in columns)), dialect, "result")
        self.outward = sorted(outward.items())
        # Rows of SQLite are plain values; of PostgreSQL's the driver itself has made what can be made, and quickly.
        self.remembers = dialect.name == "sqlite"
        self.made: dict[Make, Make] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Run it with the values of its parameters; give its rows, whose columns have names."""
        return [self._named(row) for row in self._fetch(connection, self._parameters(values))]

    def run_and_make(
        self, connection: Connection, values: Mapping[str, Any], make: Make, *more: Hashable
    ) -> list[Any]:
        """Run it and make something of each row, which is remembered for when just the same row is read again."""
        of_row = self.made.get(make) or self.made.setdefault(make, self._maker(make))
        return [of_row(row, *more) for row in self._fetch(connection, self._parameters(values))]

    def _maker(self, make: Make) -> Make:
        def of_row(row: Sequence[Any], *more: Hashable) -> Any:
            return make(self._named(row), *more)

        return lru_cache(maxsize=MOST_ROWS)(of_row) if self.remembers else of_row

    def _parameters(self, values: Mapping[str, Any]) -> Any:
        given = {**self.fixed, **values}
        for name, turn in self.inward.items():
            given[name] = turn(given[name])
        return given if self.order is None else tuple(given[name] for name in self.order)

    def _fetch(self, connection: Connection, parameters: Any) -> Sequence[Sequence[Any]]:
        cursor = connection.connection.cursor()
        try:
            for heard in connection.engine.dispatch.before_cursor_execute:
                heard(connection, cursor, self.sql, parameters, None, False)
            cursor.execute(self.sql, parameters)
            return cursor.fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_ours(error, self.sql, connection.dialect) from error
        finally:
            cursor.close()

    def _named(self, row: Sequence[Any]) -> Any:
        turned = list(row)
        for place, turn in self.outward:
            turned[place] = turn(turned[place])
        return self.row._make(turned)


def prepared(statement: Query, dialect: Dialect) -> Prepared:
    """Give the statement as this kind of database takes it; two threads may both compile it."""
    by_dialect = _kept.setdefault(statement, {})
    found = by_dialect.get(dialect.name)
    if found is None:
        found = by_dialect[dialect.name] = Prepared(statement, dialect)
    return found


def _turns(types: Mapping[Any, Any], dialect: Dialect, way: str) -> dict[Any, Turn]:
    """Give what turns the values of each name or place on their way in ("bind") or out ("result"), if anything does."""
    found: dict[Any, Turn] = {}
    for key, type_ in types.items():
        inner = type_.dialect_impl(dialect)
        turn = inner.bind_processor(dialect) if way == "bind" else inner.result_processor(dialect, None)
        if turn is not None:
            found[key] = turn
    return found


def _as_ours(error: Exception, sql: str, dialect: Dialect) -> BaseException:
    """Make SQLAlchemy's error of the driver's; without the values, which may be private."""
    base = dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=dialect)
