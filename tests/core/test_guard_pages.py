"""The guard on the pages that change what is public: what is marked, kept, taken out; and where nobody may say yes."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import session, transaction
from app.core.errors import Invalid
from app.moderation.kinds import Kind
from app.questions.models import Answer, Post, Question
from app.questions.operations.redacting import redact_question
from app.tickets.models import Publication
from app.tickets.operations.moving import close
from app.tickets.operations.publishing import Draft, draft_publication
from tests.factories import (
    actor,
    make_answer,
    make_caseworker,
    make_department,
    make_official,
    make_person,
    make_question,
    make_ticket,
    make_topic,
)
from tests.moderation.making import STATEMENT, make_decision

CPR, PHONE = "170785-4321", "22 33 44 55"


def only(model):
    session().close()
    return session().scalars(select(model)).one()


def marked(page) -> list[str]:
    return [one.text for one in page.all("#guard mark")]


def published_anyway(visitor, page, css="main form"):
    """Press the button that publishes all the same."""
    return visitor.submit(css, button=f"consent={page.one('button[name=consent]').get('value')}")


def test_an_edit_is_interrupted_keeps_what_was_typed_and_takes_out(visit_as):
    asker = make_person()
    question = make_question("When is bulky waste collected?", asker, body="Ours was not.")
    visitor = visit_as(asker)
    visitor.open(f"/posts/{question.id}/edit")
    page = visitor.submit(body=f"Hans cpr er {CPR}", summary=f"Ring {PHONE}")
    assert (page.status, marked(page)) == (422, [CPR, PHONE])
    assert page.one("[name=summary]").get("value") == f"Ring {PHONE}"
    page = visitor.submit(button="action=remove")
    assert (page.status, page.one("textarea[name=body]").text.strip()) == (200, "Hans cpr er [removed]")
    visitor.submit()
    assert only(Post).body == "Hans cpr er [removed]"


def test_a_profile_loses_only_what_is_new(visit_as):
    person = make_person("Karen Holm", about=f"Ring {PHONE}")
    visitor = visit_as(person)
    visitor.open("/account/profile")
    page = visitor.submit(about=f"Ring {PHONE} eller skriv: karen.h@example.dk")
    assert (page.status, marked(page)) == (422, ["karen.h@example.dk"])
    page = visitor.submit(button="action=remove")
    assert page.one("textarea[name=about]").text.strip() == f"Ring {PHONE} eller skriv: [removed]"
    visitor.submit()
    assert only(Person).about == f"Ring {PHONE} eller skriv: [removed]"


def test_the_source_of_a_verification_is_guarded(visit_as):
    roads = make_department("Roads")
    answer = make_answer(make_question(topic_id=make_topic(roads).id))
    visitor = visit_as(make_official(roads))
    visitor.open(f"/answers/{answer.id}/verify")
    page = visitor.submit(source=f"Karen, {PHONE}")
    assert (page.status, marked(page)) == (422, [PHONE])
    assert only(Answer).verified_source == ""
    published_anyway(visitor, page)
    assert only(Answer).verified_source == f"Karen, {PHONE}"


def test_the_reason_of_closing_is_guarded(visit_as):
    roads = make_department("Roads")
    question = make_question(topic_id=make_topic(roads).id)
    visitor = visit_as(make_official(roads))
    visitor.open(f"/questions/{question.id}/close")
    page = visitor.submit(reason=f"It is about cpr {CPR}")
    assert (page.status, marked(page)) == (422, [CPR])
    assert page.all("button[name=consent]") == []
    page = visitor.submit(button="action=remove")
    assert page.status == 200
    visitor.submit()
    assert only(Question).close_reason == "It is about cpr [removed]"


def test_an_official_is_not_interrupted_by_the_departments_own_number(visit_as):
    waste = make_department("Waste", contact="Ring 23 34 45 56, skraldfolk@town.example")
    question = make_question(topic_id=make_topic(waste).id)
    visitor = visit_as(make_official(waste))
    visitor.open(f"/questions/{question.id}/{question.slug}")
    page = visitor.submit(
        "form[action$='/answers']", body="Ring til os: 23 34 45 56, skraldfolk@town.example"
    )
    assert (page.status, page.all("#guard")) == (200, [])
    assert "23 34 45 56" in only(Answer).body


@pytest.mark.parametrize("field", ["title", "body", "answer_body"])
@pytest.mark.parametrize("words", [f"Hans cpr er {CPR}?", f"Skal man ringe {PHONE}?"], ids=["strong", "weak"])
def test_publishing_back_lets_nothing_personal_pass(app, field, words):
    department = make_department()
    caseworker, ticket = make_caseworker(department), make_ticket(department, make_person())
    with transaction():
        close(caseworker, ticket.reference)
    texts = {
        "title": "Can the rent go up twice a year?",
        "body": "",
        "answer_body": "No. There have to be twelve months between.",
    } | {field: words}
    with pytest.raises(Invalid) as caught, transaction():
        draft_publication(caseworker, ticket.reference, Draft(**texts))
    assert caught.value.details["field"] == field
    assert CPR not in caught.value.message
    assert PHONE not in caught.value.message
    session().close()
    assert session().scalar(select(Publication)) is None


def test_the_title_left_by_redacting_brings_nothing_personal(app):
    question = make_question("When does Karen get her benefit?", body="She waits. We all do.")
    asker = actor(question.author_id)
    with pytest.raises(Invalid) as caught, transaction():
        redact_question(asker, question.id, 1, title=f"What became of cpr {CPR}?", kept={2})
    assert (caught.value.details["field"], CPR in caught.value.message) == ("title", False)
    assert only(Question).title == "When does Karen get her benefit?"


def test_a_decision_closes_for_no_reason_with_something_personal_in_it(app):
    question = make_question()
    with pytest.raises(Invalid) as caught:
        make_decision(question, Kind.CLOSE, statement=replace(STATEMENT, facts=f"It gives away {PHONE}"))
    assert (caught.value.details["field"], PHONE in caught.value.message) == ("facts", False)
    assert only(Question).closed_at is None
