"""What one revision of a post changed, for people to read. Values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.differences import Piece, differences

# Characters of unchanged text kept on each side of a change.
CONTEXT = 300
# For one revision of several on a page, so that the page takes two seconds at the very most.
SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Words:
    """What a post says: all a revision keeps of it."""

    title: str
    body: str
    tag_names: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, in pieces; the title is empty where it stayed the same."""

    title: Sequence[Piece]
    body: Sequence[Piece]
    tags_added: Sequence[str]
    tags_removed: Sequence[str]


def changes_between(old: Words, new: Words) -> Changes:
    """Tell how the new words came from the old."""
    before, after = old.tag_names.split(), new.tag_names.split()
    return Changes(
        title=differences(old.title, new.title) if old.title != new.title else (),
        body=_shortened(differences(old.body, new.body, SECONDS)) if old.body != new.body else (),
        tags_added=[tag for tag in after if tag not in before],
        tags_removed=[tag for tag in before if tag not in after],
    )


def _shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out the middle of long unchanged text, and what lies far before the first and behind the last change."""
    return [
        _shorten(piece, first=index == 0, last=index == len(pieces) - 1) if piece.kind == "same" else piece
        for index, piece in enumerate(pieces)
    ]


def _shorten(piece: Piece, *, first: bool, last: bool) -> Piece:
    if len(piece.text) <= 2 * CONTEXT + 100:
        return piece
    head = "" if first else piece.text[:CONTEXT].rpartition(" ")[0]
    tail = "" if last else piece.text[-CONTEXT:].partition(" ")[2]
    return Piece("same", f"{head} … {tail}".strip(" ") if head or tail else "…")
