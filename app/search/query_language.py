"""The small language of the search box: words, "phrases", -not and filters such as tag:passport.

Reading never fails: what is not understood stays words. The text and the number of its parts are bounded
here, so that everything after it is bounded too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.search.analysis import WORD
from app.search.documents import STATES

LONGEST_TEXT = 500
MOST_WORDS = 16
MOST_PHRASES = 4
LONGEST_PHRASE = 12
MOST_FILTERS = 12


class Field(StrEnum):
    """What a filter looks at; the value is the prefix people type."""

    TAG = "tag"
    TOPIC = "topic"
    DEPARTMENT = "department"
    BY = "by"
    IS = "is"
    LANG = "lang"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition a person set, shown as a chip. `value` is as typed, in lower case."""

    field: Field
    value: str
    excluded: bool = False

    @property
    def text(self) -> str:
        """The filter as it is typed."""
        quoted = f'"{self.value}"' if " " in self.value else self.value
        return f"{'-' if self.excluded else ''}{self.field}:{quoted}"

    @property
    def day(self) -> date:
        """The first day of the year, month or day a date filter names: in for "after", out for "before"."""
        return _first_day(self.value)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a person asked for. All of it must hold for a question to be found."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded_words: tuple[str, ...] = ()
    excluded_phrases: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()

    def __bool__(self) -> bool:
        return any((self.words, self.phrases, self.excluded_words, self.excluded_phrases, self.filters))

    @property
    def text(self) -> str:
        """The query as one could type it; parsing it again gives the same query."""
        parts = [
            *self.words,
            *(f'"{phrase}"' for phrase in self.phrases),
            *(f"-{word}" for word in self.excluded_words),
            *(f'-"{phrase}"' for phrase in self.excluded_phrases),
            *(condition.text for condition in self.filters),
        ]
        return " ".join(parts)

    @property
    def bare_text(self) -> str:
        """The words and phrases alone: the start of a question, when nothing was found."""
        return " ".join((*self.words, *self.phrases))

    def without(self, condition: Filter) -> "ParsedQuery":
        """The same query with one filter removed."""
        return replace(self, filters=tuple(kept for kept in self.filters if kept != condition))

    def narrowed(self, condition: Filter) -> "ParsedQuery":
        """The same query with one more filter, if there is room for it."""
        kept = self.without(condition).filters
        return replace(self, filters=(*kept, condition)[:MOST_FILTERS])

    def reworded(self, corrections: dict[str, str]) -> "ParsedQuery":
        """The same query with some words replaced."""
        return replace(self, words=tuple(corrections.get(word, word) for word in self.words))


_PART = re.compile(
    r'(?P<minus>-?)(?:(?P<prefix>[a-z]{2,10}):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))', re.I
)
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


def _first_day(value: str) -> date:
    match = _DAY.fullmatch(value)
    if match is None:
        raise ValueError(value)
    year, month, day = match.groups(default="1")
    return date(int(year), int(month), int(day))


def _is_date(value: str) -> bool:
    try:
        _first_day(value)
    except ValueError:
        return False
    return True


_UNDERSTOOD: dict[Field, Callable[[str], object]] = {
    Field.IS: STATES.__contains__,
    Field.LANG: re.compile(r"[a-z]{2,3}").fullmatch,
    Field.BEFORE: _is_date,
    Field.AFTER: _is_date,
}


def _filter_of(prefix: str | None, value: str, *, excluded: bool) -> Filter | None:
    """The filter meant, or None when the prefix or its value is not one of ours."""
    name = (prefix or "").lower()
    tidy = " ".join(value.lower().split())
    if name not in Field.__members__.values() or not WORD.search(tidy):
        return None
    field = Field(name)
    understood = _UNDERSTOOD.get(field)
    return Filter(field, tidy, excluded) if understood is None or understood(tidy) else None


class _Reading:
    """Collects the parts of one query."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.phrases: list[str] = []
        self.excluded_words: list[str] = []
        self.excluded_phrases: list[str] = []
        self.filters: list[Filter] = []

    def add(self, part: re.Match[str]) -> None:
        value = part["quoted"] if part["quoted"] is not None else part["bare"]
        excluded = bool(part["minus"])
        condition = _filter_of(part["prefix"], value, excluded=excluded)
        if condition:
            self.filters.append(condition)
            return
        self._add_words(WORD.findall(part["prefix"] or ""), excluded)
        if part["quoted"] is None:
            self._add_words(WORD.findall(value), excluded)
        else:
            self._add_phrase(WORD.findall(value), excluded)

    def _add_words(self, words: Iterable[str], excluded: bool) -> None:
        (self.excluded_words if excluded else self.words).extend(words)

    def _add_phrase(self, words: list[str], excluded: bool) -> None:
        if len(words) < 2:
            self._add_words(words, excluded)
        else:
            phrase = " ".join(words[:LONGEST_PHRASE])
            (self.excluded_phrases if excluded else self.phrases).append(phrase)


def _first_of_each(values: Iterable[str], most: int) -> tuple[str, ...]:
    """The values without repetitions that differ only in case, in order, bounded."""
    kept: dict[str, str] = {}
    for value in values:
        kept.setdefault(value.casefold(), value)
    return tuple(kept.values())[:most]


def _clean(text: str) -> str:
    """Composed, bounded text with one kind of quotation mark."""
    composed = unicodedata.normalize("NFC", text[:LONGEST_TEXT])
    return re.sub("[“”„«»]", '"', composed)[:LONGEST_TEXT]


def _parts(text: str) -> Iterator[re.Match[str]]:
    return _PART.finditer(_clean(text))


def parse(text: str) -> ParsedQuery:
    """Read what a person typed. Never raises, whatever the text."""
    reading = _Reading()
    for part in _parts(text):
        reading.add(part)
    return ParsedQuery(
        words=_first_of_each(reading.words, MOST_WORDS),
        phrases=_first_of_each(reading.phrases, MOST_PHRASES),
        excluded_words=_first_of_each(reading.excluded_words, MOST_WORDS),
        excluded_phrases=_first_of_each(reading.excluded_phrases, MOST_PHRASES),
        filters=tuple(dict.fromkeys(reading.filters))[:MOST_FILTERS],
    )
