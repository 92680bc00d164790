"""A ticket for somebody on the phone or at the counter: written down, read out, and taken over with the code."""

from io import BytesIO

import pytest

from app.core.db import session, transaction
from app.tickets.models import Ticket
from app.tickets.operations.writing import reply
from app.tickets.states import Channel
from tests.factories import make_official, make_person, make_topic
from tests.web import Seen

TYPED = {
    "channel": "phone",
    "requester_name": "Karl Hansen",
    "requester_contact": "12 34 56 78",
    "subject": "A hole in the road",
    "body": "It is **deep**.",
}


@pytest.fixture
def official(department):
    """Give an official who is no caseworker, and so sees no ticket."""
    return make_official(department, "Mette Holm")


def only_ticket() -> Ticket:
    session().close()
    return session().query(Ticket).one()


def told(page: Seen) -> list[str]:
    return [one.text for one in page.all(".read-out code")]


def test_what_to_read_out_is_shown_and_again_when_the_form_is_sent_twice(official, visit_as):
    visitor = visit_as(official)
    form = visitor.open("/staff/tickets/new")
    page = visitor.submit(**TYPED)
    assert page.status == 200
    assert page.response.headers["Cache-Control"] == "no-store"
    reference, code = told(page)
    assert "/tickets/claim" in page.one("[aria-labelledby=say]").text_content()
    assert not page.all(f"main a[href='/tickets/{reference}']")
    visitor.page = form
    assert told(visitor.submit(**TYPED)) == [reference, code]
    ticket = only_ticket()
    assert (ticket.reference, ticket.channel, ticket.requester_id) == (reference, Channel.PHONE, None)
    assert code not in str(vars(ticket))


def test_the_caller_takes_it_over_reads_the_answer_and_writes_back(official, caseworker, visit_as):
    visitor = visit_as(official)
    visitor.open("/staff/tickets/new")
    reference, code = told(visitor.submit(**TYPED))
    with transaction():
        reply(caseworker, reference, "We fill it on Tuesday.")
    caller = visit_as(make_person("Karl Hansen"))
    caller.open("/tickets/claim")
    page = caller.submit(reference=reference.lower(), claim_code=code.replace("-", " ").lower())
    assert page.one("h1").text == TYPED["subject"]
    assert "written down by Mette Holm" in page.all(".message .meta")[0].text_content()
    assert page.all(".message .prose")[1].text_content().strip() == "We fill it on Tuesday."
    assert caller.submit("#write form", body="Thank you.").status == 200
    other = visit_as(make_person())
    other.open("/tickets/claim")
    assert other.submit(reference=reference, claim_code=code).status == 422


def test_caseworkers_see_whose_it_is_how_to_reach_them_and_go_on_to_it(caseworker, visit_as):
    visitor = visit_as(caseworker)
    visitor.open("/staff/tickets/new")
    reference, _code = told(visitor.submit(**{**TYPED, "channel": "counter"}))
    page = visitor.open(visitor.page.all("main .actions .action")[0].get("href"))
    assert page.response.request.path == f"/tickets/{reference}"
    facts = page.one(".facts").text_content()
    assert "12 34 56 78" in facts
    assert "they have a claim code" in facts
    assert "Karl Hansen" in page.one(".ticket__head").text_content()
    assert "Written down at the counter" in page.one(".happenings").text_content()


def test_it_goes_to_the_department_chosen_else_to_the_topics(official, elsewhere, department, visit_as):
    topic = make_topic(elsewhere)
    visitor = visit_as(official)
    for chosen, expected in (
        ({"topic_id": topic.id}, elsewhere),
        ({"department_id": department.id}, department),
    ):
        visitor.open("/staff/tickets/new")
        visitor.submit(**TYPED, **chosen)
        session().close()
        newest = session().query(Ticket).order_by(Ticket.id.desc()).first()
        assert newest.department_id == expected.id


def test_what_is_missing_is_said_at_its_field_and_all_stays(official, visit_as):
    visitor = visit_as(official)
    visitor.open("/staff/tickets/new")
    page = visitor.submit(**{**TYPED, "channel": None, "requester_name": " "})
    assert page.status == 422
    assert "on the phone or at the counter" in page.one("#channel-error").text_content()
    assert "Write the name" in page.one("#requester_name-error").text_content()
    assert page.one("[name=subject]").get("value") == TYPED["subject"]
    assert page.one("[name=body]").text.strip() == TYPED["body"]
    page = visitor.submit(channel="phone", requester_name="Karl Hansen", department_id="999999")
    assert page.status == 422
    assert "Choose a department." in page.one("#department_id-error").text_content()


def test_files_they_bring_go_with_it(caseworker, visit_as):
    visitor = visit_as(caseworker)
    visitor.open("/staff/tickets/new")
    data = {name: value for name, value in visitor.page.one("main form").form_values() if value}
    data |= TYPED | {"files": [(BytesIO(b"I owe nothing."), "rent.txt")]}
    answer = visitor.client.post("/staff/tickets/new", data=data)
    page = visitor.open(f"/tickets/{told(Seen(answer))[0]}")
    assert "rent.txt" in page.one(".message").text_content()
