"""Commands for tickets: `flask tickets erase`."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.access import SYSTEM
from app.core.clock import now
from app.tickets import clockwork
from app.tickets.operations.erasing import Erasure, count_erasable

tickets = AppGroup("tickets", help="Closed tickets: erase what has been kept long enough.")


@tickets.command("erase")
@click.option("--dry-run", is_flag=True, help="Only tell what would be erased.")
def erase(dry_run: bool) -> None:
    """Erase texts, people and files of tickets closed longer than TORV_TICKET_DAYS. States and timings stay."""
    days = current_app.extensions["torv_config"].ticket_days
    if dry_run:
        found = count_erasable(SYSTEM, now() - timedelta(days=days))
        click.echo(f"Would erase {_words(found)}, closed more than {days} days ago. Nothing was changed.")
        return
    click.echo(f"Erased {_words(clockwork.erase())}, closed more than {days} days ago.")


def _words(erasure: Erasure) -> str:
    counted = {
        "ticket": erasure.tickets,
        "message": erasure.messages,
        "note": erasure.notes,
        "file": erasure.files,
    }
    tickets, messages, notes, files = (f"{n} {what if n == 1 else what + 's'}" for what, n in counted.items())
    return f"{tickets} with {messages}, {notes} and {files}"
