"""Views of questions, counted in the memory of this process and handed on in batches.

Reading a page writes nothing. A process that is killed loses the views it has not handed on: those of the last
`EVERY` seconds, and nothing else.
"""

import threading
import time
from collections import Counter

EVERY = 30.0  # seconds
MOST = 500  # questions in one batch


class ViewCounts:
    """Counts by question since the last batch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._taken_at = time.monotonic()

    def add(self, question_id: int) -> None:
        """Count one view."""
        with self._lock:
            self._counts[question_id] += 1

    def take_due(self) -> dict[int, int]:
        """Take the batch if it is time or it is large, else nothing; only one thread gets it."""
        with self._lock:
            due = time.monotonic() - self._taken_at >= EVERY or len(self._counts) >= MOST
            return self._take() if due else {}

    def take(self) -> dict[int, int]:
        """Take the batch now."""
        with self._lock:
            return self._take()

    def put_back(self, views: dict[int, int]) -> None:
        """Put back a batch that could not be written, to go with the next."""
        with self._lock:
            self._counts.update(views)

    def _take(self) -> dict[int, int]:
        self._taken_at = time.monotonic()
        views, self._counts = dict(self._counts), Counter()
        return views
