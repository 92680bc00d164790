"""What is done for the index by the clock."""

from flask import current_app

from app.search.indexing import heal


def look_after_index() -> None:
    """Begin a rebuild if the index is missing or damaged."""
    heal(current_app._get_current_object())  # type: ignore[attr-defined]
