"""A post's language is guessed well enough for search to read it by the right rules."""

import gzip
import json
from pathlib import Path

import pytest

from app.core.languages import guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hvornår åbner svømmehallen?", "da"),
        ("Hvor skal jeg hente mit nye pas", "da"),
        ("Byggetilladelse til carport", "da"),
        ("Kan man cykle gennem parken om natten?", "da"),
        ("I have lost my passport", "en"),
        ("When is the library open on Sundays?", "en"),
        ("Parking permit for a rental car", "en"),
        ("WHERE DO I VOTE", "en"),
        ("Don’t they collect glass?", "en"),
    ],
)
@pytest.mark.parametrize("default", ["da", "en"])
def test_language_is_recognised_whatever_the_default(text: str, language: str, default: str) -> None:
    assert guess_language(text, default) == language


@pytest.mark.parametrize("text", ["", "112", "?!", "for", "DR"])
def test_default_stands_where_nothing_speaks_for_a_language(text: str) -> None:
    assert (guess_language(text, "en"), guess_language(text, "da")) == ("en", "da")


def test_real_sentences_and_titles_are_recognised(shared: Path) -> None:
    with (shared / "search-danish" / "sentences-dev.jsonl").open() as lines:
        danish = [json.loads(line)["text"] for line in lines]
    with gzip.open(shared / "duplicates" / "travel-corpus.jsonl.gz", "rt") as lines:
        english = [json.loads(line)["title"] for line in lines]

    assert sum(guess_language(text, "en") == "da" for text in danish) / len(danish) > 0.95
    assert sum(guess_language(text, "da") == "en" for text in english) / len(english) > 0.98
