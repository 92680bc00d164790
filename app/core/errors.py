"""What can be wrong with a request, in the domain's words. The edge turns each into its page or JSON.

Messages are shown to people: translated, saying what to do.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """Something the person asked for cannot be done; `message` tells them what to do instead."""

    status = 400

    def __init__(self, message: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details: Mapping[str, Any] = details


class NotAllowed(DomainError):
    """The actor may see the thing but not do this with it."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or none that this actor may know of."""

    status = 404


class Conflict(DomainError):
    """Somebody else changed the thing first; `details` carry what is needed to choose."""

    status = 409


class Invalid(DomainError):
    """The input breaks a rule; `field` in `details` names the form field, if one."""

    status = 422


class TooMany(DomainError):
    """Too much of this in too short a time; `retry_after` in `details` is in seconds."""

    status = 429


class Unavailable(DomainError):
    """The site cannot write just now (database locked or full); trying again later works."""

    status = 503
