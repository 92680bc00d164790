"""What the index is told about one public question, its answers included. Values only, no database."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime

# To be raised when the same document would be indexed differently: an index made before is rebuilt.
INDEXED_AS = 1

STATES = frozenset({"verified", "answered", "unanswered", "accepted", "official", "duplicate"})


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A question as people may find it. Texts are plain text; topics hold the slugs of the ancestors too."""

    question_id: int
    language: str
    title: str
    body: str
    answers: tuple[str, ...]
    verified_answer: str
    tags: tuple[str, ...]
    topics: tuple[str, ...]
    department: str | None
    authors: tuple[str, ...]
    states: frozenset[str]
    score: int
    created_at: datetime

    @property
    def fingerprint(self) -> str:
        """Short hash of all content: equal when indexing again would change nothing."""
        content = [INDEXED_AS, *(_plain(getattr(self, field.name)) for field in fields(self))]
        packed = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return hashlib.blake2b(packed.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value
