"""What must be right before the site serves; in production a wrong one stops the start and says so by name."""

from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from app.core.db import db

# SQLite versions whose write-ahead log can corrupt a database with several writers (sqlite.org, "WAL-reset bug"):
# 3.7.0 to 3.51.2, but for 3.44.6+ and 3.50.7+ of their branches, and 3.52.0.
MENDED = ((3, 44, 6), (3, 50, 7))


class NotReady(SystemExit):
    """The site cannot serve like this; the message says what to do."""


def check(app: Flask) -> None:
    """Stop the start if the database is not at the newest migration or its SQLite is unsafe."""
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            _check_sqlite(db.engine.dialect.dbapi.sqlite_version_info)  # type: ignore[union-attr]
        current = MigrationContext.configure(connection).get_current_revision()
    newest = newest_migration(app)
    if current != newest:
        raise NotReady(f"the database is at migration {current}, the program at {newest}: run `flask set-up`")


def newest_migration(app: Flask) -> str | None:
    """Name the migration this program wants."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(app.extensions["torv_root"] / "migrations"))
    return ScriptDirectory.from_config(config).get_current_head()


def _check_sqlite(version: tuple[int, int, int]) -> None:
    if has_wal_bug(version):
        dotted = ".".join(map(str, version))
        raise NotReady(
            f"SQLite {dotted} can corrupt a database with several writers: install pysqlite3 0.6.1"
        )


def has_wal_bug(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite has the WAL-reset bug."""
    if version == (3, 52, 0):
        return True
    mended = any(version[:2] == branch[:2] and version >= branch for branch in MENDED)
    return (3, 7, 0) <= version <= (3, 51, 2) and not mended
