"""How a document lies in a Whoosh index: what becomes terms, what columns, what is stored for snippets."""

from __future__ import annotations  # array is no generic type before Python 3.12

from array import array
from collections.abc import Iterator
from typing import Any, NamedTuple

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from app.search.analysis import LONGEST_WORD, WORD, Positions, fold, positions
from app.search.documents import SearchDocument

INDEX_NAME = "torv"
# The fields people's words are looked for in.
TEXT_FIELDS = ("title", "tags", "verified", "body", "answers")
# Where a longer text makes each of its words mean less; there are few tags by rule.
MEASURED_FIELDS = ("title", "verified", "body", "answers")
# Labels that are counted beside the hits.
FACETS = ("department", "topic", "is", "year")

# One block a term and segment: lists are read whole, never skipped through. Most are too short to compress.
CODEC = W3Codec(blocklimit=1024, compression=0)
# Lengths are columns of ours; looking for Whoosh's took a third of the time to write.
CODEC.length_stats = False

LONGEST_MEASURED = 65_535
SHORTEST_SUGGESTED = 4


class Words(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """Terms with their positions, analysed by us: Whoosh is given the result."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None)

    def index(self, value: Positions, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for key, places in value.of.items():
            yield key.encode("utf-8", "replace"), len(places), float(len(places)), places.tobytes()


class Labels(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """Exact labels such as "tag:passport": what filters and facets look at."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(self, value: set[str], **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for label in value:
            yield label.encode("utf-8", "replace"), 1, 1.0, b""


def _column(typecode: str) -> fields.COLUMN:
    return fields.COLUMN(columns.NumericColumn(typecode))


SCHEMA = fields.Schema(
    **{name: Words() for name in TEXT_FIELDS},
    labels=Labels(),
    spellings=Labels(),
    question_id=_column("I"),
    created=_column("I"),
    score=_column("i"),
    merit=_column("f"),
    **{f"{name}_length": _column("H") for name in MEASURED_FIELDS},
    fingerprint=fields.COLUMN(columns.FixedBytesColumn(16)),
    texts=fields.STORED(),
)


def decode_places(data: bytes) -> array[int]:
    """The positions of a term in one document."""
    places = array("I")
    places.frombytes(data)
    return places


def row_of(document: SearchDocument) -> dict[str, Any]:
    """The fields of one document."""
    language = document.language
    texts = {
        "title": positions([document.title], language, function_words=True),
        "tags": positions([tag.replace("-", " ") for tag in document.tags], language),
        "verified": positions([document.verified_answer], language),
        "body": positions([document.body], language),
        "answers": positions(document.answers, language),
    }
    lengths = {f"{name}_length": min(texts[name].length, LONGEST_MEASURED) for name in MEASURED_FIELDS}
    return {
        **texts,
        **lengths,
        "labels": labels_of(document),
        "spellings": spellings_of(document),
        "question_id": document.question_id,
        "created": max(0, int(document.created_at.timestamp())),
        "score": document.score,
        "merit": merit_of(document),
        "fingerprint": bytes.fromhex(document.fingerprint),
        "texts": tuple(texts_of(document)),
    }


class Texts(NamedTuple):
    """What is stored of a document: snippets are cut from it, and it tells what an edit took away."""

    language: str
    title: str
    verified: str
    body: str
    answers: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def lines(self) -> Iterator[str]:
        """Every line a person wrote."""
        for text in (self.title, self.verified, self.body, *self.answers, *self.names):
            yield from text.splitlines()


def texts_of(document: SearchDocument) -> Texts:
    """What is stored of a document."""
    return Texts(
        document.language,
        document.title,
        document.verified_answer,
        document.body,
        document.answers,
        (*document.tags, *document.authors),
    )


def merit_of(document: SearchDocument) -> float:
    """How much more (or less) a question counts whatever the words: by its answers, and a little by votes."""
    merit = 1.0
    merit += 0.2 if "verified" in document.states else 0
    merit += 0.1 if "accepted" in document.states else 0
    merit += 0.01 * max(-10, min(document.score, 10))
    return merit * (0.7 if "duplicate" in document.states else 1)


def label(kind: str, value: str) -> str:
    """A label as it is compared: without case, accents or repeated spaces."""
    return f"{kind}:{' '.join(fold(word) for word in value.split())}"


def id_label(question_id: int) -> str:
    """The label that only one question has."""
    return f"id:{question_id}"


def labels_of(document: SearchDocument) -> set[str]:
    """Every label of a document. A person is found by the whole name and by each part of it."""
    labels = {id_label(document.question_id), f"lang:{document.language}", f"year:{document.created_at.year}"}
    labels.update(label("tag", tag) for tag in document.tags)
    labels.update(f"topic:{slug}" for slug in document.topics)
    labels.update(f"is:{state}" for state in document.states)
    if document.department:
        labels.add(f"department:{document.department}")
    for name in document.authors:
        labels.add(label("by", name))
        labels.update(label("by", part) for part in name.split())
    return labels


def spellings_of(document: SearchDocument) -> set[str]:
    """The words of title and tags as they are written, to suggest when somebody mistypes one."""
    words = WORD.findall(" ".join((document.title, *document.tags)))
    return {word.casefold() for word in words if SHORTEST_SUGGESTED <= len(word) <= LONGEST_WORD}
