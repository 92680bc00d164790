"""Which questions match a plan, and how well. Whole lists of postings are combined as sets, the rarest word
first; the work is bounded by the length of the lists and a deadline, whatever was typed.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from app.search.analysis import Term, analysed_as
from app.search.plans import LanguagePlan, Needed, Plan
from app.search.relevance import WEIGHTS, dampened, rarity
from app.search.whoosh_schema import MEASURED_FIELDS, TEXT_FIELDS
from app.search.whoosh_segments import Postings, SegmentReader

# With "most", this share of the words must be there.
MOST = 0.6


@dataclass(slots=True)
class Matches:
    """The questions found: for each segment, its documents with their relevance."""

    scores: list[tuple[SegmentReader, dict[int, float]]] = field(default_factory=list)
    partial: bool = False

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(len(scores) for _, scores in self.scores)

    def facets(self) -> Counter[str]:
        """How many of the questions have each facet label."""
        counted: Counter[str] = Counter()
        for segment, scores in self.scores:
            facets_of = segment.columns.facets_of
            for group, count in Counter(facets_of[document] for document in scores).items():
                for label in segment.columns.facet_labels[group]:
                    counted[label] += count
        return counted


@dataclass(frozen=True, slots=True)
class Statistics:
    """What relevance needs to know of the whole index."""

    rarity: Mapping[str, float]
    mean_length: Mapping[str, float]


def statistics(segments: Sequence[SegmentReader], plan: Plan) -> Statistics:
    """Rarity of the plan's terms and mean lengths of the fields, over all segments."""
    size = sum(segment.size for segment in segments) or 1
    frequencies: Counter[str] = Counter()
    for segment in segments:
        for language in _languages_in(segment, plan):
            for key in language.keys:
                frequencies[key] += max(segment.frequency(name, key) for name in TEXT_FIELDS)
    lengths = {
        name: sum(segment.columns.total_length[name] for segment in segments) / size
        for name in MEASURED_FIELDS
    }
    return Statistics({key: rarity(frequencies[key], size) for key in plan.keys}, lengths)


def _languages_in(segment: SegmentReader, plan: Plan) -> Iterator[LanguagePlan]:
    """What to look up in a segment: nothing in a language none of its posts is in."""
    spoken = {analysed_as(language) for language in segment.columns.languages}
    return (language for language in plan.languages if language.code in spoken)


def evaluate(segments: Sequence[SegmentReader], plan: Plan, needed: Needed, deadline: float) -> Matches:
    """Find the documents that match, in every segment until the deadline (of `time.monotonic`)."""
    found = Matches()
    known = statistics(segments, plan)
    for segment in segments:
        if time.monotonic() > deadline:
            found.partial = True
            break
        scores = _InSegment(segment, plan, known).scores(needed)
        if scores:
            found.scores.append((segment, scores))
    return found


class _InSegment:
    """The search of one segment. Every list is read once."""

    def __init__(self, segment: SegmentReader, plan: Plan, known: Statistics) -> None:
        self.segment = segment
        self.plan = plan
        self.known = known
        self.languages = tuple(_languages_in(segment, plan))
        self._postings: dict[tuple[str, str], Postings] = {}

    def scores(self, needed: Needed) -> dict[int, float]:
        """Documents that match, with their relevance."""
        allowed = self._allowed()
        if not allowed:
            return {}
        if not self.plan.wants_words:
            return dict.fromkeys(self._without_excluded(allowed), 0.0)
        scores: dict[int, float] = {}
        for language in self.languages:
            matching = self._with_words(language, allowed, needed)
            if matching:
                scores.update(self._relevance(language, self._without_excluded(matching)))
        return scores

    def _allowed(self) -> set[int]:
        """Documents that are there and pass the filters."""
        allowed = self.segment.live
        for label in self.plan.labels:
            allowed &= self.segment.labelled(label)
        for label in self.plan.excluded_labels:
            allowed -= self.segment.labelled(label)
        if self.plan.created is None:
            return allowed
        created = self.segment.columns.created
        return {document for document in allowed if created[document] in self.plan.created}

    def _without_excluded(self, documents: set[int]) -> set[int]:
        kept = set(documents)
        for language in self.languages:
            for key in language.excluded_words:
                kept -= self._documents_with(key)
            for phrase in language.excluded_phrases:
                kept -= self._with_phrase(phrase, kept)
        return kept

    def _with_words(self, language: LanguagePlan, allowed: set[int], needed: Needed) -> set[int]:
        """The allowed documents with the words that are needed and every phrase."""
        if not (language.words or language.phrases):
            return set()
        matching = self._with_enough(language.words, allowed, needed) if language.words else allowed
        for phrase in language.phrases:
            matching = self._with_phrase(phrase, matching)
        return matching

    def _with_enough(self, keys: Sequence[str], allowed: set[int], needed: Needed) -> set[int]:
        lists = sorted((self._documents_with(key) for key in keys), key=len)
        if needed is Needed.ALL:
            return allowed.intersection(*lists)
        least = ceil(MOST * len(lists)) if needed is Needed.MOST else 1
        counted = Counter(document for documents in lists for document in documents)
        return {document for document, count in counted.items() if count >= least and document in allowed}

    def _documents_with(self, key: str) -> set[int]:
        return {document for name in TEXT_FIELDS for document in self._read(name, key)[0]}

    def _with_phrase(self, phrase: Sequence[Term], among: set[int]) -> set[int]:
        found: set[int] = set()
        for name in TEXT_FIELDS:
            found |= self._phrase_in(name, phrase, among)
        return found

    def _phrase_in(self, name: str, phrase: Sequence[Term], among: set[int]) -> set[int]:
        """Documents where the terms stand in a field at the distances they have in the phrase."""
        # Function words are terms only in titles; elsewhere their gap must be kept, whatever fills it.
        looked_for = [term for term in phrase if name == "title" or not term.function_word]
        documents = set(among)
        for term in looked_for:
            documents.intersection_update(self._read(name, term.key)[0])
        if not documents or not looked_for:
            return set()
        places = [(term.position, self.segment.places(name, term.key, documents)) for term in looked_for]
        return {document for document in documents if _stands(document, places)}

    def _relevance(self, language: LanguagePlan, documents: set[int]) -> Iterator[tuple[int, float]]:
        scores = dict.fromkeys(documents, 0.0)
        for key in language.keys:
            rarity_of_key = self.known.rarity[key]
            for document, frequency in self._weighted_frequencies(key, documents).items():
                scores[document] += rarity_of_key * dampened(frequency)
        merit = self.segment.columns.merit
        return ((document, score * merit[document]) for document, score in scores.items())

    def _weighted_frequencies(self, key: str, documents: set[int]) -> dict[int, float]:
        """The frequency of a term in all fields of each document, by weight and length of the field."""
        total: dict[int, float] = {}
        for name, weight in WEIGHTS.items():
            lengths = self.segment.columns.length.get(name)
            mean = self.known.mean_length.get(name) or 1.0
            for document, frequency in zip(*self._read(name, key), strict=True):
                if document in documents:
                    length = lengths[document] / mean if lengths is not None else 1.0
                    shortened = 1 - weight.length + weight.length * length
                    total[document] = total.get(document, 0.0) + weight.weight * frequency / shortened
        return total

    def _read(self, name: str, key: str) -> Postings:
        known = self._postings.get((name, key))
        if known is None:
            known = self._postings[name, key] = self.segment.postings(name, key)
        return known


def _stands(document: int, places: Iterable[tuple[int, Mapping[int, Iterable[int]]]]) -> bool:
    """Whether there is one place from which every term stands at its distance."""
    starts: set[int] | None = None
    for distance, places_of in places:
        here = {place - distance for place in places_of[document]}
        starts = here if starts is None else starts & here
        if not starts:
            return False
    return True
