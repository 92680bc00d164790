"""Giving and taking roles. There is always an administrator."""

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person, Role, RoleKind
from app.accounts.permissions import can_manage_people
from app.accounts.queries import get_person
from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound

OF_DEPARTMENTS = (RoleKind.OFFICIAL, RoleKind.CASEWORKER)


def grant_role(actor: Actor, person_id: int, kind: RoleKind, department_id: int | None = None) -> None:
    """Give a person a role, from their next request on; giving it twice changes nothing."""
    require(can_manage_people(actor))
    person = get_person(person_id)
    _check_department(kind, department_id)
    if any(role.kind == kind and role.department_id == department_id for role in person.roles):
        return
    try:
        with session().begin_nested():
            session().add(
                Role(person_id=person_id, kind=kind, department_id=department_id, granted_by_id=actor.id)
            )
            session().flush()
    except IntegrityError as error:
        raise Conflict(_("Somebody changed these roles at the same moment. Look again.")) from error
    record(actor, "role_granted", f"person:{person_id}", kind=kind, department=department_id)


def _check_department(kind: RoleKind, department_id: int | None) -> None:
    if kind in OF_DEPARTMENTS and department_id is None:
        raise Invalid(_("Choose the department this role is for."), field="department_id")
    if kind not in OF_DEPARTMENTS and department_id is not None:
        raise Invalid(_("This role is for the whole site, so choose no department."), field="department_id")


def revoke_role(actor: Actor, role_id: int) -> int:
    """Take a role from a person, from their next request on; gives the person's id."""
    require(can_manage_people(actor))
    role = session().get(Role, role_id)
    if role is None:
        raise NotFound(_("The person does not have this role any more."))
    if role.kind == RoleKind.ADMINISTRATOR:
        keep_an_administrator(actor, role.person_id)
    session().execute(delete(Role).where(Role.id == role_id))
    record(actor, "role_revoked", f"person:{role.person_id}", kind=role.kind, department=role.department_id)
    return role.person_id


def keep_an_administrator(actor: Actor, person_id: int) -> None:
    """Refuse what would leave the site without anybody but this person to run it."""
    active = or_(Person.suspended_until.is_(None), Person.suspended_until <= now())
    administrators = (
        select(Role.person_id)
        .join(Person, Person.id == Role.person_id)
        .where(Role.kind == RoleKind.ADMINISTRATOR, active)
        # Locked in one order, so that two who remove each other wait instead of both succeeding.
        .order_by(Role.id)
        .with_for_update(of=[Role, Person], key_share=True)
    )
    if not set(session().scalars(administrators)) - {person_id}:
        raise Conflict(_("This is the last administrator. Make somebody else one first."))
