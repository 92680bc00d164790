"""Answering, commenting, voting, accepting, joining and watching in the browser."""

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import session, transaction
from app.questions.models import Answer, Comment, Post, Question
from tests.factories import (
    make_answer,
    make_comment,
    make_department,
    make_official,
    make_person,
    make_question,
)


def address(question):
    return f"/questions/{question.id}/{question.slug}"


def press(visitor, path, data, *, follow=True):
    """Post a form with the token of a page of ours, though no page of ours has this form."""
    token = visitor.open("/questions/ask").one("#ask input[name=csrf_token]").get("value")
    return visitor.post(path, {"csrf_token": token, **data}, follow=follow)


def one_of(kind):
    session().close()
    return session().scalars(select(kind)).one()


def test_a_citizen_answers_without_being_asked_for_a_hat(app, visit_as):
    question, person = make_question(), make_person()
    visitor = visit_as(person)
    page = visitor.open(address(question))
    assert not page.all("[name=hat]")
    page = visitor.submit("#write form", body="On the *first* Tuesday.")
    answer = one_of(Answer)
    assert page.response.request.path == address(question)
    assert "Your answer is posted." in page.one("#flashes").text_content()
    assert (answer.author_id, answer.hat_department_id) == (person.id, None)
    assert page.one(f"#answer-{answer.id} em").text == "first"


def test_an_official_chooses_the_hat_and_their_departments_question_suggests_it(app, visit_as):
    department = make_department("Waste and Water", front_desk=True)
    elsewhere = make_department("Schools")
    question = make_question()
    visitor = visit_as(make_official(department, "Mette Holm"))
    page = visitor.open(address(question))
    form = page.one("#write form")
    assert form.fields["hat"] == str(department.id)
    assert "Schools" not in form.text_content()
    assert visitor.open(f"/posts/{question.id}/comments").all(
        f"input[name=hat][value='{department.id}'][checked]"
    )
    visitor.open(address(question))
    page = visitor.submit("#write form", body="On the first Tuesday.")
    assert "Mette Holm, Waste and Water" in page.one(".author--official").text_content()
    other = visit_as(make_official(elsewhere))
    assert other.open(address(question)).one("#write form").fields["hat"] == ""
    page = other.submit("#write form", body="On the second Tuesday.", hat=str(department.id))
    assert page.status == 422, "a hat that was not offered"


def test_an_answer_that_breaks_a_rule_is_shown_again(app, visit_as):
    visitor = visit_as(make_person())
    visitor.open(address(make_question()))
    page = visitor.submit("#write form", body="Short")
    assert page.status == 422
    assert page.one("#error-summary a").get("href") == "#body"
    assert page.one("#body").text.strip() == "Short"
    page = visitor.submit(body="Long enough to be an answer.")
    assert "Long enough to be an answer." in page.one("article.answer").text_content()


def test_an_answer_to_a_question_closed_meanwhile_keeps_its_words(app, visit_as):
    question = make_question()
    visitor = visit_as(make_person())
    visitor.open(address(question))
    with transaction() as current:
        current.execute(update(Post).values(closed_at=now()))
    page = visitor.submit("#write form", body="A long and careful answer.")
    assert page.status == 409
    assert "closed" in page.one("#error-summary").text_content()
    assert page.one("#body").text.strip() == "A long and careful answer."


def test_somebody_comments_on_question_and_answer(app, visit_as):
    question = make_question()
    answer = make_answer(question)
    visitor = visit_as(make_person())
    for post in (question, answer):
        page = visitor.open(address(question))
        visitor.open(page.one(f"a[href='/posts/{post.id}/comments']").get("href"))
        page = visitor.submit(body=f"What about **{post.kind}**?")
        assert page.response.request.path == address(question)
        assert f"What about {post.kind}?" in page.text
    visitor.open(f"/posts/{answer.id}/comments")
    page = visitor.submit(body="Eh")
    assert page.status == 422
    assert page.one("textarea").text.strip() == "Eh"
    remark = session().scalars(select(Comment)).first()
    assert press(visitor, f"/posts/{remark.id}/comments", {"body": "Comment on a comment"}).status == 404


def test_a_vote_is_pressed_changed_and_taken_back(app, visit_as):
    answer = make_answer()
    visitor = visit_as(make_person())
    for button, score, pressed in (("1", "1", 1), ("-1", "-1", 1), ("0", "0", 0)):
        visitor.open(f"/answers/{answer.id}")
        page = visitor.submit(f"#vote-{answer.id} form", button=f"value={button}")
        vote = page.one(f"#vote-{answer.id}")
        assert vote.cssselect(".vote__score")[0].text == score
        assert len(vote.cssselect("[aria-pressed=true]")) == pressed
    assert press(visitor, f"/posts/{answer.id}/vote", {"value": "5"}).status == 422


def test_nobody_is_offered_a_vote_on_their_own(app, visit_as):
    author = make_person()
    answer = make_answer(answerer=author)
    visitor = visit_as(author)
    page = visitor.open(f"/answers/{answer.id}")
    assert not page.all(f"#vote-{answer.id} form")
    assert press(visitor, f"/posts/{answer.id}/vote", {"value": "1"}).status == 403


def test_the_asker_accepts_and_takes_it_back(app, visit_as):
    asker = make_person()
    answer = make_answer(make_question(asker=asker))
    visitor = visit_as(asker)
    visitor.open(f"/answers/{answer.id}")
    page = visitor.submit("form[action$='/accept']", button="on=1")
    assert "Solved it for the asker" in page.text
    page = visitor.submit("form[action$='/accept']", button="on=0")
    assert "Solved it for the asker" not in page.text
    other = visit_as(make_person())
    assert not other.open(f"/answers/{answer.id}").all("form[action$='/accept']")
    assert press(other, f"/answers/{answer.id}/accept", {"on": "1"}).status == 403


@pytest.mark.parametrize("what", ["same", "watch"])
def test_joining_and_watching_show_as_pressed(app, visit_as, what):
    question = make_question()
    visitor = visit_as(make_person())
    visitor.open(address(question))
    for on, pressed in (("1", "true"), ("0", "false")):
        page = visitor.submit(f"#{what}", button=f"on={on}")
        assert page.one(f"#{what} button").get("aria-pressed") == pressed
    assert one_of(Question).same_count == 0


def test_the_asker_watches_from_the_start_and_does_not_join(app, visit_as):
    asker = make_person()
    page = visit_as(asker).open(address(make_question(asker=asker)))
    assert page.one("#watch button").get("aria-pressed") == "true"
    assert not page.all("#same")


@pytest.mark.parametrize("path", ["/posts/{}/vote", "/answers/{}/accept"])
def test_pressing_while_signed_out_leads_to_signing_in_and_changes_nothing(app, visitor, path):
    answer = make_answer()
    page = press(visitor, path.format(answer.id), {"value": "1"}, follow=False)
    assert page.status == 303
    assert page.location.startswith("/sign-in")
    session().close()
    assert session().get(Answer, answer.id).score == 0


def test_what_is_hidden_takes_no_presses(app, visit_as):
    question = make_question()
    answer = make_answer(question)
    make_comment(answer)
    with transaction() as current:
        current.execute(update(Post).where(Post.id == question.id).values(hidden_at=now()))
    visitor = visit_as(make_person())
    for path in (f"/posts/{question.id}/vote", f"/posts/{answer.id}/vote", f"/answers/{answer.id}/accept",
                 f"/questions/{question.id}/same", f"/questions/{question.id}/watch",
                 f"/questions/{question.id}/answers", f"/posts/{answer.id}/comments",
                 f"/questions/{question.id}/answers-me"):  # fmt: skip
        assert press(visitor, path, {"value": "1", "body": "Long enough to be one."}).status == 404, path
