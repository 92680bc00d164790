"""Passwords: what makes a good one, and their hashes (Argon2id, OWASP's parameters)."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from app.core.errors import Invalid

SHORTEST, LONGEST = 10, 200
GOOD_ENOUGH = 2  # of zxcvbn's 0 to 4: more than 10^6 guesses
# zxcvbn refuses longer texts, and whatever is good in its first 72 characters is good.
LOOKED_AT = 72


def hash_password(password: str) -> str:
    """Hash a password. Takes tens of milliseconds on purpose, so never inside a transaction."""
    return _hasher().hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether the password is the one hashed. Without a hash it takes as long, and is False."""
    try:
        _hasher().verify(stored or _nobodys_hash(current_app.testing), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def renewed(stored: str, password: str) -> str | None:
    """Hash the password anew if `stored` was made with other parameters than today's."""
    return hash_password(password) if _hasher().check_needs_rehash(stored) else None


def check_password(password: str, *personal: str) -> None:
    """Refuse, with advice, a password that is too short, too long or soon guessed; `personal` is name and address."""
    if len(password) < SHORTEST:
        raise Invalid(_("Use at least %(number)s characters.", number=SHORTEST), field="password")
    if len(password) > LONGEST:
        raise Invalid(_("Use at most %(number)s characters.", number=LONGEST), field="password")
    from zxcvbn import zxcvbn  # noqa: PLC0415 – word lists of some megabytes, needed at sign-up only

    verdict = zxcvbn(_normal(password)[:LOOKED_AT], user_inputs=list(_words(personal)))
    if verdict["score"] < GOOD_ENOUGH:
        raise Invalid(_advice(verdict["sequence"]), field="password")


def _words(personal: Iterable[str]) -> Iterable[str]:
    for text in personal:
        yield text.lower()
        yield from text.lower().replace("@", " ").replace(".", " ").split()


def _advice(sequence: list[dict[str, str]]) -> str:
    """Say what is weak about the longest guessable part, and what would be better."""
    guessable = [part for part in sequence if part["pattern"] != "bruteforce"]
    part = max(guessable, key=lambda part: len(part["token"]), default={"pattern": "", "dictionary_name": ""})
    if part.get("dictionary_name") == "user_inputs":
        reason = _("This is easy to guess, because it has your name or e-mail address in it.")
    else:
        reason = {
            "repeat": _("This is easy to guess, because it repeats itself."),
            "sequence": _("This is easy to guess, because it follows the alphabet or counts."),
            "spatial": _("This is easy to guess, because its keys lie side by side."),
            "date": _("This is easy to guess, because dates are tried early."),
            "regex": _("This is easy to guess, because years are tried early."),
        }.get(part["pattern"], _("This is easy to guess, because it is close to a common password or word."))
    better = _("Three or four words that do not belong together make a good password.")
    return f"{reason} {better}"


def _normal(password: str) -> str:
    """Write é one way, however a keyboard composed it (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _hasher() -> PasswordHasher:
    return _make_hasher(current_app.testing)


@cache
def _make_hasher(cheap: bool) -> PasswordHasher:
    """Make the hasher; tests, and only they, take one that costs nothing."""
    if cheap:
        return PasswordHasher(memory_cost=8, time_cost=1, parallelism=1)
    return PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)


@cache
def _nobodys_hash(cheap: bool) -> str:
    return _make_hasher(cheap).hash("nobody has this password")
