"""Signs that a text is about somebody's own case, which is nobody else's business and nobody else can answer.

Values in, values out, for English and Danish. Rather precise than complete: what is asked in general ("where do I send
my application?", "if my benefit is stopped") is meant for everybody, and whoever is warned for nothing learns to
ignore warnings.
"""

import re

from app.questions.sentences import part

_RELATIVES = (
    "mother|mum|mom|father|dad|parents?|son|daughter|child|children|husband|wife|partner|girlfriend|boyfriend|brother|"
    "sister|uncle|aunt|grand(?:ma|pa|mother|father|son|daughter|parents?)|(?:mother|father|brother|sister)-in-law"
)
_RELATED = (
    "mor|far|forældre|søn|datter|barn|børn|mand|kone|hustru|kæreste|samlever|ægtefælle|bror|søster|onkel|tante|moster|"
    "faster|mormor|farmor|morfar|farfar|bedste(?:mor|far|forældre)|barnebarn|sviger(?:mor|far|søn|datter|forældre)"
)
_MY = r"\b(?:my|our|min|mit|mine|vores)"
_MY_MOTHERS = rf"\b(?:(?:my|our) (?:{_RELATIVES})(?:['’]s|s?['’])|(?:min|mit|mine|vores) (?:{_RELATED})s)"
# A word or two may stand between: "my second application", "min mors gamle sag".
_SOME = r"(?: (?!and\b|og\b|or\b|eller\b)[\w-]+){0,2}? "
# There is none of these before there is a case.
_CASE = (
    r"(?:case|application|claim|appeal|complaint|rejection|case ?(?:number|no|id)|reference number|case ?worker|"
    r"case (?:officer|manager|file)|social worker|"
    r"sag|(?:bygge|klage|familie|børne|skilsmisse|arbejdsskade|person|social|tilbagebetalings)sag|ansøgning|klage|anke|"
    r"afslag|afgørelse|sags(?:nummer|nr|behandler|akter)|journalnummer|socialrådgiver|jobkonsulent)(?:en|et|s)?\b"
)
# These many people have without one.
_BENEFIT = (
    r"(?:benefits?|pension|allowance|subsidy|grant|payments?|payout|sick pay|refund|debt|arrears|permit|residence card|"
    r"passport|(?:parking )?(?:fine|ticket)|home care|\w*(?:pension|ydelse|støtte|hjælp|dagpenge|tilskud|tillæg)|"
    r"børnepenge|efterløn|udbetaling|refusion|gæld|restance|(?:bygge|opholds)tilladelse|opholdskort|pas|su|"
    r"(?:parkerings)?(?:bøde|afgift)|p-bøde)\b"
)
# What is done in a case, or is not.
_HANDLED = re.compile(
    r"\b(?:refused|rejected|denied|turned down|stopped|withdrawn|cancelled|suspended|reduced|cut off|delayed|overdue|"
    r"(?:not|n['’]t|never) (?:yet )?(?:been )?(?:yet )?(?:paid|received|arrived|come|answered|heard|decided|processed)|"
    r"(?:no|any) (?:answer|reply|news|decision|money)|waiting for|pay (?:\w+ ){0,3}back|"
    r"stoppet|frataget|nedsat|skåret|trukket|afvist|afslået|forsinket|udeblevet|"
    r"(?:ikke|aldrig) (?:\w+ )?(?:kommet|udbetalt|modtaget|fået|hørt|behandlet|afgjort|svaret)|"
    r"(?:intet|noget) svar|venter (?:stadig )?på|betale (?:\w+ ){0,3}tilbage)\b"
)
# Before "my application": then it is one that will be, might be or is everybody's. "In my case" is none at all.
_IN_GENERAL = re.compile(
    r"\b(?:in|if|when|once|unless|until|before|after|hvis|når|inden|før|efter|ikke|såfremt|medmindre|"
    r"send|submit|hand in|deliver|write|fill (?:in|out)|sign|print|make|start|begin|prepare|put in|upload|"
    r"(?:attach|add) (?:\w+ ){0,3}to|include (?:\w+ ){0,3}(?:in|with)|"
    r"(?:need|want|require|bring)\w* (?:\w+ ){0,3}(?:for|with|in)|"
    r"find|contact|reach|change|get|apply for|complain about|"
    r"sende|indsende|aflevere|skrive|udfylde|underskrive|lave|starte|begynde|forberede|uploade|indgive|"
    r"(?:vedlægge|vedhæfte|sende|skrive) (?:\w+ ){0,3}(?:i|til|med)|"
    r"(?:bruge|kræves|have|tage) (?:\w+ ){0,3}(?:til|med)|"
    r"finde|kontakte|skifte|få|søge|søge om|klage over)$"
)
_HOW_LONG = re.compile(
    r"\b(?:how long (?:does|do|will|would|should)|hvor (?:længe|lang tid) (?:tager|går|vil))\b"
)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"januar|februar|marts|maj|juni|juli|oktober)"
)
_WHEN = (
    rf"\b(?:ago|since|last (?:week|month|year|spring|summer|autumn|winter)|for (?:\w+ )?(?:weeks|months)|siden|"
    rf"sidste (?:uge|måned|år)|in? {_MONTH})\b"
)
_WHO = rf"\b(?:i|we|jeg|vi|(?:my|our) (?:{_RELATIVES})|(?:min|mit|mine|vores) (?:{_RELATED}))"
_ALONE = (
    # "I applied three weeks ago", "vi har klaget over det i maj".
    re.compile(
        rf"{_WHO}(?: have| has|['’]ve been|['’]ve| har)? (?:already |allerede )?"
        r"(?:applied|appealed|re-?applied|søgte|søgt|ansøgte|ansøgt|klagede|klaget|anket) "
        rf"(?:for|to|om|over|på|til|again|against|igen|med)\b.{{0,120}}?{_WHEN}"
    ),
    # "I was refused", "min mor har fået afslag".
    re.compile(
        rf"{_WHO}(?: (?:was|were|has been|have been|got)|['’]ve been) (?:just )?"
        r"(?:refused|denied|rejected|turned down)\b"
    ),
    re.compile(
        rf"(?:{_WHO} (?:har (?:lige |nu )?fået|fik)|\b(?:har|fik) (?:jeg|vi) (?:lige |nu )?(?:fået )?)"
        r" ?(?:et )?afslag\b"
    ),
    # The number of a case.
    re.compile(
        r"\b(?:case|sags?|journal|ansøgnings?)[ -]?(?:number|no|nr|id|ref|nummer)?[.:]?(?: is| er)?[: #]{1,3}"
        r"[a-z]{0,4}[-./]?\d[\d./-]{3,}"
    ),
)
_OWN_CASE = re.compile(rf"{_MY}{_SOME}{_CASE}")
_MOTHERS_CASE = re.compile(rf"{_MY_MOTHERS}{_SOME}(?:{_CASE}|{_BENEFIT})")
_OWN_BENEFIT = re.compile(rf"{_MY}{_SOME}{_BENEFIT}")


def find_personal_case(text: str) -> str | None:
    """Find the words by which a text seems to be about the writer's own case, or that of somebody close to them."""
    for sentence in part(text):
        said = " ".join(sentence.text.casefold().split())
        found = _find(said)
        if found:
            return found
    return None


def _find(said: str) -> str | None:
    if _HOW_LONG.search(said):
        return None
    for pattern in _ALONE:
        match = pattern.search(said)
        if match:
            return match[0]
    for pattern in (_OWN_CASE, _MOTHERS_CASE, *([_OWN_BENEFIT] if _HANDLED.search(said) else [])):
        for match in pattern.finditer(said):
            if not _IN_GENERAL.search(said[max(0, match.start() - 60) : match.start()].rstrip()):
                return match[0]
    return None
