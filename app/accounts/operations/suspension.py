"""Suspending people: they may sign in and read, and write nothing."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import update

from app.accounts.models import FOR_GOOD, Person, RoleKind
from app.accounts.operations.roles import keep_an_administrator
from app.accounts.operations.sessions import end_sessions_of
from app.accounts.permissions import can_suspend_person
from app.accounts.queries import get_person
from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid


def suspend(actor: Actor, person_id: int, until: datetime | None, reason: str) -> None:
    """Suspend a person until an instant, or for good (None), with a reason; their sessions end."""
    person = get_person(person_id)
    require(can_suspend_person(actor, person))
    if not reason.strip():
        raise Invalid(_("Say why, so that the person knows."), field="reason")
    if until is not None and until <= now():
        raise Invalid(_("Choose a time to come."), field="until")
    if any(role.kind == RoleKind.ADMINISTRATOR for role in person.roles):
        keep_an_administrator(actor, person_id)
    _set(person_id, until or FOR_GOOD, reason.strip())
    end_sessions_of(actor, person_id)
    record(actor, "person_suspended", f"person:{person_id}", until=until.isoformat() if until else None)


def lift_suspension(actor: Actor, person_id: int) -> None:
    """End a suspension now."""
    person = get_person(person_id)
    require(can_suspend_person(actor, person))
    _set(person.id, None, "")
    record(actor, "suspension_lifted", f"person:{person_id}")


def _set(person_id: int, until: datetime | None, reason: str) -> None:
    session().execute(
        update(Person)
        .where(Person.id == person_id)
        .values(suspended_until=until, suspended_reason=reason)
        .execution_options(synchronize_session=False)
    )
