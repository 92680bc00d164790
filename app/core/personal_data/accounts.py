"""Payment cards and bank accounts."""

import re
from collections.abc import Iterator

from app.core.personal_data.checksums import luhn, mod_97
from app.core.personal_data.matches import Kind, Match, Strength
from app.core.personal_data.surroundings import is_made_up, is_near, is_of_a_thing

# Begins where a group of digits does, since a card's own may be followed by its date and its code.
# Looks ahead, so that one may begin inside another: what follows a card's number are often its date and its code.
_CARD = re.compile(r"(?<![\w.,])(?<!\d[.\-])(?=([2-6](?:[ .\-]{0,2}\d){12,18}))")
_LENGTHS = (
    (re.compile(r"4"), (16, 13, 19)),
    (re.compile(r"5[1-5]|2(?:2[2-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14, 16)),
    (re.compile(r"35|6(?:011|4[4-9]|5)|62|5[0678]|6[37]"), (16, 19)),
)
_SAYS_CARD = re.compile(
    r"\bcard|kort(?:et|nummer|nr)?\b|dankort|\bvisa\b|mastercard|maestro|karte|kaart|kortti|amex|american express",
    re.IGNORECASE,
)
# The lengths of IBANs: https://en.wikipedia.org/wiki/International_Bank_Account_Number
_IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FO FI GL NL", 19: "MK SI", 20: "AT BA EE KZ LT LU XK", 21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ TL", 24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "PT", 26: "IS TR", 27: "FR GR IT MC SM", 28: "AL AZ BY CY DO GT HU LB PL UA", 29: "BR EG PS QA",
        30: "JO KW MU", 31: "MT SC", 32: "LC",
    }.items()
    for country in countries.split()
}  # fmt: skip
# Looks ahead, so that one may begin inside what only looks like one: "er 01", "um 12".
_IBAN = re.compile(r"(?<![A-Za-z0-9])(?=([A-Za-z]{2} ?\d\d(?:[ .\-]{0,2}[A-Za-z0-9]){11,30}))")
_OTHERS = re.compile(r"[^A-Za-z0-9]+")


def find_accounts(text: str) -> Iterator[Match]:
    """Find IBANs and the numbers of cards."""
    for match in _IBAN.finditer(text):
        end = _end_of_iban(match)
        if end:
            yield Match(Kind.IBAN, match.start(), end, Strength.STRONG)
    for match in _CARD.finditer(text):
        found = _card(text, match)
        if found:
            yield found


def _end_of_iban(match: re.Match[str]) -> int:
    """Tell where an IBAN ends that begins here, its country knowing how long it is; 0 if it is none."""
    length = _IBAN_LENGTHS.get(match[1][:2].upper(), 99)
    end = _end_after(match[1], length)
    if not end or not mod_97(_OTHERS.sub("", match[1][:end]).upper()):
        return 0
    following = match.string[match.start() + end : match.start() + end + 1]
    return 0 if following.isdigit() else match.start() + end


def _end_after(text: str, length: int) -> int:
    """Tell where the given number of letters and digits ends; 0 if there are not so many."""
    for place, character in enumerate(text, 1):
        length -= character.isalnum()
        if not length:
            return place
    return 0


def _card(text: str, match: re.Match[str]) -> Match | None:
    typed = match[1]
    digits = _OTHERS.sub("", typed)
    lengths = next((lengths for prefix, lengths in _LENGTHS if prefix.match(digits)), ())
    if is_made_up(digits[:13]):
        return None
    for length in lengths:
        end = match.start() + _end_after(typed, length) if len(digits) >= length else 0
        if end and luhn(digits[:length]) and not text[end : end + 1].isalnum():
            return _judged(text, match.start(), end, length)
    return _mistyped(text, match, digits)


def _judged(text: str, start: int, end: int, length: int) -> Match | None:
    named = is_near(text, start, end, _SAYS_CARD)
    if not named and (length == 13 or is_of_a_thing(text, start)):
        return None
    return Match(Kind.CARD, start, end, Strength.STRONG)


def _mistyped(text: str, match: re.Match[str], digits: str) -> Match | None:
    """Ask about sixteen digits that are said to be a card's, one of them wrong perhaps."""
    end = match.start() + len(match[1])
    if len(digits) != 16 or not is_near(text, match.start(), end, _SAYS_CARD):
        return None
    return Match(Kind.CARD, match.start(), end, Strength.WEAK)
