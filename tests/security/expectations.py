"""How a row of the matrix is written: whom a route lets in, and what each role gets.

A row names its path with the parts of `world.World` in braces. Outcomes are statuses; `SIGN_IN` is being sent to
sign in and back. `PUBLIC` is what everybody gets, `staff("official")` what that kind of staff gets and nobody else:
signed-out people are sent to sign in, citizens are not told that the page is there, other staff is refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.security.browsers import SIGN_IN
from tests.security.world import ROLES

OK, DONE, FOUND, MOVED = 200, 303, 302, 301
REFUSED, MISSING, CONFLICT, GONE, INVALID = 403, 404, 409, 410, 422
Outcome = int | str
Expected = dict[str, Outcome]

STAFF = ("official", "other_official", "caseworker", "moderator", "administrator")
OFFICIALS = ("official", "other_official")


@dataclass(frozen=True)
class Row:
    """One way of asking for something."""

    method: str
    path: str
    expected: Expected
    form: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def everyone(outcome: Outcome, **others: Outcome) -> Expected:
    """Give everybody the same, but for those who are named."""
    assert set(others) <= set(ROLES)
    return {role: others.get(role, outcome) for role in ROLES}


def only(roles: Iterable[str], outcome: Outcome, otherwise: Outcome = REFUSED) -> Expected:
    """Let these roles do it; signed-out people are sent to sign in, the others are refused."""
    allowed = dict.fromkeys(roles, outcome)
    return everyone(otherwise, **{"anonymous": SIGN_IN, **allowed})


def staff(*roles: str, outcome: Outcome = OK) -> Expected:
    """Let these staff roles in; other staff is refused, and to citizens there is no such page."""
    return only(roles, outcome, MISSING) | {role: REFUSED for role in STAFF if role not in roles}


def posting(outcome: Outcome = DONE, **others: Outcome) -> Expected:
    """Let everybody do it who may post: signed in, confirmed, not suspended."""
    cannot = {"anonymous": SIGN_IN, "unconfirmed": REFUSED, "suspended": REFUSED}
    return everyone(outcome, **{**cannot, **others})


def hidden_from_all_but(author: str, **others: Outcome) -> Expected:
    """Let there be no such thing for anybody but its author and moderators, and then what is said of them."""
    assert set(others) == {author, "moderator"}
    return everyone(MISSING, **{"anonymous": SIGN_IN, **others})


def get(path: str, expected: Expected) -> Row:
    """Make a row for reading."""
    return Row("GET", path, expected)


def post(path: str, expected: Expected, **form: str) -> Row:
    """Make a row for sending a form that is right in all else."""
    return Row("POST", path, expected, form)


PUBLIC = everyone(OK)
