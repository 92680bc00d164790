"""The page of a question: what stands on it for whom, in how many statements, and how one gets to a place on it."""

import json

import pytest
from sqlalchemy import select, update

from app.core.clock import now
from app.core.db import session, transaction
from app.questions.models import Post, Question
from app.questions.operations.accepting import accept
from app.questions.queries.showing import ANSWERS_A_PAGE
from app.questions.views.view_counting import NAME, write_views
from tests.factories import (
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)


def mark(post, **values):
    with transaction() as current:
        current.execute(update(Post).where(Post.id == post.id).values(**values))


def address(question):
    return f"/questions/{question.id}/{question.slug}"


def answers_on(page):
    return [int(one.get("id").removeprefix("answer-")) for one in page.all("article.answer")]


def test_a_question_stands_with_its_answers_and_comments(app, visitor):
    department = make_department("Waste and Water")
    question = make_question(
        "When is <b>waste</b> collected?", body="In *our* street.", tags=("waste",), place="Nørregade"
    )
    answer = make_answer(question, "On the **first** Tuesday.", hat=department)
    make_comment(question, "Which street is it?")
    make_comment(answer, "Also in winter?")
    page = visitor.open(address(question))
    assert page.one("h1").text_content() == "When is <b>waste</b> collected?"
    for words in (
        "In our street.",
        "On the first Tuesday.",
        "Which street is it?",
        "Also in winter?",
        "Nørregade",
    ):
        assert words in page.text
    assert "Waste and Water" in page.one("article.answer .author--official").text_content()
    assert page.all(f"#answer-{answer.id}")


@pytest.mark.parametrize("spelling", ["", "/wrong-words"])
def test_any_spelling_leads_to_the_right_address(app, visitor, spelling):
    question = make_question()
    page = visitor.open(f"/questions/{question.id}{spelling}", follow=False)
    assert (page.status, page.location) == (301, address(question))


def test_what_is_hidden_is_seen_by_its_author_and_moderators_only(app, visitor, visit_as):
    asker, answerer, moderator = make_person(), make_person(), make_moderator()
    question = make_question(asker=asker)
    answer = make_answer(question, "What was hidden here.", answerer)
    remark = make_comment(answer)
    mark(answer, hidden_at=now())
    for who, sees in ((None, False), (asker, False), (answerer, True), (moderator, True)):
        page = (visit_as(who) if who else visitor).open(address(question))
        assert ("What was hidden here." in page.text) == sees
    assert visitor.open(f"/answers/{answer.id}").status == 404
    assert visitor.open(f"/comments/{remark.id}").status == 404
    mark(question, hidden_at=now())
    for who, status in ((None, 404), (answerer, 404), (asker, 200), (moderator, 200)):
        assert (visit_as(who) if who else visitor).open(address(question)).status == status


def test_answers_stand_verified_accepted_by_score_and_by_age(app, visitor):
    asker, department = make_person(), make_department()
    question = make_question(asker=asker)
    oldest, liked, accepted, verified, hidden = (make_answer(question) for _number in range(5))
    mark(liked, score=7)
    mark(hidden, score=99, hidden_at=now())
    mark(verified, verification_state="verified", verified_at=now(), verified_revision=1,
         verified_department_id=department.id)  # fmt: skip
    with transaction():
        accept(asker, accepted.id)
    page = visitor.open(address(question))
    assert answers_on(page) == [verified.id, accepted.id, liked.id, oldest.id]
    assert "Solved it for the asker" in page.one(f"#answer-{accepted.id}").text_content()


def test_an_edited_verified_answer_says_that_the_earlier_version_is_verified(app, visitor):
    department = make_department("Roads and Parks")
    answer = make_answer()
    mark(answer, verification_state="verified", verified_at=now(), verified_revision=1, revision_number=3,
         edited_at=now(), verified_department_id=department.id)  # fmt: skip
    page = visitor.open(f"/answers/{answer.id}")
    badge = page.one(f"#answer-{answer.id} .badge")
    assert "earlier version" in badge.text_content()
    assert badge.cssselect("a")[0].get("href").endswith("/revisions/1")
    assert page.all(".answer--earlier")
    assert not page.all(".answer--verified")


@pytest.mark.parametrize("state", ["expired", "withdrawn"])
def test_a_lost_badge_is_no_badge_and_sinks(app, visitor, state):
    question, department = make_question(), make_department()
    lost = make_answer(question)
    liked = make_answer(question)
    mark(liked, score=1)
    mark(lost, verification_state=state, verified_at=now(), verified_revision=1,
         verified_department_id=department.id)  # fmt: skip
    page = visitor.open(address(question))
    assert answers_on(page) == [liked.id, lost.id]
    assert not page.all(".badge--verified")
    assert not page.all(".glance")


def test_many_answers_come_in_pages_and_every_place_is_found(app, visitor):
    question = make_question()
    answers = [make_answer(question) for _number in range(ANSWERS_A_PAGE + 2)]
    remark = make_comment(answers[-1])
    first = visitor.open(address(question))
    assert answers_on(first) == [one.id for one in answers[:ANSWERS_A_PAGE]]
    assert not first.all("nav.pager a[rel=prev]")
    second = visitor.open(first.one("nav.pager a[rel=next]").get("href"))
    assert answers_on(second) == [one.id for one in answers[ANSWERS_A_PAGE:]]
    assert second.one("link[rel=canonical]").get("href").endswith(f"{address(question)}?page=2")
    assert not second.all("nav.pager a[rel=next]")
    last = answers[-1].id
    for path, place in (
        (f"/answers/{answers[0].id}", f"{address(question)}#answer-{answers[0].id}"),
        (f"/answers/{last}", f"{address(question)}?page=2#answer-{last}"),
        (f"/comments/{remark.id}", f"{address(question)}?page=2#comment-{remark.id}"),
        (f"/posts/{question.id}", address(question)),
        (f"/posts/{last}", f"{address(question)}?page=2#answer-{last}"),
    ):
        assert visitor.open(path, follow=False).location == place
    for nonsense in ("0", "-3", "99999999999999999999", "x"):
        assert visitor.open(f"{address(question)}?page={nonsense}").status == 200


@pytest.mark.parametrize("path", ["/questions/999", "/answers/999", "/comments/999", "/posts/999"])
def test_what_is_not_there_is_not_found(app, visitor, path):
    assert visitor.open(path).status == 404


def fill(question, number):
    for _one in range(number):
        answer = make_answer(question, hat=make_department())
        make_comment(answer)
        make_comment(question)


@pytest.mark.parametrize("who", ["signed out", "citizen", "official"])
def test_a_page_costs_the_same_statements_however_much_stands_on_it(app, visit_as, visitor, statements, who):
    topic = make_topic(parent_id=make_topic().id)
    question = make_question(topic_id=topic.id)
    fill(question, 1)
    department = make_department()
    reader = {
        "signed out": lambda: visitor,
        "citizen": lambda: visit_as(make_person()),
        "official": lambda: visit_as(make_official(department)),
    }[who]()
    counts = []
    for more in (0, 20):
        fill(question, more)
        del statements[:]
        reader.open(address(question))
        counts.append(len(statements))
    assert counts[0] == counts[1], statements
    assert counts[0] <= (6 if who == "signed out" else 8), statements


def test_a_signed_out_page_may_be_cached_and_a_signed_in_one_not(app, visitor, visit_as):
    question = make_question()
    out = visitor.open(address(question)).response
    assert out.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in out.headers
    assert visit_as(make_person()).open(address(question)).response.headers["Cache-Control"] == "no-store"


def test_machines_read_question_and_answers(app, visitor):
    question = make_question("When is </script> waste collected?", body="Tell *me* & all.")
    plain = make_answer(question, "An ordinary answer here.")
    verified = make_answer(question, "The verified answer here.", hat=make_department("Waste"))
    mark(verified, verification_state="verified", verified_at=now(), verified_revision=1,
         verified_department_id=verified.hat_department_id)  # fmt: skip
    page = visitor.open(address(question))
    facts = json.loads(page.one("script[type='application/ld+json']").text)
    entity = facts["mainEntity"]
    assert (facts["@type"], entity["name"], entity["text"]) == ("QAPage", question.title, "Tell me & all.")
    assert [one["text"] for one in entity["acceptedAnswer"]] == ["The verified answer here."]
    assert entity["acceptedAnswer"][0]["author"]["name"] == "Waste"
    assert entity["suggestedAnswer"][0]["url"].endswith(f"{address(question)}#answer-{plain.id}")
    assert page.one("link[rel=canonical]").get("href").endswith(address(question))
    assert page.one("meta[property='og:description']").get("content") == "Tell me & all."


def test_a_closed_question_says_so_and_takes_nothing(app, visit_as):
    earlier, question = make_question("The earlier question it was?"), make_question()
    reader = visit_as(make_person())
    mark(question, closed_at=now(), close_reason="Answered on the site of the state.")
    page = reader.open(address(question))
    assert "Answered on the site of the state." in page.text
    assert not page.all("#write")
    assert not page.all("a[href$='/comments']")
    mark(question, duplicate_of_id=earlier.id)
    page = reader.open(address(question))
    assert page.one(f".notice a[href='{address(earlier)}']").text_content() == earlier.title
    mark(earlier, hidden_at=now())
    assert earlier.title not in reader.open(address(question)).text


def test_signed_out_readers_get_links_instead_of_forms(app, visitor):
    question = make_question()
    make_answer(question)
    page = visitor.open(address(question))
    assert not page.all("main form")
    assert any("sign" in link.get("href") for link in page.all("main .panel--next a"))


def views(question):
    session().close()
    return session().scalar(select(Question.view_count).where(Question.id == question.id))


def test_reading_writes_nothing_and_batches_are_added_up(app, visitor, statements):
    question, other = make_question(), make_question()
    counts = app.extensions[NAME]
    counts.take()
    del statements[:]
    for _time in range(3):
        visitor.open(address(question))
    visitor.open(address(other))
    visitor.open("/questions/999")
    visitor.client.head(address(question))
    assert not [one for one in statements if not one.lstrip().startswith(("SELECT", "WITH"))]
    batch = counts.take()
    assert batch == {question.id: 3, other.id: 1}
    del statements[:]
    write_views(app, batch)
    assert len([one for one in statements if one.startswith("UPDATE")]) == 1
    assert (views(question), views(other)) == (3, 1)


def test_a_due_batch_is_written_after_the_page_is_sent(app, visitor, monkeypatch):
    question = make_question()
    counts = app.extensions[NAME]
    counts.take()
    monkeypatch.setattr("app.questions.view_counts.EVERY", 0.0)
    response = visitor.client.get(address(question))
    response.close()
    assert views(question) == 1
    assert counts.take() == {}
