"""A text as its reader sees it, with the way back to what was typed.

Zero-width characters, full-width digits, odd dashes and spaces, entities, escapes, emphasis and line ends inside a
number hide it from a pattern and from nobody else.
"""

import html
import re
import unicodedata
from typing import NamedTuple

_HIDING = re.compile(
    r"""
    (?P<nothing>[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]
        |[*`~]{1,3}|__|\\(?=[!-/:-@\[-`{-~]))
    |(?P<dash>[\u2010-\u2015\u2212\ufe58\ufe63])
    |(?P<space>[\t\u00a0\u2000-\u200a\u202f\u205f\u3000])
    |(?P<paragraph>\n[ \t>]{0,20}(?=\n))
    |(?P<line>\n[ \t>]{0,20})
    |(?P<entity>&\#?[0-9A-Za-z]{1,31};)
    |(?P<octet>%[2-7][0-9A-Fa-f])
    |(?P<other>(?![0-9])\d|[\uff01-\uff5e\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u2468])
    """,
    re.VERBOSE,
)
# The brackets and the target of a link, which is not seen where its words are.
_LINK_MARKS = re.compile(r"!?\[(?=[^\[\]]{1,300}\]\()|\]\([^()\s]{0,300}(?: \"[^\"\n]{0,100}\")?\)")
_PLAIN = {"nothing": "", "dash": "-", "space": " ", "paragraph": "\n", "line": " "}


class Seen(NamedTuple):
    """A text as it is seen; for each of its characters, where it begins and ends in what was typed."""

    text: str
    starts: list[int]
    ends: list[int]

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """Give where a piece stands in what was typed."""
        return self.starts[start], self.ends[end - 1]


def see(text: str) -> list[Seen]:
    """Give the text as it is seen: with all that is typed, and if it has links, with their words alone."""
    typed = _fold(text, _HIDING)
    return [typed, _fold_links(text)] if "](" in text else [typed]


def _fold_links(text: str) -> Seen:
    bare = _fold(text, _LINK_MARKS)
    seen = _fold(bare.text, _HIDING)
    return Seen(
        seen.text, [bare.starts[start] for start in seen.starts], [bare.ends[end - 1] for end in seen.ends]
    )


def _fold(text: str, hiding: re.Pattern[str]) -> Seen:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in hiding.finditer(text):
        start, end = match.span()
        shown = _shown(match)
        pieces += (text[done:start], shown)
        starts.extend(range(done, start))
        ends.extend(range(done + 1, start + 1))
        starts.extend([start] * len(shown))
        ends.extend([end] * len(shown))
        done = end
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Seen("".join(pieces), starts, ends)


def _shown(match: re.Match[str]) -> str:
    """Give what a reader sees in place of something typed; at most one character for each typed."""
    name, typed = match.lastgroup, match[0]
    if name is None:
        return ""
    if name in _PLAIN:
        return _PLAIN[name]
    if name == "octet":
        return chr(int(typed[1:], 16))
    shown = html.unescape(typed) if name == "entity" else typed
    return _simple(shown) if len(shown) == 1 else shown


def _simple(character: str) -> str:
    """Give the plain form of one character."""
    hiding = _HIDING.match(character)
    if hiding and hiding.lastgroup in _PLAIN:
        return _PLAIN[hiding.lastgroup]
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character)[:1] if digit is None else str(digit)
