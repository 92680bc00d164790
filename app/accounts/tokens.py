"""The links we mail: made when the mail is written, good once, for one purpose, for a while."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from app.accounts.models import PersonToken, TokenPurpose
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.core.tokens import new_token, token_hash

LIFE = {
    TokenPurpose.CONFIRM_EMAIL: timedelta(days=3),
    TokenPurpose.RESET_PASSWORD: timedelta(hours=1),
    TokenPurpose.CHANGE_EMAIL: timedelta(days=1),
}


def prepare(person_id: int, purpose: TokenPurpose, payload: str = "") -> PersonToken:
    """Note that a link is wanted. Nobody holds its token: `issue` makes the one that is mailed."""
    return _add(person_id, purpose, payload, new_token())


def issue(person_id: int, purpose: TokenPurpose, payload: str = "") -> str:
    """Make the token of a link and keep its hash. Those made before stay good: a mail with one may have left."""
    token = new_token()
    _add(person_id, purpose, payload, token)
    return token


def _add(person_id: int, purpose: TokenPurpose, payload: str, token: str) -> PersonToken:
    row = PersonToken(
        token_hash=token_hash(token),
        purpose=purpose,
        person_id=person_id,
        payload=payload,
        expires_at=now() + LIFE[purpose],
    )
    session().add(row)
    session().flush()
    return row


def use(purpose: TokenPurpose, token: str) -> tuple[int, str]:
    """Use a token up and give its person and payload; one that is used, expired or unknown is NotFound."""
    used = session().execute(
        update(PersonToken)
        .where(
            PersonToken.token_hash == token_hash(token),
            PersonToken.purpose == purpose,
            PersonToken.used_at.is_(None),
            PersonToken.expires_at > now(),
        )
        .values(used_at=now())
        .returning(PersonToken.person_id, PersonToken.payload)
        .execution_options(synchronize_session=False)
    )
    found = used.one_or_none()
    if found is None:
        raise NotFound(_("This link has been used or has expired."))
    return found.person_id, found.payload


def end_all(person_id: int, *purposes: TokenPurpose) -> None:
    """End every other link mailed to a person for these purposes."""
    session().execute(
        update(PersonToken)
        .where(
            PersonToken.person_id == person_id,
            PersonToken.purpose.in_(purposes),
            PersonToken.used_at.is_(None),
        )
        .values(used_at=now())
        .execution_options(synchronize_session=False)
    )
