"""People who can sign in, for these tests."""

from sqlalchemy import select, update

from app.accounts.models import Person
from app.accounts.names import name_key
from app.accounts.passwords import hash_password
from app.core.access import Actor
from app.core.db import session, transaction
from tests.factories import make_person
from tests.web import Seen, Visitor

GOOD = "purple lamps sing quietly"


def person_with_password(
    name: str = "Jens Jensen", email: str = "jens@example.org", **fields: object
) -> Actor:
    """Make a confirmed person who can sign in with GOOD."""
    made = make_person(name, email=email, password_hash=hash_password(GOOD), **fields)
    with transaction() as current:
        current.execute(update(Person).where(Person.id == made.id).values(name_key=name_key(name)))
    return made


def sign_up(
    visitor: Visitor, *, name: str = "New Person", email: str = "new@example.org", password: str = GOOD
) -> Seen:
    """Fill in the sign-up form."""
    visitor.open("/sign-up")
    return visitor.submit(name=name, email=email, password=password)


def sign_in(visitor: Visitor, email: str = "jens@example.org", password: str = GOOD, to: str = "") -> Seen:
    """Fill in the sign-in form."""
    visitor.open("/sign-in" + (f"?to={to}" if to else ""))
    return visitor.submit(email=email, password=password, follow=False)


def find(email: str) -> Person | None:
    """Read a person afresh."""
    session().close()
    person = session().scalar(select(Person).where(Person.email == email))
    session().close()
    return person
