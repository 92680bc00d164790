"""The front page, the sitemap and what robots are told."""

from datetime import timedelta
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import update

from app.core.clock import now
from app.core.db import transaction
from app.home import queries
from app.questions.models import Answer, Question
from tests.browser import PHONE
from tests.factories import make_answer, make_department, make_person, make_question, make_topic
from tests.web import Seen, Visitor

MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def addresses(page: Seen) -> list[str]:
    assert page.response.mimetype == "application/xml"
    found = etree.fromstring(page.response.get_data()).xpath("//m:loc", namespaces=MAP)
    return [address.text.removeprefix("http://localhost:8000") for address in found]


def verify(answer: Answer, days_ago: int) -> None:
    with transaction() as current:
        current.execute(
            update(Answer)
            .where(Answer.id == answer.id)
            .values(verification_state="verified", verified_at=now() - timedelta(days=days_ago))
        )
        current.execute(
            update(Question).where(Question.id == answer.question_id).values(verified_answer_id=answer.id)
        )


def test_the_front_page_shows_what_is_new_what_waits_and_what_was_verified(visitor: Visitor) -> None:
    topic = make_topic(make_department("Roads"), "Winter")
    waiting = [make_question(f"Does anybody know number {n}?", topic_id=topic.id) for n in range(3)]
    answers = [make_answer(make_question(f"Was number {n} answered?")) for n in range(9)]
    verify(answers[0], 1)
    verify(answers[1], 0)
    page = visitor.open("/")
    assert page.one("h1").text == "What do you want to know?"
    newest = [link.text for link in page.all("[aria-labelledby=newest] .row__title a")]
    assert newest == [f"Was number {n} answered?" for n in range(8, 0, -1)]
    asked = [link.text for link in page.all("[aria-labelledby=unanswered] .row__title a")]
    assert asked == [question.title for question in reversed(waiting)]
    assert [link.text for link in page.all(".panel--verified a")] == [
        "Was number 1 answered?",
        "Was number 0 answered?",
    ]
    assert "Roads · 3 questions" in page.text
    assert page.one("link[rel=canonical]").get("href") == "http://localhost:8000/"


def test_what_waits_does_not_repeat_what_is_new(visitor: Visitor) -> None:
    askers = [make_person() for _ in range(2)]
    for number in range(15):
        make_question(f"Does anybody know number {number}?", askers[number % 2])
    links = [link.text for link in visitor.open("/").all(".row__title a")]
    assert links == [f"Does anybody know number {number}?" for number in range(14, 1, -1)]


def test_the_front_page_of_an_empty_site_invites_to_ask(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.one(".empty a").get("href") == "/questions/ask"


def test_the_front_page_costs_four_statements(visitor: Visitor, statements: list[str]) -> None:
    make_answer(make_question(topic_id=make_topic().id))
    statements.clear()
    visitor.open("/")
    assert len(statements) == 4


def test_the_sitemap_lists_all_that_is_public(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "IDS_A_PART", 4)
    department = make_department()
    topic = make_topic(department)
    made = [make_question() for _ in range(6)]
    with transaction() as current:
        current.execute(update(Question).where(Question.id == made[2].id).values(hidden_at=now()))
    parts = addresses(visitor.open("/sitemap.xml"))
    assert parts[0] == "/sitemap/topics.xml"
    listed = [address for part in parts[1:] for address in addresses(visitor.open(part))]
    assert listed == [
        f"/questions/{question.id}/{question.slug}" for question in made if question.id != made[2].id
    ]
    assert addresses(visitor.open(parts[0])) == [
        "/",
        f"/topics/{topic.slug}",
        f"/departments/{department.slug}",
    ]


@pytest.mark.parametrize("part", ["0", "2", "99999999999999999999"])
def test_a_part_of_the_sitemap_that_is_not_there_is_not_found(visitor: Visitor, part: str) -> None:
    make_question()
    assert visitor.open(f"/sitemap/questions-{part}.xml").status == 404


def test_the_sitemap_tells_when_a_page_last_changed(visitor: Visitor) -> None:
    question = make_question()
    moments: dict[str, Any] = {
        "created_at": now() - timedelta(days=3),
        "active_at": now() - timedelta(days=2),
    }
    for edited_at in (None, now() - timedelta(days=1)):
        with transaction() as current:
            current.execute(
                update(Question).where(Question.id == question.id).values(**moments, edited_at=edited_at)
            )
        last = edited_at or moments["active_at"]
        assert (
            f"<lastmod>{last:%Y-%m-%dT%H:%M:%SZ}</lastmod>" in visitor.open("/sitemap/questions-1.xml").source
        )


def test_robots_are_kept_from_what_is_personal_or_endless(visitor: Visitor) -> None:
    page = visitor.open("/robots.txt")
    lines = page.source.splitlines()
    for path in ("/account", "/admin", "/staff", "/search"):
        assert f"Disallow: {path}" in lines
    assert "Sitemap: http://localhost:8000/sitemap.xml" in lines
    assert page.response.mimetype == "text/plain"


# How wide the hint in the search box is drawn, and how wide the room for it is; a search box keeps some for its cross.
HINT = """() => {
  const box = document.querySelector("main input[type=search]"), style = getComputedStyle(box);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - 24;
  return [pen.measureText(box.placeholder).width, room];
}"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "da"])
def test_the_hint_in_the_search_box_is_not_cut_on_a_telephone(app, tab, language: str) -> None:
    drawn, room = tab(language, size=PHONE).open("/").evaluate(HINT)
    assert 0 < drawn <= room
