"""How Alembic reaches the app's database; used through `flask db …`."""

from alembic import context
from flask import current_app

from app.core.db import Base, Instant, db
from app.core.prose import Prose


def render_item(kind, thing, _autogen):
    """Write our own types as the plain ones they are, so that a migration stands without the program."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, Prose):
        return "sa.Text()"
    return False


def run_migrations() -> None:
    """Run within one writing transaction; SQLite's foreign keys rest while tables are copied."""
    engine = db.engine
    with engine.connect().execution_options(writes=True, postgresql_readonly=False) as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=render_item,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


if context.is_offline_mode():
    raise SystemExit("Torv migrates a database it is connected to; there is no offline mode.")
assert current_app
run_migrations()
