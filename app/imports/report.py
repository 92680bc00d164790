"""What an import found and did: counts of every kind of trouble with a few examples, and tallies of rows.

Nothing a dump holds is dropped in silence: whoever skips, mends or replaces something notes it here.
"""

from collections import Counter
from enum import StrEnum
from typing import Any

EXAMPLES_KEPT = 5
EXAMPLE_LENGTH = 160


class Finding(StrEnum):
    """One kind of trouble in a dump; `describe` in the command says it in words."""

    MISSING_TABLE = "missing table"
    TABLE_WITHOUT_ROWS = "table without rows"
    CUT_SHORT = "file cut short"
    MENDED_ROW = "mended row"
    UNREADABLE_ROW = "unreadable row"
    UNKNOWN_ATTRIBUTE = "unknown attribute"
    BAD_VALUE = "bad value"
    INCOMPLETE_ROW = "incomplete row"
    REPEATED_ID = "repeated id"
    ORPHAN_ANSWER = "answer without question"
    ORPHAN_COMMENT = "comment without post"
    ORPHAN_VOTE = "vote without post"
    CIRCULAR_LINK = "circular link"
    DANGLING_ACCEPTED = "accepted answer outside the dump"
    DANGLING_AUTHOR = "author outside the dump"
    DANGLING_PERSON = "person outside the dump"
    DANGLING_LINK = "link outside the dump"
    STUB_PERSON = "stub person"
    NAMELESS_PERSON = "nameless person"
    SHARED_NAME = "shared name"
    MISLEADING_NAME = "misleading name"
    RENAMED_TAG = "renamed tag"
    UNSUPPORTED_KIND = "unsupported kind"
    EMPTY_BODY = "empty body"
    CHANGED_TEXT = "changed text"
    LONG_BODY = "long body"
    LOST_LINK = "lost link"
    EMAIL_ADDRESS = "e-mail address"
    EDITED_HERE = "edited here"
    GONE_PERSON = "person gone"
    GONE_POST = "post gone"
    GONE_COMMENT = "comment gone"
    GONE_BADGE = "badge gone"
    GONE_DUPLICATE = "duplicate gone"


class Report:
    """Counts and examples gathered during one run; survives an interruption as plain data."""

    def __init__(self) -> None:
        self.findings: Counter[Finding] = Counter()
        self.examples: dict[Finding, list[str]] = {}
        self.tallies: Counter[str] = Counter()

    def note(self, finding: Finding, example: str) -> None:
        """Count one finding and keep its example among the first few different ones."""
        self.findings[finding] += 1
        kept = self.examples.setdefault(finding, [])
        shown = " ".join(example[: EXAMPLE_LENGTH * 2].split())[:EXAMPLE_LENGTH]
        if len(kept) < EXAMPLES_KEPT and shown not in kept:
            kept.append(shown)

    def tally(self, what: str, count: int = 1) -> None:
        """Count rows read or written under a name like `posts added`."""
        self.tallies[what] += count

    def take(self) -> "Report":
        """Hand over what was gathered, and begin anew."""
        taken = Report()
        taken.merge(self)
        self.findings.clear()
        self.examples.clear()
        self.tallies.clear()
        return taken

    def merge(self, other: "Report") -> None:
        """Add what another report gathered."""
        self.findings.update(other.findings)
        self.tallies.update(other.tallies)
        for finding, examples in other.examples.items():
            kept = self.examples.setdefault(finding, [])
            new = [example for example in examples if example not in kept]
            kept += new[: EXAMPLES_KEPT - len(kept)]

    def as_data(self) -> dict[str, Any]:
        """The report as JSON-able data, to be kept with a checkpoint."""
        return {
            "findings": {finding.value: count for finding, count in self.findings.items()},
            "examples": {finding.value: examples for finding, examples in self.examples.items()},
            "tallies": dict(self.tallies),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Report":
        """The report an interrupted run left, to be carried on."""
        report = cls()
        report.findings.update({Finding(key): count for key, count in data["findings"].items()})
        report.examples = {Finding(key): list(examples) for key, examples in data["examples"].items()}
        report.tallies.update(data["tallies"])
        return report
