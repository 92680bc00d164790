"""From words to terms."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.lang.snowball.danish import DanishStemmer

from app.search.analysis import fold, key_of, positions, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ærø", "aeroe"),
        ("Århus", "AARHUS"),
        ("café", "cafe"),
        ("Ångström", "aangstroem"),
        ("STRASSE", "straße"),
    ],
)
def test_spellings_of_a_word_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("renewing", "renewed", "en"),
        ("byggetilladelser", "byggetilladelsen", "da"),
        ("søger", "soege", "da"),
        ("gårdene", "gaard", "da"),
    ],
)
def test_forms_of_a_word_have_the_same_key(one: str, other: str, language: str) -> None:
    assert key_of(one, language) == key_of(other, language)


def test_languages_are_kept_apart() -> None:
    assert key_of("gift", "en") != key_of("gift", "da")


def test_post_in_another_language_is_analysed_as_english() -> None:
    assert key_of("passports", "de") == key_of("passport", "en")


def test_function_words_keep_their_place() -> None:
    found = positions(["right of way"], "en")
    assert [list(places) for places in found.of.values()] == [[0], [2]]
    assert found.length == 3


def test_texts_are_kept_far_apart() -> None:
    found = positions(["one", "two"], "en")
    first, second = (places[0] for places in found.of.values())
    assert second - first > 50


@given(st.text(max_size=500), st.sampled_from(["en", "da", "xx"]))
def test_any_text_is_analysed(text: str, language: str) -> None:
    for term in terms(text, language):
        assert term.key


def test_danish_letters_written_out_do_not_change_the_stem(shared: Path) -> None:
    lines = (shared / "search-danish" / "snowball-word-stem.tsv").read_text("utf-8").splitlines()
    words = [line.split("\t")[0] for line in lines if set(line) & set("æøå")]
    assert len(words) > 3_000
    written_out = [word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa") for word in words]
    same = sum(key_of(a, "da") == key_of(b, "da") for a, b in zip(words, written_out, strict=True))
    assert same == len(words)


def test_danish_stems_are_those_of_snowball(shared: Path) -> None:
    lines = (shared / "search-danish" / "snowball-word-stem.tsv").read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    plain = [(word, stem) for word, stem in pairs if not any(two in word for two in ("aa", "ae", "oe"))]
    right = sum(key_of(word, "da") == f"da:{fold(stem)}" for word, stem in plain)
    assert right / len(plain) > 0.99
    assert DanishStemmer().stem("husene") == "hus"
