"""Street addresses with a number, and the numbers of one's own cases."""

import re
from collections.abc import Iterator

from app.core.personal_data.matches import Kind, Match, Strength

_STREET = (
    r"(?:gade|gader|gaden|vej|vejen|veien|vegen|vei|veg|allé|alle|alléen|stræde|strædet|plads|pladsen|torv|torvet|vænge"
    r"|vænget|vangen|bakke|bakken|park|parken|have|haven|bro|kaj|kajen|boulevard|gata|gatan|gate|gaten|vägen|väg|gränd|torg"
    r"|torget|katu|tie|polku|kuja|straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|straat|laan|plein|gracht|kade|dijk"
    r"|steeg|singel|lunden|krogen|engen|toften|ager|ageren|højen|dalen|skrænten|stien|svinget)"
)
_UPPER = r"[A-ZÆØÅÄÖÜÉ]"
_WORD = rf"{_UPPER}[\w.'’-]{{0,30}}"
_STREET_NAME = (
    r"(?:Gade|Vej|[Aa]llé|Alle|Stræde|[Pp]lads|Torv|Vænge|Vang|Bakke|Park|[Bb]oulevard|Weg|Platz|Straße|Allee"
    r"|Straat)"
)
_NUMBER = (
    r"\d{1,3}(?: ?[A-Za-z](?![\w]))?(?!\d|[.,:/-]\d|[%€$£°]| ?(?:%|kr|km|m\b|kg|år|min|t\b|timer|uger|dage))"
)
_FLOOR = (
    r"(?:,? (?:\d{1,2}\. ?|st\.? ?|kl\. ?|kld\. ?|stuen ?)"
    r"(?:sal|tv|th|mf|dør \d+|lejl\.? ?\d+)?\.? ?(?:tv|th|mf)?\.?)?"
)
_TOWN = (
    rf"(?:,? (?:[A-Z]{{1,2}}-)?(?:\d{{4,5}}|\d{{3}} \d\d)(?: ?[A-Z]{{2}})? {_WORD}"
    rf"(?: {_WORD}| [A-Z](?![\w])){{0,2}})"
)
_NORTHERN = re.compile(
    rf"(?<![\w])(?:{_WORD} ){{0,3}}{_UPPER}[\w.'’-]{{0,30}}?(?:(?<=[\w.]{{2}}){_STREET}| {_STREET_NAME}) "
    rf"{_NUMBER}{_FLOOR}{_TOWN}?"
)
# Any word, with a number, where the postcode and the town follow.
_WITH_TOWN = re.compile(rf"(?<![\w])(?:{_WORD} ){{0,2}}{_WORD} {_NUMBER}{_FLOOR}{_TOWN}")
_BRITISH_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Close|Crescent|Court|Gardens|Grove|Terrace|Place|Way|Square|Hill|Mews"
    r"|Row|Walk|Boulevard|Green|Park|View|Rise)"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w)"
_BRITISH = re.compile(
    r"(?<![\w.,/§-])(?:(?:Flat|Apt\.?|Apartment|Unit) ?\d{1,4}[A-Za-z]?,? )?\d{1,4}[A-Za-z]? "
    rf"(?:[A-Z][\w'’-]{{0,30}} ){{1,3}}{_BRITISH_STREET}(?![\w])"
    rf"(?:(?:,? {_WORD}){{1,3}}?,? {_POSTCODE}|,? {_POSTCODE})?"
)
_NO_STREET = re.compile(
    r"(?:paragraf|kapitel|artikel|figur|tabel|bilag|side|januar|februar|marts|april|maj|juni|juli|august|september|oktober"
    r"|november|december|bus|linje|section|form|version|page|kl|uge|week|på|til|ring|park|have|tie|bro|the|my)",
    re.IGNORECASE,
)

_MY = (
    r"(?<![\w])(?:my|our|min|mit|mine|vores|mitt|mina|vår|vårt|meine?n?|unser|mijn|ons|onze|minun|mors|fars)"
)
_CASE = (
    r"(?:case|application|claim|appeal|complaint|reference|ref|ticket|file|sag|sagen|sags\w*|ansøgning\w*|klage\w*|journal\w*"
    r"|j\.?nr|byggesag\w*|henvendelse|ärende\w*|ansökan|diarie\w*|sak\w*|søknad\w*|aktenzeichen|antrag\w*|vorgang\w*|zaak\w*"
    r"|dossier\w*|aanvraag\w*|asia\w*|hakemus\w*|diaari\w*)"
)
_OWN_CASE = re.compile(
    rf"{_MY} (?:[\w'’-]{{1,20}} ){{0,2}}{_CASE}\b[^\n\d.!?]{{0,40}}?(?:[.:#] ?)?[^\n\d.!?]{{0,10}}?"
    r"((?<![\w.])[A-Z]{0,5}[-./]?\d[\w]{0,12}(?:[-./][\w]{1,12}){0,4})(?![\w])",
    re.IGNORECASE,
)
_A_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{4}|\d{1,2}[./]\d{1,2}|\d{1,2}:\d\d")


def find_streets(text: str) -> Iterator[Match]:
    """Find streets with the number of a house."""
    for pattern in (_NORTHERN, _WITH_TOWN, _BRITISH):
        for match in pattern.finditer(text):
            words = match[0].split()
            if len(words) > 2 or not _NO_STREET.fullmatch(words[0]):
                yield Match(Kind.STREET, match.start(), match.start() + len(match[0].rstrip()), Strength.WEAK)


def find_cases(text: str) -> Iterator[Match]:
    """Find the numbers of what the writer calls their own case; not its dates."""
    for match in _OWN_CASE.finditer(text):
        number = match[1].rstrip(".-/")
        if sum(map(str.isdigit, number)) >= 4 and not _A_DATE.fullmatch(number):
            yield Match(Kind.CASE, match.start(1), match.start(1) + len(number), Strength.WEAK)
