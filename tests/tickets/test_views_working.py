"""The page of a ticket as those see it who work on it, and what they do there."""

from datetime import timedelta

import pytest

from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.tickets.models import Ticket, TicketNote
from app.tickets.operations.canned import Canned, save_canned_reply
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import assign, claim, set_priority, transfer
from app.tickets.operations.linking import link
from app.tickets.operations.moving import close, rate
from app.tickets.operations.writing import note, reply, say_writing
from app.tickets.states import Priority, State
from tests.factories import make_administrator, make_caseworker, make_official, make_person, make_ticket
from tests.web import Seen, Visitor


def do(operation, *arguments, **options):
    with transaction():
        return operation(*arguments, **options)


def open_page(visit_as, who, ticket) -> Visitor:
    visitor = visit_as(who)
    visitor.open(f"/tickets/{ticket.reference}")
    return visitor


def send(visitor: Visitor, action: str, **fields) -> Seen:
    button = fields.pop("button", None)
    return visitor.submit(f"form[action$='/{action}']", button=button, **fields)


def row(ticket) -> Ticket:
    session().close()
    return session().get(Ticket, ticket.id)


def fact(page: Seen, name: str) -> str:
    terms = [one.text_content() for one in page.all(".facts dt")]
    return " ".join(page.all(".facts dd")[terms.index(name)].text_content().split())


def thread(page: Seen) -> list[str]:
    return [one.text_content().strip() for one in page.all(".message .prose")]


def happenings(page: Seen) -> str:
    return page.one(".happenings").text_content()


@pytest.fixture
def colleague(department):
    """Give another caseworker of the holding department."""
    return make_caseworker(department, "Bo Lund")


# Answering


def test_an_answer_may_wait_or_close(ticket, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    send(visitor, "messages", body="Which month was it?", then="wait")
    assert row(ticket).state == State.WAITING_REQUESTER
    page = send(visitor, "messages", body="We have found it.", then="close")
    assert row(ticket).state == State.CLOSED
    assert not page.all("#write, form[action$='/notes'], form[action$='/assignee']")
    page = send(visitor, "reopen")
    assert page.all("#write")
    assert row(ticket).state == State.REOPENED


def test_what_happens_then_is_no_matter_of_the_requester(ticket, requester, caseworker, visit_as):
    visitor = open_page(visit_as, requester, ticket)
    assert not visitor.page.all("[name=then], [name=canned_id], [data-writing-url]")
    data = dict(visitor.page.one("#write form").form_values())
    visitor.post(f"/tickets/{ticket.reference}/messages", data | {"body": "It was May.", "then": "close"})
    assert row(ticket).state == State.NEW


def test_sending_and_going_on_leads_to_what_is_due_next(ticket, department, caseworker, colleague, visit_as):
    later = [make_ticket(department, subject=f"Number {number}") for number in range(3)]
    do(claim, colleague, later[0].reference)
    visitor = open_page(visit_as, caseworker, ticket)
    page = send(visitor, "messages", body="We look into it.", button="action=next")
    assert page.one("h1").text == "Number 1"
    page = send(visitor, "close", button="action=next")
    assert page.one("h1").text == "Number 2"
    page = visitor.open(page.one("[aria-keyshortcuts=j]").get("href"))
    assert page.one("h1").text == ticket.subject


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("nothing", "Your message is sent."),
        ("wait", "Your message is sent. The clock stands until the requester answers."),
        ("close", "Your message is sent and the ticket is closed. The requester is asked how it went."),
    ],
)
def test_who_sends_is_told_what_became_of_the_ticket(ticket, caseworker, visit_as, then, words):
    page = send(open_page(visit_as, caseworker, ticket), "messages", body="We look into it.", then=then)
    assert page.one("#flashes").text_content().strip() == words


def test_where_no_other_ticket_waits_one_stays_and_is_told(ticket, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    page = send(visitor, "messages", body="Done.", then="close", button="action=next")
    assert page.one("h1").text == ticket.subject
    assert "No other ticket waits for you." in page.text
    assert "Your message is sent and the ticket is closed." in page.text


def test_of_two_answers_the_second_sees_the_first_and_keeps_its_words(
    ticket, requester, caseworker, colleague, visit_as
):
    first, second = open_page(visit_as, caseworker, ticket), open_page(visit_as, colleague, ticket)
    send(first, "notes", body="He has called twice.")
    send(first, "messages", body="We have found it.", then="close")
    do(reply, requester, ticket.reference, "Thank you, but no.")
    page = send(second, "messages", body="Which month was it?", then="wait")
    assert page.status == 409
    assert page.one("textarea[name=body]#reply").text.strip() == "Which month was it?"
    assert page.one("[name=then][value=wait]").get("checked") is not None
    new = [one.text_content().strip() for one in page.all(".message--new .prose")]
    assert new == ["He has called twice.", "We have found it.", "Thank you, but no."]
    told = page.one("[aria-labelledby=meanwhile]").text_content()
    assert "Closed" in told
    assert "Left a note for colleagues" in told
    page = send(second, "messages")
    assert (page.status, thread(page)[-1]) == (200, "Which month was it?")


def test_to_answer_what_a_colleague_gave_away_keeps_the_words_on_the_screen(
    ticket, elsewhere, caseworker, colleague, visit_as
):
    visitor = open_page(visit_as, colleague, ticket)
    do(transfer, caseworker, ticket.reference, elsewhere.id, "It is a tree of yours.")
    for action in ("messages", "notes"):
        opened = visitor.page
        page = send(visitor, action, body="Which month was it?")
        assert page.status == 404
        assert page.one("textarea[name=body]").text.strip() == "Which month was it?"
        assert ticket.subject not in page.text
        visitor.page = opened


# Canned replies


def test_a_canned_reply_is_put_behind_what_is_written_and_nothing_is_sent(
    ticket, department, caseworker, visit_as
):
    texts = [("da", "Tak", "Tak for **ventetiden**."), ("en", "Thanks", "Thank you for **waiting**.")]
    numbers = [do(save_canned_reply, caseworker, Canned(department.id, *one)) for one in texts]
    visitor = open_page(visit_as, caseworker, ticket)
    names = [one.text_content().strip() for one in visitor.page.all("[name=canned_id] option")]
    assert names == ["None", "Thanks", "Tak (da)"]
    page = send(visitor, "messages", body="Dear Anna", canned_id=numbers[1], button="action=insert")
    assert page.status == 200
    assert page.one("#reply").text.strip() == "Dear Anna\n\nThank you for **waiting**."
    page = send(visitor, "messages", body="", canned_id=numbers[0], button="action=insert")
    assert page.one("#reply").text.strip() == "Tak for **ventetiden**."
    assert len(thread(page)) == 1
    assert thread(send(visitor, "messages"))[-1] == "Tak for ventetiden."


def test_nobody_gets_a_canned_reply_of_another_department(ticket, elsewhere, requester, caseworker, visit_as):
    number = do(save_canned_reply, make_caseworker(elsewhere), Canned(elsewhere.id, "en", "Ours", "Secret."))
    for who in (caseworker, requester):
        visitor = open_page(visit_as, who, ticket)
        data = dict(visitor.page.one("#write form").form_values())
        data |= {"canned_id": str(number), "action": "insert", "body": ""}
        page = visitor.post(f"/tickets/{ticket.reference}/messages", data)
        assert page.status == 404
        assert "Secret." not in page.text


# Notes, and who is writing


def test_a_note_stands_where_it_was_left_for_colleagues_alone(ticket, requester, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    send(visitor, "notes", body="He has **called** twice.")
    page = send(visitor, "messages", body="Which month was it?")
    assert thread(page)[1:] == ["He has called twice.", "Which month was it?"]
    assert page.one(".message--note .prose strong").text == "called"
    seen = open_page(visit_as, requester, ticket).page
    assert "called" not in seen.source
    assert not seen.all(".message--note, .facts, form[action$='/notes']")


def test_the_same_note_sent_twice_is_left_once(ticket, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    form = visitor.page
    for _time in range(2):
        visitor.page = form
        assert send(visitor, "notes", body="He has called twice.").status == 200
    session().close()
    assert session().query(TicketNote).count() == 1


def test_an_empty_note_is_refused_at_its_field(ticket, caseworker, visit_as):
    page = send(open_page(visit_as, caseworker, ticket), "notes", body=" ")
    assert page.status == 422
    assert "Write what your colleagues need to know." in page.one("#note-error").text_content()
    assert page.one("details:has(#note)").get("open") is not None


def test_who_else_is_writing_is_said_to_colleagues(ticket, requester, caseworker, colleague, visit_as):
    do(say_writing, colleague, ticket.reference)
    do(say_writing, requester, ticket.reference)
    words = open_page(visit_as, caseworker, ticket).page.one("#writing").text_content()
    assert "Bo Lund is writing here just now." in words
    assert "Anna Berg" in words
    assert "writing here" not in open_page(visit_as, requester, ticket).page.text
    with as_of(now() + timedelta(minutes=3)):
        assert "Bo Lund" not in open_page(visit_as, caseworker, ticket).page.one("#writing").text_content()


def test_what_is_new_is_said_while_one_writes(ticket, caseworker, colleague, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    address = visitor.page.one("[data-writing-url]").get("data-writing-url")
    assert visitor.client.get(address).text.strip() == ""
    do(set_priority, colleague, ticket.reference, Priority.HIGH)
    do(reply, caseworker, ticket.reference, "I know of this myself.")
    assert "Something new" not in visitor.client.get(address).text
    do(reply, colleague, ticket.reference, "We have found it.")
    assert "Something new has come" in visitor.client.get(address).text


# Who has it


def test_one_takes_it_and_lets_it_go(ticket, caseworker, colleague, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    assert fact(visitor.page, "Who has it") == "Nobody yet"
    late = open_page(visit_as, colleague, ticket)
    page = send(visitor, "claim", button="on=1")
    assert fact(page, "Who has it").startswith("You have it until ")
    page = send(late, "claim", button="on=1")
    assert page.status == 409
    assert "A colleague has just taken this ticket." in page.text
    assert fact(page, "Who has it").startswith("Mette Holm until ")
    assert not page.all("form[action$='/claim']")
    assert fact(send(visitor, "claim", button="on=0"), "Who has it") == "Nobody yet"
    send(visitor, "claim", button="on=1")
    with as_of(now() + timedelta(hours=5)):
        page = open_page(visit_as, colleague, ticket).page
        assert fact(page, "Who has it") == "Nobody yet"
        assert page.one("form[action$='/claim'] button").text == "Take it"


def test_it_is_given_to_oneself_or_to_a_colleague(ticket, caseworker, colleague, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    names = [one.text for one in visitor.page.all("[name=assignee_id] option")]
    assert names == ["Me (Mette Holm)", "Bo Lund"]
    assert fact(send(visitor, "assignee", assignee_id=colleague.id), "Who has it") == "Bo Lund"
    assert fact(send(visitor, "assignee", assignee_id=caseworker.id), "Who has it") == "You have it"
    page = send(visitor, "assignee", assignee_id=make_person().id)
    assert page.status == 422
    assert "Choose a caseworker of the department" in page.one("#assignee_id-error").text_content()


def test_of_two_who_give_it_away_at_once_the_second_is_asked_to_look(ticket, caseworker, colleague, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    do(assign, colleague, ticket.reference, colleague.id)
    page = send(visitor, "assignee", assignee_id=caseworker.id)
    assert page.status == 409
    assert "Gave the ticket to Bo Lund" in page.one("[aria-labelledby=meanwhile]").text_content()
    assert fact(send(visitor, "assignee", assignee_id=caseworker.id), "Who has it") == "You have it"


def test_it_is_passed_on_with_a_note_and_seen_no_more(ticket, elsewhere, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    page = send(visitor, "department", department_id=elsewhere.id, note="")
    assert page.status == 422
    assert "Write what your colleagues need to know." in page.one("#transfer-note-error").text_content()
    page = send(visitor, "department", department_id=elsewhere.id, note="It is a tree of yours.")
    assert "Roads and Parks has the ticket now." in page.text
    assert visitor.open(f"/tickets/{ticket.reference}").status == 404
    page = open_page(visit_as, make_caseworker(elsewhere), ticket).page
    assert page.one(".message--note .prose").text_content().strip() == "It is a tree of yours."
    assert "Passed on from Citizen Service to Roads and Parks" in happenings(page)


# How it stands


def test_no_department_is_chosen_for_anybody_who_passes_a_ticket_on(ticket, elsewhere, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    page = send(visitor, "department", note="It is about a tree.")
    assert page.status == 422
    assert "Choose another department." in page.one("#department_id-error").text_content()
    assert page.one("#transfer-note").text.strip() == "It is about a tree."
    assert row(ticket).department_id == ticket.department_id


def test_priority_is_set_and_shown(ticket, caseworker, visit_as):
    page = send(open_page(visit_as, caseworker, ticket), "priority", priority="urgent")
    assert fact(page, "Priority") == "Urgent"
    assert page.one("[name=priority] option[selected]").get("value") == "urgent"
    assert "Set the priority to “Urgent”" in happenings(page)


def test_it_is_put_off_until_a_day_and_taken_up_again(ticket, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    page = send(visitor, "waiting", until=now().date())
    assert page.status == 422
    assert "Choose a day to come" in page.one("#until-error").text_content()
    page = send(visitor, "waiting", until=now().date() + timedelta(days=7))
    assert page.one(".ticket__state h2").text == "Put off"
    assert send(visitor, "resume").one(".ticket__state h2").text == "Open"


def test_closing_what_changed_meanwhile_shows_the_change_first(ticket, requester, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker, ticket)
    do(reply, requester, ticket.reference, "One more thing.")
    page = send(visitor, "close")
    assert page.status == 409
    assert page.one(".message--new .prose").text_content().strip() == "One more thing."
    assert row(ticket).state == State.NEW
    assert send(visitor, "close").one(".ticket__state h2").text == "Closed"


def test_how_it_went_is_told_to_those_who_worked_on_it(ticket, requester, caseworker, visit_as):
    do(close, caseworker, ticket.reference)
    do(rate, requester, ticket.reference, 2, "It took long.")
    page = open_page(visit_as, caseworker, ticket).page
    assert fact(page, "How it went") == "2 of 5It took long."


def test_tickets_are_linked_and_unlinked(ticket, department, elsewhere, caseworker, visit_as):
    other, hidden = make_ticket(department, subject="The other letter"), make_ticket(elsewhere)
    visitor = open_page(visit_as, caseworker, ticket)
    for wrong in (hidden.reference, "nonsense"):
        page = send(visitor, "links", other_reference=wrong)
        assert page.status == 422
        assert (
            "You work on no ticket with this reference." in page.one("#other_reference-error").text_content()
        )
    assert send(visitor, "links", other_reference=ticket.reference).status == 422
    page = send(visitor, "links", other_reference=other.reference.replace("-", "").lower())
    assert page.one("[aria-labelledby=linked] a").text == "The other letter"
    page = visitor.submit("form[action*='/links/']")
    assert not page.all("[aria-labelledby=linked]")


# Who may not


def test_in_their_own_case_caseworkers_are_citizens(department, caseworker, visit_as):
    own = make_ticket(department, caseworker)
    page = open_page(visit_as, caseworker, own).page
    assert not page.all(".facts, #keys, form[action$='/close'], form[action$='/notes'], [name=then]")


def test_who_broke_the_glass_reads_and_no_more(ticket, caseworker, visit_as):
    do(note, caseworker, ticket.reference, "He has called twice.")
    administrator = make_administrator()
    do(break_glass, administrator, ticket.reference, "She is in hospital.")
    page = open_page(visit_as, administrator, ticket).page
    assert page.one(".message--note .prose").text_content().strip() == "He has called twice."
    assert not page.all("main form")


def test_the_page_takes_as_many_statements_for_much_as_for_little(
    ticket, department, requester, caseworker, colleague, visit_as, statements
):
    def open_and_count() -> int:
        statements.clear()
        visit.open(f"/tickets/{ticket.reference}")
        return len(statements)

    def fill(number: int) -> None:
        do(note, caseworker, ticket.reference, f"Note {number}")
        do(reply, requester, ticket.reference, f"And number {number}?")
        do(assign, caseworker, ticket.reference, (colleague, caseworker)[number % 2].id)
        do(link, caseworker, ticket.reference, make_ticket(department).reference)
        do(save_canned_reply, caseworker, Canned(department.id, "en", f"Thanks {number}", "Thank you."))

    visit = visit_as(caseworker)
    fill(0)
    first = open_and_count()
    for number in range(1, 6):
        fill(number)
    assert open_and_count() == first <= 18, statements


def test_officials_who_are_no_caseworkers_find_no_ticket(ticket, department, visit_as):
    page = open_page(visit_as, make_official(department), ticket).page
    assert page.status == 404
