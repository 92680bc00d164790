"""The page of revisions: who changed what and why, word for word, and the way back."""

from collections.abc import Callable

import pytest

from app.core.access import Actor
from app.core.db import session, transaction
from app.core.differences import Piece
from app.questions.changes import CONTEXT, Words, changes_between
from app.questions.models import Post
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.hiding import hide_post
from tests.factories import actor, make_answer, make_moderator, make_person, make_question
from tests.web import Visitor


def edit(post: Post, editor: Actor, **fields: str) -> None:
    session().close()
    now = session().get(Post, post.id)
    assert now is not None
    words = {"title": now.title or "", "body": now.body, **fields}
    tags = tuple(words.pop("tags", now.tag_names).split())
    version = now.version
    with transaction():
        edit_post(editor, post.id, Edit(**words, tags=tags), version)


def author_of(post: Post) -> Actor:
    return actor(post.author_id or 0)


def test_each_revision_says_who_when_why_and_what(visitor: Visitor) -> None:
    question = make_question(
        "When is snow cleared?", make_person("Ada Berg"), body="In our street.", tags=("snow",)
    )
    edit(question, author_of(question), title="When is ice cleared?")
    moderator = make_moderator()
    edit(question, moderator, body="In Elm Street.", tags="ice", summary="Named the street")
    page = visitor.open(f"/posts/{question.id}/revisions")
    assert page.one("h1").text == "Versions of the question"
    third, second, first = page.all(".revision")
    assert [third.get("id"), second.get("id"), first.get("id")] == ["revision-3", "revision-2", "revision-1"]
    assert "(current)" in third.text_content()
    assert moderator.name in third.text_content()
    assert "Named the street" in third.text_content()
    assert [gone.text_content() for gone in third.cssselect("del")] == [
        " removed: our street end of what was removed "
    ]
    assert [came.text_content() for came in third.cssselect("ins")] == [
        " added: Elm Street end of what was added "
    ]
    assert "Tags removed: snow" in third.text_content()
    assert "Tags added: ice" in third.text_content()
    assert "Changed by its author" in second.text_content()
    assert [gone.text_content().split()[1] for gone in second.cssselect("del")] == ["snow"]
    assert "First version" in first.text_content()
    assert "In our street." in first.text_content()
    assert not first.cssselect("ins, del")


def test_markup_in_a_revision_is_shown_as_typed(visitor: Visitor) -> None:
    answer = make_answer(body="It is <script>alert(1)</script> on Tuesday.")
    edit(answer, author_of(answer), body="It is <img src=x onerror=alert(1)> on Tuesday.")
    page = visitor.open(f"/posts/{answer.id}/revisions")
    assert not page.all(".revision script, .revision img")
    assert "<script>alert(1)</script>" in page.text


def test_many_revisions_come_in_pages_and_each_has_a_lasting_address(visitor: Visitor) -> None:
    answer = make_answer()
    author = author_of(answer)
    for number in range(2, 13):
        edit(answer, author, body=f"It is answered on day {number}.")
    numbers = [
        revision.get("id") for revision in visitor.open(f"/posts/{answer.id}/revisions").all(".revision")
    ]
    assert numbers == [f"revision-{number}" for number in range(12, 7, -1)]
    link = visitor.open(f"/posts/{answer.id}/revisions/3", follow=False)
    assert (link.location or "").endswith("#revision-3")
    page = visitor.open(link.location or "")
    assert [revision.get("id") for revision in page.all(".revision")] == [
        "revision-3",
        "revision-2",
        "revision-1",
    ]
    newer = visitor.open(page.one(".pager a[rel=prev]").get("href"))
    assert [revision.get("id") for revision in newer.all(".revision")][-1] == "revision-4"


def test_a_page_of_revisions_costs_the_same_for_one_and_for_five(
    visitor: Visitor, statements: list[str]
) -> None:
    answer = make_answer()
    author, path = author_of(answer), f"/posts/{answer.id}/revisions"
    statements.clear()
    visitor.open(path)
    few = len(statements)
    for number in range(4):
        edit(answer, author, body=f"It is answered on day {number}.")
    statements.clear()
    visitor.open(path)
    assert len(statements) == few <= 4


def test_going_back_from_the_page(app, visit_as: Callable[..., Visitor], visitor: Visitor) -> None:
    answer = make_answer(body="It is answered on Tuesday.")
    edit(answer, author_of(answer), body="It is answered on Sunday.")
    path = f"/posts/{answer.id}/revisions"
    assert not visitor.open(path).all("main form")
    author = visit_as(author_of(answer))
    author.open(path)
    page = author.submit("#revision-1 form")
    assert "Went back to version 1" in page.one("#revision-3").text_content()
    session().close()
    now = session().get(Post, answer.id)
    assert now is not None
    assert (now.body, now.revision_number) == ("It is answered on Tuesday.", 3)


def test_going_back_from_an_old_page_is_refused(app, visit_as: Callable[..., Visitor]) -> None:
    answer = make_answer()
    edit(answer, author_of(answer), body="It is answered on Sunday.")
    author = visit_as(author_of(answer))
    author.open(f"/posts/{answer.id}/revisions")
    edit(answer, author_of(answer), body="It is answered on Monday.")
    assert author.submit("#revision-1 form").status == 409


def test_the_revisions_of_what_is_hidden_are_hidden(
    app, visit_as: Callable[..., Visitor], visitor: Visitor
) -> None:
    answer = make_answer()
    moderator = make_moderator()
    with transaction():
        hide_post(moderator, answer.id, "Names a neighbour")
    for path in (f"/posts/{answer.id}/revisions", "/posts/987654/revisions"):
        assert visitor.open(path).status == 404
        assert visit_as(make_person()).open(path).status == 404
    assert visit_as(author_of(answer)).open(f"/posts/{answer.id}/revisions").status == 200


def test_long_unchanged_text_is_left_out_around_a_change() -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    old, new = Words("", f"{words} before {words}", ""), Words("", f"{words} after {words}", "")
    pieces = changes_between(old, new).body
    assert [piece.kind for piece in pieces] == ["same", "removed", "added", "same"]
    assert pieces[0].text.startswith("… ")
    assert pieces[0].text.rstrip().endswith("word999")
    assert pieces[3].text.endswith(" …")
    assert max(len(piece.text) for piece in pieces) <= CONTEXT + 4


@pytest.mark.parametrize("length", [1, CONTEXT, 2 * CONTEXT])
def test_short_unchanged_text_is_kept_whole(length: int) -> None:
    same = "x" * length
    pieces = changes_between(Words("", f"{same} old", ""), Words("", f"{same} new", "")).body
    assert pieces[0] == Piece("same", f"{same} ")


def test_what_stayed_the_same_is_not_compared() -> None:
    changes = changes_between(Words("One title", "Body", "a b"), Words("One title", "Body", "b c"))
    assert (changes.title, changes.body) == ((), ())
    assert (changes.tags_added, changes.tags_removed) == (["c"], ["a"])
