"""The app, its database and its visitors for every test.

The suite runs on SQLite, and on PostgreSQL when TORV_TEST_DATABASE names a server (`postgresql://user@host/`); each
worker process has a database of its own.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, event, text

from app import create_app
from app.config import Config, read_config
from app.core.access import Actor
from app.core.audit import HEADS
from app.core.clock import now
from app.core.db import Base, db, session
from tests.browser import at_work, chromium, served, tab
from tests.guards import writing_past_guards
from tests.web import Visitor

BROWSER_FIXTURES = (at_work, chromium, served, tab)
# The same texts every time, so that a failure is the change's; how slow the machine is says nothing of it.
settings.register_profile(
    "torv",
    deadline=None,
    derandomize="TORV_PROVE" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("torv")
SHARED = Path(os.environ.get("TORV_SHARED") or Path(__file__).resolve().parents[2] / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder with real data, or skip, loudly, where there is none."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"no real data at {SHARED}: set TORV_SHARED to run this test")
    return SHARED / "data"


@pytest.fixture(scope="session", autouse=True)
def patient_search() -> Iterator[None]:
    """Let a search take its time: on a busy machine it ends at its deadline, with half of what it would find."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.search.whoosh_backend.SECONDS_TO_SEARCH", 60.0)
        yield


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Give this worker's configuration, with a fresh database."""
    return fresh_config(tmp_path_factory.mktemp("instance"), "main")


def fresh_config(instance: Path, purpose: str) -> Config:
    """Make a configuration with an instance folder and an empty database of its own."""
    server = os.environ.get("TORV_TEST_DATABASE", "")
    environ = {
        "TORV_ENV": "test",
        "TORV_INSTANCE": str(instance),
        "TORV_MAIL": "memory",
        "TORV_JOBS": "separate",
        "TORV_PAGE_SECONDS": "0",
        "TORV_FORM_SECONDS": "0",
        "SECRET_KEY": "test " * 10,
    }
    if server:
        environ["DATABASE_URL"] = _fresh_postgres(server.rstrip("/"), purpose)
    return read_config(environ)


def _fresh_postgres(server: str, purpose: str) -> str:
    name = f"torv_test_{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    url = server.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}"'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        # Nobody needs these rows after a crash.
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    engine.dispose()
    return f"{server}/{name}"


@pytest.fixture(scope="session")
def whole_app(config: Config) -> Iterator[Flask]:
    """Make the app once for a worker, with its tables."""
    app = create_app(config)
    _keep_requests_apart(app)
    with app.app_context():
        with db.engine.connect().execution_options(writes=True, postgresql_readonly=False) as connection:
            with connection.begin():
                Base.metadata.create_all(connection)
    yield app
    drop_database(app)


def _keep_requests_apart(app: Flask) -> None:
    """Give each request a context of its own, as a server does; else `g` would be the test's, and remember viewers."""
    serve = app.wsgi_app

    def serve_apart(environ: Any, start_response: Any) -> Any:
        with app.app_context():
            return serve(environ, start_response)

    app.wsgi_app = serve_apart  # type: ignore[method-assign]


def drop_database(app: Flask) -> None:
    """Remove the database of an app that was made for a test; SQLite files go with their folder."""
    with app.app_context():
        url, postgres = db.engine.url, db.engine.dialect.name == "postgresql"
        db.engine.dispose()
    if postgres:
        engine = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{url.database}" WITH (FORCE)'))


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Flask]:
    """Give an app over a database of its own that was made by the migrations alone."""
    app = create_app(fresh_config(tmp_path, "migrations"))
    _keep_requests_apart(app)
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
    drop_database(app)


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """Give the app inside its context, with an empty database afterwards."""
    with whole_app.app_context():
        # What other tests left outside the database.
        (whole_app.extensions["torv_config"].instance / HEADS).unlink(missing_ok=True)
        getattr(whole_app.extensions["mailman"], "outbox", []).clear()
        yield whole_app
        session().close()
        empty_database()
        forget_index(whole_app)
        shutil.rmtree(whole_app.extensions["torv_config"].attachments_folder, ignore_errors=True)


def forget_index(app: Flask) -> None:
    """Leave no index behind: a test that wants one makes one."""
    app.extensions.pop("torv_search", None)
    shutil.rmtree(app.extensions["torv_config"].index_folder, ignore_errors=True)


def empty_database() -> None:
    """Delete every row. Foreign keys and triggers rest meanwhile: checking them row by row takes quadratic time."""
    with db.engine.connect() as connection:
        filled = connection.scalars(text(_FILLED)).all()
    if filled:
        with writing_past_guards() as connection:
            for table in filled:
                connection.execute(text(f"DELETE FROM {table}"))


_FILLED = " UNION ALL ".join(
    f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in Base.metadata.tables
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what touches no database: it ran on SQLite and would say the same."""
    if not os.environ.get("TORV_TEST_DATABASE"):
        return
    needs = {"whole_app", "migrated"}
    without = [item for item in items if not needs & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=without)
    items[:] = [item for item in items if item not in set(without)]


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    """Stop the clock, so that no window of a limit ends while a test fills it."""
    with time_machine.travel(now(), tick=False):
        yield


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Give somebody who is not signed in."""
    return Visitor(app)


@pytest.fixture
def visit_as(app: Flask):
    """Give a function that makes a signed-in visitor out of an Actor or a person's id."""

    def visit(who: Actor | int) -> Visitor:
        return Visitor(app).sign_in(who.id if isinstance(who, Actor) else who)

    return visit


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Collect the SQL statements that run, to count them."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
