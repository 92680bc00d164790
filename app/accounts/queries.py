"""Every read of people, sessions and roles."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts import passwords
from app.accounts.models import (
    Badge,
    Person,
    PersonSession,
    PersonToken,
    Role,
    RoleKind,
    TokenPurpose,
    is_suspended,
)
from app.core.access import Actor
from app.core.clock import now
from app.core.db import read_rows, session
from app.core.errors import NotFound
from app.core.tokens import token_hash

# A session not used for so long is over, whatever the browser still holds.
SESSION_LIFE = timedelta(days=30)


# Put together once: every page of a signed-in person begins with it.
_SIGNED_IN = (
    select(
        PersonSession.id.label("session_id"), PersonSession.seen_at, Person.id, Person.name, Person.language,
        Person.email_confirmed_at, Person.suspended_until, Person.trust, Role.kind, Role.department_id,
    )
    .join(Person, Person.id == PersonSession.person_id)
    .outerjoin(Role, Role.person_id == Person.id)
    .where(
        PersonSession.token_hash == bindparam("token_hash"),
        PersonSession.ended_at.is_(None),
        PersonSession.seen_at > bindparam("oldest"),
    )
)  # fmt: skip


def find_actor_by_token(token: str) -> Actor | None:
    """Find who holds a live session token, in one statement; ended sessions are nobody's."""
    rows = read_rows(_SIGNED_IN, token_hash=token_hash(token), oldest=now() - SESSION_LIFE)
    if not rows:
        return None
    actor = _actor(rows[0], rows)
    return replace(actor, session_id=rows[0].session_id, session_seen_at=rows[0].seen_at, token=token)


def actor_for(person: Person) -> Actor:
    """Make the Actor a person (with roles loaded) acts as."""
    return _actor(person, person.roles)


def _actor(person: Any, roles: Iterable[Any]) -> Actor:
    """Make the Actor of a row of a person and rows of roles. A suspended person keeps no role while it lasts."""
    suspended = is_suspended(person.suspended_until)
    held = {(role.kind, role.department_id) for role in roles} if not suspended else set()
    kinds = {kind for kind, _department_id in held}
    return Actor(
        id=person.id,
        name=person.name,
        language=person.language,
        confirmed=person.email_confirmed_at is not None,
        suspended=suspended,
        trust=person.trust,
        official_of=frozenset(of for kind, of in held if kind == RoleKind.OFFICIAL and of),
        caseworker_of=frozenset(of for kind, of in held if kind == RoleKind.CASEWORKER and of),
        moderator=RoleKind.MODERATOR in kinds,
        administrator=RoleKind.ADMINISTRATOR in kinds,
    )


def get_actor(person_id: int) -> Actor:
    """Get the Actor a person acts as, outside a session (commands, jobs, tests)."""
    return actor_for(get_person(person_id))


def get_person(person_id: int) -> Person:
    """Get a person with roles."""
    person = session().scalar(select(Person).options(joinedload(Person.roles)).where(Person.id == person_id))
    if person is None:
        raise NotFound()
    return person


def list_names(person_ids: Iterable[int]) -> dict[int, str]:
    """List the names of people by their ids."""
    found = session().execute(select(Person.id, Person.name).where(Person.id.in_(sorted(person_ids))))
    return {person_id: name for person_id, name in found}


@dataclass(frozen=True, slots=True)
class Won:
    """A badge as a profile shows it: which, and how often."""

    name: str
    rank: int
    times: int


def list_staff(kind: RoleKind, department_ids: Collection[int]) -> Sequence[Person]:
    """List who holds this role in any of the departments and is not suspended, by name."""
    query = (
        select(Person)
        .join(Role, Role.person_id == Person.id)
        .where(Role.kind == kind, Role.department_id.in_(sorted(department_ids)))
        .where(or_(Person.suspended_until.is_(None), Person.suspended_until <= now()))
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return session().scalars(query).all()


def list_badges(person_id: int) -> list[Won]:
    """List the badges a person won on an earlier site, the highest rank first, each once."""
    times = func.count()
    found = session().execute(
        select(Badge.name, Badge.rank, times)
        .where(Badge.person_id == person_id)
        .group_by(Badge.name, Badge.rank)
        .order_by(Badge.rank, times.desc(), Badge.name)
    )
    return [Won(*row) for row in found]


def find_person_by_email(email: str) -> Person | None:
    """Find the person who signs in with this address."""
    return session().scalar(select(Person).where(Person.email == email.strip().lower()))


def has_administrator() -> bool:
    """Whether anybody runs the site."""
    administrators = select(Role.id).where(Role.kind == RoleKind.ADMINISTRATOR)
    return session().scalar(administrators.limit(1)) is not None


@dataclass(frozen=True)
class Recognised:
    """Somebody who gave the right password, and its hash as it was then."""

    person_id: int
    email: str
    password_hash: str = field(repr=False)
    renewed_hash: str | None = field(repr=False)


def find_recognised(email: str, password: str) -> Recognised | None:
    """Find who has this address, confirmed, and password. Takes as long when there is nobody; never in a transaction.

    Were an unconfirmed address let in, signing up and in would tell whether the address had been known before.
    """
    person = find_person_by_email(email)
    stored = person.password_hash if person and person.email_confirmed_at else None
    if not passwords.matches(stored, password) or person is None or stored is None:
        return None
    return Recognised(person.id, email, stored, passwords.renewed(stored, password))


def knows_password(person_id: int, password: str) -> bool:
    """Tell whether this is the person's password; never inside a transaction."""
    stored = session().scalar(select(Person.password_hash).where(Person.id == person_id))
    return passwords.matches(stored, password)


def find_live_token(purpose: TokenPurpose, token: str) -> PersonToken | None:
    """Find the row of a mailed token that is still good for this purpose."""
    return session().scalar(
        select(PersonToken).where(
            PersonToken.token_hash == token_hash(token),
            PersonToken.purpose == purpose,
            PersonToken.used_at.is_(None),
            PersonToken.expires_at > now(),
        )
    )


def list_sessions(person_id: int) -> Sequence[PersonSession]:
    """List where a person is signed in, the last used first."""
    mine = select(PersonSession).where(PersonSession.person_id == person_id, *_live())
    return session().scalars(mine.order_by(PersonSession.seen_at.desc(), PersonSession.id.desc())).all()


def count_sessions(person_id: int) -> int:
    """Count where a person is signed in."""
    mine = select(func.count()).select_from(PersonSession)
    return session().scalar(mine.where(PersonSession.person_id == person_id, *_live())) or 0


def _live() -> tuple[ColumnElement[bool], ...]:
    return PersonSession.ended_at.is_(None), PersonSession.seen_at > now() - SESSION_LIFE
