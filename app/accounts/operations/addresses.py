"""Changing the e-mail address: the new one has to be confirmed before it counts, and the old one is told."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.accounts import tokens
from app.accounts.events import EmailChangeRequested
from app.accounts.limits import LETTERS, account_key
from app.accounts.models import TokenPurpose
from app.accounts.permissions import can_keep_account
from app.accounts.queries import get_person
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.limits import count
from app.core.outbox import emit


def request_email_change(actor: Actor, email: str) -> None:
    """Have a link mailed to a new address; the edge has asked for the password."""
    person = get_person(actor.id or 0)
    require(can_keep_account(actor, person), _("Sign in to do this."))
    email = email.strip().lower()
    if email == person.email:
        raise Invalid(_("This is your address already."), field="email")
    count(LETTERS, account_key(email))
    row = tokens.prepare(person.id, TokenPurpose.CHANGE_EMAIL, email)
    emit(EmailChangeRequested(row.id))


def change_email(actor: Actor, token: str) -> None:
    """Take the new address a link was mailed to; links mailed to the old one are good no more."""
    person_id, email = tokens.use(TokenPurpose.CHANGE_EMAIL, token)
    person = get_person(person_id)
    try:
        with session().begin_nested():
            person.email = email
            person.email_confirmed_at = now()
            session().flush()
    except IntegrityError as error:
        raise Conflict(_("Another account has this e-mail address already.")) from error
    tokens.end_all(person_id, *TokenPurpose)
