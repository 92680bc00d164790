"""How well a question fits the words: BM25F, where title and verified answer count more. Pure, its numbers
in one place.

https://www.staff.city.ac.uk/~sbrp622/papers/foundations_bm25_review.pdf, section 3.6: the weighted
frequencies of a term in all fields are added first and dampened once, so that a word in five fields is not
five words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

# How soon more of the same word stops counting.
SATURATION = 1.2


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """How much a word counts in a field, and how much the length of the field lessens that (0 to 1)."""

    weight: float
    length: float = 0.0


WEIGHTS: Mapping[str, FieldWeight] = {
    "title": FieldWeight(4.0, 0.6),
    "tags": FieldWeight(2.5),
    "verified": FieldWeight(2.0, 0.5),
    "body": FieldWeight(1.0, 0.6),
    "answers": FieldWeight(0.7, 0.6),
}


def rarity(documents_with: int, documents: int) -> float:
    """How telling a term is: rare ones more."""
    return log(1 + (documents - documents_with + 0.5) / (documents_with + 0.5))


def dampened(frequency: float) -> float:
    """A weighted frequency as it counts: the first words most."""
    return frequency / (SATURATION + frequency)
