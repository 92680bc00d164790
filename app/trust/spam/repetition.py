"""Knowing the same text again, though a word was changed: by the hashes of runs of words. Pure."""

import hashlib
import re
from collections.abc import Collection

RUN = 4  # words
KEPT = 12  # of a text's hashes, the smallest: the same ones for the same text
# Below so many words a text says too little: many people write "Thank you, that helped".
FEWEST_WORDS = 9
ALIKE = 0.5

_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")


def shingles(text: str) -> frozenset[int]:
    """Give the traces of a text: case, digits, signs and where its links lead make no difference."""
    words = _WORD.findall(_LINK.sub(" link ", text).casefold())
    if len(words) < FEWEST_WORDS:
        return frozenset()
    runs = {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
    return frozenset(sorted(_hash(run) for run in runs)[:KEPT])


def is_alike(shared: int, traces: Collection[int]) -> bool:
    """Tell whether so many shared traces make a text the same as another."""
    return bool(traces) and shared / len(traces) >= ALIKE


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big", signed=True)
