"""National numbers, by their shape, the date in them, their sum and the words around them.

Words that name the number make any of its shapes strong; without them the date and the sum decide. A Danish sum never
clears a number: those of today do not keep it.
"""

import re
from collections.abc import Iterator

from app.core.personal_data import checksums
from app.core.personal_data.matches import Kind, Match, Strength
from app.core.personal_data.surroundings import is_made_up, is_near, is_of_a_case, is_of_a_thing

STRONG, WEAK = Strength.STRONG, Strength.WEAK
_APART = r"[ .\-/]{0,3}"
_DIGITS = re.compile(r"\D+")
_START, _END = r"(?<![\w.,+/=&-])(?<!\d[.,-] )", r"(?![\w]|[.,-]\d|/\d)"

_TEN = re.compile(rf"{_START}(?:(?:19|20)\d{{6}}[ .\-+/]{{0,3}}\d{{4}}|\d{{6}}[ .\-+/]{{0,3}}\d{{4}}){_END}")
# However it is parted, where the words around it name it.
_ANY_TEN = re.compile(rf"{_START}\d(?:{_APART}\d){{9}}(?:{_APART}\d\d)?{_END}")
_ELEVEN = re.compile(rf"{_START}\d(?:[ .\-/]?\d){{10}}{_END}")
_NINE = re.compile(rf"{_START}\d(?:[ .\-]?\d){{7,8}}{_END}")
_FINNISH = re.compile(rf"{_START}(\d{{6}}) ?([-+A-FU-Y]) ?(\d{{3}}) ?([0-9A-Y]){_END}", re.IGNORECASE)
_PENSION = re.compile(rf"{_START}\d\d ?\d{{6}} ?[A-Z] ?\d{{3}}{_END}")
_NINO = re.compile(r"(?<![\w])([A-Z]{2})[ .-]?\d\d[ .-]?\d\d[ .-]?\d\d[ .-]?[A-D](?!\w)", re.IGNORECASE)
_NINO_PREFIX = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]", re.IGNORECASE)

_SAYS_CPR = re.compile(
    r"\bcpr|person-?(?:nummer|nr)|fødselsn(?:ummer|r)|civil registration|danish (?:id|personal)|social security",
    re.IGNORECASE,
)
_SAYS_SWEDISH = re.compile(r"person-?(?:nummer|nr)|samordnings|\bpnr\b|swedish", re.IGNORECASE)
_SAYS_NORWEGIAN = re.compile(
    r"fødsels?-?(?:nummer|nr)|f\.?nr|person-?(?:nummer|nr)|d-nummer|norwegian", re.IGNORECASE
)
_SAYS_FINNISH = re.compile(r"henkilö|hetu|sotu|personbeteckning|finnish", re.IGNORECASE)
_SAYS_DUTCH = re.compile(r"\bbsn|burgerservice|sofi-?n|persoonsn|citizen service", re.IGNORECASE)
_SAYS_TAX = re.compile(
    r"steuer-?(?:id|nummer|ident)|steuerliche|\bid-?nr|\btin\b|identifikationsn", re.IGNORECASE
)
_SAYS_PENSION = re.compile(r"versicherung|rentenv|sv-?nummer|\brvnr", re.IGNORECASE)
_SAYS_NHS = re.compile(r"\bnhs\b|health service", re.IGNORECASE)
_SAYS_NINO = re.compile(r"national insurance|\bni(?:no)?\b|\bni number|insurance n", re.IGNORECASE)


def find_national(text: str) -> Iterator[Match]:
    """Find the national numbers of eight kinds."""
    for pattern, judge in _JUDGES:
        for match in pattern.finditer(text):
            found = judge(text, match)
            if found:
                yield Match(found[0], match.start(), match.end(), found[1])


Found = tuple[Kind, Strength] | None


def _ten(text: str, match: re.Match[str]) -> Found:
    """Judge ten digits, six and four, or with the century before them."""
    digits = _DIGITS.sub("", match[0])
    if is_made_up(digits) or is_of_a_thing(text, match.start()):
        return None
    if is_near(text, *match.span(), _SAYS_NHS) and len(digits) == 10:
        return Kind.NHS, STRONG
    if is_of_a_case(text, match.start()) and not is_near(text, *match.span(), _SAYS_CPR):
        return (Kind.DANISH, WEAK) if _danish_date(digits) else None
    return _swedish(text, match, digits) or _danish(text, match, digits)


def _danish(text: str, match: re.Match[str], digits: str) -> Found:
    if len(digits) != 10:
        return None
    if is_near(text, *match.span(), _SAYS_CPR):
        return Kind.DANISH, STRONG
    if not _danish_date(digits):
        return None
    parted = len(match[0]) > len(digits)
    return Kind.DANISH, STRONG if parted or checksums.danish(digits) else WEAK


def _swedish(text: str, match: re.Match[str], digits: str) -> Found:
    short, said = digits[-10:], is_near(text, *match.span(), _SAYS_SWEDISH)
    if not _swedish_date(short):
        return None
    fits = checksums.luhn(short)
    if _danish_date(digits) and len(digits) == 10 and not (said and fits):
        return None
    return (Kind.SWEDISH, STRONG) if said or (fits and (len(match[0]) > len(digits))) else None


def _named_ten(text: str, match: re.Match[str]) -> Found:
    """Judge ten digits parted in any way, or twelve with a whole year: only where CPR or NHS is said."""
    digits = _DIGITS.sub("", match[0])
    if is_made_up(digits) or is_of_a_thing(text, match.start()):
        return None
    if len(digits) == 10 and is_near(text, *match.span(), _SAYS_NHS):
        return Kind.NHS, STRONG
    if is_near(text, *match.span(), _SAYS_CPR) and _danish_date(digits):
        return Kind.DANISH, STRONG
    grouped = re.fullmatch(r"\d{3}[ -]\d{3}[ -]\d{4}", match[0])
    return (Kind.NHS, WEAK) if grouped and checksums.british_health(digits) else None


def _eleven(text: str, match: re.Match[str]) -> Found:
    digits = _DIGITS.sub("", match[0])
    if is_made_up(digits) or is_of_a_thing(text, match.start()):
        return None
    if is_near(text, *match.span(), _SAYS_TAX):
        return Kind.GERMAN, STRONG
    named = is_near(text, *match.span(), _SAYS_NORWEGIAN)
    if _norwegian_shape(match[0], digits) and (named or checksums.norwegian(digits)):
        return Kind.NORWEGIAN, STRONG
    grouped = re.fullmatch(r"\d\d \d{3} \d{3} \d{3}", match[0])
    return (Kind.GERMAN, STRONG) if grouped and checksums.german_tax(digits) else None


def _nine(text: str, match: re.Match[str]) -> Found:
    digits = _DIGITS.sub("", match[0])
    named = is_near(text, *match.span(), _SAYS_DUTCH)
    return (Kind.DUTCH, STRONG) if named and not is_made_up(digits) else None


def _finnish(text: str, match: re.Match[str]) -> Found:
    date, _century, number, mark = match.groups()
    if not _in_calendar(date[:2], date[2:4]):
        return None
    fits = checksums.finnish(date + number, mark)
    return (Kind.FINNISH, STRONG) if fits or is_near(text, *match.span(), _SAYS_FINNISH) else None


def _pension(text: str, match: re.Match[str]) -> Found:
    digits = _DIGITS.sub("", match[0])
    named = is_near(text, *match.span(), _SAYS_PENSION)
    return (
        (Kind.GERMAN, STRONG if named else WEAK) if named or _in_calendar(digits[2:4], digits[4:6]) else None
    )


def _nino(text: str, match: re.Match[str]) -> Found:
    if is_made_up(_DIGITS.sub("", match[0])) and not is_near(text, *match.span(), _SAYS_NINO):
        return None
    known = _NINO_PREFIX.match(match[1])
    return (Kind.BRITISH, STRONG) if known or is_near(text, *match.span(), _SAYS_NINO) else None


def _in_calendar(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _danish_date(digits: str) -> bool:
    """Tell whether it begins with a day and a month; a number in place of a lost one has 60 added to the day."""
    day = int(digits[:2])
    return _in_calendar(str(day - 60 if day > 60 else day), digits[2:4])


def _swedish_date(digits: str) -> bool:
    """Tell whether it begins with year, month and day; a samordningsnummer has 60 added to the day."""
    day = int(digits[4:6])
    return _in_calendar(str(day - 60 if day > 60 else day), digits[2:4])


def _norwegian_shape(typed: str, digits: str) -> bool:
    """Tell whether it begins with a day and a month; other registers add 40 to the day, or 40 or 80 to the month."""
    if not re.fullmatch(r"\d{6}[ .\-]?\d{3}[ .\-]?\d\d", typed):
        return False
    day, month = int(digits[:2]), int(digits[2:4])
    return _in_calendar(str(day - 40 if day > 40 else day), str(month % 40))


_JUDGES = (
    (_TEN, _ten), (_ANY_TEN, _named_ten), (_ELEVEN, _eleven), (_NINE, _nine), (_FINNISH, _finnish),
    (_PENSION, _pension), (_NINO, _nino),
)  # fmt: skip
