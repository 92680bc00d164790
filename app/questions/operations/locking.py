"""Locking posts: nothing new can be written under them, and nothing about them can be changed."""

from sqlalchemy import update

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.page_cache import forget_pages
from app.questions.models import Post
from app.questions.permissions import can_hide_post
from app.questions.queries.locking import lock_post


def set_locked(actor: Actor, post_id: int, locked: bool) -> bool:
    """Lock a post, or unlock it; tells whether that changed anything."""
    post, _question = lock_post(actor, post_id)
    require(can_hide_post(actor, post))
    if (post.locked_at is not None) == locked:
        return False
    session().execute(update(Post).where(Post.id == post.id).values(locked_at=now() if locked else None))
    session().refresh(post)
    forget_pages()
    return True
