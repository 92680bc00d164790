"""Publishing back, on its pages: a colleague reads what one drafted, the person may refuse, nothing leads back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.core.access import SYSTEM
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.outbox import deliver_all
from app.questions.models import Question
from app.tickets import clockwork
from app.tickets.anonymity import Hint, hints
from app.tickets.models import Publication
from app.tickets.operations.erasing import erase_due
from app.tickets.operations.moving import close, reopen
from app.tickets.operations.people import name_person
from app.tickets.operations.publishing import (
    REFUSING,
    Draft,
    approve_publication,
    draft_publication,
    drop_publication,
    send_back_publication,
)
from tests.factories import make_caseworker, make_person, make_ticket
from tests.mailbox import take_mails

TITLE, ANSWER = "Can the rent go up twice in one year?", "No. There have to be twelve months between."
FORM = {"title": TITLE, "body": "", "answer_body": ANSWER}
WRITE, APPROVE = "form[action$='/publication']", "form[action$='/approve']"


@pytest.fixture
def closed(department, caseworker, requester):
    """Give a closed ticket."""
    ticket = make_ticket(department, requester)
    do(close, caseworker, ticket.reference)
    return ticket


@pytest.fixture
def second(department):
    """Give a second caseworker of the department."""
    return make_caseworker(department, "Ole Friis")


def do(operation, *arguments):
    with transaction():
        return operation(*arguments)


def page_of(ticket):
    return f"/tickets/{ticket.reference}/publication"


def draft(ticket, caseworker, **texts):
    written = {"title": TITLE, "body": "", "answer_body": ANSWER, **texts}
    return do(draft_publication, caseworker, ticket.reference, Draft(**written))


def kept():
    session().close()
    return session().scalar(select(Publication))


def test_from_the_closed_ticket_to_the_published_answer(
    app, closed, caseworker, second, requester, visit_as, visitor
):
    writer, reader, person = visit_as(caseworker), visit_as(second), visit_as(requester)
    page = writer.open(f"/tickets/{closed.reference}")
    page = writer.open(page.one("#publication ~ p a").get("href"))
    page = writer.submit(WRITE, **FORM)
    assert "A colleague has to read it next." in page.text
    assert not page.all(APPROVE)
    assert "No draft waits for you" in writer.open("/staff/publications").text
    page = reader.open("/staff/publications")
    page = reader.open(page.one(".row__title a").get("href"))
    page = reader.submit(APPROVE)
    assert "The person is asked now" in page.text
    deliver_all()
    (mail,) = [one for one in take_mails(app) if "publish" in one.text]
    assert closed.reference in mail.text
    assert TITLE not in mail.text + mail.subject
    page = person.open(f"/tickets/{closed.reference}")
    page = person.open(page.one("#publication ~ p a").get("href"))
    assert TITLE in page.text
    assert ANSWER in page.text
    with as_of(now() + REFUSING + timedelta(hours=1)):
        clockwork.tidy()
    session().close()
    question = session().scalars(select(Question)).one()
    page = visitor.open(f"/questions/{question.id}/{question.slug}")
    assert ANSWER in page.text
    assert closed.reference not in page.source
    assert "/tickets/" not in page.one("main").text_content()
    assert not [link for link in page.all("main a") if "/tickets/" in (link.get("href") or "")]


def test_where_something_was_published_the_ticket_says_so_and_leads_nowhere(
    closed, caseworker, second, visit_as
):
    writer = visit_as(caseworker)
    draft(closed, caseworker)
    do(approve_publication, second, closed.reference, 1)
    panel = writer.open(f"/tickets/{closed.reference}").one("[aria-labelledby=publication]").text_content()
    assert "it is published. Nothing leads to it" not in panel
    with as_of(now() + REFUSING + timedelta(hours=1)):
        clockwork.tidy()
    panel = writer.open(f"/tickets/{closed.reference}").one("[aria-labelledby=publication]")
    assert "it is published. Nothing leads to it" in panel.text_content()
    assert [link.text for link in panel.cssselect("a")] == ["Write another one"]
    page = writer.open(page_of(closed))
    assert "was made out of this ticket before" in page.one(".notice").text_content()


def test_a_draft_that_was_given_up_was_not_published(closed, caseworker, second, visit_as):
    draft(closed, caseworker)
    do(approve_publication, second, closed.reference, 1)
    do(drop_publication, caseworker, closed.reference)
    panel = visit_as(caseworker).open(f"/tickets/{closed.reference}").one("[aria-labelledby=publication]")
    assert [link.text for link in panel.cssselect("a")] == ["Write a public answer"]
    assert not visit_as(caseworker).open(page_of(closed)).all(".notice")


def test_what_was_written_is_read_beside_the_draft_by_those_who_work_on_it(
    closed, caseworker, second, requester, visit_as
):
    letters = "main .message .prose"
    assert len(visit_as(caseworker).open(page_of(closed)).all(letters)) == 1
    draft(closed, caseworker)
    assert len(visit_as(second).open(page_of(closed)).all(letters)) == 1
    do(approve_publication, second, closed.reference, 1)
    assert not visit_as(requester).open(page_of(closed)).all(letters)


def test_what_is_published_is_the_departments_on_every_page_and_nobody_elses(
    closed, department, caseworker, second, visitor
):
    draft(closed, caseworker)
    do(approve_publication, second, closed.reference, 1)
    with as_of(now() + REFUSING + timedelta(hours=1)):
        clockwork.tidy()
    session().close()
    question = session().scalars(select(Question)).one()
    session().close()
    for path in (
        "/",
        "/questions",
        "/search?q=rent",
        f"/questions/{question.id}/{question.slug}",
        f"/posts/{question.id}/revisions",
        f"/departments/{department.slug}",
        "/feeds/questions.atom",
    ):
        page = visitor.open(path)
        assert (path, page.status) == (path, 200)
        assert TITLE in page.source, path
        assert "Citizen Service" in page.source, path
        assert "ormer member" not in page.source, path
        assert ">, Citizen" not in page.source, path


def test_the_person_refuses_and_nobody_asks_again(closed, caseworker, second, requester, visit_as):
    draft(closed, caseworker)
    do(approve_publication, second, closed.reference, 1)
    person = visit_as(requester)
    person.open(page_of(closed))
    page = person.submit("form[action$='/refuse']")
    assert "Nothing of this is published" in page.text
    assert not page.all("#publication")
    assert person.open(page_of(closed)).status == 404
    page = visit_as(caseworker).open(page_of(closed))
    assert "does not want anything of this to be published" in page.text
    assert not page.all("main form")


def test_who_reads_along_reads_it_and_cannot_refuse(closed, caseworker, second, requester, visit_as):
    friend = make_person("Bo Lund", email="bo@example.org")
    do(reopen, requester, closed.reference)
    do(name_person, requester, closed.reference, "bo@example.org")
    do(close, caseworker, closed.reference)
    draft(closed, caseworker)
    do(approve_publication, second, closed.reference, 1)
    page = visit_as(friend).open(page_of(closed))
    assert ANSWER in page.text
    assert "Only the person whose case it is can refuse." in page.text
    assert not page.all("main form")


def test_a_draft_is_sent_back_with_a_note_and_waits_for_its_writer(closed, caseworker, second, visit_as):
    draft(closed, caseworker)
    reader, writer = visit_as(second), visit_as(caseworker)
    reader.open(page_of(closed))
    assert reader.submit("form[action$='/send-back']", note="").status == 422
    page = reader.submit("form[action$='/send-back']", note="Say which law it is.")
    assert "Sent back." in page.text
    assert not page.all(APPROVE)
    assert "No draft waits for you" in reader.open("/staff/publications").text
    page = writer.open("/staff/publications?show=writer")
    assert "Sent back" in page.one(".row").text_content()
    page = writer.open(page_of(closed))
    assert "Say which law it is." in page.text
    page = writer.submit(WRITE, **{**FORM, "answer_body": "No, says the Rent Act."})
    assert "Say which law it is." not in page.text
    assert kept().note == ""
    assert reader.open("/staff/publications").one(".row__title a").text_content() == TITLE


def test_of_a_note_nothing_reaches_the_requester(closed, caseworker, second, requester, visit_as):
    draft(closed, caseworker)
    do(send_back_publication, second, closed.reference, 1, "She is the baker's wife.")
    person = visit_as(requester)
    assert person.open(page_of(closed)).status == 404
    assert "back" not in person.open(f"/tickets/{closed.reference}").one(".happenings").text_content()


def test_what_names_the_person_is_refused_beside_its_field_and_keeps_what_was_typed(
    closed, caseworker, visit_as
):
    writer = visit_as(caseworker)
    writer.open(page_of(closed))
    page = writer.submit(WRITE, **{**FORM, "answer_body": "Dear Anna Berg, they may not."})
    assert page.status == 422
    assert "This names the person." in page.one("#answer_body-error").text_content()
    assert "Dear Anna Berg" in page.one("#answer_body").text
    assert page.one("#title").get("value") == TITLE
    page = writer.submit(WRITE, **{**FORM, "answer_body": "No."})
    assert "at least 10 characters" in page.one("#answer_body-error").text_content()


def test_readers_are_shown_what_may_tell_who_it_was(closed, caseworker, second, visit_as):
    copied = "My letter says I owe two months. I do not. Why?"
    draft(closed, caseworker, body=copied, answer_body="On 3.5.2026 my application was refused.")
    words = visit_as(second).open(page_of(closed)).one(".notice--warning").text_content()
    assert "“says I owe two months. I do not” is copied word for word" in words
    assert "3.5.2026: with a day" in words
    assert "“my application” reads as if" in words


def test_of_two_who_write_at_once_the_second_sees_both(closed, caseworker, second, visit_as):
    draft(closed, caseworker)
    writer = visit_as(caseworker)
    writer.open(page_of(closed))
    do(
        draft_publication,
        second,
        closed.reference,
        Draft("Is a rise of the rent allowed?", "", "Not twice."),
        1,
    )
    page = writer.submit(WRITE, **{**FORM, "answer_body": "No, never in one year."})
    assert page.status == 409
    assert "Not twice." in page.all("#draft ~ .quoted")[-1].text_content()
    assert "No, never in one year." in page.one("#answer_body").text
    assert writer.submit(WRITE, **{**FORM, "answer_body": "No, never in one year."}).status == 200
    assert kept().answer_body == "No, never in one year."


def test_a_draft_that_was_changed_meanwhile_is_not_approved(closed, caseworker, second, visit_as):
    draft(closed, caseworker)
    reader = visit_as(second)
    reader.open(page_of(closed))
    do(draft_publication, caseworker, closed.reference, Draft(TITLE, "", "Yes, it may."), 1)
    page = reader.submit(APPROVE)
    assert page.status == 409
    assert "Yes, it may." in page.text
    assert kept().state == "draft"


def test_only_a_closed_ticket_with_its_texts_is_drafted_from(
    department, requester, closed, caseworker, visit_as
):
    writer = visit_as(caseworker)
    assert writer.open(page_of(make_ticket(department, requester))).status == 409
    with as_of(now() + timedelta(days=1000)):
        do(erase_due, SYSTEM, now())
    assert writer.open(page_of(closed)).status == 409
    assert not writer.open(f"/tickets/{closed.reference}").all("#publication")


def test_the_list_takes_the_same_statements_for_many(department, caseworker, second, visit_as, statements):
    def drafts(number):
        for _one in range(number):
            ticket = make_ticket(department, make_person())
            do(close, caseworker, ticket.reference)
            draft(ticket, caseworker)

    def read():
        before = len(statements)
        page = reader.open("/staff/publications")
        return page, len(statements) - before

    reader = visit_as(second)
    drafts(2)
    read()
    _page, few = read()
    drafts(25)
    page, many = read()
    assert many == few
    assert len(page.all(".row")) < 27
    assert session().scalar(select(func.count()).select_from(Publication)) == 27
    with transaction() as current:
        current.execute(update(Publication).values(drafted_by_id=second.id))
    assert "No draft waits" in reader.open("/staff/publications").text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("May the rent go up twice in one year?", []),
        ("It says I owe them two months", []),
        ("IT SAYS I OWE TWO MONTHS, I do not!", [(Hint.COPIED, "IT SAYS I OWE TWO MONTHS, I do not")]),
        ("Until 31-12-2026 it is so.", [(Hint.DAY, "31-12-2026")]),
        ("Why was my application refused?", [(Hint.CASE, "my application")]),
    ],
)
def test_what_readers_should_look_at_twice(text, found):
    assert hints(text, ["It says I owe two months. I do not."]) == found


def test_what_is_personal_in_a_draft_is_marked_and_taken_out_at_a_press_and_never_let_through(
    app, closed, caseworker, visit_as
):
    """Publishing back is strict: also what elsewhere is only asked about must not stay."""
    writer = visit_as(caseworker)
    writer.open(page_of(closed))
    page = writer.submit(
        WRITE, **FORM | {"body": "Ring på 22 33 44 55.", "title": "Kan huslejen stige to gange?"}
    )
    assert [mark.text for mark in page.all(".guard mark")] == ["22 33 44 55"]
    assert "This must not be public" in page.text
    assert not page.all("button[name=consent]")
    assert page.one("textarea[name=body]").text.strip() == "Ring på 22 33 44 55."
    page = writer.submit(WRITE, action="remove")
    assert "22 33 44 55" not in page.source
    assert kept() is None
    writer.submit(WRITE, body="")
    assert kept().title == "Kan huslejen stige to gange?"
