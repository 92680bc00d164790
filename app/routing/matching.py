"""What a text sounds like: labels (departments, topics) with a confidence and the words that spoke for each. Pure.

Complement naive Bayes (Rennie et al., "Tackling the Poor Assumptions of Naive Bayes", 2003) over words, pairs of words,
and the beginnings and ends of long ones, which is where Danish compounds and endings meet. A word speaks for a label
by how little of it stands under all the others. Of every word only that much is kept, and only for the labels it was
seen with, so that a site's whole experience is a small dictionary.
"""

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log, log1p, sqrt

# For how much it counts what stands in the title rather than in the details, or among the words a label is known by.
IN_TITLE = 2
SEED_WEIGHT = 20.0
# As if every word had been seen so often under the other labels too.
SMOOTHING = 1.0
# Letters of a beginning or an end; a word this much longer has one of its own.
PIECE, LONGER_BY = 6, 2
LONGEST_TEXT = 2000  # characters read of a text
MOST_FEATURES = 40_000
REASONS = 5
# How steeply the score becomes confidence, so that of matches with .7 about seven in ten are right.
STEEPNESS = 1.0
_WORD = re.compile(r"[^\W\d_]{3,40}")
_WRITTEN_WORD = re.compile(r"[^\W\d_]{2,40}")  # "på" is folded to three letters
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "ü": "u"})
# What English and Danish words end in, by number, case and time.
_ENDING = re.compile(r"(?<=...)(?:erne|ernes|enes|ene|ers|ens|ets|er|en|et|ing|ed|es|s|e)$")
# Words of every question, whatever it is about.
_COMMON_WORDS = """
about after all also and any are because been before but can could did does doing for from get had has have her his
how into its just like may more most much must need not now only other our out over shall she should some such than
that the their them then there these they this those through too very want was were what when where which while who
why will with would you your
alle andre blev blive bliver dem den denne der deres derfor det dette dig din disse efter eller end ens enten fik for
fordi fra før får gerne giver går gør han har havde hele hen hos hun hvad hvem hver hvilke hvilken hvilket hvis hvor
hvordan hvorfor hvornår ikke ind jeg jer kan kom kun kunne lidt man mange med meget mellem men mere mig min mine mit
mod måske nej noget nogen nogle når nok også over på så få gå må selv sig sin sine skal skulle som stadig til ved vil
ville vores være været øvrige
"""


def fold(text: str) -> str:
    """Give a text without case, and with Danish letters written in one way."""
    return text.casefold().translate(_LETTERS)


_COMMON = frozenset(fold(_COMMON_WORDS).split())


@dataclass(frozen=True, slots=True)
class Match:
    """A label that a text sounds like: how likely it is the right one, and which words of the text say so."""

    label: int
    confidence: float
    words: tuple[str, ...]


class Experience:
    """Counts what was said under each label; nothing is kept of a text but these counts."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        self._labels: set[int] = set()

    def add(self, label: int, title: str, body: str = "", weight: float = 1.0) -> None:
        """Learn that a text belongs under a label."""
        self._count(label, _said(title, body), weight)
        if len(self._counts) > 10 * MOST_FEATURES:
            self._forget_the_rarest()

    def add_words(self, label: int, words: Iterable[str]) -> None:
        """Learn the words a label is known by, such as the names and keywords of its topics, with commas between."""
        said = Counter(feature for phrase in ",".join(words).split(",") for feature in _features(phrase))
        self._count(label, said, SEED_WEIGHT)

    def _count(self, label: int, said: Mapping[str, int], weight: float) -> None:
        self._labels.add(label)
        for feature, times in said.items():
            self._counts[feature][label] += weight * log1p(times)

    def _forget_the_rarest(self) -> None:
        """Let go of what is hardly ever said, most of it pairs of words that met once."""
        kept = sorted(self._counts.items(), key=lambda one: -sum(one[1].values()))[: 5 * MOST_FEATURES]
        self._counts = defaultdict(lambda: defaultdict(float), kept)

    def matcher(self) -> "Matcher":
        """Make what matches texts from all that was learned."""
        sums = {feature: sum(counts.values()) for feature, counts in self._counts.items()}
        chosen = sorted(sums, key=lambda feature: (-sums[feature], feature))[:MOST_FEATURES]
        under = dict.fromkeys(sorted(self._labels), 0.0)
        for feature in chosen:
            for label, count in self._counts[feature].items():
                under[label] += count
        everything = sum(under.values()) + SMOOTHING * len(chosen)
        rests = {label: log(everything - count) if chosen else 0.0 for label, count in under.items()}
        weights = {
            feature: {
                label: round(log(sums[feature] + SMOOTHING) - log(sums[feature] - count + SMOOTHING), 4)
                for label, count in self._counts[feature].items()
            }
            for feature in chosen
        }
        return Matcher(weights, rests)


class Matcher:
    """Ranks labels for a text."""

    def __init__(self, weights: Mapping[str, Mapping[int, float]], rests: Mapping[int, float]) -> None:
        self._weights = weights
        self._rests = rests

    def rank(self, title: str, body: str = "", limit: int = 3) -> list[Match]:
        """Give the likeliest labels first; none for a text in which nothing is known."""
        known = {
            feature: log1p(times) for feature, times in _said(title, body).items() if feature in self._weights
        }
        if not known:
            return []
        said = sum(known.values())
        scores = {label: said * rest for label, rest in self._rests.items()}
        for feature, times in known.items():
            for label, weight in self._weights[feature].items():
                scores[label] += times * weight
        confidence = _confidence(scores, said)
        written = _as_written(f"{title}\n{body[:LONGEST_TEXT]}")
        return [
            Match(label, confidence[label], self._reasons(label, known, written))
            for label in sorted(scores, key=lambda label: (-scores[label], label))[:limit]
        ]

    def _reasons(self, label: int, known: Mapping[str, float], written: Mapping[str, str]) -> tuple[str, ...]:
        """Give the words that spoke most for a label rather than for any other, each once."""
        spoke: dict[str, float] = {}
        for feature, times in known.items():
            weights = self._weights[feature]
            others = max((weight for other, weight in weights.items() if other != label), default=0.0)
            more = times * (weights.get(label, 0.0) - others)
            words = written.get(feature, feature)
            if more > spoke.get(words, 0.0):
                spoke[words] = more
        return tuple(sorted(spoke, key=lambda words: (-spoke[words], words))[:REASONS])

    def dump(self) -> bytes:
        """Write the matcher down."""
        content = {
            "rests": list(self._rests.items()),
            "weights": {feature: _flat(weights) for feature, weights in self._weights.items()},
        }
        return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 6)

    @classmethod
    def load(cls, written: bytes) -> "Matcher":
        """Read a matcher that was written down."""
        content = json.loads(zlib.decompress(written))
        weights = {
            feature: dict(zip(flat[::2], flat[1::2], strict=True))
            for feature, flat in content["weights"].items()
        }
        return cls(weights, dict(content["rests"]))


def _flat(weights: Mapping[int, float]) -> list[float]:
    return [value for pair in weights.items() for value in pair]


def _confidence(scores: Mapping[int, float], said: float) -> dict[int, float]:
    """Share one among the labels by their scores. Words of a text say the same thing again, hence the root."""
    best = max(scores.values())
    steep = {label: exp(STEEPNESS * (score - best) / sqrt(said)) for label, score in scores.items()}
    whole = sum(steep.values())
    return {label: value / whole for label, value in steep.items()}


def _said(title: str, body: str) -> Counter[str]:
    """Count what a text says: words, pairs of them, and pieces of long ones."""
    said = Counter(_features(body[:LONGEST_TEXT]))
    for feature in _features(title):
        said[feature] += IN_TITLE
    return said


def _features(text: str) -> list[str]:
    words = [word for word in _WORD.findall(fold(text)) if word not in _COMMON]
    features = [piece for word in words for piece in _pieces(word)]
    features += map(_pair, words, words[1:])
    return features


def _pair(one: str, two: str) -> str:
    return f"{one} {two}"


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Give a word, how it begins, and if it is long how it ends: "haveaffald" is "haveaf-" and "affald-" too."""
    stem = _ENDING.sub("", word)
    head = f"{stem[:PIECE]}-"
    return (word, head, f"{stem[-PIECE:]}-") if len(word) > PIECE + LONGER_BY else (word, head)


def _as_written(text: str) -> dict[str, str]:
    """Tell in which words of the text each feature stands."""
    words = [(fold(word), word) for word in _WRITTEN_WORD.findall(text.lower())]
    words = [(folded, word) for folded, word in words if len(folded) > 2 and folded not in _COMMON]
    written = {_pair(one, two): _pair(first, second) for (one, first), (two, second) in pairwise(words)}
    return written | {piece: word for folded, word in reversed(words) for piece in _pieces(folded)}
