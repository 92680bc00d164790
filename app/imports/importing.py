"""What every stage of one import knows: the site, the options, the report; and how it looks up and notes old things."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select

from app.core.db import session
from app.imports.models import Imported
from app.imports.report import Finding, Report
from app.questions.models import OldAddress, Post, Revision

ADDRESSES: Table = OldAddress.__table__  # type: ignore[assignment]
IMPORTED: Table = Imported.__table__  # type: ignore[assignment]
POSTS: Table = Post.__table__  # type: ignore[assignment]
REVISIONS: Table = Revision.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Options:
    """What the administrator asked for. `limit` is the number of questions to bring in, of the first ones."""

    site: str
    limit: int | None = None
    keep_emails: bool = False
    dry_run: bool = False


@dataclass
class Importing:
    """One import under way. `questions_taken` counts towards the limit; `excerpts` are posts that describe a tag."""

    options: Options
    department_id: int | None
    nameless: str
    report: Report = field(default_factory=Report)
    questions_taken: int = 0
    excerpts: dict[int, str] = field(default_factory=dict)

    @property
    def site(self) -> str:
        """The name of the old site."""
        return self.options.site

    def miss(self, finding: Finding, example: str) -> None:
        """Note a reference to what is not there; with a limit that is no trouble, only counted."""
        if self.options.limit is None:
            self.report.note(finding, example)
        else:
            self.report.tally("left out by the limit")

    def note_all(self, findings: Iterable[tuple[Finding, str]], where: str) -> None:
        """Note what a conversion found, with the place it was found in."""
        for finding, detail in findings:
            self.report.note(finding, f"{where}: {detail}" if detail else where)

    def add_addresses(self, kind: str, new_ids: dict[int, int]) -> None:
        """Keep where old things are now."""
        rows = [
            {"site": self.site, "kind": kind, "old_id": old, "new_id": new} for old, new in new_ids.items()
        ]
        if rows:
            session().execute(insert(ADDRESSES), rows)

    def remember(self, kind: str, rows: list[dict[str, Any]]) -> None:
        """Keep what the dump said of new things: `old_id`, `new_id`, `said`; of posts, the text's mark and more."""
        if rows:
            session().execute(insert(IMPORTED), [{"kind": kind, "site": self.site, **row} for row in rows])


def recall(kind: str, new_ids: list[int]) -> dict[int, Imported]:
    """What an earlier dump said, by the number of the thing here."""
    found = session().scalars(
        select(Imported)
        .where(Imported.kind == kind, Imported.new_id.in_(new_ids))
        .execution_options(populate_existing=True)
    )
    return {thing.new_id: thing for thing in found}


def mark_of(*parts: object) -> str:
    """A short mark that differs when any of the parts does."""
    return hashlib.blake2b(repr(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def as_said(value: object) -> object:
    """A value as it stands in `said`, which is JSON."""
    return value.isoformat() if isinstance(value, datetime) else value
