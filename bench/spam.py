"""`python -m bench.spam`: how much spam the learned score finds when it is to raise next to no false alarms.

Every fifth text, by hash, is judged by what the others taught; the threshold is chosen on a fifth of these others and
counts on the held-out ones. Beside it what the site knows before anybody has decided anything, learned from its own
few examples: other texts in another tongue, so it finds little of them, and must leave people in peace.
"""

import json
import os
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from app.trust.spam.judging import SURE
from app.trust.spam.learned import Lesson, Model, learn
from app.trust.spam.seeds import LESSONS

SHARED = Path(os.environ.get("TORV_SHARED") or Path(__file__).resolve().parents[2] / "shared")
ALLOWED = 0.002
FOLDS = 5


def main() -> None:
    """Measure each fifth by the others, and the site's own examples on all."""
    if not (SHARED / "data" / "spam").is_dir():
        raise SystemExit(f"SKIPPED: no data at {SHARED}; set TORV_SHARED to the folder that has it")
    lessons = read_lessons(SHARED / "data" / "spam" / "sms_spam.jsonl")
    print("fold   threshold  spam found  false alarms")
    for fold in range(FOLDS):
        taught = [lesson for lesson in lessons if _fold(lesson.text) != fold]
        asked = [lesson for lesson in lessons if _fold(lesson.text) == fold]
        threshold = choose_threshold(taught)
        print(f"{fold}      {threshold:.4f}     {report(learn(taught), threshold, asked)}")
    before = time.perf_counter()
    own = learn(LESSONS)
    print(f"\nlearned from {len(LESSONS)} own examples in {time.perf_counter() - before:.2f} s")
    print(f"own    {SURE:.4f}     {report(own, SURE, lessons)}")
    left_out = [score_left_out(fold) for fold in range(FOLDS)]
    found, missed = (sum(one[part] for one in left_out) for part in (0, 1))
    print(f"own, each fifth by the others: spam found {found}/{found + missed}, ", end="")
    print(f"false alarms {sum(one[2] for one in left_out)}/{sum(not one.is_spam for one in LESSONS)}")
    before = time.perf_counter()
    for lesson in lessons:
        own.score(lesson.text)
    print(f"one text takes {1e6 * (time.perf_counter() - before) / len(lessons):.0f} µs")


def read_lessons(path: Path) -> list[Lesson]:
    """Read the collection of messages."""
    with path.open() as lines:
        rows = [json.loads(line) for line in lines]
    return [Lesson(row["text"], row["label"] == "spam") for row in rows]


def choose_threshold(taught: Sequence[Lesson]) -> float:
    """Choose, by texts the model has not seen, from which score on no more than the allowed share is a false alarm."""
    folds = (
        [lesson for lesson in taught if _half(lesson.text)],
        [lesson for lesson in taught if not _half(lesson.text)],
    )
    scores: list[float] = []
    for own, others in (folds, folds[::-1]):
        model = learn(others)
        scores += [model.score(lesson.text) for lesson in own if not lesson.is_spam]
    scores.sort(reverse=True)
    return max(SURE, scores[int(ALLOWED / 2 * len(scores))] + 1e-9)


def report(model: Model, threshold: float, asked: Sequence[Lesson]) -> str:
    """Say how much spam a model finds, and how many alarms are false."""
    spam = [lesson for lesson in asked if lesson.is_spam]
    ham = [lesson for lesson in asked if not lesson.is_spam]
    found = sum(model.score(lesson.text) > threshold for lesson in spam)
    alarms = sum(model.score(lesson.text) > threshold for lesson in ham)
    return f"{found / len(spam):6.1%} ({found}/{len(spam)})  {alarms / len(ham):.2%} ({alarms}/{len(ham)})"


def score_left_out(fold: int) -> tuple[int, int, int]:
    """Count of our own examples in one fifth: spam found, spam missed, false alarms, by what the others taught."""
    model = learn([lesson for lesson in LESSONS if _fold(lesson.text) != fold])
    asked = [lesson for lesson in LESSONS if _fold(lesson.text) == fold]
    found = sum(lesson.is_spam and model.score(lesson.text) > SURE for lesson in asked)
    return (
        found,
        sum(lesson.is_spam for lesson in asked) - found,
        sum(not lesson.is_spam and model.score(lesson.text) > SURE for lesson in asked),
    )


def _fold(text: str) -> int:
    return zlib.crc32(text.encode()) % FOLDS


def _half(text: str) -> bool:
    return zlib.adler32(text.encode()) % 2 == 0


if __name__ == "__main__":
    main()
