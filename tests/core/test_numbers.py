"""Counts are written as the reader's language writes them, wherever a page shows one."""

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import update

from app.core.db import session, transaction
from app.core.templating import grouped
from app.questions.models import Post
from tests.factories import make_question
from tests.web import Visitor


@pytest.mark.parametrize(
    ("number", "english", "danish"),
    [(0, "0", "0"), (999, "999", "999"), (3105, "3,105", "3.105"), (-1200, "-1,200", "-1.200")],
)
def test_thousands_are_parted_as_the_language_does(
    app: Flask, number: int, english: str, danish: str
) -> None:
    for language, expected in (("en", english), ("da", danish)):
        with app.test_request_context(), force_locale(language):
            assert grouped(number) == expected


@pytest.mark.parametrize(
    ("language", "seen", "score"), [("en", "Seen 3,105 times", "1,200"), ("da", "Set 3.105 gange", "1.200")]
)
def test_a_page_parts_them_in_sentences_and_alone(
    visitor: Visitor, language: str, seen: str, score: str
) -> None:
    question = make_question()
    with transaction():
        session().execute(update(Post).where(Post.id == question.id).values(view_count=3105, score=1200))
    page = visitor.open(f"/questions/{question.id}", headers={"Accept-Language": language})
    assert seen in page.text
    assert page.one(".vote__score").text_content() == score
