"""Who may come in to a view at all. Every route declares its door; without one the app does not start.

A door is the coarse question (signed in? which kind of staff?); what may be done with one thing is asked again
by the operation. `@public(cached=True)` views may be kept by caches while nobody is signed in, so they must not
touch the session.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _

from app.core.access import Actor
from app.core.errors import NotAllowed, NotFound
from app.core.redirects import safe_path
from app.core.viewer import viewer
from app.core.written import keeps_on_screen

View = TypeVar("View", bound=Callable[..., Any])
STAFF_KINDS = ("official", "caseworker", "moderator", "administrator")


@dataclass(frozen=True)
class Door:
    """What a view asks of whoever comes."""

    signed_in: bool = False
    staff: tuple[str, ...] = ()
    cached: bool = False


def public(view: View | None = None, *, cached: bool = False) -> Any:
    """Open the view to everybody; `cached=True` lets caches keep it for those who are not signed in."""
    if view is not None:
        return _with_door(view, Door())
    return lambda the_view: _with_door(the_view, Door(cached=cached))


def signed_in(view: View) -> View:
    """Open the view to whoever is signed in; others are sent to sign in and come back."""
    return _with_door(view, Door(signed_in=True))


def staff(*kinds: str) -> Callable[[View], View]:
    """Open the view to people with one of these roles: official, caseworker, moderator, administrator."""
    if not kinds or set(kinds) - set(STAFF_KINDS):
        raise RuntimeError(f"@staff needs kinds out of {STAFF_KINDS}")
    return lambda view: _with_door(view, Door(signed_in=True, staff=kinds))


def _with_door(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]
    return view


def door_of(endpoint: str | None) -> Door | None:
    """Give the door of an endpoint, if it has one."""
    return getattr(current_app.view_functions.get(endpoint or ""), "door", None)


def holds(actor: Actor, kind: str) -> bool:
    """Tell whether the actor holds a role of this kind, in any department."""
    return bool(
        {
            "official": actor.official_of,
            "caseworker": actor.caseworker_of,
            "moderator": actor.moderator,
            "administrator": actor.administrator,
        }[kind]
    )


def init_app(app: Flask) -> None:
    """Ask at the door before every request."""
    app.before_request(_ask)


def check_doors(app: Flask) -> None:
    """Refuse to start while a route has no door."""
    open_routes = sorted(name for name, view in app.view_functions.items() if not hasattr(view, "door"))
    if open_routes:
        raise RuntimeError(f"routes without a door: {', '.join(open_routes)}")


def _ask() -> Response | None:
    if request.endpoint is None:
        return None  # 404 and 405 are raised by the routing itself
    door = door_of(request.endpoint)
    if door is None:
        abort(500)
    actor = viewer()
    if door.signed_in and actor.is_anonymous:
        if request.method in ("GET", "HEAD"):
            return redirect(url_for("accounts.sign_in", to=request.full_path.rstrip("?")))  # type: ignore[return-value]
        if keeps_on_screen():
            raise NotAllowed(_("You are signed out, so nothing was sent."))
        return keep_for_later()
    if door.staff and not any(holds(actor, kind) for kind in door.staff):
        if actor.is_staff:
            raise NotAllowed()
        raise NotFound()
    return None


def keep_for_later() -> Response:
    """Send a signed-out person who posted something to sign in, with what they wrote kept."""
    to = keep_written() or _page_before()
    return redirect(url_for("accounts.sign_in", to=to), 303)  # type: ignore[return-value]


def keep_written() -> str | None:
    """Keep what the form of this request holds and tell where it is found again; None if it holds nothing to keep."""
    keep = current_app.extensions.get("torv_keep_for_later")
    return keep() if keep else None


def sent_from_our_page() -> bool:
    """Tell whether the browser says that the form stood on a page of this site; silence means no."""
    origin = request.headers.get("Origin", "")
    return urlsplit(origin).netloc == request.host or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _page_before() -> str:
    parts = urlsplit(request.referrer or "")
    return safe_path(parts.path) if parts.netloc == request.host else "/"
