"""`flask set-up`: at its end all is there, and again it changes nothing."""

import pytest
from flask import current_app
from sqlalchemy import func, select, text

from app.core.access import ANONYMOUS
from app.core.db import Base, db, session
from app.core.outbox import OutboxEntry
from app.search import indexing, queries
from app.search.query_language import parse
from tests.factories import make_administrator


@pytest.fixture
def set_up(migrated):
    """Run `flask set-up …` over a database that nothing was put into."""

    def run(*words: str):
        result = migrated.test_cli_runner().invoke(args=["set-up", *words])
        session().close()
        assert result.exit_code == 0, result.output
        return result.output

    return run


def rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in Base.metadata.tables
        }


def test_the_demo_town_can_be_searched_as_soon_as_it_is_set_up_and_is_there_once(set_up):
    first = set_up("--demo")
    assert "thea.norgaard@example.org" in first
    assert indexing.compare(lambda _done: None).question_ids == ()
    found = queries.search(ANONYMOUS, parse("affald"))
    assert not found.degraded
    assert found.questions
    waiting = select(func.count()).where(OutboxEntry.handler.startswith("search."))
    assert session().scalar(waiting) == 0
    before = rows()
    assert set_up("--demo") == first
    assert rows() == before


def test_an_empty_site_has_an_index_too_and_keeps_it(set_up):
    set_up()
    serving = serving_generation()
    set_up()
    assert serving_generation() == serving


def test_an_empty_site_tells_how_it_gets_its_first_administrator_until_it_has_one(set_up):
    assert "flask people grant you@example.org administrator" in set_up()
    make_administrator()
    assert "administrator" not in set_up()


def serving_generation() -> str:
    """Name the generation of the index that serves."""
    folder = current_app.extensions["torv_config"].index_folder
    return (folder / "CURRENT").read_text()
