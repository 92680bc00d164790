"""The page of a ticket, as the requester's side sees it."""

from datetime import timedelta

import pytest

from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.prose import render
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import claim, set_priority, transfer
from app.tickets.operations.linking import link
from app.tickets.operations.moving import close, wait_until
from app.tickets.operations.people import name_person
from app.tickets.operations.writing import Then, note, reply
from app.tickets.states import Act, Priority
from app.tickets.views.telling import PHRASES, PLAIN
from tests.factories import make_administrator, make_moderator, make_person, make_ticket
from tests.web import Seen


def do(operation, *arguments, **options):
    with transaction():
        return operation(*arguments, **options)


def open_page(visit_as, who, ticket) -> Seen:
    return visit_as(who).open(f"/tickets/{ticket.reference}")


def state_of(page: Seen) -> str:
    return " ".join(page.one(".ticket__state").text_content().split())


def happenings(page: Seen) -> list[str]:
    return [" ".join(one.text_content().split()) for one in page.all(".happenings li > span")]


def test_the_conversation_runs_from_the_oldest_with_who_wrote_in_which_hat(
    ticket, requester, caseworker, visit_as
):
    do(reply, caseworker, ticket.reference, "Which **month** was it?")
    do(reply, requester, ticket.reference, "May.")
    page = open_page(visit_as, requester, ticket)
    texts = [one.text_content().strip() for one in page.all(".message .prose")]
    assert texts == ["It says I owe two months. I do not.", "Which month was it?", "May."]
    authors = [" ".join(one.text_content().split()) for one in page.all(".message .author")]
    assert authors == ["Anna Berg", "Mette Holm, Citizen Service(official)", "Anna Berg"]
    assert len(page.all(".message time[datetime]")) == 3


def test_the_title_names_the_reference_and_not_the_case(ticket, requester, visit_as):
    page = open_page(visit_as, requester, ticket)
    head = page.one("head").text_content() + "".join(page.html.xpath("//head//@content"))
    assert ticket.reference in page.html.findtext(".//title")
    assert ticket.subject not in head
    assert page.one("h1").text == ticket.subject


@pytest.mark.parametrize("path", ["", "/messages", "/people", "/survey", "/reopen"])
def test_nobody_keeps_a_page_of_a_ticket(ticket, requester, visit_as, path):
    visitor = visit_as(requester)
    client = visitor.client
    address = f"/tickets/{ticket.reference}{path}"
    answer = client.get(address) if not path else client.post(address)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_reference_is_found_as_people_type_it(ticket, requester, visit_as):
    typed = ticket.reference.replace("-", "").lower()
    assert visit_as(requester).open(f"/tickets/{typed}").one("h1").text == ticket.subject


def test_to_others_it_does_not_exist(ticket, elsewhere, visit_as):
    for who in (make_person(), make_moderator(), make_administrator()):
        page = open_page(visit_as, who, ticket)
        missing = visit_as(who).open("/tickets/CCCC-CCCC")
        assert (page.status, missing.status) == (404, 404)
        assert page.one("main").text_content() == missing.one("main").text_content()


# States in words


def test_a_new_ticket_says_who_answers_and_by_when(ticket, requester, visit_as):
    words = state_of(open_page(visit_as, requester, ticket))
    assert words.startswith("Received Citizen Service answers by ")


def test_a_late_answer_is_admitted(ticket, requester, visit_as):
    with as_of(now() + timedelta(days=60)):
        page = visit_as(requester).open(f"/tickets/{ticket.reference}")
    assert "Citizen Service wanted to answer by " in state_of(page)
    assert "is late" in state_of(page)


def test_an_answered_one_says_by_when_it_is_settled(ticket, requester, caseworker, visit_as):
    do(reply, caseworker, ticket.reference, "We are looking into it.")
    assert state_of(open_page(visit_as, requester, ticket)).startswith(
        "Open Citizen Service settles this by "
    )


def test_one_that_waits_for_the_requester_says_so_and_leads_to_the_answer(
    ticket, requester, caseworker, visit_as
):
    do(reply, caseworker, ticket.reference, "Which month was it?", then=Then.WAIT)
    page = open_page(visit_as, requester, ticket)
    assert "Waits for you Citizen Service needs an answer from you" in state_of(page)
    assert page.all(".ticket__state a[href='#write']")
    assert "Waits for the requester" in state_of(open_page(visit_as, caseworker, ticket))


def test_one_that_was_put_off_says_until_when(ticket, requester, caseworker, visit_as):
    do(wait_until, caseworker, ticket.reference, now() + timedelta(days=5))
    assert "Put off Citizen Service goes on with this on " in state_of(open_page(visit_as, requester, ticket))


def test_a_closed_one_says_until_when_it_can_be_reopened_and_then_what_a_message_does(
    ticket, requester, caseworker, visit_as
):
    do(close, caseworker, ticket.reference)
    page = open_page(visit_as, requester, ticket)
    assert "Closed It can be reopened until " in state_of(page)
    assert page.all(".ticket__state form[action$='/reopen']")
    assert "What you write reopens it." in page.one("#write").text_content()
    with as_of(now() + timedelta(days=15)):
        page = visit_as(requester).open(f"/tickets/{ticket.reference}")
    assert "A message opens a new ticket, linked with this one." in state_of(page)
    assert not page.all("form[action$='/reopen']")
    assert "opens a new ticket" in page.one("#write").text_content()


def test_writing_in_a_closed_one_is_folded_away_and_says_what_it_does(
    ticket, requester, caseworker, visit_as
):
    do(close, caseworker, ticket.reference)
    visitor = visit_as(requester)
    page = visitor.open(f"/tickets/{ticket.reference}")
    assert page.one("#write > details").get("open") is None
    assert page.one("#write .govuk-button").text == "Send and reopen"
    page = visitor.submit("form[action$='/messages']", body="")
    assert page.one("#write > details").get("open") is not None
    with as_of(now() + timedelta(days=15)):
        page = visit_as(requester).open(f"/tickets/{ticket.reference}")
    assert page.one("#write .govuk-button").text == "Send in a new ticket"


# What happened


def test_what_happened_is_told_in_plain_words_without_the_departments_own_work(
    ticket, requester, caseworker, elsewhere, visit_as
):
    do(claim, caseworker, ticket.reference)
    do(set_priority, caseworker, ticket.reference, Priority.HIGH)
    do(note, caseworker, ticket.reference, "He has called twice.")
    do(reply, caseworker, ticket.reference, "Which month was it?", then=Then.WAIT)
    do(reply, requester, ticket.reference, "May.")
    own, theirs = (happenings(open_page(visit_as, who, ticket)) for who in (requester, caseworker))
    assert own == [
        "Asked in private · You",
        "Asked you something and waits for your answer · Mette Holm",
        "Wrote a message · You",
    ]
    assert theirs == [
        "Asked in private · Anna Berg",
        "Took the ticket · Mette Holm",
        "Set the priority to “High” · Mette Holm",
        "Left a note for colleagues · Mette Holm",
        "Asked the requester something and waits for the answer · Mette Holm",
        "Wrote a message · Anna Berg",
    ]
    do(transfer, caseworker, ticket.reference, elsewhere.id, "It is about a road.")
    assert "Passed on from Citizen Service to Roads and Parks · Mette Holm" in happenings(
        open_page(visit_as, requester, ticket)
    )


def test_there_are_words_for_whatever_can_happen():
    assert set(PLAIN) | set(PHRASES) == set(Act)


def test_who_broke_the_glass_is_told_when_and_why(ticket, requester, visit_as):
    administrator = make_administrator()
    do(break_glass, administrator, ticket.reference, "The mail server lost what was sent.")
    page = open_page(visit_as, requester, ticket)
    notice = page.one("aside .notice").text_content()
    assert administrator.name in notice
    assert "Reason: The mail server lost what was sent." in notice
    assert any(administrator.name in one and "administrator" in one for one in happenings(page))


def test_linked_tickets_are_named_to_who_sees_both(ticket, requester, caseworker, department, visit_as):
    friend = make_person(email="bo@example.org")
    other = make_ticket(department, requester, subject="The rent of last year")
    do(link, caseworker, ticket.reference, other.reference)
    do(name_person, requester, ticket.reference, "bo@example.org")
    assert "The rent of last year" in open_page(visit_as, requester, ticket).text
    assert "The rent of last year" not in open_page(visit_as, friend, ticket).text


# People


def test_the_requester_lets_somebody_read_along_and_ends_it(ticket, requester, visit_as):
    friend, visitor = make_person("Bo Lund", email="bo@example.org"), visit_as(requester)
    visitor.open(f"/tickets/{ticket.reference}")
    page = visitor.submit("form[action$='/people']", email=" BO@example.org ")
    assert "Bo Lund" in page.one(".readers").text_content()
    seen = open_page(visit_as, friend, ticket)
    assert seen.status == 200
    assert "You, who read along" in seen.one(".readers").text_content()
    assert not seen.all("form[action$='/people'], form[action$='/remove'], form[action$='/survey']")
    page = visitor.submit("form[action$='/remove']")
    assert "Bo Lund" not in page.one(".readers").text_content()
    assert open_page(visit_as, friend, ticket).status == 404


def test_an_address_nobody_has_is_refused_at_its_field(ticket, requester, visit_as):
    visitor = visit_as(requester)
    visitor.open(f"/tickets/{ticket.reference}")
    for wrong, words in (("nobody@example.org", "Nobody has an account"), ("", "Write the e-mail address")):
        page = visitor.submit("form[action$='/people']", email=wrong)
        assert page.status == 422
        assert words in page.one("#person-email-error").text_content()
        assert page.one("#person-email").get("value") == wrong


# Survey and reopening


def test_how_it_went_is_asked_once_when_it_closes(ticket, requester, caseworker, visit_as):
    assert not open_page(visit_as, requester, ticket).all("form[action$='/survey']")
    do(close, caseworker, ticket.reference)
    assert not open_page(visit_as, caseworker, ticket).all("form[action$='/survey']")
    visitor = visit_as(requester)
    visitor.open(f"/tickets/{ticket.reference}")
    page = visitor.submit("form[action$='/survey']", words="It took long.")
    assert page.status == 422
    assert "Choose one of the five answers." in page.one("#satisfaction-error").text_content()
    assert page.one("textarea[name=words]").text.strip() == "It took long."
    form = visitor.page
    page = visitor.submit("form[action$='/survey']", satisfaction=4)
    assert "Thank you." in page.text
    assert not page.all("form[action$='/survey']")
    session().close()
    kept = session().get(Ticket, ticket.id)
    assert (kept.satisfaction, kept.satisfaction_words) == (4, "It took long.")
    visitor.page = form
    page = visitor.submit("form[action$='/survey']", satisfaction=1, words="No!")
    assert page.status == 409
    assert "You have answered this already." in page.text
    assert page.one("textarea[name=words]").text.strip() == "No!"


def test_a_closed_ticket_is_reopened_and_once_is_enough(ticket, requester, caseworker, visit_as):
    do(close, caseworker, ticket.reference)
    visitor = visit_as(requester)
    form = visitor.open(f"/tickets/{ticket.reference}")
    page = visitor.submit("form[action$='/reopen']")
    assert state_of(page).startswith("Open again")
    visitor.page = form
    page = visitor.submit("form[action$='/reopen']")
    assert page.status == 409
    assert page.all("#error-summary")
    assert state_of(page).startswith("Open again")


# What it costs, and what is hostile


def test_the_page_takes_as_many_statements_for_many_messages_as_for_one(
    ticket, requester, caseworker, visit_as, statements
):
    visitor = visit_as(requester)
    do(reply, caseworker, ticket.reference, "Which month was it?")
    statements.clear()
    visitor.open(f"/tickets/{ticket.reference}")
    first = len(statements)
    for number in range(5):
        do(reply, (requester, caseworker)[number % 2], ticket.reference, f"And number {number}?")
        do(name_person, requester, ticket.reference, make_named(number))
    statements.clear()
    visitor.open(f"/tickets/{ticket.reference}")
    assert len(statements) == first <= 9, statements


def make_named(number: int) -> str:
    return make_person(email=f"named{number}@example.org") and f"named{number}@example.org"


def test_nothing_of_a_hostile_case_becomes_markup(ticket, requester, visit_as):
    attack = "<img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"
    with transaction() as current:
        kept = current.get(Ticket, ticket.id)
        kept.subject = attack
        for message in current.query(TicketMessage):
            message.body, message.body_html = attack, render(attack)
    page = open_page(visit_as, requester, ticket)
    assert page.one("h1").text == attack
    assert not page.all("main img")
    assert "49" not in page.one("h1").text
