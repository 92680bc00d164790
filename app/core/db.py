"""The database: base class, types, and `transaction()`, the only commit in the program.

A request reads in a read-only transaction; the edge opens one `transaction()` around one operation.
SQLite is set up as `docs/decisions/0001-storage.md` says: what is not IMMEDIATE loses updates.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Text,
    bindparam,
    event,
    literal_column,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from app.core.prepared import Query, prepared

T = TypeVar("T")
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS = (
    "busy_timeout=5000",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "mmap_size=0",
    "temp_store=MEMORY",
    "cache_size=-16000",
)
# Prepared by a connection of SQLite. Full, the driver's own 128 let go of what came last, which may be the next page's.
STATEMENTS_KEPT = 500
# Milliseconds. A page or an operation that needs longer is a fault, not a wait.
POSTGRES_OPTIONS = (
    "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
)


class Instant(TypeDecorator[datetime]):
    """A moment, always in UTC and aware of it; SQLite keeps it as text without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone; hand UTC to the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an Instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC, whatever the database left out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table stands on; every constraint gets a name from `NAMES`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant(), str: Text(), dict[str, Any]: JSON(), dict[str, str]: JSON()}


db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True, session_options={"expire_on_commit": False})


def session() -> Session:
    """Give the session of this request or job."""
    return db.session()


@contextmanager
def transaction() -> Iterator[Session]:
    """Write: begin, run the block, commit; on any error roll back and let the error go on.

    What was read before stays readable but detached, so an operation reads again what it changes.
    Transactions do not nest: one operation, one commit.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("transaction() inside transaction()")
    current.close()
    current.info["writing"] = True
    try:
        current.connection(execution_options={"writes": True, "postgresql_readonly": False})
        yield current
        current.commit()
    except BaseException:
        current.rollback()
        raise
    finally:
        current.info.pop("writing", None)
        current.close()


def empty_log() -> bool:
    """Have SQLite write its log back and empty it, so that no file has what was overwritten; tell whether it could.

    Whoever reads meanwhile is in the way. On PostgreSQL there is nothing to do: it writes over what is gone when it
    vacuums.
    """
    if session().get_bind().dialect.name != "sqlite":
        return True
    session().close()
    busy = session().connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
    session().close()
    return not busy


def read_rows(statement: Query, **values: Any) -> Sequence[Any]:
    """Read rows of columns by a statement that was put together once, with values for its parameters.

    It costs a tenth of what loading things does, so it is how pages are read that many people ask for. A list among
    the values has SQLAlchemy put the statement together anew; `one_of` takes one without.
    """
    connection = _connection()
    ready = prepared(statement, connection.dialect)
    if ready.takes_lists:
        return connection.execute(statement, values).all()
    return ready.run(connection, values)


def read_made(statement: Query, make: Callable[..., T], *more: Hashable, **values: Any) -> list[T]:
    """Read rows and make something of each, which must depend on the row and `more` alone and never be changed."""
    connection = _connection()
    return prepared(statement, connection.dialect).run_and_make(connection, values, make, *more)


def at_most(rows: int) -> ColumnElement[int]:
    """Give the limit of a statement put together once. Were it a parameter, SQLite would plan anew at each reading."""
    return literal_column(str(rows), Integer)


def one_of(column: Any, name: str, most: int) -> ColumnElement[bool]:
    """Filter to at most so many values, in a statement put together once: run it with those of `each_of`."""
    return cast(
        "ColumnElement[bool]", column.in_([bindparam(f"{name}_{n}", type_=column.type) for n in range(most)])
    )


def each_of(name: str, most: int, values: Sequence[Any]) -> dict[str, Any]:
    """Give what a statement with `one_of` has to know: the values, the last one as often as it takes."""
    last = values[-1] if values else None
    return {f"{name}_{n}": values[n] if n < len(values) else last for n in range(most)}


def read_once(key: str, read: Callable[[], T]) -> T:
    """Give what `read` gives, and the same to whoever asks again before this transaction ends."""
    kept = _kept()
    if key not in kept:
        kept[key] = read()
    return cast("T", kept[key])


def read_again(key: str) -> None:
    """Forget what `read_once` keeps under a key: this transaction has changed it."""
    session().info.get("read_once", (None, {}))[1].pop(key, None)


def _connection() -> Connection:
    """Give the connection of this transaction: to ask the session each time takes as long as a short read."""
    return cast("Connection", _kept()["connection"])


def _kept() -> dict[str, Any]:
    """Give what is kept until this transaction ends, by key; begin one if there is none."""
    current = session()
    begun, kept = current.info.get("read_once", (None, {}))
    if begun is None or begun is not current.get_transaction():
        kept = {"connection": current.connection()}
        current.info["read_once"] = (current.get_transaction(), kept)
    return cast("dict[str, Any]", kept)


def writing() -> bool:
    """Tell whether we are inside `transaction()`."""
    return bool(session().info.get("writing"))


def engine_options(database_url: str) -> dict[str, Any]:
    """Give SQLAlchemy's options for the database at `database_url`."""
    if not database_url.startswith("sqlite"):
        return {
            "pool_pre_ping": True,
            "execution_options": {"postgresql_readonly": True},
            "connect_args": {"options": POSTGRES_OPTIONS, "prepare_threshold": 3},
        }
    import pysqlite3  # noqa: PLC0415 – a heavy library that a PostgreSQL site need not load

    connect_args = {"isolation_level": None, "cached_statements": STATEMENTS_KEPT}
    return {"module": pysqlite3, "connect_args": connect_args}


def init_app(app: Flask) -> None:
    """Bind the database to the app; for SQLite set the pragmas and the kind of transaction."""
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = bool(connection.get_execution_options().get("writes"))
        # Only where it changes: after any such pragma SQLite prepares every statement anew, a third of a page's time.
        if connection.info.get("writes") != writes:
            connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
            connection.info["writes"] = writes
        if writes:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        # By the driver itself, which is quicker: every page begins with this, and it can be in nobody's way.
        cursor = connection.connection.cursor()
        cursor.execute("BEGIN")
        cursor.close()
