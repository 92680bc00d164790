"""The embedded search engine: our evaluation over a Whoosh index in a private folder.

Many processes may read, without a lock; one writes at a time.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from heapq import nlargest
from itertools import islice
from pathlib import Path
from typing import TypeVar

from app.core.languages import guess_language
from app.search import whoosh_writing as writing
from app.search.analysis import LANGUAGES, key_of, telling
from app.search.backend import (
    LAST_PAGE,
    PER_PAGE,
    FacetValue,
    Found,
    Hit,
    IndexMissing,
    Progress,
    Read,
    Sort,
    Source,
)
from app.search.documents import SearchDocument
from app.search.evaluation import Matches, evaluate
from app.search.highlights import IsMatch, has_match, marked, snippet
from app.search.plans import Needed, Plan, plan_of
from app.search.query_language import ParsedQuery, parse
from app.search.spelling import corrections
from app.search.whoosh_folder import IndexFolder, Snapshots, engine_faults
from app.search.whoosh_schema import FACETS, TEXT_FIELDS
from app.search.whoosh_segments import SegmentReader

SECONDS_TO_SEARCH = 0.6
MOST_FACET_VALUES = 20
SHORTEST_COMPLETED = 2

Item = TypeVar("Item")


# A document in the order asked for: its rank, then its id (the newer first), then what a hit is made from.
_Ranked = tuple[float, int, float, int, SegmentReader]


class WhooshBackend:
    """A search engine in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = IndexFolder(folder)
        self._snapshots = Snapshots(self._folder)

    @property
    def generation(self) -> str:
        """Changes whenever the content of the index does. Raises IndexMissing."""
        with engine_faults():
            return self._snapshots.generation()

    def put(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace documents, synced to the disk; text an edit took away is gone from the files."""
        given = {document.question_id: document for document in documents}
        self.refresh(given, lambda _: list(given.values()))

    def remove(self, question_ids: Iterable[int]) -> None:
        """Take questions out at once, every word of theirs gone from the files."""
        self.refresh(question_ids, lambda _: [])

    def refresh(self, question_ids: Iterable[int], read: Read) -> None:
        """Bring questions up to date: read again while nobody else writes; those not given back are removed."""
        changed = sorted(set(question_ids))
        with self._folder.writing(), engine_faults():
            self._folder.note_changed(changed)
            storage = self._folder.storage()
            for some in batches(changed, writing.LARGEST_SEGMENT):
                writing.replace(storage, read(some), some)

    def find(
        self, query: ParsedQuery, *, sort: Sort = Sort.RELEVANCE, page: int = 1, per_page: int = PER_PAGE
    ) -> Found:
        """One page of the questions that match; when none has all the words, those that have most of them."""
        started = time.monotonic()
        if not query:
            return Found(0)
        with engine_faults():
            plan = plan_of(query)
            matches = self._matches(plan, Needed.ALL, started)
            loosened = not matches.total and not matches.partial and len(query.words) > 1
            if loosened:
                matches = self._matches(plan, Needed.MOST, started)
            hits = _hits(_page_of(matches, sort, page, per_page), plan)
            return Found(
                matches.total,
                hits,
                _facets(matches),
                loosened=loosened and bool(matches.total),
                partial=matches.partial,
                seconds=time.monotonic() - started,
            )

    def _matches(self, plan: Plan, needed: Needed, started: float) -> Matches:
        return evaluate(self._snapshots.newest().segments, plan, needed, started + SECONDS_TO_SEARCH)

    def similar(self, text: str, limit: int) -> tuple[Hit, ...]:
        """Questions most like a text, best first; any of its words may be missing.

        Its function words are none in the other language ("is" is ice there), and rare, so they go first.
        """
        bare = parse(text).bare_text
        words = telling(parse(bare).words, guess_language(bare))
        if not words:
            return ()
        with engine_faults():
            plan = plan_of(ParsedQuery(words=words))
            matches = self._matches(plan, Needed.ANY, time.monotonic())
            return _hits(_page_of(matches, Sort.RELEVANCE, 1, limit), plan)

    def suggest(self, query: ParsedQuery) -> ParsedQuery | None:
        """The query with unknown words replaced by near ones, if that finds anything."""
        with engine_faults():
            segments = self._snapshots.newest().segments
            unknown = [word for word in query.words if not _is_known(segments, word)]
            corrected = corrections(unknown, lambda prefix: _vocabulary(segments, prefix))
            if not corrected:
                return None
            better = query.reworded(corrected)
            return better if self._matches(plan_of(better), Needed.ALL, time.monotonic()).total else None

    def complete(self, typed: str, limit: int) -> tuple[str, ...]:
        """What is typed with its last word completed by a word of titles and tags, commonest first."""
        before, _, last = typed.rpartition(" ")
        if len(last) < SHORTEST_COMPLETED or not last.isalnum():
            return ()
        with engine_faults():
            known = _vocabulary(self._snapshots.newest().segments, last.casefold())
        best = sorted(known.items(), key=lambda each: (-each[1], each[0]))
        return tuple(f"{before} {word}".lstrip() for word, _ in best[:limit])

    def rebuild(self, documents: Iterable[SearchDocument], read: Read, progress: Progress) -> int:
        """Build a new index beside the one that serves, then swap them; how many documents it holds."""
        with self._folder.rebuilding(), engine_faults():
            storage = self._folder.new_generation()
            count = 0
            for some in batches(documents, writing.LARGEST_SEGMENT):
                writing.append(storage, some)
                count += len(some)
                progress(count)
            with self._folder.writing():
                for changed in batches(self._folder.changed_meanwhile(), writing.LARGEST_SEGMENT):
                    writing.replace(storage, read(changed), changed)
                self._folder.swap(storage)
        return len(self.ids_and_fingerprints())

    def verify(self) -> None:
        """Raise IndexMissing or IndexDamaged unless every file is there and is what was written."""
        with engine_faults():
            writing.verify(self._folder.storage())

    def ensure(self) -> bool:
        """Make an empty index if there is none; whether it was made. A full one needs a rebuild."""
        with self._folder.writing():
            try:
                self._folder.storage()
                return False
            except IndexMissing:
                self._folder.swap(self._folder.new_generation())
                return True

    def ids_and_fingerprints(self) -> dict[int, str]:
        """Every question in the index with the fingerprint of its document."""
        with engine_faults():
            return {
                segment.columns.question_id[document]: segment.fingerprint(document)
                for segment in self._snapshots.newest().segments
                for document in segment.live
            }


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items in lists of at most so many."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def _page_of(matches: Matches, sort: Sort, page: int, per_page: int) -> list[_Ranked]:
    """The documents of one page in order."""
    first = (min(max(page, 1), LAST_PAGE) - 1) * per_page
    ranked = (each for segment, scores in matches.scores for each in _ranked(segment, scores, sort))
    return nlargest(first + per_page, ranked)[first:]


def _ranked(segment: SegmentReader, scores: Mapping[int, float], sort: Sort) -> Iterator[_Ranked]:
    columns = segment.columns
    ranks: Mapping[int, float] | Sequence[float] = scores
    if sort is Sort.SCORE:
        ranks = columns.score
    elif sort is Sort.NEWEST or not any(scores.values()):
        ranks = columns.created
    question_id = columns.question_id
    for document, relevance in scores.items():
        yield ranks[document], question_id[document], relevance, document, segment


def _hits(ranked: Sequence[_Ranked], plan: Plan) -> tuple[Hit, ...]:
    keys = plan.keys

    @cache
    def matcher(language: str) -> IsMatch:
        return cache(lambda word: key_of(word, language) in keys)

    return tuple(_hit(each, matcher) for each in ranked)


def _hit(ranked: _Ranked, matcher: Callable[[str], IsMatch]) -> Hit:
    """A hit with a snippet: of the verified answer if it has the words, else of the first text with them."""
    _, question_id, relevance, document, segment = ranked
    stored = segment.texts(document)
    is_match = matcher(stored.language)
    texts = [(Source.VERIFIED_ANSWER, stored.verified), (Source.QUESTION, stored.body)]
    texts += [(Source.ANSWER, answer) for answer in stored.answers]
    fallback = texts[0] if stored.verified else texts[1]
    source, text = next((each for each in texts if has_match(each[1], is_match)), fallback)
    return Hit(question_id, relevance, marked(stored.title, is_match), snippet(text, is_match), source)


def _facets(matches: Matches) -> dict[str, tuple[FacetValue, ...]]:
    """The commonest values of each facet."""
    found: dict[str, list[FacetValue]] = {facet: [] for facet in FACETS}
    for label, count in sorted(matches.facets().items(), key=lambda each: (-each[1], each[0])):
        facet, _, value = label.partition(":")
        if len(found[facet]) < MOST_FACET_VALUES:
            found[facet].append(FacetValue(value, count))
    return {facet: tuple(values) for facet, values in found.items()}


def _is_known(segments: Sequence[SegmentReader], word: str) -> bool:
    keys = [key_of(word, language) for language in LANGUAGES]
    return any(segment.frequency(name, key) for segment in segments for name in TEXT_FIELDS for key in keys)


def _vocabulary(segments: Sequence[SegmentReader], prefix: str) -> Counter[str]:
    """The words of titles and tags that begin so, and in how many segments."""
    return Counter(word for segment in segments for word in segment.keys("spellings", prefix))
