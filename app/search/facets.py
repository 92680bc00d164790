"""The filters of a search as people see them: chips to take off, choices to narrow by."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.departments.queries import Label
from app.search.backend import FacetValue
from app.search.queries import Results
from app.search.query_language import Field, Filter, ParsedQuery


@dataclass(frozen=True)
class Chip:
    """One filter that is set, and the query without it."""

    words: str
    rest: ParsedQuery


@dataclass(frozen=True)
class Choice:
    """One value to narrow by, how many questions have it, and the query that does."""

    words: str
    count: int
    query: ParsedQuery


@dataclass(frozen=True)
class Facet:
    """A way to narrow a search, with its commonest values."""

    words: str
    choices: Sequence[Choice]


def chips(query: ParsedQuery, names: Mapping[str, Label], language: str) -> list[Chip]:
    """List the filters that are set."""
    return [
        Chip(_words_of(condition, names, language), query.without(condition)) for condition in query.filters
    ]


def facets(query: ParsedQuery, results: Results, names: Mapping[str, Label], language: str) -> list[Facet]:
    """List the ways to narrow a search: only values that some of what was found has and some has not."""
    telling = {
        facet: [value for value in values if value.count < (results.total or 0)]
        for facet, values in results.facets.items()
    }
    found = [
        Facet(
            words,
            [_choice(query, Filter(field, value.value), value, names, language) for value in telling[field]],
        )
        for field, words in (
            (Field.IS, _("State")),
            (Field.TOPIC, _("Topic")),
            (Field.DEPARTMENT, _("Department")),
        )
        if field in telling
    ]
    found.append(Facet(_("Year"), tuple(_years(query, telling.get("year", [])))))
    return [facet for facet in found if facet.choices]


def _choice(
    query: ParsedQuery, condition: Filter, value: FacetValue, names: Mapping[str, Label], language: str
) -> Choice:
    return Choice(_value_words(condition, names, language), value.count, query.narrowed(condition))


def _years(query: ParsedQuery, counted: Sequence[FacetValue]) -> Iterator[Choice]:
    if any(condition.field in (Field.BEFORE, Field.AFTER) for condition in query.filters):
        return
    for each in sorted(counted, key=lambda value: value.value, reverse=True):
        first = query.narrowed(Filter(Field.AFTER, each.value))
        whole = first.narrowed(Filter(Field.BEFORE, str(int(each.value) + 1)))
        yield Choice(each.value, each.count, whole)


def _words_of(condition: Filter, names: Mapping[str, Label], language: str) -> str:
    words = f"{_field_words(condition.field)}: {_value_words(condition, names, language)}"
    return str(_("Not %(filter)s", filter=words)) if condition.excluded else words


def _field_words(field: Field) -> str:
    words: str = {
        Field.TAG: _("Tag"),
        Field.TOPIC: _("Topic"),
        Field.DEPARTMENT: _("Department"),
        Field.BY: _("Written by"),
        Field.IS: _("State"),
        Field.LANG: _("Language"),
        Field.BEFORE: _("Before"),
        Field.AFTER: _("From"),
    }[field]
    return words


def _value_words(condition: Filter, names: Mapping[str, Label], language: str) -> str:
    if condition.field is Field.IS:
        return _state_words(condition.value)
    named = names.get(f"{condition.field}:{condition.value}")
    return named.name_in(language) if named else condition.value


def _state_words(state: str) -> str:
    words: str = {
        "verified": _("Verified answer"),
        "answered": _("Answered"),
        "unanswered": _("Not answered"),
        "accepted": _("Solved it for the asker"),
        "official": _("Answered by an official"),
        "duplicate": _("Asked before"),
    }[state]
    return words
