"""Commands for people: `flask people create`, `grant`, `revoke`, `suspend`, `lift`. Passwords are asked for or read
from a file, never given as an argument, since other users of the machine can read those.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import click
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app.accounts.models import Person, RoleKind
from app.accounts.operations import joining, roles
from app.accounts.passwords import check_password, hash_password
from app.accounts.queries import find_person_by_email, get_person
from app.core.access import SYSTEM
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.language import default_language, is_language
from app.departments.queries import get_department, list_departments
from app.moderation.operations.suspending import end_suspensions, suspend_person
from app.moderation.statements import Statement, rests_on

people = AppGroup("people", help="Make accounts, give and take roles, suspend.")
KINDS = click.Choice([kind.value for kind in RoleKind])


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Register a command whose domain errors are said plainly, without a traceback."""

    def register(work: Callable[..., None]) -> click.Command:
        @wraps(work)
        def say_errors(*args: Any, **options: Any) -> None:
            try:
                work(*args, **options)
            except DomainError as error:
                raise click.ClickException(error.message or "There is no such thing.") from error

        made: click.Command = people.command(name)(with_appcontext(say_errors))
        return made

    return register


@command("create")
@click.argument("email")
@click.option("--name", required=True, help="The name everybody sees.")
@click.option("--language", default=None, help="en or da; the site's own unless given.")
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the password; asked for unless given.",
)
def create(email: str, name: str, language: str | None, password_file: Path | None) -> None:
    """Make an account for EMAIL, with a confirmed address."""
    language = language or default_language()
    if not is_language(language):
        raise click.BadParameter(f"the site does not speak {language}", param_hint="--language")
    _check_email(email)
    password = _password(password_file)
    check_password(password, name, email)
    new = joining.NewPerson(name, email, hash_password(password), language)
    with transaction():
        person_id = joining.create_person(SYSTEM, new)
    click.echo(f"{name} has an account, number {person_id}.")


@command("grant")
@click.argument("email")
@click.argument("kind", type=KINDS)
@click.option("--department", help="The address of the department, for officials and caseworkers.")
def grant(email: str, kind: str, department: str | None) -> None:
    """Give the person with EMAIL a role."""
    person = _person(email)
    department_id = _department_id(department)
    with transaction():
        roles.grant_role(SYSTEM, person.id, RoleKind(kind), department_id)
    click.echo(f"{person.name} is {kind}{f' of {department}' if department else ''} now.")


@command("revoke")
@click.argument("email")
@click.argument("kind", type=KINDS)
@click.option("--department", help="The address of the department, for officials and caseworkers.")
def revoke(email: str, kind: str, department: str | None) -> None:
    """Take a role from the person with EMAIL."""
    person = get_person(_person(email).id)
    department_id = _department_id(department)
    held = [role.id for role in person.roles if (role.kind, role.department_id) == (kind, department_id)]
    if not held:
        raise click.ClickException(f"{person.name} does not have this role.")
    with transaction():
        roles.revoke_role(SYSTEM, held[0])
    click.echo(f"{person.name} is not {kind}{f' of {department}' if department else ''} any more.")


@command("suspend")
@click.argument("email")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the suspension.")
@click.option("--for-good", is_flag=True, help="Set no end.")
@click.option("--reason", required=True, help="Why; the person reads it.")
@click.option("--rule", default="3", help="The section of the terms it rests on, or the law. (3)")
def suspend(email: str, until: datetime | None, for_good: bool, reason: str, rule: str) -> None:
    """Let the person with EMAIL read only, until a day or for good; sign them out everywhere."""
    if for_good == (until is not None):
        raise click.UsageError("Give either --until or --for-good.")
    person = _person(email)
    statement = Statement(facts=reason, language=person.language, **rests_on(rule))
    with transaction():
        suspend_person(SYSTEM, person.id, until and _midnight_after(until), statement)
    click.echo(f"{person.name} is suspended {'for good' if until is None else f'until {until:%Y-%m-%d}'}.")


@command("lift")
@click.argument("email")
def lift(email: str) -> None:
    """End the suspension of the person with EMAIL."""
    person = _person(email)
    with transaction():
        end_suspensions(SYSTEM, person.id)
    click.echo(f"{person.name} may post again.")


def _check_email(email: str) -> None:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise click.BadParameter("this is not an e-mail address", param_hint="EMAIL") from error


def _password(file: Path | None) -> str:
    if file is not None:
        return (file.read_text(encoding="utf-8").splitlines() or [""])[0]
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return asked


def _person(email: str) -> Person:
    person = find_person_by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    return person


def _department_id(slug: str | None) -> int | None:
    if slug is None:
        return None
    known = [department.slug for department in list_departments()]
    if slug not in known:
        raise click.ClickException(f"There is no department {slug}. There are: {', '.join(known) or 'none'}.")
    return get_department(slug).id


def _midnight_after(day: datetime) -> datetime:
    return (day + timedelta(days=1)).replace(tzinfo=current_app.extensions["torv_config"].timezone)
