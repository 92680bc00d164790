"""A person's own tickets, and how many wait for them."""

from datetime import timedelta

from app.core.clock import as_of, now
from app.core.db import transaction
from app.tickets.operations.moving import close
from app.tickets.operations.people import name_person
from app.tickets.operations.writing import Then, note, reply
from tests.factories import make_person, make_ticket


def do(operation, *arguments, **options):
    with transaction():
        return operation(*arguments, **options)


def titles(page) -> list[str]:
    return [one.text for one in page.all(".row__title a")]


def test_who_has_no_ticket_is_led_to_asking(department, requester, visit_as):
    page = visit_as(requester).open("/tickets")
    assert "You have no tickets." in page.one(".empty").text_content()
    assert page.one(".empty a").get("href") == "/tickets/new"


def test_tickets_are_listed_by_state(department, requester, caseworker, visit_as):
    names = ("My rent", "My lamp", "My tree")
    made = {name: make_ticket(department, requester, subject=name) for name in names}
    make_ticket(department, subject="Of somebody else")
    do(reply, caseworker, made["My lamp"].reference, "Which one?", then=Then.WAIT)
    do(close, caseworker, made["My tree"].reference)
    visitor = visit_as(requester)
    assert sorted(titles(visitor.open("/tickets"))) == ["My lamp", "My rent", "My tree"]
    assert titles(visitor.open("/tickets?show=waiting")) == ["My lamp"]
    assert sorted(titles(visitor.open("/tickets?show=open"))) == ["My lamp", "My rent"]
    page = visitor.open("/tickets?show=closed")
    assert titles(page) == ["My tree"]
    assert "Wait for you (1)" in page.one(".tabs").text_content()
    assert page.one(".tabs [aria-current]").text == "Closed"
    assert "Closed" in page.one(".row__facts").text_content()


def test_a_tab_with_nothing_says_so(ticket, requester, visit_as):
    page = visit_as(requester).open("/tickets?show=waiting")
    assert "No ticket waits for you." in page.one(".empty").text_content()
    assert visit_as(requester).open("/tickets?show=nonsense").status == 404


def test_a_long_list_is_paged_within_its_tab(department, requester, caseworker, visit_as):
    for number in range(22):
        with as_of(now() - timedelta(hours=number)):
            made = make_ticket(department, requester, subject=f"Case {number}")
            do(close, caseworker, made.reference)
    visitor = visit_as(requester)
    first = visitor.open("/tickets?show=closed")
    second = visitor.open(first.one("a[rel=next]").get("href"))
    assert (len(titles(first)), len(titles(second))) == (20, 2)
    assert not set(titles(first)) & set(titles(second))
    assert second.one(".tabs [aria-current]").text == "Closed"


def test_who_reads_along_sees_whose_case_it_is(ticket, requester, visit_as):
    friend = make_person(email="bo@example.org")
    do(name_person, requester, ticket.reference, "bo@example.org")
    page = visit_as(friend).open("/tickets")
    assert titles(page) == [ticket.subject]
    assert "For Anna Berg" in page.one(".row__meta").text_content()


def test_a_note_for_colleagues_does_not_show_in_the_list(ticket, requester, caseworker, visit_as):
    before = visit_as(requester).open("/tickets").one(".row").text_content()
    do(note, caseworker, ticket.reference, "He has called twice.")
    assert visit_as(requester).open("/tickets").one(".row").text_content() == before


def test_the_list_takes_the_same_few_statements_however_long(department, requester, visit_as, statements):
    visitor = visit_as(requester)
    counts = []
    for number in (1, 7):
        for one in range(number):
            make_ticket(department, requester, subject=f"Case {number}-{one}")
        statements.clear()
        visitor.open("/tickets")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4, statements


def test_the_account_page_counts_what_waits_in_one_statement(
    ticket, requester, caseworker, visit_as, statements
):
    visitor = visit_as(requester)
    assert "None waits for you" in visitor.open("/account").text
    do(reply, caseworker, ticket.reference, "Which one?", then=Then.WAIT)
    statements.clear()
    assert "1 waits for you" in visitor.open("/account").text
    assert len([one for one in statements if "FROM tickets" in one]) == 1


def test_other_pages_lead_to_ones_tickets_without_counting_them(ticket, requester, visit_as, statements):
    visitor = visit_as(requester)
    statements.clear()
    page = visitor.open("/questions")
    assert page.all(".menu__list a[href='/tickets']")
    assert not [one for one in statements if "tickets" in one]
