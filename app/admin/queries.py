"""What the administration area reads. Addresses find people, but are never shown, not even here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import load_only, selectinload

from app.accounts.models import Person, Role, RoleKind
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import session
from app.core.paging import PAGE_SIZE, Page, page_of, read_cursor
from app.departments.models import Department, Topic

# Shorter than this, a beginning of an address finds nobody: it would list strangers.
SHORTEST_ADDRESS = 3


@dataclass(frozen=True)
class Counts:
    """How much there is to look after."""

    departments: int
    topics: int
    people: int
    suspended: int
    staff: int
    officials: int
    moderators: int


def count_everything() -> Counts:
    """Count what the site has, in one statement."""
    staff = select(func.count(Role.person_id.distinct()))
    row = session().execute(
        select(
            _count(Department),
            _count(Topic),
            _count(Person),
            _count(Person, Person.suspended_until > now()),
            staff.scalar_subquery(),
            _count(Role, Role.kind == RoleKind.OFFICIAL),
            _count(Role, Role.kind == RoleKind.MODERATOR),
        )
    )
    return Counts(*row.one())


def page_of_people(search: str, kind: RoleKind | None, cursor: str | None) -> Page[Person]:
    """Give a page of people, the newest first, with their roles; `search` begins a name or an e-mail address."""
    people = select(Person).options(
        load_only(Person.name, Person.joined_at, Person.email_confirmed_at, Person.suspended_until),
        selectinload(Person.roles),
    )
    people = _found_by(people, search.strip())
    if kind is not None:
        people = people.where(Person.id.in_(select(Role.person_id).where(Role.kind == kind)))
    place = read_cursor(cursor)
    if place is not None:
        people = people.where(Person.id < place[1])
    rows = session().scalars(people.order_by(Person.id.desc()).limit(PAGE_SIZE + 1)).all()
    return page_of(rows, PAGE_SIZE, lambda person: f"0-{person.id}", first=place is None)


@dataclass(frozen=True)
class AuditRow:
    """One use of power, with the names there are today of who used it and on whom."""

    entry: AuditEntry
    actor_name: str
    subject_name: str


def page_of_audit(what: str | None, cursor: str | None) -> Page[AuditRow]:
    """Give a page of the audit trail, the newest first, in two statements."""
    entries = select(AuditEntry)
    if what is not None:
        entries = entries.where(AuditEntry.what == what)
    place = read_cursor(cursor)
    if place is not None:
        entries = entries.where(AuditEntry.id < place[1])
    rows = session().scalars(entries.order_by(AuditEntry.id.desc()).limit(PAGE_SIZE + 1)).all()
    named = {row.actor_id or 0 for row in rows} | {person_of(row) for row in rows}
    people = select(Person.id, Person.name).where(Person.id.in_(named))
    names = {person.id: person.name for person in session().execute(people)}
    shown = [AuditRow(row, names.get(row.actor_id or 0, ""), names.get(person_of(row), "")) for row in rows]
    return page_of(shown, PAGE_SIZE, lambda row: f"0-{row.entry.id}", first=place is None)


def person_of(entry: AuditEntry) -> int:
    """Give the id of the person an entry is about; 0 if it is about no person."""
    kind, _colon, number = entry.subject.partition(":")
    return int(number) if kind == "person" else 0


def list_roles(person_id: int) -> Sequence[tuple[Role, Department | None]]:
    """List a person's roles, each with its department."""
    roles = (
        select(Role, Department)
        .outerjoin(Department, Department.id == Role.department_id)
        .where(Role.person_id == person_id)
        .order_by(Role.kind, Department.name, Role.id)
    )
    return [(row.Role, row.Department) for row in session().execute(roles)]


def count_topics_by_department() -> dict[int, int]:
    """Count the topics each department owns."""
    counted = select(Topic.department_id, func.count()).group_by(Topic.department_id)
    return {department_id: times for department_id, times in session().execute(counted)}


def count_staff_by_department() -> dict[int, int]:
    """Count the people with a role in each department."""
    counted = select(Role.department_id, func.count(Role.person_id.distinct()))
    counted = counted.where(Role.department_id.is_not(None)).group_by(Role.department_id)
    return {department_id or 0: times for department_id, times in session().execute(counted)}


def _count(table: type, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*conditions).scalar_subquery()


def _found_by(people: Select[Person], search: str) -> Select[Person]:
    if not search:
        return people
    # SQLite folds the case of ASCII letters only, so "øst" looks for "Øst" too.
    spellings = {search, search[:1].upper() + search[1:]}
    found = [Person.name.istartswith(spelling, autoescape=True) for spelling in sorted(spellings)]
    if len(search) >= SHORTEST_ADDRESS:
        found.append(Person.email.startswith(search.lower(), autoescape=True))
    return people.where(or_(*found))
