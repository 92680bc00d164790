"""Who has a question, for everybody; sending it on and looking into it, for officials."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.core.clock import as_of
from app.core.db import session, transaction
from app.questions.models import Question
from app.routing.clock import CLAIM
from app.routing.clockwork import learn
from app.routing.operations.claiming import claim_question
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

# A Monday at ten in Copenhagen; departments are open from 8 to 16 and answer within two such days.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks", names={"da": "Veje og parker"})


@pytest.fixture
def waste(app):
    return make_department("Waste and Water")


@pytest.fixture
def question(roads):
    with as_of(MONDAY):
        return make_question("When is the street swept?", topic_id=make_topic(roads, "Streets").id)


def aside(page) -> str:
    return " ".join(page.one("#who-has-it").text_content().split())


def look(visitor, question, at):
    with as_of(at):
        return aside(visitor.open(f"/questions/{question.id}"))


def test_the_asker_is_told_at_once_who_answers_by_when(roads, visit_as):
    topic, visitor = make_topic(roads, "Streets"), visit_as(make_person())
    with as_of(MONDAY):
        visitor.open("/questions/ask")
        visitor.submit("#ask", button="action=preview", title="When is the street swept?", topic_id=topic.id)
        page = visitor.submit("#ask", button="action=post")
    assert (
        "Your question is posted. Roads and Parks answers within 2 working days: by Wednesday 10:00."
        in page.text
    )
    assert "An answer is due by Wednesday 10:00" in aside(page)


def test_everybody_sees_who_has_it_since_when_and_when_an_answer_is_due(question, visitor):
    seen = look(visitor, question, MONDAY + HOUR)
    assert "Roads and Parks" in seen
    assert "Has had it since 23 Nov 2026" in seen
    assert "An answer is due by Wednesday 10:00" in seen
    assert "late" not in seen


def test_a_breach_is_admitted(question, visitor):
    seen = look(visitor, question, MONDAY + 3 * DAY)
    assert "An answer was due on 25 Nov 2026, 10:00. It is late." in seen
    assert "An answer is due" not in seen


def test_once_it_is_answered_nothing_is_due(question, roads, visitor):
    with as_of(MONDAY + HOUR):
        make_answer(question, hat=roads)
    seen = look(visitor, question, MONDAY + 3 * DAY)
    assert "Roads and Parks" in seen
    assert "due" not in seen


def test_a_breach_is_admitted_after_the_answer_too(question, roads, visitor):
    with as_of(MONDAY + 3 * DAY):
        make_answer(question, hat=roads)
    seen = look(visitor, question, MONDAY + 4 * DAY)
    assert "Later than promised: an answer was due on 25 Nov 2026, 10:00" in seen


def test_a_question_of_before_says_only_who_has_it(question, visitor):
    with transaction() as current:
        current.execute(update(Question).values(routed_at=None, answer_due_at=None))
    assert look(visitor, question, MONDAY).split(None, 3)[:3] == ["Who", "answers", "this"]
    assert "since" not in look(visitor, question, MONDAY)


def test_who_looks_into_it_shows_until_that_lapses(question, roads, visitor):
    mette = make_official(roads, "Mette Holm")
    with as_of(MONDAY), transaction():
        claim_question(mette, question.id)
    assert "Mette Holm is looking into this" in look(visitor, question, MONDAY + CLAIM - HOUR)
    assert "looking into" not in look(visitor, question, MONDAY + CLAIM)


def test_an_official_looks_into_it_and_no_longer_by_a_button(question, roads, visit_as):
    visitor = visit_as(make_official(roads, "Mette Holm"))
    visitor.open(f"/questions/{question.id}")
    page = visitor.submit("#who-has-it form", button="on=1")
    assert "Mette Holm is looking into this" in aside(page)
    page = visitor.submit("#who-has-it form", button="on=0")
    assert "looking into" not in aside(page)


def test_a_colleague_is_told_who_looks_into_it_already(question, roads, visit_as):
    mette = make_official(roads, "Mette Holm")
    visitor = visit_as(make_official(roads))
    visitor.open(f"/questions/{question.id}")
    with transaction():
        claim_question(mette, question.id)
    page = visitor.submit("#who-has-it form", button="on=1")
    assert page.status == 409
    assert "Mette Holm is looking into this already." in page.text
    assert not visitor.open(f"/questions/{question.id}").all("#who-has-it form")


def test_readers_askers_and_citizens_are_offered_nothing_to_route(question, visitor, visit_as):
    for who in (visitor, visit_as(actor(question.author_id)), visit_as(make_person())):
        page = who.open(f"/questions/{question.id}")
        assert not page.all("#who-has-it form")
        assert "Send it on" not in aside(page)


def test_an_official_sends_it_on(question, roads, waste, visit_as):
    visitor = visit_as(make_official(roads))
    visitor.open(f"/questions/{question.id}/transfer")
    assert "It leaves the topic “Streets”" in visitor.page.text
    page = visitor.submit(
        "main form", department_id=waste.id, why="not_ours", note="Sweeping is done by their lorries."
    )
    assert page.response.request.path == f"/questions/{question.id}/{question.slug}"
    assert "Waste and Water has this question now." in page.text
    assert "Waste and Water" in aside(page)
    page = visit_as(make_official(waste)).open(f"/questions/{question.id}/transfer")
    assert "From Roads and Parks to Waste and Water" in page.text
    assert "Sweeping is done by their lorries." in page.text


def test_a_form_that_names_nobody_comes_back_with_what_was_typed(question, roads, waste, visit_as):
    visitor = visit_as(make_official(roads))
    visitor.open(f"/questions/{question.id}/transfer")
    page = visitor.submit("main form", why="not_ours", note="Not our street at all.")
    assert page.status == 422
    assert "Say whose it is: choose another department." in page.text
    assert page.one("textarea[name=note]").text.strip() == "Not our street at all."
    page = visitor.submit("main form", department_id=waste.id, note="")
    assert page.status == 422
    assert "Say in a few words why." in page.text
    session().close()
    assert session().get_one(Question, question.id).department_id == roads.id


def test_officials_see_what_the_text_sounded_like_and_why(waste, roads, visit_as, visitor):
    make_department("Citizen Service", front_desk=True)
    make_topic(waste, "Bulky waste", keywords="sofa, mattress")
    make_topic(roads, "Potholes", keywords="asphalt")
    learn()
    question = make_question("Who takes my old sofa and a mattress?")
    page = visit_as(make_official(roads)).open(f"/questions/{question.id}/transfer")
    assert page.one("h1").text_content() == "How this question came here"
    assert not page.all("main form")
    assert "suggested from the text" in page.text
    words = next(
        item.text_content() for item in page.all("main li") if "Waste and Water" in item.text_content()
    )
    assert "sofa" in words
    assert "mattress" in words
    assert "sofa," not in visitor.open(f"/questions/{question.id}").text


def test_a_moderator_sends_on_what_nobody_has(waste, visit_as):
    question = make_question("Whose is this?")
    visitor = visit_as(make_moderator())
    assert "Nobody has it yet." in visitor.open(f"/questions/{question.id}/transfer").text
    visitor.submit("main form", department_id=waste.id, why="transfer", note="It is about the bins.")
    assert "Waste and Water" in aside(visitor.open(f"/questions/{question.id}"))


def test_the_page_of_a_question_says_all_this_without_a_statement_of_its_own(
    question, roads, visitor, statements
):
    mette = make_official(roads, "Mette Holm")
    with transaction():
        claim_question(mette, question.id)
    del statements[:]
    page = visitor.open(f"/questions/{question.id}/{question.slug}")
    assert "Mette Holm is looking into this" in aside(page)
    assert len([one for one in statements if one.startswith(("SELECT", "WITH"))]) <= 2, statements


def test_in_danish_the_weekday_is_danish(question, visitor):
    with as_of(MONDAY):
        visitor.open("/language/da", follow=False)
        seen = aside(visitor.open(f"/questions/{question.id}"))
    assert "Veje og parker" in seen
    assert "onsdag 10.00" in seen
