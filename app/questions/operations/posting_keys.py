"""The same form sent twice, at once or across a crash, makes one post."""

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.core.access import Actor
from app.core.db import session
from app.core.errors import Conflict
from app.questions.models import Post, PostingKey
from app.questions.queries.posts import OnePost
from app.questions.upserts import insert_into


def claim_key(actor: Actor, key: str | None, kind: type[OnePost]) -> OnePost | None:
    """Claim the actor's key for a post about to be made; give the post it made before, if any.

    On PostgreSQL the insert waits for another transaction that has claimed the key, so the second one sees the post.
    """
    if not key:
        return None
    claim = insert_into(PostingKey).values(person_id=actor.id, key=key).on_conflict_do_nothing()
    if session().scalar(claim.returning(PostingKey.key)) is not None:
        return None
    mine = select(PostingKey.post_id).where(PostingKey.person_id == actor.id, PostingKey.key == key)
    post = session().get(kind, session().scalar(mine))
    if post is None:
        raise Conflict(
            _("This form was used before, for something else. Open the page again and send from there.")
        )
    return post


def settle_key(actor: Actor, key: str | None, post: Post) -> None:
    """Note which post the claimed key made."""
    if key:
        mine = (PostingKey.person_id == actor.id) & (PostingKey.key == key)
        session().execute(update(PostingKey).where(mine).values(post_id=post.id))
