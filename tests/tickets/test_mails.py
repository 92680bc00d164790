"""Whom the mails about tickets reach, and that they say nothing of what stands there."""

from sqlalchemy import select

from app.accounts.models import Person
from app.core.db import session, transaction
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import assign, claim, transfer
from app.tickets.operations.moving import close
from app.tickets.operations.people import name_person, unname_person
from app.tickets.operations.publishing import Draft, draft_publication, send_back_publication
from app.tickets.operations.writing import note, reply
from tests.factories import make_administrator, make_caseworker, make_person
from tests.mailbox import take_mails


def happen(app, happens, *arguments, **options):
    """Let something happen and give the mails that follow: to whom, and what they say."""
    take_mails(app)
    with transaction():
        happens(*arguments, **options)
    return {mail.to: mail.text for mail in take_mails(app)}


def test_an_answer_reaches_the_requester_and_who_reads_along(app, ticket, requester, caseworker):
    make_person("Bo Friis", email="bo@example.org")
    assert set(happen(app, name_person, requester, ticket.reference, "bo@example.org")) == {"bo@example.org"}
    mails = happen(app, reply, caseworker, ticket.reference, "You owe nothing, it was our mistake.")
    assert len(mails) == 2
    assert "bo@example.org" in mails
    for text in mails.values():
        assert f"/tickets/{ticket.reference}" in text
        assert "mistake" not in text
        assert ticket.subject not in text


def test_who_was_removed_is_told_no_more(app, ticket, requester, caseworker):
    friend = make_person("Bo Friis", email="bo@example.org")
    happen(app, name_person, requester, ticket.reference, "bo@example.org")
    with transaction():
        reply(caseworker, ticket.reference, "You owe nothing, it was our mistake.")
    with transaction():
        unname_person(requester, ticket.reference, friend.id)
    assert "bo@example.org" not in {mail.to for mail in take_mails(app)}


def test_a_message_of_the_requester_reaches_who_works_on_it(app, ticket, requester, caseworker, elsewhere):
    assert happen(app, reply, requester, ticket.reference, "There is one thing more.") == {}
    happen(app, claim, caseworker, ticket.reference)
    assert len(happen(app, reply, requester, ticket.reference, "There is one thing more.")) == 1
    with transaction():
        reply(requester, ticket.reference, "And another.")
    assert happen(app, transfer, caseworker, ticket.reference, elsewhere.id, "It is theirs.") == {}


def test_a_note_reaches_nobody_and_an_assignment_the_colleague(app, ticket, caseworker, department):
    colleague = make_caseworker(department, "Per Vang")
    assert happen(app, note, caseworker, ticket.reference, "Called, no answer.") == {}
    mails = happen(app, assign, caseworker, ticket.reference, colleague.id)
    assert ["colleague gave you" in text for text in mails.values()] == [True]


def test_a_draft_sent_back_is_told_to_who_wrote_it(app, ticket, caseworker, department):
    colleague = make_caseworker(department, "Per Vang")
    with transaction():
        close(caseworker, ticket.reference)
    draft = Draft("Does rent support follow the rent?", "", "Yes, from the first of the next month.")
    assert happen(app, draft_publication, caseworker, ticket.reference, draft) == {}
    mails = happen(app, send_back_publication, colleague, ticket.reference, 1, "Say it more simply.")
    ((to, text),) = mails.items()
    assert to == session().scalar(select(Person.email).where(Person.id == caseworker.id))
    assert "sent your public answer out of this ticket back to you" in text
    assert "simply" not in text


def test_closing_and_broken_glass_are_told_to_the_requester(app, ticket, caseworker):
    (text,) = happen(app, close, caseworker, ticket.reference).values()
    assert "closed" in text
    (text,) = happen(app, break_glass, make_administrator(), ticket.reference, "A complaint came.").values()
    assert "opened your ticket" in text
    assert "complaint" not in text
