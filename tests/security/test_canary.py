"""Nothing of a ticket is anywhere it should not be: its whole story is told with canaries, and none is found outside.

Each planted leak opens one hole that somebody might make by mistake; the search has to find every one of them.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from structlog.testing import capture_logs

from app.core.db import session
from app.search import indexing
from tests.conftest import empty_database, forget_index
from tests.mailbox import take_mails
from tests.security import leaks
from tests.security.casework import private_columns, tell
from tests.security.snapshots import read_rows
from tests.security.ways_out import Ways, as_words
from tests.security.world import make_world


@pytest.fixture(scope="module")
def ways(whole_app: Flask) -> Iterator[Ways]:
    """Tell the story once, let everything happen that follows from it, and give the ways out."""
    with whole_app.app_context():
        take_mails(whole_app)
        world = make_world()
        indexing.rebuild(lambda _done: None)
        with capture_logs() as logs:
            case = tell(world)
            mails = take_mails(whole_app)
        yield Ways(whole_app, world, case, mails, [repr(line) for line in logs])
        session().close()
        empty_database()
        forget_index(whole_app)


def test_every_private_column_holds_its_canary(ways: Ways):
    """A new private field without one fails here: the story has to fill it."""
    rows = read_rows()
    empty = []
    for column in private_columns():
        table, _dot, name = column.partition(".")
        if not any(ways.case.canaries[column] in str(row[name]) for row in rows[table]):
            empty.append(column)
    assert empty == []
    assert len(set(ways.case.canaries.values())) == len(ways.case.canaries)


def test_those_concerned_can_read_it(ways: Ways):
    """Else nothing would be proved by nobody finding it."""
    for who in ("requester", "friend", "caseworker"):
        path = f"/tickets/{ways.case.reference}"
        seen = ways.open(ways.case.sessions[who], path)
        for column in ("tickets.subject", "ticket_messages.body"):
            assert ways.case.canaries[column] in seen, f"{who}: {column}"
    assert ways.mails, "somebody was written to"


def test_nothing_of_a_ticket_is_anywhere_else(ways: Ways):
    found = list(ways.everywhere())
    assert not found, as_words(found)


@pytest.mark.parametrize("leak", leaks.ALL, ids=lambda leak: leak.__name__)
def test_a_planted_leak_is_found(ways: Ways, leak: leaks.Leak, monkeypatch: pytest.MonkeyPatch):
    found = leak(ways, monkeypatch)
    assert next(iter(found), None), f"nobody noticed: {leak.__doc__}"


def test_there_are_enough_leaks():
    assert len(leaks.ALL) >= 25
