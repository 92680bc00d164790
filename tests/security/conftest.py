"""One town for a module of tests, put back whenever a request has changed it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import session
from tests.mailbox import Mail, take_mails
from tests.security.browsers import Browser
from tests.security.snapshots import Changes, Snapshot
from tests.security.world import World, make_world


@dataclass
class Town:
    """A world in the database of an app, and how it was at first."""

    app: Flask
    world: World
    snapshot: Snapshot
    changes: Changes

    def browser(self, role: str = "anonymous", *, csrf: bool = True) -> Browser:
        """Give the browser of a role."""
        return Browser(self.app, self.world.session_token(role), csrf=csrf)

    def send(
        self, role: str, method: str, path: str, form: dict[str, str] | None = None, *, csrf: bool = True
    ) -> TestResponse:
        """Send what a role asks, with the parts of this world filled in."""
        filled = {name: self.world.fill(value) for name, value in (form or {}).items()}
        return self.browser(role, csrf=csrf).send(method, self.world.fill(path), filled)

    def take_mails(self) -> list[Mail]:
        """Handle what waits, and take the mails that were sent."""
        with self.app.app_context():
            return take_mails(self.app)

    def put_back(self) -> None:
        """Undo what was changed, if anything."""
        if self.changes.take():
            self.snapshot.restore()
            self.changes.take()


@pytest.fixture(scope="module")
def whole_town(whole_app: Flask) -> Iterator[Town]:
    """Make a town for a module, and leave the database empty after it."""
    with whole_app.app_context():
        empty = Snapshot()
        world = make_world()
        with Changes().watching() as changes:
            yield Town(whole_app, world, Snapshot(), changes)
        session().close()
        empty.restore()


@pytest.fixture
def town(whole_town: Town) -> Iterator[Town]:
    """Give the town as it was at first."""
    whole_town.put_back()
    yield whole_town
    whole_town.put_back()
