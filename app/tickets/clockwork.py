"""What the clock does for tickets, for the schedule: batch by batch, so that nobody waits for the database."""

from collections.abc import Callable
from datetime import timedelta

from flask import current_app

from app.core.access import SYSTEM, Actor
from app.core.clock import now
from app.core.db import transaction
from app.tickets.operations import erasing, publishing, sweeping, timing
from app.tickets.operations.erasing import Erasure
from app.tickets.operations.posting_keys import forget_old_keys


def look_at_clock() -> None:
    """Wake what waited for a date, let claims lapse, warn and tell of breaches."""
    for work in (timing.wake_due, timing.lapse_claims, timing.tell_due):
        _to_the_end(work)


def sweep_files() -> None:
    """Remove files that no ticket has."""
    with transaction():
        sweeping.sweep_files(SYSTEM)


def erase() -> Erasure:
    """Erase what was closed longer ago than the site keeps tickets, files included; tell what that was."""
    before = now() - timedelta(days=current_app.extensions["torv_config"].ticket_days)
    erased = Erasure()
    while True:
        with transaction():
            batch = erasing.erase_due(SYSTEM, before)
        if not batch.tickets:
            break
        erased += batch
    sweep_files()
    return erased


def tidy() -> None:
    """Publish what nobody refused, erase what is old, and forget the keys of forms that are.

    Once a day, so that the hour of a public question does not say which ticket it came of.
    """
    _to_the_end(publishing.publish_due)
    erase()
    with transaction():
        forget_old_keys(SYSTEM)


def _to_the_end(work: Callable[[Actor], int]) -> None:
    while True:
        with transaction():
            if not work(SYSTEM):
                return
