"""Forgetting what is over: links, sessions, and accounts nobody confirmed."""

from datetime import timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person, PersonSession, PersonToken
from app.accounts.permissions import can_manage_people
from app.accounts.queries import SESSION_LIFE
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session

# A confirming link is good for three days; whoever has not come back in two weeks gives name and address free.
UNCONFIRMED_LIFE = timedelta(days=14)
AT_ONCE = 200


def forget_what_is_over(actor: Actor) -> None:
    """Remove links and sessions that are over, and accounts whose address nobody confirmed."""
    require(can_manage_people(actor))
    session().execute(delete(PersonToken).where(PersonToken.expires_at < now() - UNCONFIRMED_LIFE))
    over = or_(PersonSession.ended_at.is_not(None), PersonSession.seen_at < now() - SESSION_LIFE)
    session().execute(delete(PersonSession).where(over, PersonSession.created_at < now() - SESSION_LIFE))
    unconfirmed = select(Person.id).where(
        Person.email.is_not(None),
        Person.email_confirmed_at.is_(None),
        Person.joined_at < now() - UNCONFIRMED_LIFE,
    )
    for person_id in session().scalars(unconfirmed.order_by(Person.id).limit(AT_ONCE)).all():
        _forget_person(person_id)


def _forget_person(person_id: int) -> None:
    """Remove an account unless something still refers to it, which the foreign keys tell."""
    try:
        with session().begin_nested():
            session().execute(delete(Person).where(Person.id == person_id))
    except IntegrityError:
        return
