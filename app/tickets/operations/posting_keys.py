"""The same form sent twice, at once or across a crash, makes one ticket, or one message."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.questions.upserts import insert_into
from app.tickets.models import TicketPostingKey

KEPT = timedelta(days=30)
TICKET, ON_BEHALF, MESSAGE, NOTE = "ticket", "on_behalf", "message", "note"


def claim_key(actor: Actor, key: str | None, made: str) -> int | None:
    """Claim the actor's key for what is about to be made; give the number of what it made before, if anything.

    On PostgreSQL the insert waits for another transaction that has claimed the key, so the second one sees the first's.
    """
    if not key:
        return None
    claim = insert_into(TicketPostingKey).values(person_id=actor.id, key=key, made=made)
    claimed = claim.on_conflict_do_nothing().returning(TicketPostingKey.key)
    if session().scalar(claimed) is not None:
        return None
    before = select(TicketPostingKey.made_id).where(
        TicketPostingKey.person_id == actor.id, TicketPostingKey.key == key, TicketPostingKey.made == made
    )
    made_id = session().scalar(before)
    if made_id is None:
        raise Conflict(
            _("This form was used before, for something else. Open the page again and send from there.")
        )
    return made_id


def settle_key(actor: Actor, key: str | None, made_id: int) -> None:
    """Note what the claimed key made."""
    if key:
        mine = (TicketPostingKey.person_id == actor.id) & (TicketPostingKey.key == key)
        session().execute(update(TicketPostingKey).where(mine).values(made_id=made_id))


def forget_old_keys(actor: Actor) -> None:
    """Remove the keys of forms sent more than 30 days ago."""
    session().execute(delete(TicketPostingKey).where(TicketPostingKey.created_at < now() - KEPT))
