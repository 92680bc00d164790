"""A text in Markdown parted into sentences, so that some can be taken out and the rest stays as it was written.

Values in, values out, for English and Danish. The sentences hold every character of the text: joined again they give
it. Where a dot may end a sentence or not, it does: two sentences offered where there is one cost a person a click, one
offered where there are two keeps public, or makes private, what should not be. A line of its own is a sentence; code
in a fence is one as a whole.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

# Written with a dot and seldom the last word of a sentence.
_SHORTENED = (
    "adr afd approx bl ca dept dr e.g ekskl evt f.eks feks forv frk hr i.e iflg ift iht incl inkl jf jfr kap kl lb mht "
    "mio mr mrd mrs ms nr pga pkt prof sml stk tel tlf vedr vha vs"
)
# Shortened too, but sentences end with them: they go on only where a capital does not follow.
_MAY_END = (
    "a.m am art bl.a dvs etc fig fl fr gl kr ltd m.fl m.m m.v maks max mm mv no o.l o.s.v osv p.m p.t pct pm ref s.u "
    "st t.d th tv u.k u.s"
)
_GO_ON, _MAY_GO_ON = frozenset(_SHORTENED.split()), frozenset(_MAY_END.split())
# Where a sentence may end: a stop with what closes with it, and white space behind.
_STOP = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<close>[\"'”’»)\]*_~]*+)[ \t\n]++")
_WORD_BEFORE = re.compile(r"[\w.]*$")
_LONGEST_WORD = 20
_MARK = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t])))*[ \t]*")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
# In these a stop ends nothing: code, the text and the address of a link, an address on its own.
_WHOLE = re.compile(
    r"`[^`\n]+`|\[[^\[\]\n]{1,300}\]\([^()\s]{0,500}\)|<[^<>\s]{1,300}>|\bhttps?://\S{0,500}[^\s.!?…,;:\"'”’»)\]*_~]"
)
_GOES_ON = re.compile(r"[a-zæøå(]")
_WORD = re.compile(r"[^\W_]+")
# So many words in a row are no coincidence; a sentence of fewer, but not of these few, as a whole.
_RUN, _SHORTEST = 5, 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as written, `text[start:end]`, with the gap before it and the mark its line begins with."""

    number: int
    start: int
    end: int
    text: str
    gap: str
    mark: str
    line: int


def part(text: str) -> list[Sentence]:
    """Part a text into its sentences, which joined again give it, but for white space around all of it."""
    found: list[Sentence] = []
    behind = 0
    for line, (begin, end) in enumerate(_lines(text)):
        first = begin if _FENCE.match(text, begin, end) else _behind_mark(text, begin, end)
        for start, stop in _places(text, first, end):
            before = begin if start == first else start
            number, gap = len(found), text[behind:before] if found else ""
            found.append(Sentence(number, start, stop, text[start:stop], gap, text[begin:first], line))
            behind = stop
    return found


def join(sentences: Iterable[Sentence], kept: Collection[int]) -> str:
    """Write the sentences of the numbers `kept` as a text again: paragraphs, lists and quotes stay what they were."""
    text, gaps, line = "", [], -1
    for sentence in sentences:
        gaps.append(sentence.gap)
        if sentence.number not in kept:
            continue
        # Of the gaps around what is left out, the one that parts the most.
        text += max(gaps, key=lambda gap: gap.count("\n")) if text else ""
        text += sentence.mark * (sentence.line != line) + sentence.text
        gaps, line = [], sentence.line
    return text


def words_in(text: str) -> list[str]:
    """List the words of a text in small letters: what is compared, whatever the marks and spaces around them."""
    return [word.casefold() for word in _WORD.findall(text)]


def telling_words(text: str) -> set[str]:
    """Give the words that may tell something: of three letters or more, or with a digit."""
    return {word for word in words_in(text) if len(word) > 2 or not word.isalpha()}


def telling_runs(text: str) -> set[str]:
    """Give what would betray, elsewhere, that a text repeats this one: words in a row, and long numbers."""
    runs = {word for word in words_in(text) if len(word) > 3 and any(map(str.isdigit, word))}
    for sentence in part(text):
        runs |= _runs_of(words_in(sentence.text), [_RUN])
        runs |= _runs_of(words_in(sentence.text), range(_SHORTEST, _RUN)) if _is_short(sentence) else set()
    return runs


def repeats(text: str, runs: set[str]) -> bool:
    """Tell whether a text has any of these runs of words."""
    return not runs.isdisjoint(_runs_of(words_in(text), (1, *range(_SHORTEST, _RUN + 1))))


def _is_short(sentence: Sentence) -> bool:
    return _SHORTEST <= len(words_in(sentence.text)) < _RUN


def _runs_of(words: Sequence[str], lengths: Iterable[int]) -> set[str]:
    return {" ".join(words[at : at + n]) for n in lengths for at in range(len(words) - n + 1)}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of what belongs together: a line with those that go on with its sentence, or a whole fence."""
    for _number, group in groupby(_numbered(text), key=lambda numbered: numbered[0]):
        places = [place for _number, place in group]
        yield places[0][0], places[-1][1]


def _numbered(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Number the lines that are not empty, those that belong together alike."""
    number, fence, above = 0, "", None
    for match in re.finditer(r"[^\n]+", text):
        begin, end = match.start(), match.start() + len(match[0].rstrip())
        if begin == end:
            continue
        opens = _FENCE.match(text, begin, end)
        if fence:
            closed = opens and opens[1].startswith(fence) and opens.end() == end
            fence = "" if closed else fence
        else:
            number += not (above and not opens and _goes_on(text, above, begin, end))
            fence = opens[1] if opens else ""
            above = None if opens else end
        yield number, (begin, end)


def _goes_on(text: str, above: int, begin: int, end: int) -> bool:
    """Tell whether a line goes on with the sentence that the line above, which ends at `above`, leaves open."""
    if text.count("\n", above, begin) != 1 or text[above - 1] in ".!?:…" or "|" in text[begin:end]:
        return False
    return bool(_GOES_ON.match(text[begin:end].lstrip()))


def _behind_mark(text: str, begin: int, end: int) -> int:
    """Give the place where a line's words begin, behind the mark of a list, a quote or a heading."""
    mark = _MARK.match(text, begin, end)
    return mark.end() if mark and mark.end() < end else begin


def _places(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the places of the sentences between two places of a text."""
    if _FENCE.match(text, start, end):
        yield start, end
        return
    # The same length, with nothing in it that ends a sentence.
    masked = text[:start] + _WHOLE.sub(lambda match: "x" * len(match[0]), text[start:end])
    for match in _STOP.finditer(masked, start):
        if match.end() < end and _ends(masked, match):
            yield start, match.end("close")
            start = match.end()
    yield start, end


def _ends(text: str, match: re.Match[str]) -> bool:
    """Tell whether a sentence ends at a stop, given what stands on both sides of it."""
    if match["stop"] != "." or match["close"]:
        return True
    before = _WORD_BEFORE.search(text[max(0, match.start() - _LONGEST_WORD) : match.start()])
    word = before[0] if before else ""
    if word.casefold() in _GO_ON or word.endswith("nr") or (len(word) == 1 and word.isupper()):
        return False
    # "Den 5. maj", "2. tv.": a short number that counts something.
    if word.casefold() in _MAY_GO_ON or (word.isdigit() and len(word) < 3):
        following = text[match.end()]
        return following.isupper() or not following.isalnum()
    return True
