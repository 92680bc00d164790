"""Whose a text of the dump is: a person with a number there, one known by name only, or nobody."""

import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select, update

from app.accounts.models import Person
from app.accounts.names import name_key
from app.core.db import session
from app.imports.importing import POSTS, REVISIONS, Importing
from app.imports.models import Imported
from app.imports.queries import list_new_ids
from app.imports.records import Author
from app.imports.report import Finding

PEOPLE: Table = Person.__table__  # type: ignore[assignment]


def find_people(importing: Importing, texts: Iterable[tuple[Author, datetime]]) -> dict[Author, int | None]:
    """The people behind authors of texts. Who is known by name only (an account since deleted) becomes a person."""
    first: dict[Author, datetime] = {}
    for author, written_at in texts:
        first[author] = min(written_at, first.get(author, written_at))
    numbers = {author: author.id if author.id is not None else _number_of(author.name) for author in first}
    numbers |= _add_named(importing, first, numbers)
    known = list_new_ids(importing.site, "person", numbers.values())
    return {author: known.get(number) for author, number in numbers.items()}


def add_people(importing: Importing, people: dict[int, dict[str, Any]]) -> dict[int, int]:
    """Add people by old number, without address or password; the first to bear a name is found by it."""
    keys = {old_id: name_key(values["name"]) or None for old_id, values in people.items()}
    taken = set(session().scalars(select(Person.name_key).where(Person.name_key.in_(set(keys.values())))))
    rows = []
    for old_id, values in people.items():
        key = keys[old_id]
        if key and key in taken:
            importing.report.note(Finding.SHARED_NAME, f"person {old_id}: {values['name']}")
            key = None
        taken.add(key)
        rows.append({"name_key": key, **values})
    if not rows:
        return {}
    new_ids = session().scalars(insert(PEOPLE).returning(PEOPLE.c.id, sort_by_parameter_order=True), rows)
    added = dict(zip(people, new_ids, strict=True))
    importing.add_addresses("person", added)
    return added


def find_author(before: Imported, person_id: int | None) -> None:
    """Name the author of a post whom only a newer dump has."""
    if not before.said.get("authorless") or person_id is None:
        return
    for table, post in ((POSTS, POSTS.c.id), (REVISIONS, REVISIONS.c.post_id)):
        nobody = table.c.author_id.is_(None)
        session().execute(update(table).where(post == before.new_id, nobody).values(author_id=person_id))
    before.said = {**before.said, "authorless": False}


def find_free_key(name: str) -> str | None:
    """The key a person can be found by under this name; None when another bears it already."""
    key = name_key(name) or None
    taken = session().scalar(select(Person.id).where(Person.name_key == key))
    return None if taken else key


def _add_named(
    importing: Importing, first: dict[Author, datetime], numbers: dict[Author, int]
) -> dict[Author, int]:
    """Add who has a name and no number that is known; they were here since their first text. Gives their numbers."""
    known = list_new_ids(importing.site, "person", numbers.values())
    named = {
        author: _number_of(author.name) for author in first if author.name and numbers[author] not in known
    }
    known = list_new_ids(importing.site, "person", named.values())
    people: dict[int, dict[str, Any]] = {}
    for author, number in sorted(named.items(), key=lambda item: first[item[0]]):
        if number not in known and number not in people:
            people[number] = {"name": author.name, "joined_at": first[author]}
    add_people(importing, people)
    importing.report.tally("people known by name only", len(people))
    return named


def _number_of(name: str) -> int:
    """A number for who has none: below zero, where no dump's numbers are save the site's own -1; 0 for nobody."""
    if not name:
        return 0
    return -2 - (zlib.crc32(name.encode("utf-8", "replace")) & 0x3FFF_FFFF)
