"""From what a person asked for to what is looked up: terms in each language, labels and days. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum

from app.search.analysis import LANGUAGES, Term, terms
from app.search.query_language import Field, Filter, ParsedQuery
from app.search.whoosh_schema import label


class Needed(Enum):
    """How many of the words a question must have. Phrases, exclusions and filters always hold."""

    ALL = "all"
    MOST = "most"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class LanguagePlan:
    """What to look up in the posts of one language."""

    code: str
    words: tuple[str, ...]
    phrases: tuple[tuple[Term, ...], ...]
    excluded_words: tuple[str, ...]
    excluded_phrases: tuple[tuple[Term, ...], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Every term that counts for relevance, once."""
        in_phrases = (term.key for phrase in self.phrases for term in phrase if not term.function_word)
        return tuple(dict.fromkeys((*self.words, *in_phrases)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look up: the words in every language, the rest whatever the language."""

    languages: tuple[LanguagePlan, ...]
    labels: tuple[str, ...]
    excluded_labels: tuple[str, ...]
    # Seconds since 1970 in which the question must have been asked, if that matters.
    created: range | None
    wants_words: bool

    @property
    def keys(self) -> frozenset[str]:
        """Every term whose words are marked in titles and snippets."""
        return frozenset(key for language in self.languages for key in language.keys)


def plan_of(query: ParsedQuery) -> Plan:
    """What to look up for a query."""
    labelled = [
        condition for condition in query.filters if condition.field not in (Field.BEFORE, Field.AFTER)
    ]
    return Plan(
        languages=tuple(_in_language(query, language) for language in LANGUAGES),
        labels=tuple(label(c.field, c.value) for c in labelled if not c.excluded),
        excluded_labels=tuple(label(c.field, c.value) for c in labelled if c.excluded),
        created=_created(query.filters),
        wants_words=bool(query.words or query.phrases),
    )


def _in_language(query: ParsedQuery, language: str) -> LanguagePlan:
    return LanguagePlan(
        code=language,
        words=_keys(query.words, language, lone=not query.phrases),
        phrases=tuple(tuple(terms(phrase, language)) for phrase in query.phrases),
        excluded_words=_keys(query.excluded_words, language, lone=False),
        excluded_phrases=tuple(tuple(terms(phrase, language)) for phrase in query.excluded_phrases),
    )


def _keys(words: Iterable[str], language: str, *, lone: bool) -> tuple[str, ...]:
    """Keys of the words without function words, unless there is nothing else to look for."""
    found = [term for word in words for term in terms(word, language)]
    telling = [term for term in found if not term.function_word]
    return tuple(dict.fromkeys(term.key for term in telling or (found if lone else [])))


def _created(filters: Iterable[Filter]) -> range | None:
    """The time between the first day that is wanted and the first that is no longer.

    An excluded filter means its opposite: not before a day is from that day on.
    """
    dated = [each for each in filters if each.field in (Field.BEFORE, Field.AFTER)]
    if not dated:
        return None
    firsts = [each.day for each in dated if (each.field is Field.AFTER) != each.excluded]
    untils = [each.day for each in dated if (each.field is Field.AFTER) == each.excluded]
    return range(_seconds(max(firsts, default=date.min)), _seconds(min(untils, default=date.max)))


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time.min, UTC).timestamp())
