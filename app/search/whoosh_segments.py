"""Reading one segment of a Whoosh index: lists of postings, columns, stored texts.

Lists are read block by block through Whoosh's codec rather than posting by posting through its matchers:
that is some ten times faster, and it is bounded by the length of the list whatever a person typed.
"""

from __future__ import annotations  # array is no generic type before Python 3.12

import sys
from array import array
from collections.abc import Collection, Mapping
from functools import cached_property
from weakref import WeakValueDictionary

from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3Segment, W3TermInfo
from whoosh.reading import TermNotFound

from app.search.whoosh_schema import CODEC, FACETS, MEASURED_FIELDS, SCHEMA, Texts, decode_places
from app.search.whoosh_storage import MappedStorage

Postings = tuple[tuple[int, ...], tuple[float, ...]]
# Terms each reader of a segment keeps in mind.
TERMS_KEPT = 200


class Columns:
    """What is known of each document of a segment, by its number in it. Never changes; threads share it."""

    def __init__(self, segment: SegmentReader) -> None:
        self.question_id = segment.numbers("question_id", "I")
        self.created = segment.numbers("created", "I")
        self.score = segment.numbers("score", "i")
        self.merit = segment.numbers("merit", "f")
        self.length = {name: segment.numbers(f"{name}_length", "H") for name in MEASURED_FIELDS}
        self.languages = frozenset(label.partition(":")[2] for label in segment.labels("lang:"))
        self.total_length = {name: sum(lengths) for name, lengths in self.length.items()}
        # Documents with the same department, topics, states and year share one tuple of labels.
        self.facet_labels, self.facets_of = _group_facets(segment)


def _group_facets(segment: SegmentReader) -> tuple[list[tuple[str, ...]], array[int]]:
    labels_of: list[list[str]] = [[] for _ in range(segment.size)]
    for facet in FACETS:
        for label in segment.labels(f"{facet}:"):
            for document in segment.postings("labels", label)[0]:
                labels_of[document].append(label)
    groups: dict[tuple[str, ...], int] = {}
    facets_of = array("I", (groups.setdefault(tuple(labels), len(groups)) for labels in labels_of))
    return list(groups), facets_of


_columns: WeakValueDictionary[str, Columns] = WeakValueDictionary()


class SegmentReader:
    """One segment as one thread reads it: its files have positions, so it is never shared."""

    def __init__(self, storage: MappedStorage, segment: W3Segment) -> None:
        self.name: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        self.deleted: frozenset[int] = frozenset(segment.deleted_docs())
        self._segment = segment
        self._files = segment.open_compound_file(storage)
        self._terms = CODEC.terms_reader(self._files, segment)
        self._postings = segment.open_file(self._files, W3Codec.POSTS_EXT)
        self._known_terms: dict[tuple[str, str], W3TermInfo | None] = {}
        self._documents = CODEC.per_document_reader(self._files, segment)

    @cached_property
    def columns(self) -> Columns:
        """The columns, read once for the process."""
        known = _columns.get(self.name)
        if known is None:
            known = _columns[self.name] = Columns(self)
        return known

    def as_of(self, segment: W3Segment) -> SegmentReader:
        """The same segment as a later table of contents has it: only more of it may be deleted."""
        self.deleted = frozenset(segment.deleted_docs())
        return self

    @property
    def live(self) -> set[int]:
        """Numbers of the documents that are not deleted."""
        return set(range(self.size)) - self.deleted

    def frequency(self, field: str, key: str) -> int:
        """In how many documents a term stands, deleted ones included."""
        term = self._term(field, key)
        return term.doc_frequency() if term else 0

    def _term(self, field: str, key: str) -> W3TermInfo | None:
        """What the segment knows of a term. Kept for a while: finding it is half the work of a search."""
        known = self._known_terms
        if (field, key) not in known:
            if len(known) >= TERMS_KEPT:
                known.clear()
            try:
                known[field, key] = self._terms.term_info(field, key.encode("utf-8", "replace"))
            except (KeyError, TermNotFound):
                known[field, key] = None
        return known[field, key]

    def postings(self, field: str, key: str) -> Postings:
        """Documents with a term and how often it stands in each, deleted ones included."""
        ids: list[int] = []
        weights: list[float] = []
        for block in self._blocks(field, key):
            ids.extend(block._ids)
            weights.extend(block._weights)
        return tuple(ids), tuple(weights)

    def places(self, field: str, key: str, wanted: Collection[int]) -> Mapping[int, array[int]]:
        """Where a term stands in those documents that are wanted."""
        found: dict[int, array[int]] = {}
        for block in self._blocks(field, key):
            block._read_values()
            for document, data in zip(block._ids, block._values, strict=True):
                if document in wanted:
                    found[document] = decode_places(data)
        return found

    def _blocks(self, field: str, key: str):  # type: ignore[no-untyped-def]
        """Whoosh's reader of a list, at each of its blocks in turn, its numbers and weights read."""
        term = self._term(field, key)
        if term is None:
            return
        matcher = W3LeafMatcher(self._postings, *term.extent(), SCHEMA[field].format)
        while not matcher._atend:
            matcher._read_ids()
            matcher._read_weights()
            yield matcher
            matcher._next_block()

    def labelled(self, label: str) -> set[int]:
        """Documents with a label, deleted ones included."""
        return set(self.postings("labels", label)[0])

    def labels(self, prefix: str) -> list[str]:
        """Every label that begins so."""
        return self.keys("labels", prefix)

    def keys(self, field: str, prefix: str) -> list[str]:
        """Every term of a field that begins so, in order."""
        found = []
        wanted = prefix.encode()
        for name, key in self._terms.terms_from(field, wanted):
            if name != field or not key.startswith(wanted):
                break
            found.append(key.decode())
        return found

    def numbers(self, column: str, typecode: str) -> array[int]:
        """A numeric column as an array; what Whoosh left out at its end is zero."""
        file = self._files.open_file(W3Codec.column_filename(self._segment, column))
        width = array(typecode).itemsize
        stored = array(typecode, file.get(0, self.size * width))
        if sys.byteorder == "little":
            stored.byteswap()
        stored.extend([0] * (self.size - len(stored)))
        return stored

    def fingerprint(self, document: int) -> str:
        """The fingerprint of one document."""
        column = SCHEMA["fingerprint"].column_type
        return str(self._documents.column_reader("fingerprint", column)[document].hex())

    def texts(self, document: int) -> Texts:
        """What is stored of one document."""
        return Texts(*self._documents.stored_fields(document)["texts"])

    def close(self) -> None:
        """Let go of the mapped file; it is unmapped when no other thread reads it."""
        self._terms.close()
        self._documents.close()
