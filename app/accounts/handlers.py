"""Mails to people about their own account. A token is made here, just before the mail leaves; only its hash is kept."""

from typing import Any

from sqlalchemy import select

from app.accounts import tokens
from app.accounts.events import (
    EmailChangeRequested,
    PasswordChanged,
    PasswordResetRequested,
    SignedUp,
    SignUpRepeated,
)
from app.accounts.models import Person, PersonToken, TokenPurpose
from app.accounts.queries import find_person_by_email
from app.core import letters, mail
from app.core.clock import now
from app.core.db import session, transaction
from app.core.outbox import handles


@handles(SignedUp, outside=True)
def send_confirmation(event: SignedUp) -> None:
    """Mail the link that confirms an address, unless that has happened meanwhile."""
    wanted = _wanted(event.token_id)
    if wanted is not None:
        to, person = wanted
        link = _new_link("accounts.confirm", person.id, TokenPurpose.CONFIRM_EMAIL, to)
        _send("confirm_email", person, link=link)


@handles(SignUpRepeated, outside=True)
def tell_of_existing_account(event: SignUpRepeated) -> None:
    """Tell a person that somebody, perhaps they themselves, signed up with their address again."""
    person = _reachable(event.person_id)
    if person is not None:
        _send("existing_account", person)


@handles(PasswordResetRequested, outside=True)
def send_reset(event: PasswordResetRequested) -> None:
    """Mail the link with which a new password can be set."""
    person = _reachable(event.person_id)
    if person is not None:
        link = _new_link("accounts.reset", person.id, TokenPurpose.RESET_PASSWORD)
        _send("reset_password", person, link=link)


@handles(PasswordChanged, outside=True)
def tell_of_new_password(event: PasswordChanged) -> None:
    """Tell a person that their password was changed, in case it was not they."""
    person = _reachable(event.person_id)
    if person is not None:
        _send("password_changed", person)


@handles(EmailChangeRequested, outside=True)
def send_email_change(event: EmailChangeRequested) -> None:
    """Mail the confirming link to the new address, or tell its owner that they have an account already."""
    wanted = _wanted(event.token_id)
    if wanted is None:
        return
    new_address, person = wanted
    owner = find_person_by_email(new_address)
    if owner is not None:
        _send("existing_account", owner)
        return
    link = _new_link("accounts.confirm_email_change", person.id, TokenPurpose.CHANGE_EMAIL, new_address)
    mail.send(letters.write("change_email", new_address, person.language, name=person.name, link=link))


@handles(EmailChangeRequested, outside=True)
def warn_old_address(event: EmailChangeRequested) -> None:
    """Tell the confirmed address that another is to take its place."""
    wanted = _wanted(event.token_id)
    if wanted is not None and wanted[1].email_confirmed_at is not None:
        _send("email_change_asked", wanted[1])


def _reachable(person_id: int) -> Person | None:
    """Read a person who has an address, as things are now."""
    person = session().scalar(select(Person).where(Person.id == person_id, Person.email.is_not(None)))
    session().close()
    return person


def _wanted(token_id: int) -> tuple[str, Person] | None:
    """Read what a link that is wanted is to lead to or stand for, and whose it is, unless that is over."""
    found = session().execute(
        select(PersonToken.payload, Person)
        .join(Person, Person.id == PersonToken.person_id)
        .where(PersonToken.id == token_id, PersonToken.used_at.is_(None), PersonToken.expires_at > now())
    )
    row = found.one_or_none()
    session().close()
    return (row.payload, row.Person) if row else None


def _new_link(endpoint: str, person_id: int, purpose: TokenPurpose, payload: str = "") -> str:
    with transaction():
        token = tokens.issue(person_id, purpose, payload)
    return letters.address(endpoint, token=token)


def _send(template: str, person: Person, **facts: Any) -> None:
    mail.send(letters.write(template, person.email or "", person.language, name=person.name, **facts))
