"""The pages with lists: what they show, how one goes through them, and what each costs."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import url_for
from sqlalchemy import update

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import transaction
from app.questions.models import Draft, Question
from app.questions.operations.hiding import hide_post
from app.questions.operations.watching import watch
from tests.factories import (
    actor,
    make_answer,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.web import Seen, Visitor


def titles(page: Seen) -> list[str]:
    return [link.text_content() for link in page.all(".row__title a")]


def canonical(page: Seen) -> str | None:
    found = page.all("link[rel=canonical]")
    return found[0].get("href").removeprefix("http://localhost:8000") if found else None


def head_link(page: Seen, kind: str) -> str | None:
    found = page.all(f"head link[rel={kind}]")
    return found[0].get("href") if found else None


@pytest.fixture
def town(app) -> dict[str, Any]:
    """Give a department with a topic and one below it, and 45 questions about that."""
    department = make_department("Roads", description="Streets and paths.", contact="Call 77 11 22 33.")
    topic = make_topic(department, "Winter", description="Snow and ice.")
    below = make_topic(department, "Snow", parent_id=topic.id)
    asker = make_person("Ada Berg")
    with transaction() as current:  # the limit on asking is another test's business
        current.execute(update(Person).values(about="Lives here.", about_html="<p>Lives here.</p>"))
    askers = [make_person() for _ in range(5)]
    for number in range(45):
        make_question(
            f"When is street {number} cleared?", askers[number % 5], tags=("snow",), topic_id=below.id
        )
    question = make_question("Who salts the paths?", asker, tags=("salt", "ice"), topic_id=topic.id)
    return {"department": department, "topic": topic, "below": below, "asker": asker, "question": question}


def test_going_older_and_newer_meets_every_question_once(visitor: Visitor, town: dict[str, Any]) -> None:
    first = visitor.open("/questions")
    seen = titles(first)
    second = visitor.open(head_link(first, "next") or "")
    third = visitor.open(head_link(second, "next") or "")
    assert [*seen, *titles(second), *titles(third)] == [
        "Who salts the paths?",
        *(f"When is street {number} cleared?" for number in range(44, -1, -1)),
    ]
    assert head_link(third, "next") is None
    assert titles(visitor.open(head_link(third, "prev") or "")) == titles(second)
    assert titles(visitor.open(head_link(second, "prev") or "")) == seen
    assert [link.text for link in second.all(".pager a")] == ["Newer", "Older"]


def test_only_the_first_page_of_a_list_is_to_be_found(visitor: Visitor, town: dict[str, Any]) -> None:
    first = visitor.open("/questions?sort=unanswered&utm=x")
    assert canonical(first) == "/questions?sort=unanswered"
    assert not first.all("meta[name=robots]")
    second = visitor.open(head_link(first, "next") or "")
    assert canonical(second) is None
    assert second.one("meta[name=robots]").get("content") == "noindex, follow"


@pytest.mark.parametrize(
    "query", ["sort=nonsense", "before=nonsense", "after=1-", "before=9999999999999999999-1", "sort=&before="]
)
def test_nonsense_in_an_address_is_the_first_page(visitor: Visitor, town: dict[str, Any], query: str) -> None:
    assert titles(visitor.open(f"/questions?{query}")) == titles(visitor.open("/questions"))


def test_a_row_leads_where_the_routes_do(app, visitor: Visitor, town: dict[str, Any]) -> None:
    question = make_question("Hvornår ryddes sneen?", tags=("sne-på-vej", "c"), topic_id=town["topic"].id)
    row = visitor.open("/questions").all(".row")[0]
    with app.test_request_context():
        assert [link.get("href") for link in row.cssselect("a")] == [
            url_for("questions.show", id=question.id, slug=question.slug),
            url_for("topics.show", slug=town["topic"].slug),
            url_for("people.show", person_id=question.author_id),
            url_for("tags.show", name="sne-på-vej"),
            url_for("tags.show", name="c"),
        ]


def test_a_topic_shows_what_is_below_it_and_leads_up_and_down(visitor: Visitor, town: dict[str, Any]) -> None:
    page = visitor.open(f"/topics/{town['topic'].slug}")
    assert titles(page)[:2] == ["Who salts the paths?", "When is street 44 cleared?"]
    assert "46 questions" in page.text
    assert page.one("h1").text == "Winter"
    assert canonical(page) == f"/topics/{town['topic'].slug}"
    assert head_link(page, "alternate") == f"/topics/{town['topic'].slug}/feed.atom"
    below = visitor.open(f"/topics/{town['below'].slug}")
    assert "Who salts the paths?" not in titles(below)
    assert [link.text for link in below.all(".crumbs a")] == ["Topics", "Winter"]


def test_the_tree_of_topics_names_departments_and_counts(visitor: Visitor, town: dict[str, Any]) -> None:
    page = visitor.open("/topics")
    section = page.one("main section")
    assert " ".join(section.text_content().split()) == "Winter Roads · 46 questions Snow 45 questions"


def test_a_tag_shows_its_questions_under_one_address(visitor: Visitor, town: dict[str, Any]) -> None:
    assert titles(visitor.open("/tags/ice")) == ["Who salts the paths?"]
    moved = visitor.open("/tags/Ice", follow=False)
    assert (moved.status, moved.location) == (301, "/tags/ice")
    assert visitor.open("/tags/no-such-tag").status == 404


def test_tags_can_be_found_by_a_part_of_their_name(visitor: Visitor, town: dict[str, Any]) -> None:
    page = visitor.open("/tags")
    assert [link.text for link in page.all(".tag-grid a")] == ["snow", "salt", "ice"]
    page = visitor.submit("form.filter", part="SAL")
    assert [link.text for link in page.all(".tag-grid a")] == ["salt"]
    assert "No tag has “zebra” in its name." in visitor.open("/tags?part=zebra").text


def test_a_department_tells_how_to_reach_it_and_what_waits(visitor: Visitor, town: dict[str, Any]) -> None:
    for question_id in [town["question"].id]:
        make_answer(Question(id=question_id))
    page = visitor.open(f"/departments/{town['department'].slug}")
    assert "Call 77 11 22 33." in page.text
    waiting = page.all("[aria-labelledby=unanswered] .row__title a")
    assert [link.text for link in waiting] == [f"When is street {n} cleared?" for n in range(44, 39, -1)]
    assert titles(page)[5] == "Who salts the paths?"
    older = visitor.open(head_link(page, "next") or "")
    assert not older.all("[aria-labelledby=unanswered]")
    assert [link.text for link in visitor.open("/departments").all(".topic-grid a")] == ["Roads"]


def test_a_person_is_shown_without_their_address(visitor: Visitor, town: dict[str, Any]) -> None:
    official = make_official(town["department"], "Mette Holm")
    with transaction() as current:
        current.execute(update(Person).where(Person.id == official.id).values(job_title="Head of roads"))
    answer = make_answer(town["question"], answerer=official, hat=town["department"])
    page = visitor.open(f"/people/{official.id}?show=answers")
    assert titles(page) == ["Who salts the paths?"]
    assert page.one(".row__title a").get("href") == f"/answers/{answer.id}"
    for words in ("Mette Holm", "Roads", "Head of roads", "Reputation: 0"):
        assert words in page.text
    page = visitor.open(f"/people/{town['asker'].id}")
    assert (titles(page), "Lives here." in page.text) == (["Who salts the paths?"], True)
    assert "@example.org" not in page.source
    assert visitor.open("/people/987654").status == 404


def test_who_has_only_answered_is_shown_with_their_answers(visitor: Visitor, town: dict[str, Any]) -> None:
    answerer = make_person("Bo Lund")
    make_answer(town["question"], answerer=answerer)
    page = visitor.open(f"/people/{answerer.id}")
    assert (titles(page), page.one(".tabs [aria-current]").text) == (["Who salts the paths?"], "Answers")
    assert "has not asked anything yet" in visitor.open(f"/people/{answerer.id}?show=questions").text


def test_hidden_questions_are_on_no_public_page(visitor: Visitor, town: dict[str, Any], visit_as) -> None:
    moderator = make_moderator()
    with transaction():
        hide_post(moderator, town["question"].id, "Names a neighbour")
    pages = (
        "/", "/questions", "/questions?sort=asked-for", f"/topics/{town['topic'].slug}", f"/people/{town['asker'].id}",
        f"/departments/{town['department'].slug}", "/tags", "/feeds/questions.atom", "/sitemap/questions-1.xml",
    )  # fmt: skip
    for path in pages:
        assert "salts" not in visitor.open(path).source, path
    assert visitor.open("/tags/ice").status == 404
    own = visit_as(town["asker"])
    assert "Hidden: only you can see it" in own.open("/account/questions").text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/questions", "Nobody has asked anything yet."),
        ("/questions?sort=unanswered", "No question is waiting for an answer just now."),
        ("/questions?sort=verified", "No answer has been verified yet."),
        ("/topics", "There are no topics yet."),
        ("/tags", "No question has a tag yet."),
        ("/departments", "No department has been set up yet."),
    ],
)
def test_an_empty_list_says_what_to_do(visitor: Visitor, path: str, words: str) -> None:
    page = visitor.open(path)
    assert words in page.text
    assert page.one(".empty a").get("href") == "/questions/ask"


def test_ones_own_lists_are_ones_own(app, visit_as: Callable[..., Visitor]) -> None:
    question = make_question("Who salts the paths?")
    asker, reader = actor(question.author_id or 0), make_person()
    make_answer(question, answerer=reader)
    with transaction() as current:
        watch(reader, question.id)
        current.add(Draft(person_id=reader.id, key="ask", data={"title": "When does the pool open?"}))
        current.add(Draft(person_id=reader.id, key=f"answer-{question.id}", data={"body": "On Tuesday."}))
        current.add(Draft(person_id=asker.id, key="ask", data={"title": "Somebody else's draft"}))
    visitor = visit_as(reader)
    assert titles(visitor.open("/account/watched")) == ["Who salts the paths?"]
    assert titles(visitor.open("/account/answers")) == ["Who salts the paths?"]
    assert "You have not asked anything yet." in visitor.open("/account/questions").text
    page = visitor.open("/account/drafts")
    assert sorted(titles(page)) == ["When does the pool open?", "Who salts the paths?"]
    assert "Somebody else's draft" not in page.text
    assert titles(visit_as(asker).open("/account/questions")) == ["Who salts the paths?"]


def test_ones_own_lists_want_one_signed_in(visitor: Visitor) -> None:
    for name in ("watched", "questions", "answers", "drafts"):
        assert visitor.open(f"/account/{name}", follow=False).status == 302


PAGES = ("/", "/questions", "/questions?sort=verified", "/topics", "/tags", "/tags/snow", "/departments")


def test_a_page_costs_the_same_with_one_question_and_with_many(
    visitor: Visitor, statements: list[str]
) -> None:
    def cost() -> dict[str, int]:
        counted = {}
        for path in (
            *PAGES,
            f"/topics/{topic.slug}",
            f"/departments/{department.slug}",
            f"/people/{asker.id}",
        ):
            statements.clear()
            assert visitor.open(path).status == 200
            counted[path.split("/")[1] or "home"] = len(statements)
        return counted

    department = make_department()
    topic = make_topic(department)
    asker = make_person()
    with_one = make_question(asker=asker, tags=("snow",), topic_id=topic.id)
    assert with_one.id
    few = cost()
    for _ in range(9):
        make_question(
            asker=asker, tags=("snow", "ice"), topic_id=make_topic(department, parent_id=topic.id).id
        )
    for _ in range(15):
        make_answer(make_question(tags=("snow",), topic_id=topic.id), hat=department)
    assert cost() == few
    assert max(few.values()) <= 5, few


def test_public_pages_may_be_kept_by_caches(visitor: Visitor, town: dict[str, Any]) -> None:
    for path in (
        *PAGES,
        f"/topics/{town['topic'].slug}",
        "/sitemap.xml",
        "/robots.txt",
        "/feeds/questions.atom",
    ):
        response = visitor.open(path).response
        assert response.headers["Cache-Control"].startswith("public"), path
        assert "Set-Cookie" not in response.headers, path


def test_a_row_of_what_was_hidden_yesterday_is_gone_today(visitor: Visitor, town: dict[str, Any]) -> None:
    with transaction() as current:
        current.execute(update(Question).where(Question.id == town["question"].id).values(hidden_at=now()))
    assert titles(visitor.open("/questions"))[0] == "When is street 44 cleared?"


def spoken_titles(page: Seen) -> dict[str, str | None]:
    return {each.text_content(): each.get("lang") for each in page.all(".row__title")}


@pytest.mark.parametrize(("language", "other"), [("en", "da"), ("da", "en")])
def test_a_title_in_another_language_than_the_page_says_so(app, visitor, language, other):
    asker, answerer = make_person(), make_person()
    spoken = {"en": "When is the snow cleared here?", "da": "Hvornår bliver sneen ryddet her?"}
    for code, title in spoken.items():
        make_answer(make_question(title, asker, language=code), answerer=answerer)
    visitor.open(f"/language/{language}")
    paths = ("/", "/questions", f"/people/{asker.id}", f"/people/{answerer.id}?show=answers")
    for path in paths:
        page = visitor.open(path)
        assert spoken_titles(page) == {spoken[language]: None, spoken[other]: other}, path
