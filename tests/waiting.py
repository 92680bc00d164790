"""Waiting for what another thread or process is about to do."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
SECONDS = 60  # how long a machine that is busy with other things may take


def eventually(find: Callable[[], Found | None], what: str) -> Found:
    """Look again and again until there is something, and give it."""
    patient_until = time.monotonic() + SECONDS
    while time.monotonic() < patient_until:
        if found := find():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")
