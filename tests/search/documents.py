"""Documents for tests of the search engine, without a database."""

from datetime import UTC, datetime
from typing import Any

from app.search.documents import SearchDocument

ASKED = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)


def make_document(
    question_id: int, title: str = "Where do I renew my passport?", **values: Any
) -> SearchDocument:
    """A document with the least that is needed."""
    known: dict[str, Any] = {
        "language": "en",
        "body": "",
        "answers": (),
        "verified_answer": "",
        "tags": (),
        "topics": (),
        "department": None,
        "authors": ("Ada Berg",),
        "states": frozenset({"unanswered"}),
        "score": 0,
        "created_at": ASKED,
    }
    return SearchDocument(question_id=question_id, title=title, **{**known, **values})
