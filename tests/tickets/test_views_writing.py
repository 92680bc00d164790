"""Writing in a ticket: what is sent arrives once, and what cannot be sent stays on the screen."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.accounts.operations.suspension import suspend
from app.core.access import SYSTEM
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.questions.models import Draft
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.holding import claim
from app.tickets.operations.moving import close
from app.tickets.operations.people import name_person, unname_person
from app.tickets.operations.writing import Then, note, reply
from app.tickets.states import State
from tests.factories import make_person
from tests.web import Seen, Visitor

OURS = {"Sec-Fetch-Site": "same-origin"}


def do(operation, *arguments, **options):
    with transaction():
        return operation(*arguments, **options)


def open_form(visit_as, who, ticket) -> Visitor:
    visitor = visit_as(who)
    visitor.open(f"/tickets/{ticket.reference}")
    return visitor


def send(visitor: Visitor, body: str) -> Seen:
    return visitor.submit("#write form", body=body)


def texts(page: Seen) -> list[str]:
    return [one.text_content().strip() for one in page.all(".message .prose")]


def written(page: Seen) -> str:
    return page.one("textarea[name=body]").text.strip()


def messages() -> int:
    session().close()
    return session().scalar(select(func.count()).select_from(TicketMessage))


def row(ticket) -> Ticket:
    session().close()
    return session().get(Ticket, ticket.id)


def test_a_message_is_sent_and_shown_where_it_stands(ticket, requester, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    page = visitor.submit("#write form", body="It was **May**.", follow=False)
    number = session().scalars(select(TicketMessage.id).order_by(TicketMessage.id.desc())).first()
    assert page.location == f"/tickets/{ticket.reference}#message-{number}"
    page = visitor.open(page.location)
    assert texts(page)[-1] == "It was May."
    assert "Your message is sent." in page.text
    assert "May" not in page.one("#flashes").text_content()


def test_the_same_form_sent_twice_makes_one_message(ticket, requester, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    form = visitor.page
    first = send(visitor, "It was May.")
    visitor.page = form
    second = send(visitor, "It was May.")
    assert (second.status, texts(second)) == (200, texts(first))
    assert messages() == 2


def test_an_empty_message_is_refused_at_its_field(ticket, requester, visit_as):
    page = send(open_form(visit_as, requester, ticket), "  ")
    assert page.status == 422
    assert "Write something" in page.one("#reply-error").text_content()


def test_files_are_sent_with_a_message(ticket, requester, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    data = {name: value for name, value in visitor.page.one("#write form").form_values() if value}
    data |= {"body": "Here it is.", "files": [(BytesIO(b"I owe nothing."), "rent.txt")]}
    visitor.client.post(f"/tickets/{ticket.reference}/messages", data=data)
    page = visitor.open(f"/tickets/{ticket.reference}")
    assert "rent.txt" in page.all(".message")[-1].text_content()


def test_an_answer_ends_the_waiting(ticket, requester, caseworker, visit_as):
    do(reply, caseworker, ticket.reference, "Which month was it?", then=Then.WAIT)
    page = send(open_form(visit_as, requester, ticket), "May.")
    assert page.one(".ticket__state h2").text == "Open"
    assert row(ticket).state == State.OPEN


# What happens meanwhile


def test_what_was_said_meanwhile_is_shown_first_with_both_texts(ticket, requester, caseworker, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    do(reply, caseworker, ticket.reference, "We have found it.")
    page = send(visitor, "Have you found it?")
    assert page.status == 409
    assert texts(page)[-1] == "We have found it."
    assert page.one(".message--new .prose").text_content().strip() == "We have found it."
    assert written(page) == "Have you found it?"
    assert "what you wrote is still here" in page.one("#error-summary").text_content()
    assert messages() == 2
    page = send(visitor, "Thank you.")
    assert (page.status, texts(page)[-1]) == (200, "Thank you.")


def test_what_was_said_while_one_reads_what_was_said_is_shown_too(ticket, requester, caseworker, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    do(reply, caseworker, ticket.reference, "We have found it.")
    send(visitor, "Have you found it?")
    do(reply, caseworker, ticket.reference, "And paid it.")
    page = send(visitor, "Thank you.")
    assert page.status == 409
    assert page.one(".message--new .prose").text_content().strip() == "And paid it."
    assert written(page) == "Thank you."


def test_closing_it_meanwhile_is_said_and_the_message_then_reopens_it(
    ticket, requester, caseworker, visit_as
):
    visitor = open_form(visit_as, requester, ticket)
    do(close, caseworker, ticket.reference)
    page = send(visitor, "One more thing.")
    assert page.status == 409
    assert page.one(".ticket__state h2").text == "Closed"
    assert "What you write reopens it." in page.one("#write").text_content()
    assert written(page) == "One more thing."
    assert send(visitor, "One more thing.").one(".ticket__state h2").text == "Open again"


def test_what_is_done_inside_meanwhile_holds_nobody_up(ticket, requester, caseworker, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    do(note, caseworker, ticket.reference, "He has called twice.")
    do(claim, caseworker, ticket.reference)
    assert send(visitor, "One more thing.").status == 200


def test_of_two_who_write_on_the_same_side_at_once_the_second_sees_the_first(ticket, requester, visit_as):
    friend = make_person("Bo Lund", email="bo@example.org")
    do(name_person, requester, ticket.reference, "bo@example.org")
    first, second = open_form(visit_as, friend, ticket), open_form(visit_as, requester, ticket)
    send(first, "She means May.")
    page = send(second, "I mean May.")
    assert page.status == 409
    assert (texts(page)[-1], written(page)) == ("She means May.", "I mean May.")


def test_a_version_that_is_none_is_as_if_nothing_had_been_read(ticket, requester, caseworker, visit_as):
    do(reply, caseworker, ticket.reference, "We have found it.")
    for nonsense in ("", "x", "９", "-1", "9" * 30):
        visitor = open_form(visit_as, requester, ticket)
        page = visitor.submit("#write form", body="Thank you.", version=nonsense)
        assert (page.status, written(page)) == (409, "Thank you.")
    assert send(visitor, "Thank you.").status == 200


def test_a_message_long_after_the_end_opens_a_linked_ticket_and_says_so(
    ticket, requester, caseworker, visit_as
):
    do(close, caseworker, ticket.reference)
    with as_of(now() + timedelta(days=15)):
        page = send(open_form(visit_as, requester, ticket), "It happened again.")
    assert "Your message has gone into a new one, linked with it." in page.text
    assert page.response.request.path != f"/tickets/{ticket.reference}"
    assert texts(page) == ["It happened again."]
    assert ticket.reference in page.one("aside").text_content()
    assert row(ticket).state == State.CLOSED


# What cannot be sent


def test_too_many_messages_leave_the_words_there(ticket, requester, visit_as):
    with as_of(now().replace(minute=1)):
        for number in range(60):
            do(reply, requester, ticket.reference, f"And number {number}?")
        page = send(open_form(visit_as, requester, ticket), "And one more?")
    assert (page.status, written(page)) == (429, "And one more?")
    assert page.response.headers["Retry-After"]


def test_who_is_suspended_meanwhile_keeps_the_words_on_the_screen(ticket, requester, visit_as):
    visitor = open_form(visit_as, requester, ticket)
    do(suspend, SYSTEM, requester.id, None, "Spam")  # which ends every session
    visitor.sign_in(requester.id)
    page = send(visitor, "One more thing.")
    assert (page.status, written(page)) == (403, "One more thing.")
    assert "Your account is suspended" in page.text
    page = visitor.open(f"/tickets/{ticket.reference}")
    assert "you cannot write here" in page.one("#write").text_content()
    assert not page.all("#write form")


def test_who_reads_along_no_more_keeps_the_words_on_the_screen_and_learns_nothing(
    ticket, requester, visit_as
):
    friend = make_person(email="bo@example.org")
    do(name_person, requester, ticket.reference, "bo@example.org")
    visitor = open_form(visit_as, friend, ticket)
    do(unname_person, requester, ticket.reference, friend.id)
    page = send(visitor, "She means May.")
    assert (page.status, written(page)) == (404, "She means May.")
    assert not page.all("main button")
    assert ticket.subject not in page.text
    data = {"csrf_token": page.one("main input[name=csrf_token]").get("value"), "body": "She means May."}
    missing = visitor.post("/tickets/CCCC-CCCC/messages", data)
    assert missing.one("h1").text == page.one("h1").text
    assert missing.status == 404


def test_who_is_signed_out_meanwhile_sends_again_after_signing_in(ticket, requester, visit_as, app):
    visitor = open_form(visit_as, requester, ticket)
    with visitor.client.session_transaction() as cookie:
        del cookie["_user_id"]
    page = send(visitor, "It was May.")
    assert (page.status, written(page)) == (403, "It was May.")
    assert page.one(".actions a[href='/sign-in']").get("target") == "_blank"
    visitor.sign_in(requester.id)
    page = visitor.submit()
    assert (page.status, texts(page)[-1]) == (200, "It was May.")
    assert not session().scalar(select(func.count()).select_from(Draft))


@pytest.mark.parametrize(("headers", "kept"), [(OURS, True), ({}, False)])
def test_a_form_open_too_long_keeps_the_words_only_if_it_was_ours(ticket, requester, visit_as, headers, kept):
    visitor = open_form(visit_as, requester, ticket)
    data = {"body": "It was May.", "version": "1", "posting_key": "a", "csrf_token": "old"}
    answer = visitor.client.post(f"/tickets/{ticket.reference}/messages", data=data, headers=headers)
    page = visitor.page = Seen(answer)
    assert page.status == 400
    assert ("It was May." in page.source) == kept
    assert messages() == 1
    if kept:
        assert texts(visitor.submit())[-1] == "It was May."
        assert messages() == 2
