"""Signing in and out. The password is compared outside of any transaction, since that takes long on purpose."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.accounts.devices import LONGEST
from app.accounts.limits import SIGN_IN_ACCOUNT, SIGN_IN_NETWORK, account_key
from app.accounts.models import Person, PersonSession
from app.accounts.queries import Recognised
from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.limits import count, take_back
from app.core.tokens import new_token, token_hash

# How exact "last seen" is: more often would be a write for every page read.
SEEN_EVERY = timedelta(minutes=10)


def count_try(actor: Actor, email: str, network: str) -> None:
    """Count a try to sign in before the password is looked at, so that tries sent at once count as well."""
    count(SIGN_IN_ACCOUNT, account_key(email))
    if actor.is_anonymous:
        count(SIGN_IN_NETWORK, network)


def take_back_try(actor: Actor, email: str, network: str) -> None:
    """Uncount a try that gave the right password."""
    take_back(SIGN_IN_ACCOUNT, account_key(email))
    if actor.is_anonymous:
        take_back(SIGN_IN_NETWORK, network)


def open_session(actor: Actor, recognised: Recognised, network: str, user_agent: str) -> str:
    """Sign somebody in who gave the right password; gives the token their browser is to keep."""
    person = session().scalar(
        select(Person).where(Person.id == recognised.person_id).with_for_update(key_share=True)
    )
    if person is None or person.password_hash != recognised.password_hash:
        raise Conflict(_("Your password was changed a moment ago. Sign in with the new one."))
    take_back_try(actor, recognised.email, network)
    person.password_hash = recognised.renewed_hash or person.password_hash
    token = new_token()
    session().add(
        PersonSession(token_hash=token_hash(token), person_id=person.id, user_agent=user_agent[:LONGEST])
    )
    return token


def note_seen(actor: Actor) -> None:
    """Note that a session is in use, at most every ten minutes."""
    session().execute(
        update(PersonSession)
        .where(PersonSession.id == actor.session_id, PersonSession.seen_at < now() - SEEN_EVERY)
        .values(seen_at=now())
        .execution_options(synchronize_session=False)
    )


def end_session(actor: Actor, session_id: int) -> None:
    """End one of one's own sessions; it is signed out at its next request."""
    require(not actor.is_anonymous)
    mine = (PersonSession.id == session_id) & (PersonSession.person_id == actor.id)
    ended = session().execute(
        update(PersonSession)
        .where(mine, PersonSession.ended_at.is_(None))
        .values(ended_at=now())
        .returning(PersonSession.id)
        .execution_options(synchronize_session=False)
    )
    if ended.first() is None:
        raise NotFound()


def end_other_sessions(actor: Actor) -> None:
    """End every session of one's own but the one that asks."""
    require(not actor.is_anonymous)
    end_sessions_of(actor, actor.id or 0)


def end_sessions_of(actor: Actor, person_id: int) -> None:
    """End a person's sessions, sparing the one that asks; for operations that have asked for permission."""
    session().execute(
        update(PersonSession)
        .where(
            PersonSession.person_id == person_id,
            PersonSession.ended_at.is_(None),
            PersonSession.id != (actor.session_id or 0),
        )
        .values(ended_at=now())
        .execution_options(synchronize_session=False)
    )
