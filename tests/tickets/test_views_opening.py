"""The pages to ask in private, and to take over what an official wrote down."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.core.db import session, transaction
from app.questions.models import Draft
from app.tickets.models import Ticket, TicketAttachment, TicketMessage
from app.tickets.operations.opening import Caller, NewTicket, OpenedOnBehalf, open_on_behalf
from tests.factories import make_department, make_person, make_topic

NEW = {"subject": "The letter about my rent", "body": "It says I owe **two months**."}
ASKED = {
    "title": "Why was my own application refused?",
    "body": "It came on Monday.",
    "place": "Nørregade",
    "tags": "housing",
    "action": "private",
    "posting_key": "the key of the other form",
}


def count(model) -> int:
    session().close()  # what a request wrote meanwhile is not in what this test began to read
    return session().scalar(select(func.count()).select_from(model))


def the(model):
    session().close()
    return session().scalars(select(model)).one()


def test_a_ticket_is_asked_and_goes_to_the_department_of_its_topic(department, visit_as, requester):
    roads = make_department("Roads and Parks")
    topic = make_topic(roads, "Street lamps")
    visitor = visit_as(requester)
    page = visitor.open("/tickets/new")
    assert page.all("select[name=topic_id] option")[0].text == "I do not know"
    page = visitor.submit(topic_id=topic.id, **NEW)
    ticket = the(Ticket)
    assert (ticket.department_id, ticket.topic_id) == (roads.id, topic.id)
    assert page.response.request.path == f"/tickets/{ticket.reference}"
    assert page.one("h1").text == NEW["subject"]
    assert "Roads and Parks answers by" in page.text


def test_who_does_not_know_the_topic_reaches_the_front_desk(department, visit_as, requester):
    visitor = visit_as(requester)
    visitor.open("/tickets/new")
    visitor.submit(**NEW)
    assert the(Ticket).department_id == department.id


def test_it_is_said_plainly_who_can_read_it(department, visit_as, requester):
    words = visit_as(requester).open("/tickets/new").one("main").text_content()
    assert "The caseworkers of the department that answers" in words
    assert "Nobody else" in words


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(department, visit_as, requester):
    visitor = visit_as(requester)
    visitor.open("/tickets/new")
    page = visitor.submit(subject="Me", body="It says I owe **two months**.")
    assert page.status == 422
    assert page.one("#error-summary a[href='#subject']").text
    assert page.one("textarea[name=body]").text.strip() == "It says I owe **two months**."
    page = visitor.submit(subject="The letter about my rent", body=" ")
    assert (page.status, page.one("input[name=subject]").get("value")) == (422, "The letter about my rent")
    assert not count(Ticket)


def test_the_same_form_sent_twice_opens_one_ticket(department, visit_as, requester):
    visitor = visit_as(requester)
    form = visitor.open("/tickets/new")
    first = visitor.submit(**NEW)
    visitor.page = form
    assert visitor.submit(**NEW).response.request.path == first.response.request.path
    assert (count(Ticket), count(TicketMessage)) == (1, 1)


def test_files_go_with_it(department, visit_as, requester):
    visitor = visit_as(requester)
    page = visitor.open("/tickets/new")
    data = {name: value for name, value in page.one("main form").form_values() if value} | NEW
    files = [(BytesIO(b"I owe nothing."), "rent.txt")]
    visitor.client.post("/tickets/new", data=data | {"files": files})
    assert the(TicketAttachment).name == "rent.txt"


def test_a_file_that_is_refused_leaves_the_words_there(department, visit_as, requester):
    visitor = visit_as(requester)
    page = visitor.open("/tickets/new")
    data = {name: value for name, value in page.one("main form").form_values() if value} | NEW
    answer = visitor.client.post("/tickets/new", data=data | {"files": [(BytesIO(b"MZ\0"), "rent.exe")]})
    assert answer.status_code == 422
    assert "It says I owe **two months**." in answer.get_data(as_text=True)
    assert not count(Ticket)


def test_no_draft_of_it_is_kept_on_the_server(department, visit_as, requester):
    visitor = visit_as(requester)
    assert not visitor.open("/tickets/new").all("[data-draft-url]")
    visitor.submit(subject="Me", body="It says I owe **two months**.")
    assert not count(Draft)


def test_the_form_for_public_questions_hands_over_and_the_person_sends(department, visit_as, requester):
    topic = make_topic(department, "Housing")
    visitor = visit_as(requester)
    visitor.open("/tickets/new")
    token = visitor.page.one("main form input[name=csrf_token]").get("value")
    page = visitor.post("/tickets/new", ASKED | {"topic_id": str(topic.id), "csrf_token": token})
    assert page.status == 200
    assert page.one("input[name=subject]").get("value") == ASKED["title"]
    assert page.one("textarea[name=body]").text.strip() == "It came on Monday.\n\nPlace: Nørregade"
    assert page.one("select option[selected]").get("value") == str(topic.id)
    assert page.one("input[name=posting_key]").get("value") != ASKED["posting_key"]
    assert not count(Ticket)
    visitor.submit()
    assert the(Ticket).subject == ASKED["title"]


def test_a_topic_that_is_gone_is_left_open(department, visit_as, requester):
    visitor = visit_as(requester)
    visitor.open("/tickets/new")
    token = visitor.page.one("main form input[name=csrf_token]").get("value")
    page = visitor.post("/tickets/new", ASKED | {"topic_id": "987", "csrf_token": token})
    assert not page.all("select option[selected]") or page.one("select option[selected]").get("value") == ""


def test_a_signed_out_person_keeps_on_the_screen_what_they_wrote(department, visitor, requester):
    visitor.open("/questions/ask")
    token = visitor.page.one("main form input[name=csrf_token]").get("value")
    page = visitor.post("/tickets/new", ASKED | {"csrf_token": token})
    assert page.status == 403
    assert "signed out" in page.text
    assert [one.text.strip() for one in page.all("main textarea")] == [ASKED["title"], ASKED["body"]]
    assert not count(Draft)
    visitor.sign_in(requester.id)
    page = visitor.submit()
    assert page.one("textarea[name=body]").text.strip() == "It came on Monday.\n\nPlace: Nørregade"


def test_who_may_not_post_is_told_so(department, visit_as):
    unconfirmed = make_person(email_confirmed_at=None)
    page = visit_as(unconfirmed).open("/tickets/new")
    assert (page.status, "Confirm your e-mail address" in page.text) == (403, True)


def test_the_page_takes_few_statements(department, visit_as, requester, statements):
    make_topic(department)
    visitor = visit_as(requester)
    statements.clear()
    visitor.open("/tickets/new")
    assert len(statements) <= 3, statements


# Taking over what was written down on the phone


def phoned(caseworker) -> OpenedOnBehalf:
    with transaction():
        return open_on_behalf(caseworker, NewTicket("Her pension", "It did not come."), Caller("Inge Dahl"))


def test_a_caller_takes_over_their_ticket(department, caseworker, visit_as):
    opened, visitor = phoned(caseworker), visit_as(make_person("Inge Dahl"))
    visitor.open("/tickets/claim")
    page = visitor.submit(reference=opened.reference.lower(), claim_code=opened.claim_code.replace("-", " "))
    assert page.response.request.path == f"/tickets/{opened.reference}"
    assert "This ticket is yours now." in page.text
    assert "It did not come." in page.text
    assert "written down by Mette Holm" in page.text


def test_sending_it_twice_leads_to_the_same_ticket(department, caseworker, visit_as):
    opened, visitor = phoned(caseworker), visit_as(make_person("Inge Dahl"))
    form = visitor.open("/tickets/claim")
    visitor.submit(reference=opened.reference, claim_code=opened.claim_code)
    visitor.page = form
    page = visitor.submit(reference=opened.reference, claim_code=opened.claim_code)
    assert (page.status, page.response.request.path) == (200, f"/tickets/{opened.reference}")


def test_a_wrong_code_and_a_ticket_that_is_not_there_are_refused_alike(department, caseworker, visit_as):
    opened, visitor = phoned(caseworker), visit_as(make_person())
    said = []
    for reference in (opened.reference, "CCCC-CCCC"):
        visitor.open("/tickets/claim")
        page = visitor.submit(reference=reference, claim_code="CDFH-JKMN-PRTW")
        assert page.status == 422
        assert page.one("input[name=reference]").get("value") == reference
        said.append(page.one("#claim_code-error").text_content())
    assert said[0] == said[1]


@pytest.mark.usefixtures("stopped_clock")
def test_guessing_ends_after_twenty_tries(department, caseworker, visit_as):
    opened, visitor = phoned(caseworker), visit_as(make_person())
    visitor.open("/tickets/claim")
    statuses = [
        visitor.submit(reference=opened.reference, claim_code="CDFH-JKMN-PRTW").status for _ in range(21)
    ]
    assert statuses == [422] * 20 + [429]
    assert visitor.page.response.headers["Retry-After"]


def test_signed_out_people_are_told_to_sign_in_and_come_back(department, visitor):
    page = visitor.open("/tickets/claim")
    assert not page.all("main form")
    links = [link.get("href") for link in page.all("main .actions a")]
    assert links == ["/sign-in?to=/tickets/claim", "/sign-up?to=/tickets/claim"]
