"""`python -m bench.personal_data`: recall and precision of the personal-data guard, by kind and language.

A labelled span is found when a match of its kind lies over it; a match is right when a label of its kind lies under it.
"""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from app.core.personal_data import Kind, Strength, find

SHARED = Path(os.environ.get("TORV_SHARED") or Path(__file__).resolve().parents[2] / "shared")
KINDS = {
    "national_id_dk": Kind.DANISH, "national_id_se": Kind.SWEDISH, "national_id_no": Kind.NORWEGIAN,
    "national_id_fi": Kind.FINNISH, "national_id_nl": Kind.DUTCH, "national_id_gb_nino": Kind.BRITISH,
    "health_id_gb_nhs": Kind.NHS, "payment_card": Kind.CARD, "iban": Kind.IBAN, "phone": Kind.PHONE,
    "email": Kind.EMAIL, "street_address": Kind.STREET,
    # the other set's names
    "CREDIT_CARD": Kind.CARD, "IBAN_CODE": Kind.IBAN, "PHONE_NUMBER": Kind.PHONE, "EMAIL_ADDRESS": Kind.EMAIL,
}  # fmt: skip
WEAK = (Kind.PHONE, Kind.EMAIL, Kind.STREET, Kind.CASE)


class Measured(NamedTuple):
    """Counts by kind and language, and the strong alarms on texts that are clean."""

    labelled: Counter[tuple[Kind, str]]
    hit: Counter[tuple[Kind, str]]
    right: Counter[tuple[Kind, str]]
    wrong: Counter[tuple[Kind, str]]
    clean_alarms: int
    clean: int

    def recall(self, *, strong: bool) -> float:
        """Give the share of labelled spans that were found, over the strong kinds or the weak ones."""
        return _share(self.hit, self.labelled, strong)

    def precision(self, *, strong: bool) -> float:
        """Give the share of matches that were right, over the strong kinds or the weak ones."""
        return _share(self.right, self.right + self.wrong, strong)


def measure(path: Path) -> Measured:
    """Try the finder on a set of labelled texts."""
    measured = Measured(Counter(), Counter(), Counter(), Counter(), 0, 0)
    alarms = clean = 0
    for line in path.read_text().splitlines():
        row = json.loads(line)
        alarms_here = _judge(row, measured)
        clean += not row["spans"]
        alarms += alarms_here if not row["spans"] else 0
    return measured._replace(clean_alarms=alarms, clean=clean)


def _judge(row: dict[str, object], measured: Measured) -> int:
    """Count one text; gives whether something strong was found in it."""
    matches, language = find(str(row["text"])), str(row.get("lang", "-"))
    spans = [
        (KINDS[one["type"]], one["start"], one["end"])
        for one in row["spans"]  # type: ignore[attr-defined]
        if one["type"] in KINDS
    ]
    for kind, start, end in spans:
        measured.labelled[kind, language] += 1
        measured.hit[kind, language] += any(
            one.kind is kind and one.start < end and start < one.end for one in matches
        )
    for one in matches:
        right = any(one.kind is kind and one.start < end and start < one.end for kind, start, end in spans)
        (measured.right if right else measured.wrong)[one.kind, language] += 1
    return int(any(one.strength is Strength.STRONG for one in matches))


def _share(part: Counter[tuple[Kind, str]], whole: Counter[tuple[Kind, str]], strong: bool) -> float:
    keys = [key for key in whole if (key[0] not in WEAK) is strong]
    return sum(part[key] for key in keys) / max(1, sum(whole[key] for key in keys))


def main() -> None:
    """Print both sets, and how long 20 kB take."""
    for name in ("posts-dev.jsonl", "presidio-small.jsonl"):
        path = SHARED / "personal-data" / name
        if not path.exists():
            path = SHARED / "data" / "personal-data" / name
        if not path.exists():
            raise SystemExit(f"SKIPPED: no {name}; set TORV_SHARED to the folder that has it")
        _print(name, measure(path))
    text = ("Hvornår bliver Nørregade lavet? The council said it would take 3 weeks. " * 300)[:20_000]
    begun = time.thread_time()
    find(text)
    print(f"\n20 kB of prose: {(time.thread_time() - begun) * 1000:.0f} ms (aim 50)")


def _print(name: str, measured: Measured) -> None:
    print(f"\n{name}\n{'kind':<18}{'lang':<6}{'spans':>6}{'recall':>8}{'precision':>11}")
    for key in sorted(measured.labelled | measured.right | measured.wrong):
        found = measured.right[key] + measured.wrong[key]
        recall = f"{measured.hit[key] / measured.labelled[key]:.3f}" if measured.labelled[key] else "–"
        precision = f"{measured.right[key] / found:.3f}" if found else "–"
        print(f"{key[0]:<18}{key[1]:<6}{measured.labelled[key]:>6}{recall:>8}{precision:>11}")
    for strong, words in ((True, "strong kinds"), (False, "weak kinds")):
        recall, precision = measured.recall(strong=strong), measured.precision(strong=strong)
        print(f"{words}: recall {recall:.3f}, precision {precision:.3f}")
    print(f"clean texts with a strong alarm: {measured.clean_alarms} of {measured.clean}")


if __name__ == "__main__":
    main()
