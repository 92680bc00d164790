"""Asking in the browser: form, preview, posting, similar questions, drafts, and what is kept when one must sign in."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.accounts.models import Person, PersonSession
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.questions.models import AvoidedQuestion, Draft, Post, PostingKey, Question
from app.questions.operations.drafts import forget_old_drafts, save_draft
from app.routing.clockwork import learn
from tests.factories import make_answer, make_department, make_person, make_question, make_topic

TITLE = "When is bulky waste collected in Nørregade?"
WRITTEN = {
    "title": TITLE,
    "body": "I have a **sofa**.\n\nAnd a chair.",
    "tags": "waste sofa",
    "place": "Nørregade",
}


def rows(table):
    session().close()
    return session().scalars(select(table)).all()


def typed(page):
    """Tell what stands in the form."""
    form = page.one("form#ask")
    names = ("title", "body", "tags", "topic_id", "place")
    # A browser drops the line break that begins a text area; a site without topics offers none.
    return {name: form.fields.get(name, "").removeprefix("\n").replace("\r\n", "\n") for name in names}


def csrf(page):
    return page.all("form#ask input[name=csrf_token]")[0].get("value")


def test_a_question_is_previewed_edited_and_posted(app, visit_as):
    department = make_department("Waste and Water")
    topic = make_topic(department, "Rubbish")
    asker = make_person()
    visitor = visit_as(asker)
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=preview", **WRITTEN, topic_id=topic.id)
    assert page.status == 200
    assert page.one("article h2").text_content() == TITLE
    assert [one.text for one in page.all("article strong")] == ["sofa"]
    assert [one.text for one in page.all("article .tag")] == ["waste", "sofa"]
    assert "Topic: Rubbish" in page.text
    assert rows(Question) == []
    page = visitor.submit("#ask", button="action=edit")
    assert typed(page) == {**WRITTEN, "topic_id": str(topic.id)}
    visitor.submit("#ask", button="action=preview")
    page = visitor.submit("#ask", button="action=post")
    (question,) = rows(Question)
    assert page.response.request.path == f"/questions/{question.id}/{question.slug}"
    assert "Waste and Water answers within 2 working days: by" in page.text
    assert (question.author_id, question.body, question.topic_id) == (asker.id, WRITTEN["body"], topic.id)
    assert rows(Draft) == []


def test_the_same_form_posted_twice_leads_to_the_same_question(app, visit_as):
    visitor = visit_as(make_person())
    visitor.open("/questions/ask")
    form = visitor.page.one("#ask")
    sent = dict(form.form_values()) | WRITTEN | {"action": "post"}
    first = visitor.post("/questions/ask", sent, follow=False)
    second = visitor.post("/questions/ask", sent, follow=False)
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert len(rows(Question)) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("title", "Short"), ("title", ""), ("body", "x" * 20_001), ("tags", "a b c d e f")]
)
def test_what_is_wrong_is_said_by_its_field_and_what_was_typed_stays(app, visit_as, field, value):
    visitor = visit_as(make_person())
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=preview", **{**WRITTEN, field: value})
    assert page.status == 422
    assert page.one(f"#error-summary a[href='#{field}']").text_content()
    assert page.one(f"#{field}").get("aria-invalid") == "true"
    assert typed(page)[field] == value
    assert typed(page)["place"] == WRITTEN["place"]


def test_somebody_not_confirmed_keeps_what_they_typed(app, visit_as):
    visitor = visit_as(make_person(email_confirmed_at=None))
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=post", **WRITTEN)
    assert page.status == 403
    assert "Confirm your e-mail" in page.one("#error-summary").text_content()
    assert typed(page)["title"] == TITLE


def test_similar_questions_stand_on_the_preview_with_their_best_answer(app, visit_as):
    known = make_question("When is bulky waste collected?")
    make_answer(known, "On the first Tuesday of the month.")
    visitor = visit_as(make_person())
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=preview", **WRITTEN)
    assert known.title in page.one("#similar").text_content()
    assert "On the first Tuesday" in page.one("#similar").text_content()


def test_this_answers_me_counts_thanks_and_lets_the_draft_go(app, visit_as, visitor):
    known = make_question("When is bulky waste collected?")
    make_answer(known)
    for reader in (visit_as(make_person()), visitor):
        reader.open("/questions/ask")
        page = reader.submit("#ask", button="action=preview", **WRITTEN)
        assert len(rows(Draft)) == 1
        button = page.one("#similar button")
        sent = dict(page.one("#ask").form_values())
        assert button.get("form") == "ask"
        page = reader.post(button.get("formaction"), sent)
        assert page.status == 200
        assert known.title in page.one("main").text_content()
        assert rows(Draft) == []
        assert typed(reader.open("/questions/ask"))["title"] == ""
    assert len(rows(AvoidedQuestion)) == 2


def test_similar_questions_come_while_typing(app, visitor):
    known = make_question("When is bulky waste collected?")
    page = visitor.open("/questions/similar?title=bulky+waste+collection")
    assert known.title in page.one("#similar").text_content()
    assert page.response.headers["Cache-Control"].startswith("public")
    form = visitor.open("/questions/ask")
    field = form.one("#title")
    assert field.get("data-similar-url") == "/questions/similar"
    assert form.all("#" + field.get("aria-controls"))
    assert form.all("#ask button")[0].get("value") == "preview", "Enter must not press another button"


def test_a_topic_is_suggested_and_may_be_left_open(app, visit_as):
    waste = make_topic(name="Waste")
    bulky = make_topic(name="Bulky waste", parent_id=waste.id, keywords="sofa furniture")
    learn()
    visitor = visit_as(make_person())
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=preview", **WRITTEN)
    assert "Suggested: Waste › Bulky waste" in page.text
    assert page.one("input[name=topic_id][checked]").get("value") == str(bulky.id)
    visitor.submit("#ask", button="action=post", topic_id="")
    assert rows(Question)[0].topic_id is None


def test_the_form_begins_with_what_a_link_says(app, visitor):
    topic = make_topic()
    page = visitor.open(f"/questions/ask?title=Bulky+waste&topic={topic.slug}")
    assert (typed(page)["title"], typed(page)["topic_id"]) == ("Bulky waste", str(topic.id))
    assert typed(visitor.open("/questions/ask?topic=nonsense"))["topic_id"] == ""


def test_a_draft_is_saved_found_again_and_thrown_away(app, visit_as):
    person, other = make_person(), make_person()
    visitor = visit_as(person)
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=draft", **{**WRITTEN, "title": "Half a"})
    assert "saved" in page.one("#flashes").text_content()
    assert typed(page)["title"] == "Half a"
    assert typed(visit_as(person).open("/questions/ask"))["title"] == "Half a"
    assert typed(visit_as(other).open("/questions/ask"))["title"] == ""
    assert typed(visitor.submit("#ask", button="action=discard"))["title"] == ""
    assert rows(Draft) == []


def test_a_script_saves_drafts_of_its_own_forms_only(app, visit_as):
    person = make_person()
    visitor = visit_as(person)
    page = visitor.open("/questions/ask")
    sent = {"csrf_token": csrf(page), "title": "While typing", "posting_key": "secret"}
    assert page.one("#ask").get("data-draft-url") == "/drafts/ask"
    for _time in range(2):
        assert visitor.client.post("/drafts/ask", data=sent).status_code == 204
    (draft,) = rows(Draft)
    assert (draft.person_id, draft.key, draft.data) == (person.id, "ask", {"title": "While typing"})
    for key in ("nonsense", "answer-x", "answer-" + "9" * 19):
        assert visitor.post(f"/drafts/{key}", sent).status == 404
    assert visitor.post("/drafts/ask", {**sent, "body": "x" * 200_000}).status == 422


def test_old_drafts_and_posting_keys_are_forgotten(app):
    old, young = make_person(), make_person()
    with time_machine.travel(now() - timedelta(days=31)), transaction() as current:
        save_draft(old, "ask", {"title": "Old"})
        current.add(PostingKey(person_id=old.id, key="old"))
    with transaction() as current:
        save_draft(young, "ask", {"title": "Young"})
        current.add(PostingKey(person_id=young.id, key="young"))
    with transaction():
        forget_old_drafts(SYSTEM)
    assert [one.person_id for one in rows(Draft)] == [young.id]
    assert [one.person_id for one in rows(PostingKey)] == [young.id]


def sign_in_later(app, visitor, person):
    """Sign in on the same browser, as the sign-in page does: a new session, other cookies kept."""
    visitor.sign_in(person.id)
    return visitor


def test_a_signed_out_visitor_writes_signs_in_and_finds_the_text(app, visitor):
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=preview", **WRITTEN)
    assert page.status == 200
    page = visitor.submit("#ask", button="action=post", follow=False)
    assert (page.status, page.location) == (303, "/sign-in?to=/questions/ask")
    assert rows(Question) == []
    cookie = visitor.client.get_cookie("torv-draft")
    assert cookie.http_only
    assert cookie.value not in str([one.token_hash for one in rows(Draft)])
    page = sign_in_later(app, visitor, make_person()).open("/questions/ask")
    assert typed(page)["title"] == TITLE
    visitor.submit("#ask", button="action=post")
    assert len(rows(Question)) == 1
    assert rows(Draft) == []


def test_nobody_else_finds_a_signed_out_text(app, visitor, visit_as):
    visitor.open("/questions/ask")
    visitor.submit("#ask", button="action=post", follow=False, **WRITTEN)
    assert typed(visit_as(make_person()).open("/questions/ask"))["title"] == ""
    stranger = visit_as(make_person())
    stranger.client.set_cookie("torv-draft", "guessed")
    assert typed(stranger.open("/questions/ask"))["title"] == ""


OURS = {"Origin": "http://localhost"}


def send(visitor, path, data, **headers):
    return visitor._keep(visitor.client.post(path, data=data, headers=headers))


def test_a_session_that_ended_while_writing_loses_nothing(app, visit_as):
    person, question = make_person(), make_question()
    visitor = visit_as(person)
    page = visitor.open(f"/questions/{question.id}/{question.slug}")
    sent = dict(page.one("#write form").form_values()) | {"body": "A long and careful answer."}
    with transaction() as current:
        current.execute(update(PersonSession).values(ended_at=now()))
    page = visitor.post(page.one("#write form").get("action"), sent, follow=False)
    assert page.status == 303
    assert page.location.startswith("/sign-in?to=/questions/")
    visitor.sign_in(person.id)
    page = visitor.open(f"/questions/{question.id}/{question.slug}")
    assert page.one("#write textarea").text.strip() == "A long and careful answer."
    visitor.submit("#write form")
    assert rows(Draft) == []
    assert len(rows(Post)) == 2


def test_a_form_whose_token_is_stale_is_kept_and_never_posted(app, visit_as):
    person, question = make_person(), make_question()
    answer = make_answer(question)
    for path, key, back in (
        ("/questions/ask", "ask", "/questions/ask"),
        (f"/questions/{question.id}/answers", f"answer-{question.id}", f"/questions/{question.id}"),
        (f"/posts/{answer.id}/comments", f"comment-{answer.id}", f"/posts/{answer.id}/comments"),
    ):
        for visitor, to in ((visit_as(person), back), (visit_as(person), back)):
            page = send(visitor, path, {"csrf_token": "stale", **WRITTEN}, **OURS)
            assert page.status == 303
            assert page.location.startswith(to)
        assert key in [one.key for one in rows(Draft)]
    assert len(rows(Post)) == 2


def test_a_stale_form_of_somebody_signed_out_leads_to_signing_in(app, visitor):
    page = send(visitor, "/questions/ask", {"csrf_token": "stale", **WRITTEN}, **OURS)
    assert (page.status, page.location) == (303, "/sign-in?to=/questions/ask")
    assert typed(visitor.open("/questions/ask"))["title"] == TITLE


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_form_from_elsewhere_puts_no_words_into_drafts(app, visitor, visit_as, origin):
    for who in (visitor, visit_as(make_person())):
        page = send(who, "/questions/ask", {"csrf_token": "stale", **WRITTEN}, **origin)
        assert page.status == 400
        assert who.client.get_cookie("torv-draft") is None
    assert rows(Draft) == []


def test_a_vote_with_a_stale_token_is_explained(app, visit_as):
    answer = make_answer()
    assert send(visit_as(make_person()), f"/posts/{answer.id}/vote", {"value": "1"}, **OURS).status == 400
    assert session().scalar(select(Post.score).where(Post.id == answer.id)) == 0
    assert rows(Person)


def test_tags_are_completed_as_a_list_of_names(app, visitor):
    make_question(tags=("waste",))
    response = visitor.client.get("/tags/complete?q=wa")
    assert response.json == ["waste"]
    assert visitor.client.get("/tags/complete").json == []


PERSONAL = {"title": "What has become of my application?", "body": "It is **about** the bins."}


def test_who_asks_about_their_own_case_is_offered_to_ask_privately(visit_as):
    make_department(front_desk=True)
    visitor = visit_as(make_person())
    visitor.open("/questions/ask")
    page = visitor.submit("#ask", button="action=preview", **PERSONAL)
    assert "You write “my application”." in page.text
    assert page.one("button[formaction]").text_content() == "Ask privately instead"
    page = press_offer(visitor)
    form = page.one("main form")
    assert (form.fields["subject"], form.fields["body"].strip()) == (PERSONAL["title"], PERSONAL["body"])
    assert rows(Question) == []


def test_who_asks_for_everybody_is_offered_nothing(visit_as):
    visitor = visit_as(make_person())
    visitor.open("/questions/ask")
    for action in ("preview", "edit"):
        page = visitor.submit("#ask", button=f"action={action}", **WRITTEN)
        assert not page.all("#private-offer")


def test_signed_out_people_find_the_offer_again_once_they_are_signed_in(app, visitor):
    make_department(front_desk=True)
    person = make_person()
    visitor.open("/questions/ask")
    visitor.submit("#ask", button="action=preview", **PERSONAL)
    assert visitor.page.one("#private-offer ~ button").text_content() == "Sign in and ask privately instead"
    page = visitor.submit("#ask", button="action=draft")
    assert page.response.request.path == "/sign-in"
    visitor.sign_in(person.id)
    page = visitor.open("/questions/ask")
    assert typed(page)["title"] == PERSONAL["title"]
    page = press_offer(visitor)
    assert page.one("main form").fields["subject"] == PERSONAL["title"]


def press_offer(visitor):
    """Send the form to where the offer's button says."""
    button = visitor.page.one("#ask button[formaction]")
    fields = dict(visitor.page.one("#ask").form_values())
    return visitor.post(button.get("formaction"), fields)
