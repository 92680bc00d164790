"""Reading the search box."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.query_language import (
    LONGEST_TEXT,
    MOST_FILTERS,
    MOST_PHRASES,
    MOST_WORDS,
    Field,
    Filter,
    ParsedQuery,
    parse,
)


def test_words_phrases_and_exclusions_are_told_apart() -> None:
    query = parse('lost "driving licence" -renewal -"parking permit"')
    assert query == ParsedQuery(
        words=("lost",),
        phrases=("driving licence",),
        excluded_words=("renewal",),
        excluded_phrases=("parking permit",),
    )


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("tag:Passport", Filter(Field.TAG, "passport")),
        ('by:"Mette  Holm"', Filter(Field.BY, "mette holm")),
        ("-topic:roads", Filter(Field.TOPIC, "roads", excluded=True)),
        ("is:official", Filter(Field.IS, "official")),
        ("lang:da", Filter(Field.LANG, "da")),
        ("before:2025-06", Filter(Field.BEFORE, "2025-06")),
        ("department:citizen-service", Filter(Field.DEPARTMENT, "citizen-service")),
    ],
)
def test_filters_are_read(typed: str, condition: Filter) -> None:
    assert parse(typed).filters == (condition,)
    assert not parse(typed).words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("color:red", ("color", "red")),
        ("is:wonderful", ("is", "wonderful")),
        ("after:yesterday", ("after", "yesterday")),
        ("before:2025-13-45", ("before", "2025", "13", "45")),
        ("lang:english", ("lang", "english")),
        ("tag:", ("tag",)),
        ("https://example.org/a", ("https", "example", "org", "a")),
        ("bus-stop", ("bus", "stop")),
    ],
)
def test_what_is_not_understood_stays_words(typed: str, words: tuple[str, ...]) -> None:
    assert parse(typed).words == words
    assert not parse(typed).filters


def test_open_quotation_mark_reaches_to_the_end() -> None:
    assert parse('"city council').phrases == ("city council",)


def test_typographic_quotation_marks_mark_phrases() -> None:
    assert parse("“city council” „byens råd“").phrases == ("city council", "byens råd")


def test_quoted_word_is_a_word() -> None:
    assert parse('"passport"').words == ("passport",)


def test_days_of_date_filters() -> None:
    days = [condition.day for condition in parse("after:2024 before:2025-3 after:2025-12-24").filters]
    assert days == [date(2024, 1, 1), date(2025, 3, 1), date(2025, 12, 24)]


def test_removing_a_filter_keeps_the_rest() -> None:
    query = parse("bus tag:a -tag:b")
    assert query.without(Filter(Field.TAG, "a")).text == "bus -tag:b"


def test_adding_a_filter_twice_adds_it_once() -> None:
    condition = Filter(Field.TOPIC, "roads")
    assert parse("bus").narrowed(condition).narrowed(condition).text == "bus topic:roads"


def test_repetitions_are_dropped() -> None:
    assert parse("Bus bus BUS tag:a tag:A").text == "Bus tag:a"


PARTS = st.sampled_from(
    [
        '"',
        "-",
        ":",
        " ",
        "tag:",
        "is:verified",
        "by:",
        "before:2020",
        "æ",
        "ß",
        "İ",
        "x",
        "́",
        "(",
        "*",
        "\x00",
        "„",
    ]
)


@given(st.one_of(st.text(max_size=2_000), st.lists(PARTS, max_size=200).map("".join)))
def test_reading_never_fails_is_bounded_and_its_text_means_the_same(text: str) -> None:
    query = parse(text)
    assert len(query.words) <= MOST_WORDS
    assert len(query.phrases) <= MOST_PHRASES
    assert len(query.filters) <= MOST_FILTERS
    if len(query.text) <= LONGEST_TEXT:
        assert parse(query.text) == query
