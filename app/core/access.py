"""Who acts, and what they may do: the Actor, the register of permissions, `require` and `can`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from flask_babel import gettext as _

from app.core.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """The person (or the site itself) that acts, as known when the request began. Also what Flask-Login holds."""

    id: int | None = None
    name: str = ""
    language: str | None = None
    confirmed: bool = False
    suspended: bool = False
    trust: str = "newcomer"
    official_of: frozenset[int] = field(default_factory=frozenset)
    caseworker_of: frozenset[int] = field(default_factory=frozenset)
    moderator: bool = False
    administrator: bool = False
    is_system: bool = False
    # Which session it is makes nobody another person.
    session_id: int | None = field(default=None, compare=False)
    session_seen_at: datetime | None = field(default=None, compare=False)
    token: str = field(default="", repr=False, compare=False)

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody is signed in."""
        return self.id is not None

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.id is None

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in; a suspended one may still read, so: always."""
        return True

    @property
    def may_post(self) -> bool:
        """Whether the person may write anything public: signed in, e-mail confirmed, not suspended."""
        return self.is_system or (self.id is not None and self.confirmed and not self.suspended)

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any role beyond citizen."""
        return bool(self.official_of or self.caseworker_of or self.moderator or self.administrator)

    def get_id(self) -> str:
        """Give Flask-Login the random session token, never the person's id."""
        return self.token


ANONYMOUS = Actor()
SYSTEM = Actor(name="Torv", is_system=True, confirmed=True)

Permission = TypeVar("Permission", bound=Callable[..., bool])
_permissions: dict[str, Callable[..., bool]] = {}


def permission(rule: Permission) -> Permission:
    """Register `can_do_this(actor, thing)` as the permission `do_this`."""
    name = rule.__name__.removeprefix("can_")
    if name in _permissions:
        raise RuntimeError(f"two permissions are called {name}")
    _permissions[name] = rule
    return rule


def can(actor: Actor, name: str, *things: Any) -> bool:
    """Tell whether the actor may do what the permission `name` rules."""
    return _permissions[name](actor, *things)


def require(allowed: bool, message: str = "") -> None:
    """Go on only if allowed; else NotAllowed with the message."""
    if not allowed:
        raise NotAllowed(message or _("You are not allowed to do this."))


def require_posting(actor: Actor) -> None:
    """Go on only if the actor may write anything at all; else say which of the reasons it is."""
    if actor.may_post:
        return
    if actor.is_anonymous:
        raise NotAllowed(_("Sign in to do this."))
    if actor.suspended:
        raise NotAllowed(_("Your account is suspended, so you cannot post. You can still read everything."))
    raise NotAllowed(_("Confirm your e-mail address first: open the link in the e-mail we sent you."))
