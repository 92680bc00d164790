"""Who looks at this page. Reading it without a session cookie touches no session and no database."""

from flask import current_app, g, request
from flask_login import current_user

from app.core.access import ANONYMOUS, Actor


def viewer() -> Actor:
    """Give the Actor of this request, ANONYMOUS without a live session."""
    if "viewer" not in g:
        g.viewer = _from_session() if has_session_cookie() else ANONYMOUS
    actor: Actor = g.viewer
    return actor


def has_session_cookie() -> bool:
    """Tell whether the browser sent a session cookie, valid or not."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def _from_session() -> Actor:
    actor = current_user._get_current_object()
    return actor if isinstance(actor, Actor) else ANONYMOUS
