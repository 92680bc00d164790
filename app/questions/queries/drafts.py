"""What was begun and not yet posted."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select

from app.core.access import Actor
from app.core.db import at_most, read_rows
from app.core.tokens import token_hash
from app.questions.models import Draft

# Put together once; what is compared with NULL is nobody's.
_DRAFT = (
    select(Draft.data)
    .where(
        or_(Draft.person_id == bindparam("me"), Draft.token_hash == bindparam("token_hash")),
        Draft.key == bindparam("key"),
    )
    .order_by(Draft.changed_at.desc())
    .limit(at_most(1))
)


def find_draft(actor: Actor, token: str, key: str) -> Mapping[str, Any]:
    """Find what the actor began last under a key, also while signed out if they hold its token; empty if nothing."""
    if actor.is_anonymous and not token:
        return {}
    rows = read_rows(_DRAFT, me=actor.id, token_hash=token_hash(token) if token else None, key=key)
    return rows[0].data if rows else {}


def held_by(actor: Actor, token: str) -> ColumnElement[bool]:
    """Filter to the drafts of the actor and of the token."""
    return or_(
        *([Draft.person_id == actor.id] if actor.id is not None else []),
        *([Draft.token_hash == token_hash(token)] if token else []),
    )
