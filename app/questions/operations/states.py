"""What a post's state allows; asked after the permission, answered with Conflict in words."""

from flask_babel import gettext as _

from app.core.access import Actor
from app.core.errors import Conflict
from app.questions.models import Post, Question


def require_open(actor: Actor, *posts: Post) -> None:
    """Go on only if nothing of this is closed, locked or hidden; else say which."""
    for post in posts:
        if post.open_for_posts:
            continue
        if post.duplicate_of_id is not None:
            raise Conflict(_("This question was asked before. Write at the earlier question instead."))
        if post.closed_at is not None:
            raise Conflict(_("This question is closed, so nothing new can be written here."))
        if post.locked_at is not None:
            raise Conflict(_("This is locked, so nothing new can be written here."))
        raise Conflict(_("This is hidden, so nothing new can be written here."))


def require_unlocked(actor: Actor, post: Post, question: Question, *, though_hidden: bool = False) -> None:
    """Go on only if neither the post nor its question is locked or hidden; closed ones may still be judged."""
    if post.locked_at is not None or question.locked_at is not None:
        raise Conflict(_("This is locked, so nothing about it can be changed."))
    if (post.hidden or question.hidden) and not though_hidden:
        raise Conflict(_("This is hidden, so nothing about it can be changed."))
