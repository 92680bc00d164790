"""The words around a number, which tell what it is."""

import re
from typing import Final

NEAR: Final = 60
# Numbers of things; what follows such a word is nobody's own number.
_THING = re.compile(
    r"(?:isbn|issn|\bean\b|\bgln\b|\bcvr\b|\bse-nr|\bp-nummer|org(?:anisations?|anisasjons|anization)?[.-]? ?"
    r"(?:nummer|number|nr|no)|ordre|\border|faktura|invoice|bestilling|kunde(?:nummer|nr|-?id)|customer|vare(?:nummer|nr)"
    r"|kvittering|receipt|serie(?:nummer|nr)|serial|imei|matrikel|model|tracking|pakke|parcel|version|part no"
    r"|y-tunnus|kvk|rechnung|bestell|company (?:number|no)|vat|moms|stelnummer|artikel|factuur|tilaus)[^\d\n]{0,25}$",
    re.IGNORECASE,
)
# Numbers of a case, which are weak wherever they look like more.
_CASE = re.compile(
    r"(?:\bsag|sags?(?:nr|nummer)|j\.? ?nr|journal|\bcase|\bref(?:erence)?\b|reference|ansøgning|application"
    r"|aktenzeichen|ärende|saksn|zaak|dossier)[^\d\n]{0,25}$",
    re.IGNORECASE,
)


def before(text: str, start: int, length: int = NEAR) -> str:
    """Give what stands before a place, in its own paragraph."""
    return text[max(0, start - length) : start].rpartition("\n")[2]


def after(text: str, end: int, length: int = 25) -> str:
    """Give what stands behind a place, in its own paragraph."""
    return text[end : end + length].partition("\n")[0]


def is_near(text: str, start: int, end: int, words: re.Pattern[str]) -> bool:
    """Tell whether one of the words stands near a number."""
    return bool(words.search(before(text, start)) or words.search(after(text, end)))


def is_of_a_thing(text: str, start: int) -> bool:
    """Tell whether the number is that of a book, an order, a firm."""
    return bool(_THING.search(before(text, start)))


def is_of_a_case(text: str, start: int) -> bool:
    """Tell whether the number is said to be that of a case."""
    return bool(_CASE.search(before(text, start)))


def is_made_up(digits: str) -> bool:
    """Tell whether digits only show where digits belong: all alike, or counting up."""
    return len(set(digits)) == 1 or digits in "01234567890123456789" or digits in "98765432109876543210"
