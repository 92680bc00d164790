"""Nothing private of moderation and trust is anywhere but where it belongs: its story is told with canaries.

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
from tests.security import moderation_leaks as leaks
from tests.security.moderation_story import SECRETS, tell
from tests.security.moderation_ways import NOTIFIER, ModerationWays
from tests.security.snapshots import read_rows
from tests.security.ways_out import as_words
from tests.security.world import make_world


@pytest.fixture(scope="module")
def ways(whole_app: Flask) -> Iterator[ModerationWays]:
    """Tell the story once, let everything happen that follows from it, and give the ways out."""
    with whole_app.app_context():
        take_mails(whole_app)
        world = make_world()
        indexing.rebuild(lambda _done: None)
        take_mails(whole_app)
        with capture_logs() as logs:
            story = tell(world)
            mails = take_mails(whole_app)
        yield ModerationWays(whole_app, world, story, mails, [repr(line) for line in logs])
        session().close()
        empty_database()
        forget_index(whole_app)


def test_every_private_text_stands_where_it_is_kept(ways: ModerationWays):
    """And each canary is no part of another, so that none is found for another."""
    rows = read_rows()
    for name, secret in SECRETS.items():
        for table in secret.tables:
            assert any(ways.case.canaries[name] in repr(row) for row in rows[table]), f"{name} in {table}"
    assert len(set(ways.case.canaries.values())) == len(SECRETS)


def test_every_column_in_which_somebody_writes_has_a_canary(ways: ModerationWays):
    """A new private column of moderation without one fails here."""
    known = {name.split(" ")[0] for name in SECRETS}
    assert leaks.private_columns() - known == leaks.ELSEWHERE


@pytest.mark.parametrize("role", sorted({one for secret in SECRETS.values() for one in secret.readers}))
def test_those_concerned_read_what_is_theirs_and_nothing_else(ways: ModerationWays, role: str):
    """Else nothing would be proved by nobody finding it."""
    assert ways.seen_by(role) == ways.readable(role)


def test_who_sent_a_notice_reads_what_was_decided_and_not_what_others_wrote(ways: ModerationWays):
    content = ways.open(None, f"/notices/{ways.case.notice}")
    seen = {name for name, canary in ways.case.canaries.items() if canary in content}
    assert seen == {"decisions.facts of taking out", "decisions.law", "flags.address"}
    assert ways.case.addresses[NOTIFIER] in {mail.to for mail in ways.mails}


def test_nothing_of_it_is_anywhere_else(ways: ModerationWays):
    found = list(ways.everywhere())
    assert not found, as_words(found)


@pytest.mark.parametrize("leak", leaks.ALL, ids=lambda leak: leak.__name__)
def test_a_planted_leak_is_found(ways: ModerationWays, leak: leaks.Leak, monkeypatch: pytest.MonkeyPatch):
    found = leak(ways, monkeypatch)
    assert next(iter(found), None), f"nobody noticed: {leak.__doc__}"
