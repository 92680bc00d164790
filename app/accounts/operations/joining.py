"""Making an account and confirming its address. Nothing here tells whether an address was known before."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts import tokens
from app.accounts.events import SignedUp, SignUpRepeated
from app.accounts.limits import LETTERS, SIGN_UP_NETWORK, account_key
from app.accounts.models import Person, TokenPurpose
from app.accounts.names import name_key
from app.accounts.permissions import can_manage_people
from app.accounts.queries import find_person_by_email, get_person
from app.accounts.reserved_names import NameTaken, accept_name
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Unavailable
from app.core.limits import count
from app.core.outbox import emit

# No mail can ever be sent there (RFC 2606).
NOWHERE = "taken.invalid"


@dataclass(frozen=True)
class NewPerson:
    """What somebody gives to have an account; the password hashed already."""

    name: str
    email: str
    password_hash: str = field(repr=False)
    language: str


def sign_up(actor: Actor, new: NewPerson, network: str, to: str = "/") -> None:
    """Make an account whose address is to be confirmed; whoever has this address already is told by mail instead.

    The name is taken in both cases: were it free afterwards, it would tell that the address was known. `to` is where
    the person wanted to go, which the mailed link leads back to.
    """
    require(actor.is_anonymous, _("You have an account and are signed in."))
    count(SIGN_UP_NETWORK, network)
    count(LETTERS, account_key(new.email))
    name = accept_name(new.name)
    try:
        owner = find_person_by_email(new.email)
        owner_id = owner.id if owner else None
        person = _add(_of_nobody(new) if owner else new, name)
    except _AddressTaken as taken:
        owner_id = taken.person_id
        person = _add(_of_nobody(new), name)
    wanted = tokens.prepare(person.id, TokenPurpose.CONFIRM_EMAIL, to)
    emit(SignedUp(wanted.id) if owner_id is None else SignUpRepeated(owner_id))


def create_person(actor: Actor, new: NewPerson) -> int:
    """Make an account with a confirmed address, by an administrator; gives its id."""
    require(can_manage_people(actor))
    name = accept_name(new.name)
    try:
        person = _add(new, name)
    except _AddressTaken as taken:
        raise Conflict(_("Another account has this e-mail address already.")) from taken
    person.email_confirmed_at = now()
    return person.id


def confirm_email(actor: Actor, token: str) -> str:
    """Confirm the address a link was mailed to, whoever holds it; gives where the person wanted to go."""
    person_id, to = tokens.use(TokenPurpose.CONFIRM_EMAIL, token)
    person = get_person(person_id)
    person.email_confirmed_at = person.email_confirmed_at or now()
    tokens.end_all(person_id, TokenPurpose.CONFIRM_EMAIL)
    return to


class _AddressTaken(Exception):
    def __init__(self, person_id: int) -> None:
        super().__init__(person_id)
        self.person_id = person_id


def _of_nobody(new: NewPerson) -> NewPerson:
    """Give the same person at an address that cannot be; unconfirmed, the account is soon forgotten."""
    return replace(new, email=f"{uuid4().hex}@{NOWHERE}")


def _add(new: NewPerson, name: str) -> Person:
    """Add the row. The constraints decide; afterwards we look which of them it was."""
    person = Person(
        name=name,
        name_key=name_key(name),
        email=new.email.strip().lower(),
        password_hash=new.password_hash,
        language=new.language,
    )
    try:
        with session().begin_nested():
            session().add(person)
            session().flush()
    except IntegrityError as error:
        raise _reason(person) from error
    return person


def _reason(person: Person) -> Exception:
    """Tell the taken name first: that is public, and says nothing about the address."""
    if session().scalar(select(Person.id).where(Person.name_key == person.name_key)):
        return NameTaken()
    owner = find_person_by_email(person.email or "")
    return _AddressTaken(owner.id) if owner else Unavailable(_("Please send the form again."))
