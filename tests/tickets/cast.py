"""Who plays in the machine: written into an empty database before each run, in one go."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert, update

from app.accounts.models import Person, Role, RoleKind
from app.core.access import Actor
from app.core.clock import now
from app.core.db import db, transaction
from app.departments.models import Department
from tests.conftest import empty_database
from tests.tickets.spec import Somebody

# Who they are, and for which of the three departments they work.
PARTS: dict[str, int | None] = {
    "citizen": None, "neighbour": None, "stranger": None, "clerk": 0, "colleague": 0, "ranger": 1, "keeper": 2,
    "official": None, "chief": None, "moderator": None,
}  # fmt: skip
NAMES = tuple(PARTS)


class Cast:
    """The people and departments of one run."""

    def __init__(self) -> None:
        self.departments: list[int] = []
        self.people: dict[str, Somebody] = {}
        self.actors: dict[str, Actor] = {}

    def begin_anew(self) -> None:
        """Empty the database and bring everybody in as they were."""
        db.session.remove()
        empty_database()
        self.departments = [1, 2, 3]
        numbers = {name: number for number, name in enumerate(NAMES, 1)}
        self.people = {
            name: Somebody(name, numbers[name], set() if at is None else {self.departments[at]})
            for name, at in PARTS.items()
        }
        self.people["chief"].administrator = True
        self.people["official"].official = True
        with transaction() as current:
            current.execute(insert(Department), [_department(number) for number in self.departments])
            current.execute(insert(Person), [_person(one) for one in self.people.values()])
            self._grant(current)
        self.actors = {name: _actor(one) for name, one in self.people.items()}

    def move(self, name: str, department_id: int) -> None:
        """Let a caseworker work for another department from now on."""
        person = self.people[name]
        person.works_for = {department_id}
        self.actors[name] = replace(self.actors[name], caseworker_of=frozenset(person.works_for))
        with transaction() as current:
            mine = update(Role).where(Role.person_id == person.person_id, Role.kind == RoleKind.CASEWORKER)
            current.execute(mine.values(department_id=department_id))

    def id_of(self, name: str | None) -> int | None:
        """Give somebody's number."""
        return self.people[name].person_id if name else None

    def _grant(self, current: Any) -> None:
        current.execute(delete(Role))
        roles = [
            {"person_id": one.person_id, "kind": RoleKind.CASEWORKER, "department_id": department_id}
            for one in self.people.values()
            for department_id in one.works_for
        ]
        current.execute(insert(Role), [role | {"granted_at": now()} for role in roles])


def _department(number: int) -> dict[str, Any]:
    return {
        "id": number, "slug": f"department-{number}", "name": f"Department {number}", "front_desk": number == 1,
    }  # fmt: skip


def _person(one: Somebody) -> dict[str, Any]:
    return {
        "id": one.person_id, "name": one.name, "name_key": one.name, "email": f"{one.name}@example.org",
        "email_confirmed_at": now(),
    }  # fmt: skip


def _actor(one: Somebody) -> Actor:
    return Actor(
        id=one.person_id,
        name=one.name,
        confirmed=True,
        official_of=frozenset({1}) if one.official else frozenset(),
        caseworker_of=frozenset(one.works_for),
        moderator=one.name == "moderator",
        administrator=one.administrator,
    )
