"""From text to the terms that are compared: the same way for posts and for queries.

A word is folded (æ/ae, ø/oe, å/aa and accents alike) and stemmed in the language of the post. A term carries
its language, so that "en:gift" (a present) and "da:gift" (married, or poison) never meet; a query is asked
in both. Function words keep their position but become terms only in titles.
"""

from __future__ import annotations  # array is no generic type before Python 3.12

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from whoosh.lang.porter2 import stem as english_stem
from whoosh.lang.snowball.danish import DanishStemmer

LANGUAGES = ("en", "da")
LONGEST_WORD = 40
# So far apart that no phrase reaches from one text into the next.
GAP_BETWEEN_TEXTS = 100

WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans(
    {
        "æ": "ae",
        "ø": "oe",
        "å": "aa",
        "ä": "ae",
        "ö": "oe",
        "œ": "oe",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "đ": "d",
    }
)
_danish_stemmer = DanishStemmer()

_FUNCTION_WORDS = {
    "en": """a about am an and any are as at be been being but by can cannot could d did do does doing don for
        from had has have having he her hers him his how i if in into is it its ll m me my of on
        or our ours re s she should so some t than that the their theirs them then there these
        they this those to too us ve was we were what when where which who whom whose why will
        with would you your yours""",
    "da": """af alle at
        blev blive bliver da de dem den denne der deres det dette dig din dine disse dit dog du
        efter eller en end er et for fra få får ham han hans har have havde hende hendes her hos
        hun hvad hvem hvilke hvilken hvilket hvis hvor hvordan hvorfor hvornår i ikke ind jeg jer
        jeres jo kan kunne man med men mig min mine mit mod ned nogen nogle noget nu når og også
        om op os over på sig sin sine sit skal skulle som sådan thi til ud under var vi vil ville
        vor være været""",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it is looked up. Position counts words from the start of the text."""

    key: str
    function_word: bool
    position: int


def analysed_as(language: str) -> str:
    """Language whose rules a post in some language is analysed by: its own, else English."""
    return language if language in LANGUAGES else "en"


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """A word without case, accents and the several ways of writing Danish letters."""
    folded = word.casefold().translate(_LETTERS)
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in parts if not unicodedata.combining(char))


def _stem_danish(word: str) -> str:
    # The stemmer counts vowels, and "aa" is one: give it the letters it knows.
    written = word.replace("aa", "å").replace("ae", "æ").replace("oe", "ø")
    return fold(_danish_stemmer.stem(written)) if len(written) > 2 else word


_STOPPED = {language: frozenset(map(fold, words.split())) for language, words in _FUNCTION_WORDS.items()}
_STEM = {"en": english_stem, "da": _stem_danish}


@lru_cache(maxsize=100_000)
def _key_of(word: str, language: str) -> tuple[str, bool]:
    folded = fold(word)[:LONGEST_WORD]
    return f"{language}:{_STEM[language](folded) or folded}", folded in _STOPPED[language]


def key_of(word: str, language: str) -> str:
    """The key of one word, for marking it in a text."""
    return _key_of(word, analysed_as(language))[0]


def _words(text: str) -> Iterator[str]:
    return map(re.Match.group, WORD.finditer(unicodedata.normalize("NFC", text)))


def terms(text: str, language: str) -> tuple[Term, ...]:
    """The terms of a text in order."""
    rules = analysed_as(language)
    return tuple(Term(*_key_of(word, rules), position) for position, word in enumerate(_words(text)))


def telling(words: tuple[str, ...], language: str) -> tuple[str, ...]:
    """The words of a text that are no function words in its language; all of them if nothing else is left."""
    told = tuple(word for word in words if not all(term.function_word for term in terms(word, language)))
    return told or words


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each term stands in a field, and how many words the field has."""

    of: dict[str, array[int]]
    length: int


def positions(texts: Iterable[str], language: str, *, function_words: bool = False) -> Positions:
    """Every term of the texts with its places, texts kept apart; function words only if asked for."""
    rules = analysed_as(language)
    found: dict[str, array[int]] = {}
    base = length = 0
    for text in texts:
        place = -1
        for place, word in enumerate(_words(text)):
            key, function_word = _key_of(word, rules)
            if function_words or not function_word:
                found.setdefault(key, array("I")).append(base + place)
        base += place + GAP_BETWEEN_TEXTS
        length += place + 1
    return Positions(found, length)
