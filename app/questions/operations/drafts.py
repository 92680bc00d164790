"""Keeping what was begun: a person's under their name, a signed-out visitor's under a token only they hold."""

import json
from collections.abc import Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.core.limits import Limit, count
from app.core.tokens import token_hash
from app.questions.models import Draft, PostingKey
from app.questions.queries.drafts import held_by
from app.questions.upserts import insert_into

# Long writing saves itself every few seconds; a signed-out text is kept when a form is sent.
SAVING = Limit("saving-drafts", 1200, 3600)
KEEPING = Limit("keeping-drafts", 120, 3600)
# Bytes: the longest question fits, and little more.
LARGEST = 100_000
KEPT = timedelta(days=30)


def save_draft(actor: Actor, key: str, data: Mapping[str, str], token: str = "", address: str = "") -> None:
    """Keep what was begun in place of an earlier state; signed out, under the token, limited by network address."""
    if len(json.dumps(data)) > LARGEST or len(key) > 40:
        raise Invalid(_("This is too long to be kept as a draft."))
    if actor.id is not None:
        count(SAVING, actor.id)
        holder: dict[str, int | str] = {"person_id": actor.id}
    else:
        count(KEEPING, address)
        holder = {"token_hash": token_hash(token)}
    row = insert_into(Draft).values(key=key, data=dict(data), changed_at=now(), **holder)
    session().execute(
        row.on_conflict_do_update(
            index_elements=[*holder, "key"], set_={"data": row.excluded.data, "changed_at": now()}
        )
    )


def discard_draft(actor: Actor, key: str, token: str = "") -> None:
    """Remove what was begun: it was posted, or is wanted no more."""
    if actor.id is not None or token:
        session().execute(delete(Draft).where(held_by(actor, token), Draft.key == key))


def forget_old_drafts(actor: Actor) -> None:
    """Remove drafts nobody came back to for 30 days, and posting keys of forms that old."""
    session().execute(delete(Draft).where(Draft.changed_at < now() - KEPT))
    session().execute(delete(PostingKey).where(PostingKey.created_at < now() - KEPT))
