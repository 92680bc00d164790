"""Which display names people may take. A name must not pass for a department, an official, the site or another person.

Two names that look alike have the same `name_key`. The confusable characters are Unicode's own
(https://www.unicode.org/Public/security/latest/confusables.txt), through the package confusable-homoglyphs.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from confusable_homoglyphs.categories import alias
from confusable_homoglyphs.confusables import confusables_data

MIN_NAME = 2
MAX_NAME = 60


class NameProblem(StrEnum):
    """Why a name is refused."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    INVISIBLE = "invisible"  # control, direction, zero-width and private characters
    SYMBOL = "symbol"  # ticks, emoji, ornamental letters, piled-up accents
    SHAPE = "shape"  # "Name, Department", "Name (Department)"
    MIXED_SCRIPTS = "mixed-scripts"  # within one word
    OFFICIAL = "official"  # sounds like an authority, a role or this site
    TAKEN = "taken"  # looks like a department's or another person's name


# What readers, and Unicode's table, do not tell apart, or what stands for a letter in "m0d3rat0r".
_TWINS = {"i": "l", "w": "vv", "d": "cl", "ð": "cl", "þ": "th", "æ": "ae", "œ": "oe"} | {
    "0": "o", "1": "l", "2": "z", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t", "8": "b", "9": "g"
}  # fmt: skip
# Accents, and the points Hebrew and Arabic may be written with. The vowel signs of Indian scripts are letters.
_ACCENTS = re.compile(
    r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_LATIN_LETTER = re.compile(
    r"LATIN (?:SMALL|CAPITAL) LETTER (?:(?:OPEN|SCRIPT|DOTLESS|LONG|BARRED) )?([A-Z])(?: WITH .*)?"
    r"|LATIN LETTER SMALL CAPITAL ([A-Z])"
)
# Letters and marks that show nothing, though Unicode does not class them as such.
_BLANK = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_PUNCTUATION = frozenset(" .'’-‐‑·_ʼ׳״־་")
# Begins with a hyphen or the like, has one between words or three in a row, or is an address on the web.
_ODD_SHAPE = re.compile(r"^[-‐‑._·]|\s[-‐‑_·'’]+(?:\s|$)|[-‐‑._·'’]{3}|[^\W\d_]{3}\.\w{2}")
_SCRIPTS_WRITTEN_TOGETHER = ({"HAN", "HIRAGANA", "KATAKANA"}, {"HAN", "HANGUL"}, {"HAN", "BOPOMOFO"})
# The mark before a joiner that shapes an Indian letter (RFC 5892, CONTEXTJ). But for Arabic, elsewhere it deceives.
_VIRAMA = 9
_MAX_MARKS = 3

# Refused wherever they stand in a name, also run together or spaced out.
_TELLING = """
administrator authority borgerservice council embedsmand forvaltning government helpdesk kommune kundeservice
magistrat medarbejder ministeri moderator moderering municipal myndighed official officiel redaktion
sagsbehandler styrelsen verificeret verified webmaster caseworker customerservice citizenservice formermember
tidligeremedlem
"""
# Refused as a word of their own: as a part of one they also stand in ordinary names.
_TELLING_WORDS = """
admin admins afdeling afdelingen agency anonym anonymous ansat bekræftet borgmester center centre department
direktion jobcenter kontor kontoret mod mods ministry moderators office officer police politi politiet root rådhus
rådhuset service services staff styrelse support system team torv udvalg udvalget verify
"""


def tidy_name(name: str) -> str:
    """Write a name as it is stored: composed, single spaces, and an apostrophe where an accent stood for one."""
    return re.sub(" +", " ", unicodedata.normalize("NFC", name).replace("´", "'").replace("`", "'")).strip()


@lru_cache(maxsize=1024)
def name_key(name: str) -> str:
    """Reduce a name to what it looks like: two names with the same key cannot be told apart at a glance."""
    return "".join(_word_key(word) for word in unicodedata.normalize("NFKC", name).split())


def check_name(
    name: str, taken: Container[str] = frozenset(), departments: Iterable[str] = ()
) -> NameProblem | None:
    """Say why a tidied name is refused, or None. `taken` holds keys; `departments` the names of departments."""
    problem = next((problem for problem, breaks in _RULES.items() if breaks(name)), None)
    if problem is None and (name_key(name) in taken or _names_department(name, departments)):
        return NameProblem.TAKEN
    return problem


def _word_key(word: str) -> str:
    # A capital may look like another letter than its small form (Н is like H, н is not), so look before folding case;
    # but where that gives no Latin word, keep "ИВАН" and "Иван" together.
    seen = _look(word)
    return seen if seen.isascii() else _look(word.casefold())


def _look(word: str) -> str:
    plain = _bare(word)
    # Ѡ is ѡ in small, which looks like w, which looks like vv: four steps are the most there are.
    for _step in range(4):
        plain = _bare("".join(map(_twin, plain)).casefold())
    return plain


def _bare(word: str) -> str:
    """Keep a word's letters, their marks and its digits, without accents."""
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
    return "".join(
        sign for sign in apart if unicodedata.category(sign)[0] in "LMN" and not _BLANK.match(sign)
    )


@lru_cache(maxsize=4096)
def _twin(sign: str) -> str:
    """Give the plain letters a sign looks like; itself if there are none."""
    if sign in _TWINS:
        return _TWINS[sign]
    family = _family(sign)
    plain = [member for member in family if member.isascii() and member.isalnum()]
    latin = [letter for member in (sign, *family) if (letter := _latin_letter(member))]
    others = [member for member in family if member.isalpha()]
    return next(iter(plain + latin + others), sign)


def _family(sign: str) -> list[str]:
    """Give all that look like a sign, itself too; first the one that Unicode maps the others to."""
    # The table says who looks like whom, both ways. What others are mapped to has several look-alikes; where there are
    # two in all, it is the longer (rn for m), or it does not matter which.
    alike = [entry["c"] for entry in confusables_data.get(sign, ())]
    hub = alike[0] if len(alike) == 1 else sign
    family = [hub, *(entry["c"] for entry in confusables_data.get(hub, ()))]
    return sorted(family, key=lambda member: (-len(member), member)) if len(family) == 2 else family


def _latin_letter(sign: str) -> str:
    found = _LATIN_LETTER.fullmatch(unicodedata.name(sign, "")) if len(sign) == 1 else None
    return (found[1] or found[2]).lower() if found else ""


def _has_invisible(name: str) -> bool:
    if _BLANK.search(name):
        return True
    return any(_is_invisible(sign, before) for before, sign in pairwise(" " + name))


def _is_invisible(sign: str, before: str) -> bool:
    if sign in "\u200c\u200d":
        return alias(before) != "ARABIC" and unicodedata.combining(before) != _VIRAMA
    return sign != " " and unicodedata.category(sign)[0] in "CZ"


def _is_too_short(name: str) -> bool:
    return len(name) < MIN_NAME or not any(map(str.isalpha, name))


def _has_symbol(name: str) -> bool:
    if any(_is_ornament(sign) for sign in name):
        return True
    kinds = "".join(unicodedata.category(sign)[0] for sign in unicodedata.normalize("NFD", name))
    return kinds.startswith("M") or "M" * (_MAX_MARKS + 1) in kinds


def _is_ornament(sign: str) -> bool:
    # A letter that is another letter made bold, circled or wide imitates emphasis or evades the rules.
    disguised = re.match(r"<(?!compat)", unicodedata.decomposition(sign))
    category = unicodedata.category(sign)
    return bool(disguised) or category[0] == "S" or category in ("Me", "Nl", "No")


def _has_shape(name: str) -> bool:
    others = any(unicodedata.category(sign)[0] == "P" and sign not in _PUNCTUATION for sign in name)
    return others or bool(_ODD_SHAPE.search(name))


def _mixes_scripts(name: str) -> bool:
    return any(map(_is_mixed, re.split(r"[\W_]+", name)))


def _is_mixed(word: str) -> bool:
    scripts = {alias(sign) for sign in word} - {"COMMON", "INHERITED"}
    return len(scripts) > 1 and not any(scripts <= together for together in _SCRIPTS_WRITTEN_TOGETHER)


def _sounds_official(name: str) -> bool:
    key = name_key(name)
    return any(telling in key for telling in _TELLING_KEYS) or any(
        word in _TELLING_WORD_KEYS for word in _word_keys(name)
    )


def _names_department(name: str, departments: Iterable[str]) -> bool:
    key, words = name_key(name), " ".join(_word_keys(name))
    return any(
        key == name_key(department)
        or (" " in department and f" {' '.join(_word_keys(department))} " in f" {words} ")
        for department in departments
    )


def _word_keys(name: str) -> list[str]:
    """Give the keys of a name's words, without the digits that may follow one ("admin2")."""
    words = re.split(r"[\W_]+", unicodedata.normalize("NFKC", name))
    return [_word_key(word.rstrip("0123456789") or word) for word in words if word]


_TELLING_KEYS = frozenset(map(name_key, _TELLING.split()))
_TELLING_WORD_KEYS = frozenset(map(name_key, _TELLING_WORDS.split()))

# In this order: a name too long is not looked at, and what cannot be seen is said before what it does.
_RULES: dict[NameProblem, Callable[[str], bool]] = {
    NameProblem.TOO_LONG: lambda name: len(name) > MAX_NAME,
    NameProblem.INVISIBLE: _has_invisible,
    NameProblem.TOO_SHORT: _is_too_short,
    NameProblem.SYMBOL: _has_symbol,
    NameProblem.SHAPE: _has_shape,
    NameProblem.MIXED_SCRIPTS: _mixes_scripts,
    NameProblem.OFFICIAL: _sounds_official,
}
