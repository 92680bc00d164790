"""Editing in the browser: the form, the preview, the choice between two texts, and the small pages of decisions."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.access import Actor
from app.core.db import session, transaction
from app.questions.models import Post
from app.questions.operations.editing import Edit, edit_post
from tests.factories import (
    actor,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.web import Visitor

Visit = Callable[[Actor | int], Visitor]


def author_of(post: Post) -> Actor:
    return actor(post.author_id or 0)


def stored(post: Post) -> Post:
    session().close()
    found = session().get(Post, post.id)
    assert found is not None
    return found


def edit_path(post: Post) -> str:
    return f"/posts/{post.id}/edit"


def test_an_asker_edits_their_question(app, visit_as: Visit) -> None:
    topic = make_topic(name="Winter")
    question = make_question("When is snow cleared?", body="In our street.", tags=("snow",))
    visitor = visit_as(author_of(question))
    page = visitor.open(edit_path(question))
    assert page.one("h1").text == "Edit the question"
    assert (page.one("#title").value, page.one("#body").value.strip()) == (
        "When is snow cleared?",
        "In our street.",
    )
    answer = visitor.submit(
        title="When is ice cleared?", body="In **our** street.", tags="ice, salt", topic_id=str(topic.id),
        place="Elm Street", follow=False,
    )  # fmt: skip
    assert (answer.status, answer.location) == (303, f"/questions/{question.id}/when-is-ice-cleared")
    now = stored(question)
    assert (now.title, now.body, now.tag_names, now.topic_id, now.place) == (
        "When is ice cleared?",
        "In **our** street.",
        "ice salt",
        topic.id,
        "Elm Street",
    )


@pytest.mark.parametrize("make", [make_answer, make_comment])
def test_an_author_edits_an_answer_or_a_comment(app, visit_as: Visit, make: Any) -> None:
    post = make()
    visitor = visit_as(author_of(post))
    visitor.open(edit_path(post))
    answer = visitor.submit(body="It is quite another day now.", follow=False)
    assert (answer.status, answer.location) == (303, f"/posts/{post.id}")
    assert stored(post).body == "It is quite another day now."


def test_a_preview_shows_the_text_and_saves_nothing(app, visit_as: Visit) -> None:
    answer = make_answer()
    visitor = visit_as(author_of(answer))
    visitor.open(edit_path(answer))
    page = visitor.submit(body="It is on <b>Friday</b>, **surely**.", button="preview=1")
    assert page.status == 200
    assert page.one(".panel .prose strong").text == "surely"
    assert not page.all(".panel .prose b")
    assert page.one("#body").value.strip() == "It is on <b>Friday</b>, **surely**."
    assert stored(answer).body == answer.body
    visitor.submit()
    assert stored(answer).body == "It is on <b>Friday</b>, **surely**."


def test_what_cannot_be_saved_comes_back_as_typed_with_the_reason(app, visit_as: Visit) -> None:
    question = make_question()
    visitor = visit_as(author_of(question))
    visitor.open(edit_path(question))
    page = visitor.submit(title="Why?", body="A long and careful text.", tags="a b c d e f g")
    assert page.status == 422
    links = {link.get("href") for link in page.all("#error-summary a")}
    assert "#title" in links
    assert (page.one("#title").value, page.one("#body").value.strip()) == ("Why?", "A long and careful text.")
    assert page.one("#tags").value == "a b c d e f g"
    assert stored(question).revision_number == 1


def test_a_moderator_must_say_what_they_changed(app, visit_as: Visit) -> None:
    question = make_question()
    visitor = visit_as(make_moderator())
    assert "somebody else's words" in visitor.open(edit_path(question)).text
    page = visitor.submit(body="Without the name.")
    assert page.status == 422
    assert [link.get("href") for link in page.all("#error-summary a")] == ["#summary"]
    assert visitor.submit(summary="Took a name out", follow=False).status == 303


def test_others_are_not_let_in(app, visit_as: Visit, visitor: Visitor) -> None:
    remark = make_comment()
    assert visit_as(make_person()).open(edit_path(remark)).status == 403
    assert visit_as(make_official(make_department())).open(edit_path(remark)).status == 403
    sent_away = visitor.open(edit_path(make_question()), follow=False)
    assert sent_away.status == 302
    assert visit_as(make_person()).open("/posts/987654/edit").status == 404


def test_an_asker_is_not_offered_a_topic_once_answered(app, visit_as: Visit) -> None:
    question = make_question(topic_id=make_topic().id)
    visitor = visit_as(author_of(question))
    assert visitor.open(edit_path(question)).all("#topic_id")
    make_answer(question)
    assert not visitor.open(edit_path(question)).all("#topic_id")
    visitor.submit(body="Something about it.")
    assert stored(question).topic_id == question.topic_id


def test_the_second_to_save_sees_both_texts_and_loses_nothing(app, visit_as: Visit) -> None:
    answer = make_answer(body="It is answered on Tuesday at ten.")
    author, moderator = visit_as(author_of(answer)), visit_as(make_moderator())
    author.open(edit_path(answer))
    moderator.open(edit_path(answer))
    author.submit(body="It is answered on Wednesday at ten.", summary="It was moved")
    page = moderator.submit(body="It is answered on Tuesday at noon.", summary="Asked them")
    assert page.status == 409
    theirs = page.one("[aria-labelledby=theirs]")
    assert [gone.text_content() for gone in theirs.cssselect("del")] == [
        " removed: Tuesday end of what was removed "
    ]
    assert [came.text_content() for came in theirs.cssselect("ins")] == [
        " added: Wednesday end of what was added "
    ]
    assert "It was moved" in theirs.text_content()
    assert page.one("#body").value.strip() == "It is answered on Tuesday at noon."
    assert page.one("#summary").value == "Asked them"
    assert stored(answer).body == "It is answered on Wednesday at ten."


def test_the_second_to_save_may_put_theirs_in_place_or_bring_both_together(app, visit_as: Visit) -> None:
    answer = make_answer(body="It is answered on Tuesday at ten.")
    author, moderator = visit_as(author_of(answer)), visit_as(make_moderator())
    moderator.open(edit_path(answer))
    author.open(edit_path(answer))
    author.submit(body="It is answered on Wednesday at ten.")
    assert moderator.submit(body="It is answered on Tuesday at noon.", summary="Asked them").status == 409
    saved = moderator.submit(
        "[aria-labelledby=mine] form", body="It is answered on Wednesday at noon.", follow=False
    )
    assert saved.status == 303
    now = stored(answer)
    assert (now.body, now.revision_number) == ("It is answered on Wednesday at noon.", 3)


def test_the_second_to_save_may_be_too_late_twice(app, visit_as: Visit) -> None:
    answer = make_answer()
    moderator = visit_as(make_moderator())
    moderator.open(edit_path(answer))
    for day in ("Wednesday", "Thursday"):
        author, version = author_of(answer), stored(answer).version
        with transaction():
            edit_post(author, answer.id, Edit(f"It is answered on {day}."), version)
        form = "main form" if day == "Wednesday" else "[aria-labelledby=mine] form"
        page = moderator.submit(form, body="It is answered on Monday.", summary="Asked them")
        assert (page.status, day in page.one("[aria-labelledby=theirs] ins").text_content()) == (409, True)
    moderator.submit("[aria-labelledby=mine] form")
    assert stored(answer).body == "It is answered on Monday."


def test_the_same_form_sent_twice_saves_once(app, visit_as: Visit) -> None:
    answer = make_answer()
    visitor = visit_as(author_of(answer))
    form = visitor.open(edit_path(answer)).one("main form")
    fields = {**dict(form.form_values()), "body": "Sent in a hurry, twice."}
    for _twice in range(2):
        assert visitor.post(edit_path(answer), fields, follow=False).status == 303
    assert stored(answer).revision_number == 2


@pytest.mark.parametrize("version", ["", "abc", "-1", "99999999999999999999"])
def test_a_tampered_version_is_a_conflict_and_no_error(app, visit_as: Visit, version: str) -> None:
    answer = make_answer()
    visitor = visit_as(author_of(answer))
    form = visitor.open(edit_path(answer)).one("main form")
    fields = {
        **dict(form.form_values()),
        "body": "Another text altogether.",
        "version": version,
        "revision": version,
    }
    assert visitor.post(edit_path(answer), fields).status == 409


def test_an_author_takes_down_and_brings_back(app, visit_as: Visit, visitor: Visitor) -> None:
    answer = make_answer()
    author = visit_as(author_of(answer))
    page = author.open(f"/posts/{answer.id}/take-down")
    assert answer.body in page.one("blockquote").text
    assert stored(answer).hidden_at is None
    assert author.submit(follow=False).status == 303
    assert stored(answer).hidden_at is not None
    assert visitor.open(f"/posts/{answer.id}/revisions").status == 404
    author.open(f"/posts/{answer.id}/restore")
    assert author.submit(follow=False).status == 303
    assert visitor.open(f"/posts/{answer.id}/revisions").status == 200


def test_an_answered_question_cannot_be_taken_down_and_the_page_says_so(app, visit_as: Visit) -> None:
    question = make_question()
    make_answer(question)
    author = visit_as(author_of(question))
    author.open(f"/posts/{question.id}/take-down")
    page = author.submit()
    assert (page.status, "Others have answered" in page.one("#error-summary").text_content()) == (409, True)


def test_a_question_is_closed_linked_and_opened_again(app, visit_as: Visit) -> None:
    department = make_department()
    question, original = make_question(topic_id=make_topic(department).id), make_question()
    official = visit_as(make_official(department))
    official.open(f"/questions/{question.id}/close")
    official.submit(reason="Settled by the new rules")
    assert stored(question).close_reason == "Settled by the new rules"
    official.open(f"/questions/{question.id}/reopen")
    official.submit()
    assert stored(question).closed_at is None
    official.open(f"/questions/{question.id}/duplicate")
    page = official.submit(original="the one about snow")
    assert (page.status, page.one("#error-summary a").get("href")) == (422, "#original")
    official.submit(original=f"https://example.org/questions/{original.id}/{original.slug}#answer-3")
    assert stored(question).duplicate_of_id == original.id


def test_decisions_are_for_those_who_decide(app, visit_as: Visit) -> None:
    question = make_question()
    for who in (make_person(), author_of(question), make_official(make_department()), make_moderator()):
        for what in ("close", "duplicate", "reopen"):
            path = f"/questions/{question.id}/{what}"
            assert visit_as(who).open(path).status == 403
            assert visit_as(who).post(path, {"reason": "Because I say so"}).status in (400, 403)
    assert stored(question).closed_at is None


def test_a_question_page_offers_what_one_may_decide_and_no_more(
    app, visit_as: Visit, visitor: Visitor
) -> None:
    department = make_department()
    question = make_question(topic_id=make_topic(department).id)
    answer = make_answer(question)

    def ways(who: Visitor) -> list[str]:
        page = who.open(f"/questions/{question.id}/{question.slug}")
        return [link.get("href") for link in page.all("details.more a")]

    flags = [f"/posts/{question.id}/flag", f"/posts/{answer.id}/flag"]
    assert ways(visitor) == []
    assert ways(visit_as(make_person())) == flags
    private = f"/questions/{question.id}/make-private"
    assert set(ways(visit_as(author_of(question)))) == {f"/posts/{question.id}/take-down", private, flags[1]}
    assert set(ways(visit_as(author_of(answer)))) == {f"/posts/{answer.id}/take-down", flags[0]}
    closing = [f"/questions/{question.id}/close", f"/questions/{question.id}/duplicate"]
    assert ways(visit_as(make_official(department))) == [private, *closing, *flags]
    moderator = visit_as(make_moderator())
    decides = [f"/posts/{post.id}/moderate" for post in (question, answer)]
    assert ways(moderator) == [decides[0], flags[0], decides[1], flags[1]]
    for path in ways(moderator):
        assert moderator.open(path).status == 200
