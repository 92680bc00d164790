"""Forgotten and new passwords. A new one ends every other session."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts import tokens
from app.accounts.events import PasswordChanged, PasswordResetRequested
from app.accounts.limits import FORGOTTEN_NETWORK, LETTERS, account_key
from app.accounts.models import Person, TokenPurpose
from app.accounts.operations.sessions import end_sessions_of
from app.accounts.permissions import can_keep_account
from app.accounts.queries import find_person_by_email
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.limits import count
from app.core.outbox import emit


def request_reset(actor: Actor, email: str, network: str) -> None:
    """Have a link mailed with which a new password can be set; nothing tells whether anybody has the address."""
    count(FORGOTTEN_NETWORK, actor.id or network)
    count(LETTERS, account_key(email))
    person = find_person_by_email(email)
    if person is not None:
        emit(PasswordResetRequested(person.id))


def reset_password(actor: Actor, token: str, password_hash: str) -> None:
    """Set a new password with a mailed link; whoever holds that has the address, so it is confirmed too."""
    person_id, _payload = tokens.use(TokenPurpose.RESET_PASSWORD, token)
    person = _locked(person_id)
    person.email_confirmed_at = person.email_confirmed_at or now()
    _set(actor, person, password_hash)


def change_password(actor: Actor, password_hash: str) -> None:
    """Set a new password for oneself; the edge has asked for the one before."""
    person = _locked(actor.id or 0)
    require(can_keep_account(actor, person), _("Sign in to do this."))
    _set(actor, person, password_hash)


def _locked(person_id: int) -> Person:
    """Read the person, and keep others from signing in with the old password meanwhile."""
    person = session().scalar(select(Person).where(Person.id == person_id).with_for_update(key_share=True))
    if person is None:
        raise NotFound()
    return person


def _set(actor: Actor, person: Person, password_hash: str) -> None:
    person.password_hash = password_hash
    session().flush()
    end_sessions_of(actor, person.id)
    # A change of address that somebody else began ends here too: the warning about it says to do this.
    tokens.end_all(person.id, TokenPurpose.RESET_PASSWORD, TokenPurpose.CHANGE_EMAIL)
    emit(PasswordChanged(person.id))
