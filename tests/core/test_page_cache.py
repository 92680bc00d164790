"""Pages kept for people who are not signed in: who gets them, who never does, and for how long."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask, Response, g
from sqlalchemy import update

from app.core.db import transaction
from app.core.page_cache import MOST_BYTES, MOST_PAGES, NAME, Page, PageCache, _keep, forget_pages
from app.questions.models import Post, Question
from app.questions.operations.hiding import hide_post
from app.questions.views.view_counting import NAME as VIEW_COUNTS
from tests.factories import make_moderator, make_person, make_question


@pytest.fixture
def cache(app: Flask) -> Iterator[PageCache]:
    cache: PageCache = app.extensions[NAME]
    app.extensions[NAME] = PageCache(60, cache.mark)
    yield app.extensions[NAME]
    app.extensions[NAME] = cache


def page(body: bytes = b"x", built_at: float = 0.0) -> Page:
    return Page(built_at, body, Response().headers, ())


def rename(question: Question, title: str) -> None:
    with transaction() as current:
        current.execute(update(Post).where(Post.id == question.id).values(title=title))


def address(question: Question) -> str:
    return f"/questions/{question.id}/{question.slug}"


def test_the_next_reader_gets_the_page_without_a_statement(cache, visitor, statements):
    question = make_question("When is paper collected?")
    built = visitor.open(address(question))
    rename(question, "Something else")
    statements.clear()
    again = visitor.open(address(question))
    assert not statements
    assert "When is paper collected?" in built.text
    assert again.text == built.text


def test_a_page_given_from_the_cache_counts_as_read(app, cache, visitor):
    question = make_question()
    app.extensions[VIEW_COUNTS].take()
    for _time in range(3):
        visitor.open(address(question))
    assert app.extensions[VIEW_COUNTS].take() == {question.id: 3}


def test_a_signed_in_person_neither_gets_nor_fills_it(cache, visitor, visit_as):
    question, person = make_question("What it asked before"), make_person(name="Asta Friis")
    assert "Asta Friis" in visit_as(person).open(address(question)).text
    assert not cache._pages
    assert "Asta Friis" not in visitor.open(address(question)).text
    rename(question, "What it asks today")
    seen = visit_as(person).open(address(question))
    assert "What it asks today" in seen.text
    assert "Asta Friis" in seen.text
    assert len(cache._pages) == 1


@pytest.mark.parametrize("cookie", ["torv=stale", "torv-draft=abc", "anything=1"])
def test_any_cookie_but_the_language_is_answered_anew(app, cache, cookie):
    name, _is, value = cookie.partition("=")
    client = app.test_client()
    client.set_cookie(name, value)
    assert client.get("/questions").status_code == 200
    assert not cache._pages


def test_languages_and_queries_do_not_mix(app, cache):
    danish, english = {"Accept-Language": "da"}, {"Accept-Language": "en"}
    client = app.test_client()
    for _time in range(2):
        assert 'lang="da"' in client.get("/questions", headers=danish).text[:80]
        assert 'lang="en"' in client.get("/questions", headers=english).text[:80]
        assert client.get("/questions?sort=verified", headers=english).text != client.get("/questions").text
    client.set_cookie("torv_language", "da")
    assert 'lang="da"' in client.get("/questions", headers=english).text[:80]


@pytest.mark.parametrize("path", ["/questions/999999/gone", "/nowhere", "/account/sign-in", "/healthz"])
def test_errors_and_pages_of_other_doors_are_not_kept(app, cache, path):
    app.test_client().get(path)
    assert not cache._pages


def test_what_sets_a_cookie_or_is_not_whole_is_not_kept(app, cache):
    with_cookie, partial = Response("x"), Response("x", status=206)
    with_cookie.set_cookie("a", "b")
    streamed = Response(iter(["x"]))
    for response in (with_cookie, partial, streamed):
        with app.test_request_context("/questions"):
            g.page_key = ("/questions", "", "en", cache.forgotten_at())
            _keep(response)
    assert not cache._pages


def test_a_browser_that_has_the_page_is_told_so(app, cache):
    client = app.test_client()
    tag = client.get("/questions").headers["ETag"]
    for _kept in (True, False):
        answer = client.get("/questions", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["Cache-Control"].startswith("public")
        assert answer.headers["Content-Security-Policy"]
        cache._pages.clear()
    make_question()
    assert client.get("/questions?x", headers={"If-None-Match": tag}).status_code == 200


def test_a_page_given_from_the_cache_has_all_its_headers(app, cache):
    client = app.test_client()
    built, kept = client.get("/sitemap.xml"), client.get("/sitemap.xml")
    assert len(cache._pages) == 1
    assert len(built.headers) == len(kept.headers)
    assert {**built.headers, "Date": ""} == {**kept.headers, "Date": ""}


def test_a_page_is_let_go_of_after_its_seconds(app, cache, visitor):
    question = make_question("What it asked before")
    visitor.open(address(question))
    rename(question, "What it asks today")
    cache.seconds = 1e-9
    assert "What it asks today" in visitor.open(address(question)).text


def hide(question: Question) -> None:
    moderator = make_moderator()
    with transaction():
        hide_post(moderator, question.id, "Names a neighbour")


def test_a_hidden_question_is_given_to_nobody_from_the_moment_it_is(cache, visitor):
    question = make_question("Whom does my neighbour owe?")
    for path in (address(question), "/questions"):
        visitor.open(path)
    hide(question)
    assert visitor.open(address(question)).status == 404
    assert "neighbour owe" not in visitor.open("/questions").text


def test_every_process_forgets_its_pages(cache, visitor, app):
    other = PageCache(60, cache.mark)
    key = ("/", "", "en", other.forgotten_at())
    other.keep(key, page(built_at=time.monotonic()))
    assert other.find(key)
    hide(make_question())
    assert other.forgotten_at() != key[-1]
    assert not other._pages
    assert other._bytes == 0


def test_a_page_that_was_being_built_meanwhile_is_not_kept(cache, app):
    question = make_question()
    with app.test_request_context("/questions"):
        g.page_key = ("/questions", "", "en", cache.forgotten_at())
        hide(question)
        _keep(Response("as it was before"))
    assert not cache._pages


def test_pages_stay_where_nothing_was_committed(cache, visitor):
    question = make_question()
    visitor.open(address(question))
    with pytest.raises(ZeroDivisionError), transaction():
        forget_pages()
        raise ZeroDivisionError
    visitor.open(address(question))
    assert len(cache._pages) == 1
    with pytest.raises(RuntimeError):
        forget_pages()


def test_two_changes_in_one_moment_are_two(cache):
    marks = set()
    for _time in range(50):
        cache.forget()
        marks.add(cache.forgotten_at())
    assert len(marks) == 50


def test_it_holds_so_many_pages_and_so_many_bytes(tmp_path):
    cache = PageCache(60, tmp_path / "mark")
    for number in range(MOST_PAGES + 10):
        cache.keep((f"/{number}", "", "en", 0), page())
    assert len(cache._pages) == MOST_PAGES
    assert ("/0", "", "en", 0) not in cache._pages
    for number in range(9):
        cache.keep((f"/large/{number}", "", "en", 0), page(b"x" * (MOST_BYTES // 8)))
    assert sum(len(kept.body) for kept in cache._pages.values()) == cache._bytes <= MOST_BYTES
    for _time in range(3):
        cache.keep(("/large/8", "", "en", 0), page(b"x"))
    assert cache._bytes == sum(len(kept.body) for kept in cache._pages.values())
