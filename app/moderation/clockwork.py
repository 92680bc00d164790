"""What the clock does for moderation, for the schedule."""

from app.core.access import SYSTEM
from app.core.db import transaction
from app.moderation.operations.keeping import forget_kept_words


def forget() -> None:
    """Forget what was kept for appeals that nobody can make any more."""
    while True:
        with transaction():
            if not forget_kept_words(SYSTEM):
                return
