"""The search page, as people without JavaScript see it."""

import shutil

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.db import transaction
from app.core.outbox import deliver_all
from app.questions.models import Question
from app.search.whoosh_backend import WhooshBackend
from tests.factories import make_answer, make_department, make_official, make_question, make_topic
from tests.web import Visitor


@pytest.fixture
def town(index: WhooshBackend) -> None:
    """A few questions in the index."""
    department = make_department("Roads and Parks")
    topic = make_topic(department, "Roads")
    question = make_question(
        'Is a "pothole" <b>mine</b> & yours?', topic_id=topic.id, tags=("road-works",), body="A deep pothole."
    )
    make_answer(question, "Report the pothole on the map.")
    make_question("Where do I renew my passport?")
    make_question("Who pays for a tyre after the hole in the road?", body="It was a pothole.")
    deliver_all()


def test_empty_search_explains_how_to_search(visitor: Visitor, town: None) -> None:
    page = visitor.open("/search")
    assert page.one("h1").text_content() == "Search"
    assert "is:verified" in page.text


def test_hit_is_shown_with_its_words_marked_and_nothing_of_it_is_markup(visitor: Visitor, town: None) -> None:
    page = visitor.open("/search?q=pothole")
    assert "2 questions found" in page.one("h1").text_content()
    assert page.all(".row__title")[0].text_content() == 'Is a "pothole" <b>mine</b> & yours?'
    assert {mark.text for mark in page.all("mark")} == {"pothole"}
    assert not page.all("main b")


def test_hit_by_somebody_who_is_no_longer_here_says_so(visitor: Visitor, town: None) -> None:
    with transaction() as current:
        current.execute(update(Question).values(author_id=None))
    assert "Former member" in visitor.open("/search?q=passport").one(".rows").text_content()


def test_narrowing_and_taking_the_filter_off_again(visitor: Visitor, town: None) -> None:
    page = visitor.open("/search?q=pothole")
    (answered,) = [link for link in page.all(".facet a") if link.text == "Answered"]
    page = visitor.open(answered.get("href"))
    assert len(page.all(".rows > li")) == 1
    chip = page.one(".chips a")
    assert "State: Answered" in chip.text_content()
    assert not visitor.open(chip.get("href")).all(".chips")


def test_value_that_all_or_none_has_is_no_way_to_narrow(visitor: Visitor, town: None) -> None:
    page = visitor.open("/search?q=pothole")
    assert {link.text for link in page.all(".facet a")} == {
        "Answered",
        "Not answered",
        "Roads",
        "Roads and Parks",
    }
    assert not visitor.open("/search?q=passport").all(".facet a")


def test_chip_of_a_topic_has_its_name(visitor: Visitor, town: None) -> None:
    page = visitor.open("/search?q=pothole")
    (topic,) = [link for link in page.all(".facet a") if link.text == "Roads"]
    assert "Topic: Roads" in visitor.open(topic.get("href")).one(".chips").text_content()


def test_nothing_found_offers_what_was_meant_and_asking_it(visitor: Visitor, town: None) -> None:
    page = visitor.open("/search?q=pasport+tag:nowhere")
    assert "Remove a filter" in page.text
    page = visitor.open("/search?q=pasport")
    assert page.one(".empty .lede a").text == "passport"
    assert "pasport" in page.one(".empty .action--ask").get("href")


def test_hit_says_its_language_and_its_hat_in_the_language_of_the_page(
    visitor: Visitor, index: WhooshBackend
) -> None:
    roads = make_department("Roads", names={"da": "Vej"})
    question = make_question(
        "Hvor er hullet i vejen?", make_official(roads), body="Et hul i asfalten.", language="da"
    )
    with transaction() as current:
        hat = {"hat_department_id": roads.id}
        current.execute(update(Question).where(Question.id == question.id).values(hat))
    deliver_all()
    page = visitor.open("/search?q=asfalt")
    assert page.one(".row__title").get("lang") == "da"
    assert page.one(".row__snippet span").get("lang") == "da"
    assert "Roads" in page.one(".row__meta").text_content()
    visitor.open("/language/da")
    page = visitor.open("/search?q=asfalt")
    assert page.one(".row__title").get("lang") is None
    assert "Vej" in page.one(".row__meta").text_content()


def test_search_says_when_it_is_only_a_plain_one(visitor: Visitor, town: None, app: Flask) -> None:
    shutil.rmtree(app.extensions["torv_config"].index_folder)
    page = visitor.open("/search?q=passport")
    assert page.status == 200
    assert "being rebuilt" in page.one(".notice").text_content()
    assert len(page.all(".rows > li")) == 1


def test_results_are_paged(visitor: Visitor, index: WhooshBackend) -> None:
    for _ in range(21):
        make_question("Where do I renew my passport?")
    deliver_all()
    page = visitor.open("/search?q=passport&sort=newest")
    assert page.one('.tabs a[aria-current="page"]').text == "Newest"
    page = visitor.open(page.one('a[rel="next"]').get("href"))
    assert len(page.all(".rows > li")) == 1
    assert "sort=newest" in page.one('a[rel="prev"]').get("href")


@pytest.mark.parametrize(
    "query", ["page=x", "page=-3", "page=99999999999999999999", "sort=<b>", "q=%00%ff", "q=(" + "(" * 3000]
)
def test_nonsense_in_the_address_is_no_error(visitor: Visitor, town: None, query: str) -> None:
    assert visitor.open(f"/search?q=passport&{query}").status == 200
    assert visitor.open(f"/search?{query}").status == 200


def test_results_are_not_for_search_engines(visitor: Visitor, town: None) -> None:
    assert "noindex" in visitor.open("/search?q=passport").one('meta[name="robots"]').get("content")


def test_completions_are_a_list(visitor: Visitor, town: None) -> None:
    assert visitor.open("/search/completions?q=lost+pass").response.json == ["lost passport"]


def test_page_asks_the_database_little(visitor: Visitor, town: None, statements: list[str]) -> None:
    statements.clear()
    visitor.open("/search?q=pothole")
    assert len(statements) <= 3
