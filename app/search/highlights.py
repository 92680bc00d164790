"""Marks what was searched for in a text and cuts the piece worth reading. Gives text in pieces, no markup."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.search.analysis import WORD
from app.search.backend import Piece

SNIPPET_LENGTH = 240
# Longer texts are looked at only so far, to bound the work a page of hits costs.
SCANNED = 20_000

IsMatch = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    word: str


def _marks(text: str, is_match: IsMatch) -> list[_Mark]:
    found = WORD.finditer(text, 0, SCANNED)
    return [_Mark(m.start(), m.end(), m.group().casefold()) for m in found if is_match(m.group())]


def marked(text: str, is_match: IsMatch) -> tuple[Piece, ...]:
    """The whole text with the matching words marked."""
    return _cut(text, 0, len(text), _marks(text, is_match))


def snippet(text: str, is_match: IsMatch, length: int = SNIPPET_LENGTH) -> tuple[Piece, ...]:
    """The stretch of the text with most of the words searched for, or its beginning."""
    marks = _marks(text, is_match)
    start, end = _to_word_ends(text, *_best_window(marks, length), length)
    pieces = _cut(text, start, end, marks)
    before = (Piece("… "),) if start > 0 else ()
    after = (Piece(" …"),) if end < len(text) else ()
    return (*before, *pieces, *after)


def has_match(text: str, is_match: IsMatch) -> bool:
    """Whether any word searched for is in the text."""
    return any(map(is_match, map(re.Match.group, WORD.finditer(text, 0, SCANNED))))


def _best_window(marks: Sequence[_Mark], length: int) -> tuple[int, int]:
    """Start and end around the marks with most different words, the first such."""
    best, best_words = (0, 0), 0
    first = 0
    for last, mark in enumerate(marks):
        while mark.end - marks[first].start > length and first < last:
            first += 1
        words = len({each.word for each in marks[first : last + 1]})
        if words > best_words:
            best, best_words = (marks[first].start, mark.end), words
    return best


def _to_word_ends(text: str, start: int, end: int, length: int) -> tuple[int, int]:
    """The window widened to the length, its ends moved to spaces."""
    spare = max(0, length - (end - start))
    start = max(0, start - spare // 3)
    end = min(len(text), max(end, start + length))
    if start > 0:
        start = _next_space(text, start, end)
    if end < len(text):
        space = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = space if space > start else end
    return start, end


def _next_space(text: str, start: int, end: int) -> int:
    for place in range(start, min(start + 30, end)):
        if text[place].isspace():
            return place + 1
    return start


def _cut(text: str, start: int, end: int, marks: Sequence[_Mark]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    place = start
    for mark in marks:
        if mark.start < place or mark.end > end:
            continue
        pieces.append(Piece(text[place : mark.start]))
        pieces.append(Piece(text[mark.start : mark.end], marked=True))
        place = mark.end
    pieces.append(Piece(text[place:end]))
    return tuple(piece for piece in pieces if piece.text)
