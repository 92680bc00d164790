"""What the clock does for questions."""

from app.core.access import SYSTEM
from app.core.db import transaction
from app.questions.operations.drafts import forget_old_drafts


def forget_drafts() -> None:
    """Remove what nobody came back to."""
    with transaction():
        forget_old_drafts(SYSTEM)
