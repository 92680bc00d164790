"""What everybody may see of a person. Never the e-mail address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy import select

from app.accounts.models import Person, Role, RoleKind
from app.core.db import session
from app.core.errors import NotFound
from app.departments.models import Department


@dataclass(frozen=True, slots=True)
class Profile:
    """A person as everybody sees them, with the departments they write for."""

    id: int
    name: str
    job_title: str
    about_html: Markup
    joined_at: datetime
    reputation: int
    trust: str
    hats: Sequence[Department]
    moderator: bool


def get_profile(person_id: int) -> Profile:
    """Get a person's public profile."""
    person = (
        session()
        .execute(
            select(
                Person.id,
                Person.name,
                Person.job_title,
                Person.about_html,
                Person.joined_at,
                Person.reputation,
                Person.trust,
            ).where(Person.id == person_id)
        )
        .first()
    )
    if person is None:
        raise NotFound()
    roles = session().execute(
        select(Role.kind, Department)
        .outerjoin(Department, Department.id == Role.department_id)
        .where(Role.person_id == person_id, Role.kind.in_([RoleKind.OFFICIAL, RoleKind.MODERATOR]))
        .order_by(Department.name)
    )
    found = roles.all()
    return Profile(
        **person._mapping,
        hats=[department for _kind, department in found if department is not None],
        moderator=any(kind == RoleKind.MODERATOR for kind, _department in found),
    )
