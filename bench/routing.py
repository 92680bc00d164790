"""`python -m bench.routing`: how often a text finds the department that took it, on real complaints and reports.

The complaints bring their own split. The reports are too few for one, so each fifth of them, by hash, is matched by
what the others taught. Beside it the baseline: naive Bayes with add-one smoothing over single words.
"""

import json
import math
import os
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.routing.matching import Experience

SHARED = Path(os.environ.get("TORV_SHARED") or Path(__file__).resolve().parents[2] / "shared")
FOLDS = 5
MANY = 100_000
ENOUGH = (0.3, 0.4, 0.5)


class Text(NamedTuple):
    """A text and who took it; whether it is to be matched rather than learned from, where the data say so."""

    words: str
    label: str
    held_out: bool = False


@dataclass
class Score:
    """Of how many texts the right label came first, and among the first three."""

    texts: int = 0
    first: int = 0
    among_three: int = 0

    def add(self, right: str, ranked: Sequence[str]) -> None:
        """Count one text."""
        self.texts += 1
        self.first += ranked[:1] == [right]
        self.among_three += right in ranked[:3]

    def __str__(self) -> str:
        top1, top3 = self.first / self.texts, self.among_three / self.texts
        return f"top-1 {top1:.3f}  top-3 {top3:.3f}  of {self.texts} texts"


def main() -> None:
    """Measure both sets and the time it takes."""
    if not (SHARED / "data" / "routing").is_dir():
        raise SystemExit(f"SKIPPED: no data at {SHARED}; set TORV_SHARED to the folder that has it")
    sets = {"complaints": read_complaints(SHARED / "data"), "311 reports": read_reports(SHARED / "data")}
    for name, texts in sets.items():
        print(f"{name:<12} matching         {measure(texts, learn)}")
        print(f"{name:<12} plain naive Bayes {measure(texts, learn_plainly)}")
    _print_confidence(sets["complaints"])
    _print_times(sets["complaints"])


Rank = Callable[[str], Sequence[str]]


def measure(texts: Sequence[Text], learn_from: Callable[[Iterable[Text]], Rank]) -> Score:
    """Match every held-out text, or each fold in turn, by what the others taught."""
    score = Score()
    if any(text.held_out for text in texts):
        splits = [([one for one in texts if not one.held_out], [one for one in texts if one.held_out])]
    else:
        folds = [
            [one for one in texts if zlib.crc32(one.words.encode()) % FOLDS == fold] for fold in range(FOLDS)
        ]
        splits = [([one for one in texts if one not in fold], fold) for fold in folds]
    for known, unknown in splits:
        rank = learn_from(known)
        for text in unknown:
            score.add(text.label, rank(text.words))
    return score


def learn(texts: Iterable[Text]) -> Rank:
    """Learn as the site does."""
    experience, labels = Experience(), list[str]()
    for text in texts:
        if text.label not in labels:
            labels.append(text.label)
        experience.add(labels.index(text.label), "", text.words)
    matcher = experience.matcher()
    return lambda words: [labels[match.label] for match in matcher.rank("", words)]


def learn_plainly(texts: Iterable[Text]) -> Rank:
    """Learn as a textbook does: multinomial naive Bayes over words, with priors."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    labels: Counter[str] = Counter()
    for text in texts:
        labels[text.label] += 1
        counts[text.label].update(text.words.lower().split())
    vocabulary = {word for counted in counts.values() for word in counted}
    sizes = {label: sum(counted.values()) + len(vocabulary) for label, counted in counts.items()}

    def rank(words: str) -> list[str]:
        known = [word for word in words.lower().split() if word in vocabulary]
        scores = {
            label: math.log(number)
            + sum(math.log((counts[label][word] + 1) / sizes[label]) for word in known)
            for label, number in labels.items()
        }
        return sorted(scores, key=lambda label: -scores[label])

    return rank


def read_complaints(data: Path) -> list[Text]:
    """Read 1,000 complaints about banks, each with the desk that took it."""
    lines = (data / "routing" / "cfpb_complaints.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return [Text(row["text"], row["label"], row["split"] == "test") for row in rows]


def read_reports(data: Path) -> list[Text]:
    """Read 50 reports to the city of Chicago, each with the agency responsible."""
    lines = (data / "routing" / "chicago_open311_with_timeline.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Text(
            " ".join([row["service_name"], *map(str, row.get("attributes", {}).values())]),
            row["agency_responsible"],
        )
        for row in rows
    ]


def _print_confidence(texts: Sequence[Text]) -> None:
    """Print how many texts are sent by a suggestion, and how many of those rightly, by how sure it has to be."""
    experience = Experience()
    labels = sorted({text.label for text in texts})
    for text in texts:
        if not text.held_out:
            experience.add(labels.index(text.label), "", text.words)
    matcher = experience.matcher()
    matches = [(matcher.rank("", text.words, 1)[0], text.label) for text in texts if text.held_out]
    for enough in ENOUGH:
        sent = [labels[match.label] == right for match, right in matches if match.confidence >= enough]
        print(
            f"confidence {enough:.1f}: {len(sent) / len(matches):.2f} sent, {sum(sent) / len(sent):.2f} of them rightly"
        )


def _print_times(texts: Sequence[Text]) -> None:
    """Print the CPU time of learning many short texts, and of the rest."""
    experience = Experience()
    begun = time.process_time()
    for number in range(MANY):
        words = texts[number % len(texts)].words.split()
        start = number % 40
        experience.add(number % 12, " ".join(words[:8]), " ".join(words[start : start + 30]))
    learned = time.process_time()
    matcher = experience.matcher()
    made = time.process_time()
    written = matcher.dump()
    begun_matching = time.process_time()
    for text in texts:
        matcher.rank(text.words[:80], text.words)
    matched = (time.process_time() - begun_matching) / len(texts)
    print(
        f"learning {MANY} short texts: {learned - begun:.1f} s, and making the matcher {made - learned:.1f} s"
    )
    print(f"matching: {1000 * matched:.2f} ms a text; written down: {len(written) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
