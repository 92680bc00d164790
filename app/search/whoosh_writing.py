"""Writing a Whoosh index: one commit at a time, synced, in segments small enough to be rewritten at once.

Whoosh only marks documents as deleted; their words stay in the files until their segment is merged. So
segments are kept small, and when text is taken away the segments that hold it are rewritten in the same
breath.
"""

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from whoosh.codec.whoosh3 import W3Segment
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader as WhooshReader
from whoosh.writing import SegmentWriter

from app.search.documents import SearchDocument
from app.search.whoosh_schema import CODEC, INDEX_NAME, SCHEMA, Texts, id_label, row_of, texts_of
from app.search.whoosh_segments import SegmentReader
from app.search.whoosh_storage import CHECKSUM, MappedStorage

# Documents in a segment: more are slower to purge, fewer make more segments to look into.
LARGEST_SEGMENT = 1_000
# Above this share of deleted documents a segment is rewritten with the next commit.
MOST_DELETED = 0.3
MEMORY_MB = 64

MergePolicy = Callable[[SegmentWriter, list[W3Segment]], list[W3Segment]]


def create(storage: MappedStorage) -> None:
    """Make an empty index in a folder."""
    storage.create()
    FileIndex.create(storage, SCHEMA, INDEX_NAME)


def table_of_contents(storage: MappedStorage) -> TOC:
    """The newest table of contents: the segments of the index and what is deleted in them."""
    return TOC.read(storage, INDEX_NAME, schema=SCHEMA)


def append(storage: MappedStorage, documents: Sequence[SearchDocument]) -> None:
    """Add documents that are known to be new, as a segment of their own."""
    with _writer(storage, lambda _, segments: segments) as writer:
        _add(writer, documents)


def replace(storage: MappedStorage, documents: Sequence[SearchDocument], removed: Iterable[int]) -> None:
    """Put documents in the place of their earlier versions, remove others, and purge what was taken away."""
    sweep(storage)
    to_purge: set[str] = set()
    with _writer(storage, _merging(len(documents), to_purge)) as writer:
        replaced = {**dict.fromkeys(removed), **{document.question_id: document for document in documents}}
        for segment in writer.segments:
            _mark_deleted(storage, segment, replaced, to_purge)
        _add(writer, documents)
    for name in to_purge:
        _purge(storage, name)
    sweep(storage)


def _writer(storage: MappedStorage, policy: MergePolicy) -> SegmentWriter:
    """A writer that merges by the policy and makes all of it last at the end of its block, or none."""
    index = FileIndex(storage, schema=SCHEMA, indexname=INDEX_NAME)
    # No lock of Whoosh's: the caller holds ours.
    writer = SegmentWriter(index, _lk=False, codec=CODEC, limitmb=MEMORY_MB)
    writer.mergetype = policy
    return writer


def _add(writer: SegmentWriter, documents: Iterable[SearchDocument]) -> None:
    for document in documents:
        writer.add_document(**row_of(document))


def _mark_deleted(
    storage: MappedStorage,
    segment: W3Segment,
    replaced: Mapping[int, SearchDocument | None],
    to_purge: set[str],
) -> None:
    """Delete earlier versions from a segment; name the segment if text of theirs must not remain."""
    reader = SegmentReader(storage, segment)
    for question_id, new in replaced.items():
        for document in reader.labelled(id_label(question_id)) - reader.deleted:
            segment.delete_document(document)
            if new is None or _takes_away(reader.texts(document), new):
                to_purge.add(reader.name)
    reader.close()


def _takes_away(old: Texts, new: SearchDocument) -> bool:
    """Whether any line of the old version is not in the new one."""
    return not set(old.lines) <= set(texts_of(new).lines)


def _merging(added: int, to_purge: Collection[str]) -> MergePolicy:
    """Merge what must be purged or is mostly deleted, and segments no larger than what joins them."""

    def policy(writer: SegmentWriter, segments: list[W3Segment]) -> list[W3Segment]:
        size = added
        kept = []
        for segment in sorted(
            segments, key=lambda each: (each.segment_id() not in to_purge, each.doc_count())
        ):
            fits = size + segment.doc_count() <= LARGEST_SEGMENT
            if not segment.doc_count() or (fits and _is_due(segment, size, to_purge)):
                size += segment.doc_count()
                _merge(writer, segment)
            else:
                kept.append(segment)
        return kept

    return policy


def _is_due(segment: W3Segment, size: int, to_purge: Collection[str]) -> bool:
    return (
        segment.segment_id() in to_purge
        or segment.doc_count() <= size
        or segment.deleted_count() > MOST_DELETED * segment.doc_count_all()
    )


def _merge(writer: SegmentWriter, segment: W3Segment) -> None:
    """Take the living documents of a segment over into the one being written."""
    if segment.doc_count():
        reader = WhooshReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()


def _purge(storage: MappedStorage, name: str) -> None:
    """Rewrite one segment without its deleted documents, unless it is gone already."""

    def policy(writer: SegmentWriter, segments: list[W3Segment]) -> list[W3Segment]:
        for segment in segments:
            if segment.segment_id() == name:
                _merge(writer, segment)
        return [segment for segment in segments if segment.segment_id() != name]

    if any(segment.segment_id() == name for segment in table_of_contents(storage).segments):
        with _writer(storage, policy):
            pass


def sweep(storage: MappedStorage) -> None:
    """Remove what a killed writer left: files that no table of contents names."""
    current = table_of_contents(storage)
    table = TOC._filename(INDEX_NAME, current.generation)
    named = {table, *(segment.make_filename(".seg") for segment in current.segments)}
    named |= {name + CHECKSUM for name in named}
    for name in set(storage.list()) - named:
        path = os.path.join(storage.folder, name)
        if os.path.isdir(path):
            shutil.rmtree(path)
        else:
            os.remove(path)


def verify(storage: MappedStorage) -> None:
    """Raise IndexDamaged, or FileNotFoundError, unless all files of the index are what was written."""
    for segment in table_of_contents(storage).segments:
        storage.verify(segment.make_filename(".seg"))
