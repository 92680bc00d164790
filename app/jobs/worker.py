"""The loop that handles the outbox and the schedule: a thread of the web process, or `flask worker` on its own."""

import threading

import structlog
from flask import Flask

from app.core import outbox
from app.core.db import session
from app.jobs import schedule

log = structlog.get_logger("torv.worker")
# Seconds between looks at the outbox when nobody nudges: what another process wrote shows within this time.
PAUSE = 1.0


def start_in_process(app: Flask) -> threading.Thread:
    """Start the worker as a daemon thread. Killed with its process at any moment, it loses nothing."""
    thread = threading.Thread(target=work, args=(app, threading.Event()), name="torv-worker", daemon=True)
    thread.start()
    return thread


def work(app: Flask, stop: threading.Event) -> None:
    """Handle what is due until told to stop; an error is logged and the loop goes on."""
    freed = False
    while not stop.is_set():
        try:
            with app.app_context():
                if not freed:
                    outbox.free_claims_of_the_dead()
                    freed = True
                handled = outbox.deliver_due()
                schedule.run_due()
                session().close()
        except Exception:
            log.exception("worker_round_failed")
            handled = 0
        if not handled:
            outbox.nudged.wait(PAUSE)
            outbox.nudged.clear()
