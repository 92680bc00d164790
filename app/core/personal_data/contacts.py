"""E-mail addresses and telephone numbers that are not the service's."""

import re
from collections.abc import Iterator

from app.core.personal_data.matches import Kind, Match, Strength
from app.core.personal_data.surroundings import before, is_made_up, is_near, is_of_a_case, is_of_a_thing

_AT = re.compile(
    r"@| ?[(\[{<] ?(?:at|snabel-?a|alfakr[øo]ll|ät|krullen|a) ?[)\]}>] ?| snabel-?a ", re.IGNORECASE
)
_LOCAL = re.compile(r"[\w.+%'-]{1,64}")
_DOMAIN = re.compile(
    r"(?:[^\W_][\w-]{0,62}(?:\.| ?[(\[] ?(?:dot|punktum|prik|punkt) ?[)\]] ?)){1,5}[^\W\d_]{2,24}(?![\w-])",
    re.IGNORECASE,
)
# What offices and machines are called, not people.
_OFFICE = re.compile(
    r"(?:info|kontakt|contact|post|postkasse|mail|borger[^\W\d]*|kommune[^\W\d]*|no-?reply|support|service[^\W\d]*|kundeservice|help"
    r"|office|admin[^\W\d]*|web[^\W\d]*|press[^\W\d]*|reception[^\W\d]*|registrator|dpo|databeskyttelse[^\W\d]*|customer[^\W\d]*|enquiries|council"
    r"|raadhus|rådhus|library|bibliotek[^\W\d]*|jobcenter|hr|ekspedition[^\W\d]*|sekretariat[^\W\d]*|skole[^\W\d]*|hotline|forvaltning[^\W\d]*)",
    re.IGNORECASE,
)

_BEGIN, _END = r"(?<![\w.,/=&§#-])(?<!\d )", r"(?![\w]|[.,:/-]\d| \d)"
_ABROAD = re.compile(
    r"(?<![\w.,/=&-])\(?(?:\+|00)\d{1,3}\)?(?:[ .\-/]{0,2}(?:\(0\))?[ ]?\(?\d{1,6}\)?){1,7}(?![\w])"
)
# What goes on in pairs is longer than a telephone number; a day or a year that follows is not of it.
_END_OF_EIGHT = r"(?![\w]|[.,:/-]\d| \d\d(?!\d|[.:]? ?[^\W\d]|[.:]\d))"
_PAIRS = re.compile(rf"{_BEGIN}[2-9]\d([ .\-])\d\d\1\d\d\1\d\d{_END_OF_EIGHT}")
_FOURS = re.compile(
    rf"{_BEGIN}[2-9]\d{{3}}[ .\-]?\d{{4}}{_END_OF_EIGHT}|{_BEGIN}[2-9]\d\d[ ]\d\d[ ]\d{{3}}{_END}"
)
_TRUNK = re.compile(
    rf"(?<![\w.,/=&§#-])(?<!\d )\(?0\d{{1,4}}\)?(?:[ .\-/]{{1,3}}\d{{2,8}}){{1,5}}{_END}|{_BEGIN}0\d{{8,11}}{_END}"
)
_SAYS_PHONE = re.compile(
    r"\b(?:tlf|tel|telefon\w*|tele?phone\w*|phone\w*|mobil\w*|mobile|cell|ring|ringe|ringer|call|text me|sms|fastnet"
    r"|whatsapp|signal|puhelin\w*|puh|soita|bel|bellen|telefoon\w*|anrufen|handy\w*|ruf|rufen|nås på|kontakt mig"
    r"|reach me|my number|mit nummer|mobilepay|træffes)\b",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"\b(?:me|my|mine|our|us|mig|mit|min|mine|vores|os|hans|hendes|his|her|deres|their|mitt|mej|mich|meine?|mij|mijn|minun)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"hjemmeside|website|web page|borgerservice|omstilling|switchboard|helpline|hotline|kommunen|rådhus|town hall"
    r"|city hall|council|vagttelefon|lægevagt|politi|police|kundeservice|customer service|hovednummer",
    re.IGNORECASE,
)
# Numbers that no private person has: Danish 70 and 80, British 03 and 08, Swedish and German ones that are free.
_OFFICIAL = re.compile(
    r"(?:(?:00)?45)?(?:70|80)\d{6}|(?:0|(?:00)?44)[38]\d{8,9}|020\d{6}|0771\d{6}|0800\d{5,7}"
)


def phone_digits(typed: str) -> str:
    """Give a number as it is compared with others: the last eight digits, which the way to dial it does not change."""
    return re.sub(r"\D", "", typed)[-8:]


def find_emails(text: str) -> Iterator[Match]:
    """Find the e-mail addresses of people, also where the sign is spelt."""
    for at in _AT.finditer(text):
        local = _LOCAL.match(text[max(0, at.start() - 65) : at.start()][::-1])
        domain = _DOMAIN.match(text, at.end())
        if local is None or domain is None:
            continue
        name = local[0][::-1].lstrip(".'-%+")
        if name and not _OFFICE.fullmatch(name):
            yield Match(Kind.EMAIL, at.start() - len(name), domain.end(), Strength.WEAK)


def find_phones(text: str) -> Iterator[Match]:
    """Find the telephone numbers of people."""
    for pattern, judge in ((_ABROAD, _abroad), (_PAIRS, _shown), (_TRUNK, _trunk), (_FOURS, _named)):
        for match in pattern.finditer(text):
            digits = re.sub(r"\D", "", match[0])
            if judge(text, match, digits) and not _harmless(text, match, digits):
                yield Match(
                    Kind.PHONE, match.start(), match.start() + len(match[0].rstrip(" .-/(")), Strength.WEAK
                )


def _abroad(_text: str, match: re.Match[str], digits: str) -> bool:
    return 8 <= len(digits) <= 15 and ("+" in match[0] or len(digits) >= 10)


def _shown(_text: str, _match: re.Match[str], _digits: str) -> bool:
    """Judge four pairs: nothing else is written like this."""
    return True


def _named(text: str, match: re.Match[str], _digits: str) -> bool:
    """Judge eight digits that could be anything: where a telephone is spoken of."""
    return is_near(text, *match.span(), _SAYS_PHONE)


def _trunk(text: str, match: re.Match[str], digits: str) -> bool:
    """Judge a number that begins with the zero for other towns."""
    if not 9 <= len(digits) <= 12:
        return False
    mobile = re.match(r"07\d{9}$|06\d{8}$|07[02369]\d{7}$", digits)
    return bool(mobile) or is_near(text, *match.span(), _SAYS_PHONE) or match[0].startswith("(0")


def _harmless(text: str, match: re.Match[str], digits: str) -> bool:
    """Tell whether it is the number of an office, of a thing or of nothing."""
    if _OFFICIAL.fullmatch(digits) or is_made_up(digits) or is_made_up(digits[-8:]):
        return True
    if is_of_a_thing(text, match.start()) or is_of_a_case(text, match.start()):
        return True
    said = before(text, match.start())
    return bool(_SERVICE.search(said)) and not _MINE.search(said)
