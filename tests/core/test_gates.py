"""What must be right before the site serves: the newest migration, and an SQLite that keeps what it is given."""

import pytest

from app.core import gates


@pytest.mark.parametrize(
    ("version", "bad"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 1), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), True),
        ((3, 53, 0), False),
    ],
)
def test_an_sqlite_that_can_corrupt_its_log_is_known(version, bad):
    assert gates.has_wal_bug(version) is bad


def test_a_database_that_is_not_at_the_newest_migration_stops_the_start(app, monkeypatch):
    assert gates.newest_migration(app)
    with pytest.raises(
        gates.NotReady, match="flask set-up"
    ):  # the tests' tables were made without migrations
        gates.check(app)
    monkeypatch.setattr(gates, "newest_migration", lambda _app: None)
    gates.check(app)
