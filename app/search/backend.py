"""What a search engine must be able to do for us, and the values it answers with.

Engines know nothing of the database or of who is asking: they are given public documents and give back
question ids, which are read again from the database before anything is shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.search.documents import SearchDocument
from app.search.query_language import ParsedQuery

PER_PAGE = 20
# Deeper pages cost more and help nobody: people narrow the search instead.
LAST_PAGE = 50


class SearchError(Exception):
    """The index cannot answer or be written: missing, damaged, or another fault of the engine."""


class IndexMissing(SearchError):
    """There is no index yet."""


class IndexDamaged(SearchError):
    """Some file of the index is not what was written."""


class IndexBusy(SearchError):
    """Another writer holds the index."""


class Sort(StrEnum):
    """Order of the hits."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; marked when it is what was searched for. Plain text: the template escapes it."""

    text: str
    marked: bool = False


class Source(StrEnum):
    """Where a snippet was taken from."""

    QUESTION = "question"
    ANSWER = "answer"
    VERIFIED_ANSWER = "verified_answer"


@dataclass(frozen=True, slots=True)
class Hit:
    """One question found."""

    question_id: int
    relevance: float
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value and how many of the questions found have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search."""

    total: int
    hits: tuple[Hit, ...] = ()
    # department, topic, is, year → the commonest values first
    facets: Mapping[str, tuple[FacetValue, ...]] | None = None
    # No question had all the words: these have most of them.
    loosened: bool = False
    # Time ran out: there may be more.
    partial: bool = False
    seconds: float = 0.0


Progress = Callable[[int], None]
# Reads questions again from where they are kept; those no longer public are not given back.
Read = Callable[[Sequence[int]], Sequence[SearchDocument]]


class SearchBackend(Protocol):
    """A search engine."""

    @property
    def generation(self) -> str:
        """Changes whenever the content of the index does. Raises IndexMissing."""

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace documents; when this returns, a power cut does not lose them."""

    def remove(self, question_ids: Iterable[int]) -> None:
        """Take questions out at once, every word of theirs gone from the files."""

    def refresh(self, question_ids: Iterable[int], read: Read) -> None:
        """Bring questions up to date: read again while nobody else writes, so that no older state comes last."""

    def find(
        self, query: ParsedQuery, *, sort: Sort = Sort.RELEVANCE, page: int = 1, per_page: int = PER_PAGE
    ) -> Found:
        """One page of the questions that match, with facets over all of them. Bounded in time."""

    def similar(self, text: str, limit: int) -> tuple[Hit, ...]:
        """Questions most like a text, best first; any of its words may be missing."""

    def suggest(self, query: ParsedQuery) -> ParsedQuery | None:
        """The query with unknown words replaced by near ones that are in the index, if there are such."""

    def complete(self, typed: str, limit: int) -> tuple[str, ...]:
        """What is typed with its last word completed, commonest first."""

    def rebuild(self, documents: Iterable[SearchDocument], read: Read, progress: Progress) -> int:
        """Build a new index beside the one that serves, then swap them; how many documents it holds.

        What changed meanwhile is read again just before the swap.
        """

    def verify(self) -> None:
        """Raise IndexMissing or IndexDamaged unless every file is there and is what was written."""

    def ids_and_fingerprints(self) -> dict[int, str]:
        """Every question in the index with the fingerprint of its document."""
