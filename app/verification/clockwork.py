"""What the calendar does to verifications, for the schedule."""

from flask import current_app

from app.core.access import SYSTEM
from app.core.clock import today
from app.core.db import transaction
from app.verification.operations import age_verifications


def age() -> None:
    """Make due what is due and expire what has run out, batch by batch so that nobody waits for the database."""
    day = today(current_app.extensions["torv_config"].timezone)
    while True:
        with transaction():
            if not age_verifications(SYSTEM, day):
                return
