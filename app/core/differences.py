"""The word-level difference between two texts, for revision pages and for two people editing at once.

No markup here: templates show the pieces as they see fit, and escape them.
"""

import re
from dataclasses import dataclass
from typing import Literal

from diff_match_patch import diff_match_patch

Kind = Literal["same", "added", "removed"]

# After this the rest of two long, unlike texts is one piece removed and one added: coarse, never wrong.
_SECONDS = 0.5
_KINDS: dict[int, Kind] = {-1: "removed", 0: "same", 1: "added"}
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
# diff-match-patch compares characters, so each word becomes one. In the private planes none is a letter or a space,
# to which the clean-up would give a meaning; there is room for 131,000 different words.
_FIRST_SIGN = 0xF0000


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went."""

    kind: Kind
    text: str


def differences(old: str, new: str, seconds: float = _SECONDS) -> list[Piece]:
    """Tell how `new` came from `old`: same and removed pieces make `old`, same and added ones make `new`."""
    signs: dict[str, str] = {}
    comparer = diff_match_patch()
    comparer.Diff_Timeout = seconds
    runs = comparer.diff_main(_signs(old, signs), _signs(new, signs), False)
    comparer.diff_cleanupSemantic(runs)
    words = {sign: word for word, sign in signs.items()}
    return [Piece(_KINDS[kind], "".join(words[sign] for sign in run)) for kind, run in runs]


def _signs(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.setdefault(word, chr(_FIRST_SIGN + len(signs))) for word in _WORDS.findall(text))
