"""The stage of Users: people without an address or a password, with their names, dates and reputation."""

from typing import Any

from sqlalchemy import update

from app.accounts.names import NameProblem, check_name
from app.core.clock import now
from app.core.db import session
from app.imports.authors import PEOPLE, add_people, find_free_key
from app.imports.conversion import Converted, convert
from app.imports.importing import Importing, mark_of, recall
from app.imports.models import Imported
from app.imports.queries import list_new_ids, list_text_marks
from app.imports.records import UserRow
from app.imports.report import Finding
from app.imports.stages import Task

COMMUNITY = -1  # the old site's own account, which is no person and has no account elsewhere
_MISLEADING = frozenset(
    {NameProblem.OFFICIAL, NameProblem.INVISIBLE, NameProblem.SHAPE, NameProblem.MIXED_SCRIPTS}
)


def choose_people(importing: Importing, rows: list[UserRow]) -> list[Task[UserRow, "AboutWork"]]:
    """Every person is brought in; what they say about themselves is converted unless it is here already."""
    keep = importing.options.keep_emails
    marks = list_text_marks(importing.site, "person", [row.id for row in rows])
    return [
        Task(row, (row.about, keep) if marks.get(row.id, mark_of("")) != mark_of(row.about) else None)
        for row in rows
    ]


AboutWork = tuple[str, bool]


def convert_about(work: AboutWork) -> Converted:
    """Convert what a person says about themselves."""
    html, keep_emails = work
    return convert(html, keep_emails=keep_emails)


def write_people(importing: Importing, done: list[tuple[UserRow, Converted | None]]) -> None:
    """Add the new people; change what the dump says differently of those that are here."""
    people = {row.id: (row, about) for row, about in done}
    known = list_new_ids(importing.site, "person", people)
    new = {old: found for old, found in people.items() if old not in known}
    for row, about in new.values():
        _look_at(importing, row, about)
    added = add_people(importing, {old: _values(importing, *found) for old, found in new.items()})
    importing.remember(
        "person", [{"old_id": old, "new_id": number, **_memory(new[old][0])} for old, number in added.items()]
    )
    importing.report.tally("people added", len(added))
    before = recall("person", list(known.values()))
    for old_id, number in known.items():
        if number in before:
            _change(importing, before[number], *people[old_id])


def _look_at(importing: Importing, row: UserRow, about: Converted | None) -> None:
    where = f"person {row.id}"
    if not row.name:
        importing.report.note(Finding.NAMELESS_PERSON, where)
    elif check_name(row.name) in _MISLEADING:
        importing.report.note(Finding.MISLEADING_NAME, f"{where}: {row.name}")
    if row.account_id is None and row.id != COMMUNITY:
        importing.report.note(Finding.STUB_PERSON, f"{where}: {row.name}")
    importing.note_all(about.findings if about else (), where)


def _values(importing: Importing, row: UserRow, about: Converted | None) -> dict[str, Any]:
    return {
        "name": row.name or importing.nameless,
        "reputation": row.reputation,
        "about": about.body if about else "",
        "about_html": about.body_html if about else "",
        "joined_at": row.joined_at or now(),
    }


def _memory(row: UserRow) -> dict[str, Any]:
    return {"text_mark": mark_of(row.about), "said": {"name": row.name, "reputation": row.reputation}}


def _change(importing: Importing, before: Imported, row: UserRow, about: Converted | None) -> None:
    """Change what differs from the earlier dump; reputation won here meanwhile is kept."""
    values: dict[str, Any] = {}
    if row.name != before.said["name"]:
        values |= {"name": row.name or importing.nameless, "name_key": find_free_key(row.name)}
    if row.reputation != before.said["reputation"]:
        values["reputation"] = PEOPLE.c.reputation + (row.reputation - before.said["reputation"])
    if about is not None:
        values |= {"about": about.body, "about_html": about.body_html}
    if not values:
        importing.report.tally("people unchanged")
        return
    session().execute(update(PEOPLE).where(PEOPLE.c.id == before.new_id).values(values))
    memory = _memory(row)
    before.text_mark, before.said = memory["text_mark"], memory["said"]
    _look_at(importing, row, about)
    importing.report.tally("people changed")
