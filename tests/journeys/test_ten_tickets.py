"""A caseworker answers ten tickets without touching the mouse: reads, writes, closes, gives away, all by keys."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.core.db import session, transaction
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.canned import Canned, save_canned_reply
from app.tickets.states import State
from tests.browser import PHONE, WIDE, Tab, following, sign_in_with_cookie, wait_until_it_listens
from tests.factories import make_caseworker, make_department, make_person, make_ticket

pytestmark = pytest.mark.browser
TEN = 10
ANSWER = "It is **settled**, number "


@pytest.fixture
def department(app):
    """Give the department that has the tickets."""
    return make_department("Citizen Service", front_desk=True)


@pytest.fixture
def caseworker(department):
    """Give who answers them."""
    return make_caseworker(department, "Mette Holm")


def open_first(app, tab: Callable[..., Tab], caseworker, ticket, **options) -> Page:
    one = tab("en", **options)
    sign_in_with_cookie(one, app, caseworker.id)
    return one.open(f"/tickets/{ticket.reference}")


def make_ten(department) -> list[Ticket]:
    return [make_ticket(department, make_person(), f"Case number {number}") for number in range(1, TEN + 1)]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def follow(page: Page, *keys: str) -> None:
    """Press keys that lead to another page, and wait for it to listen to keys."""
    with following(page):
        press(page, *keys)


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words)


def rows() -> list[Ticket]:
    session().close()
    return session().query(Ticket).order_by(Ticket.id).all()


def test_ten_tickets_are_answered_by_keys_alone(app, tab, department, caseworker):
    tickets = make_ten(department)
    page = open_first(app, tab, caseworker, tickets[0])
    for number in range(1, TEN + 1):
        heading(page, f"Case number {number}")
        press(page, "r")
        page.keyboard.type(f"{ANSWER}{number}.")
        if number == TEN:
            # The last one waits for its requester, so that no other is left but those that are answered.
            press(page, "Escape", "2")
        follow(page, "Control+Enter")
    session().close()
    answers = session().query(TicketMessage).filter(TicketMessage.author_id == caseworker.id)
    assert sorted(one.ticket_id for one in answers) == [ticket.id for ticket in tickets]
    assert all(ticket.first_reply_at for ticket in rows())
    assert rows()[-1].state == State.WAITING_REQUESTER


def test_whatever_else_is_done_with_a_ticket_needs_no_mouse_either(app, tab, department, caseworker):
    colleague = make_caseworker(department, "Bo Lund")
    first, second = make_ten(department)[:2]
    with transaction():
        save_canned_reply(caseworker, Canned(department.id, "en", "Thanks", "Thank you for **waiting**."))
    page = open_first(app, tab, caseworker, first)
    press(page, "t")
    expect(page.locator(".facts")).to_contain_text("You have it")
    press(page, "a", "ArrowDown", "Tab", "Enter")
    expect(page.locator(".facts")).to_contain_text("Bo Lund")
    press(page, "n")
    page.keyboard.type("She called.")
    press(page, "Tab", "Enter")
    expect(page.locator(".message--note")).to_contain_text("She called.")
    press(page, "c", "ArrowDown", "Tab", "Enter")
    expect(page.locator("#reply")).to_have_value("Thank you for **waiting**.")
    expect(page.locator("#reply")).to_be_focused()
    press(page, "Escape", "3")
    follow(page, "Control+Shift+Enter")
    expect(page.locator(".ticket__state h2")).to_have_text("Closed")
    follow(page, "j")
    heading(page, second.subject)
    press(page, "e")
    assert rows()[1].state == State.NEW
    follow(page, "Enter")
    expect(page.locator(".ticket__state h2")).to_have_text("Closed")
    assert rows()[0].assignee_id == colleague.id


def test_keys_are_listed_and_can_be_turned_off_and_are_letters_in_a_field(app, tab, department, caseworker):
    ticket = make_ticket(department)
    page = open_first(app, tab, caseworker, ticket)
    press(page, "r")
    page.keyboard.type("jet rec?")
    expect(page.locator("#reply")).to_have_value("jet rec?")
    press(page, "Escape", "?")
    expect(page.locator("#keys")).to_have_attribute("open", "")
    expect(page.locator("#keys summary")).to_be_focused()
    press(page, "Tab", "Space")
    expect(page.locator("#keys-on")).not_to_be_checked()
    page.reload()
    wait_until_it_listens(page)
    expect(page.locator("#keys-on")).not_to_be_checked()
    press(page, "r")
    expect(page.locator("#reply")).not_to_be_focused()
    assert not page.locator("body.keys-on").count()


def test_colleagues_see_who_is_writing_without_loading_the_page_again(app, tab, department, caseworker):
    ticket = make_ticket(department)
    colleague = make_caseworker(department, "Bo Lund")
    page = open_first(app, tab, caseworker, ticket)
    with page.expect_response(lambda response: response.request.method == "POST") as told:
        page.locator("#reply").press_sequentially("We")
    assert told.value.ok
    other = open_first(app, tab, colleague, ticket)
    expect(other.locator("#writing")).to_contain_text("Mette Holm is writing here just now.")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_nothing_is_in_anybodys_way_with_everything_open(app, tab, department, caseworker, size):
    ticket = make_ticket(department)
    one = tab("da", size=size)
    sign_in_with_cookie(one, app, caseworker.id)
    page = one.open(f"/tickets/{ticket.reference}")
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")
    assert one.violations() == []
    assert one.overflow() <= 0


def test_sending_and_going_on_works_without_javascript(app, tab, department, caseworker):
    first, second = make_ten(department)[:2]
    page = open_first(app, tab, caseworker, first, javascript=False)
    page.fill("#reply", "It is settled.")
    page.click("button[value=next]")
    heading(page, second.subject)
