"""Everything that can be found in a text, each place once."""

import re
from collections.abc import Iterable, Iterator

from app.core.personal_data.accounts import find_accounts
from app.core.personal_data.contacts import find_emails, find_phones, phone_digits
from app.core.personal_data.matches import Kind, Match, Published, Strength
from app.core.personal_data.national import find_national
from app.core.personal_data.places import find_cases, find_streets
from app.core.personal_data.reading import see

NOTHING = Published()
_EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,200}\w")
_PHONE = re.compile(r"\+?\d(?:[ .\-/()]{0,3}\d){7,14}")
# The surest first: what one has taken, none of the later ones takes again.
_FINDERS = (find_accounts, find_national, find_emails, find_phones, find_streets, find_cases)


def find(text: str, published: Published = NOTHING) -> tuple[Match, ...]:
    """Find personal data in a text, in the order it stands there, leaving out what the service itself publishes."""
    taken: list[Match] = []
    for seen in see(text):
        for match in _find(seen.text):
            kind, start, end, strength = match
            if not _is_published(kind, seen.text[start:end], published):
                taken.append(Match(kind, *seen.typed(start, end), strength))
    return tuple(sorted(_apart(taken), key=lambda match: match.start))


def _is_published(kind: Kind, words: str, published: Published) -> bool:
    """Tell whether a telephone number or an address is one of the service's own."""
    if kind is Kind.EMAIL:
        return words.casefold() in published.emails
    return kind is Kind.PHONE and phone_digits(words) in published.phones


def read_published(texts: Iterable[str]) -> Published:
    """Read the addresses and telephone numbers out of what the service publishes."""
    text = "\n".join(texts)
    return Published(
        frozenset(match[0].casefold() for match in _EMAIL.finditer(text)),
        frozenset(phone_digits(match[0]) for match in _PHONE.finditer(text)),
    )


def words_of(text: str, match: Match) -> str:
    """Give what was found as it is compared: letters and digits only."""
    return "".join(filter(str.isalnum, text[match.start : match.end].casefold()))


def _find(text: str) -> Iterator[Match]:
    for finder in _FINDERS:
        # Strong before weak, so that a number which may be two things is the one that matters.
        yield from sorted(finder(text), key=lambda match: match.strength is Strength.WEAK)


def _apart(found: list[Match]) -> list[Match]:
    """Leave out what lies over something found before it."""
    if not found:
        return []
    taken = bytearray(max(match.end for match in found))
    apart = []
    for match in found:
        if not any(taken[match.start : match.end]):
            taken[match.start : match.end] = b"\x01" * (match.end - match.start)
            apart.append(match)
    return apart
