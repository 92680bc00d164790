"""What spam sounds like: a logistic regression over hashed words and pairs of words. Pure, small, no libraries.

It keeps numbers, never words: a feature is hashed to one of some thousand places. Trained by going over the texts a few
times in a fixed order, so that the same texts always make the same model.
"""

import itertools
import math
import random
import re
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PLACES = 1 << 15
ROUNDS = 12
RATE = 0.4
SHRINK = 1e-6
LONGEST = 6000  # characters that are looked at
_PARTS = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+)|(?P<money>[£$€]\s?\d[\d.,]*|\d[\d.,]*\s?(?:kr|dkk|usd|eur|gbp|%)\b)"
    r"|(?P<number>\+?\d[\d .-]{6,}\d|\d+)|(?P<word>[^\W\d_]+)|(?P<sign>[!?]{2,}|[^\w\s])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Lesson:
    """A text and whether it is spam."""

    text: str
    is_spam: bool


class Model:
    """How much each place speaks for spam."""

    def __init__(self, weights: Sequence[float]) -> None:
        self.weights = weights

    def score(self, text: str) -> float:
        """Give how likely a text is spam, from 0 to 1."""
        return _squash(_sum(self.weights, features(text)))

    def dump(self) -> bytes:
        """Write the model down."""
        return zlib.compress(struct.pack(f"<{PLACES}f", *self.weights))

    @classmethod
    def load(cls, written: bytes) -> "Model":
        """Read a model that was written down."""
        return cls(struct.unpack(f"<{PLACES}f", zlib.decompress(written)))


def learn(lessons: Iterable[Lesson]) -> Model:
    """Learn from texts; of spam and the rest, whichever is rarer counts as much as the other altogether."""
    known = [(features(lesson.text), lesson.is_spam) for lesson in lessons]
    spam = sum(is_spam for _features, is_spam in known)
    # At most so much, or a few examples would drown the many.
    boost = min(8.0, max(1.0, (len(known) - spam) / max(spam, 1)))
    weights = [0.0] * PLACES
    order = random.Random(20)  # noqa: S311 – for the same order every time, not for secrets
    for number in range(ROUNDS):
        order.shuffle(known)
        rate = RATE / (1 + number)
        for places, is_spam in known:
            miss = (1.0 if is_spam else 0.0) - _squash(_sum(weights, places))
            step = rate * miss * (boost if is_spam else 1.0) / math.sqrt(len(places))
            for place in places:
                weights[place] += step - SHRINK * weights[place]
    return Model(weights)


def features(text: str) -> list[int]:
    """List the places a text has something at: what it is made of, and what stands beside what."""
    parts = [_part(found) for found in _PARTS.finditer(text[:LONGEST])]
    letters = [sign for sign in text[:LONGEST] if sign.isalpha()]
    shouted = sum(sign.isupper() for sign in letters) > 0.4 * len(letters) and len(letters) > 10
    found = {*parts, *(f"{one} {two}" for one, two in itertools.pairwise(parts)), "always"}
    found |= {"shouted"} if shouted else set()
    return sorted({zlib.crc32(feature.encode()) % PLACES for feature in found})


def _part(found: re.Match[str]) -> str:
    """Give what a piece of text counts as: numbers and links by their kind and length, words as themselves."""
    kind, text = found.lastgroup or "", found.group().lower()
    if kind == "number":
        return f"<number {min(len(text), 11)}>"
    return text if kind in ("word", "sign") else f"<{kind}>"


def _sum(weights: Sequence[float], places: Iterable[int]) -> float:
    return sum(weights[place] for place in places)


def _squash(value: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))
