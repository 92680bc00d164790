"""The mails the app has sent, for tests: handles what waits first."""

import re
from dataclasses import dataclass

from flask import Flask

from app.core.outbox import deliver_all, waiting


@dataclass(frozen=True)
class Mail:
    """One mail as it left."""

    to: str
    subject: str
    text: str
    headers: dict[str, str]

    @property
    def link(self) -> str:
        """The path of the first address in it."""
        found = re.search(r"https?://[^/\s]+(/\S+)", self.text)
        assert found, self.text
        return found[1]


def take_mails(app: Flask) -> list[Mail]:
    """Send what waits and take what was sent out of the box; nothing may be left waiting."""
    deliver_all()
    assert waiting() == 0, "a handler failed: see the log"
    box = getattr(app.extensions["mailman"], "outbox", [])
    mails = [Mail(mail.to[0], mail.subject, mail.body, dict(mail.extra_headers)) for mail in box]
    box.clear()
    return mails
