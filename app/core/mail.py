"""The one Mailer. What is sent, and where to, is chosen by configuration: a folder and the console, or SMTP."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import structlog
from flask import Flask, current_app
from flask_mailman import EmailMessage, Mail

from app.core.outbox import key_in_hand

log = structlog.get_logger("torv.mail")


@dataclass(frozen=True)
class Letter:
    """One plain-text mail to one person."""

    to: str
    subject: str
    text: str
    unsubscribe_url: str | None = None


def init_app(app: Flask, mail: str, sender: str, folder: Path) -> None:
    """Choose the way mail leaves: `folder` (and console), `memory` (tests), or an smtp address."""
    app.config["MAIL_DEFAULT_SENDER"] = sender
    app.config["MAIL_TIMEOUT"] = 20
    parts = urlsplit(mail)
    if mail == "folder":
        folder.mkdir(parents=True, exist_ok=True)
        app.config.update(MAIL_BACKEND="file", MAIL_FILE_PATH=str(folder))
    elif mail == "memory":
        app.config["MAIL_BACKEND"] = "locmem"
    else:
        app.config.update(
            MAIL_BACKEND="smtp",
            MAIL_SERVER=parts.hostname,
            MAIL_PORT=parts.port or {"smtps": 465, "smtp+tls": 587}.get(parts.scheme, 25),
            MAIL_USERNAME=unquote(parts.username or "") or None,
            MAIL_PASSWORD=unquote(parts.password or "") or None,
            MAIL_USE_SSL=parts.scheme == "smtps",
            MAIL_USE_TLS=parts.scheme == "smtp+tls",
        )
    Mail(app)


def send(letter: Letter) -> None:
    """Send a letter now; called by outbox handlers only, so that a failure is tried again."""
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": _message_id(letter.to)}
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    subject = " ".join(letter.subject.split())  # a line break here would begin a header of its own
    EmailMessage(subject=subject, body=letter.text, to=[letter.to], headers=headers).send()
    if current_app.config["MAIL_BACKEND"] == "file":
        print(f"\n--- mail to {letter.to}: {subject}\n{letter.text}\n---", flush=True)  # noqa: T201


def _message_id(to: str) -> str:
    """Name a letter by what it tells of and to whom, so that one sent again after a crash is known as the same."""
    key = key_in_hand() or uuid4().hex
    name = hashlib.sha256(f"{key} {to}".encode()).hexdigest()[:32]
    return f"<{name}@{current_app.config['MAIL_DEFAULT_SENDER'].rpartition('@')[2].rstrip('>')}>"
