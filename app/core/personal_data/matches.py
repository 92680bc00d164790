"""What can be found, and how sure it is."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """A kind of personal data."""

    DANISH = "dk_cpr"
    SWEDISH = "se_personnummer"
    NORWEGIAN = "no_fodselsnummer"
    FINNISH = "fi_hetu"
    DUTCH = "nl_bsn"
    GERMAN = "de_number"
    BRITISH = "gb_nino"
    NHS = "gb_nhs"
    CARD = "card"
    IBAN = "iban"
    PHONE = "phone"
    EMAIL = "email"
    STREET = "street"
    CASE = "case"


class Strength(StrEnum):
    """Strong: must not be public. Weak: may well be meant for everybody, so the writer is asked once."""

    STRONG = "strong"
    WEAK = "weak"


class Match(NamedTuple):
    """Where in the text as it was typed something stands."""

    kind: Kind
    start: int
    end: int
    strength: Strength


class Published(NamedTuple):
    """What the service itself tells everybody: e-mail addresses in lower case, telephone numbers as digits."""

    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
