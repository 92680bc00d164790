"""What a caseworker has typed and not sent stays while they do other things with the ticket, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from app.core.db import session
from app.tickets.models import Ticket, TicketNote
from tests.browser import sign_in_with_cookie
from tests.factories import make_caseworker, make_department, make_person, make_ticket

pytestmark = pytest.mark.browser
TYPED = "Dear Jonas, what you ask for takes"


@pytest.fixture
def page(app, tab) -> Page:
    """Open a ticket as a caseworker who has begun to answer it."""
    department = make_department("Citizen Service")
    ticket = make_ticket(department, make_person("Jonas Petersen"), "A passport")
    window = tab("en")
    sign_in_with_cookie(window, app, make_caseworker(department, "Mette Holm").id or 0)
    page = window.open(f"/tickets/{ticket.reference}")
    page.get_by_label("Your message").fill(TYPED)
    return page


def kept_ticket() -> Ticket:
    session().close()
    return session().query(Ticket).one()


def use(page: Page, tool: str) -> None:
    page.locator("summary").get_by_text(tool, exact=True).click()


def test_what_is_done_beside_the_answer_leaves_what_is_typed(page):
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("button", name="Let it go")).to_be_focused()
    use(page, "Priority")
    page.locator("#priority").select_option("urgent")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#flashes")).to_have_text("The priority is set.")
    expect(page.locator(".facts")).to_contain_text("Urgent")
    use(page, "Leave a note for colleagues")
    page.locator("#note").fill("He was here twice.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("#thread")).to_contain_text("He was here twice.")
    expect(page.locator("#note")).to_have_value("")
    expect(page.get_by_label("Your message")).to_have_value(TYPED)
    assert kept_ticket().priority == "urgent"
    assert session().query(TicketNote).count() == 1


def test_what_is_refused_beside_the_answer_is_said_and_leaves_what_is_typed(page):
    use(page, "Link it with another ticket")
    page.locator("#other_reference").fill("CDFH-JKMN")
    page.get_by_role("button", name="Link it").click()
    expect(page.locator("#flashes #error-summary")).to_be_focused()
    expect(page.locator("#flashes")).to_contain_text("You work on no ticket with this reference.")
    expect(page.locator("#other_reference")).to_have_value("CDFH-JKMN")
    expect(page.get_by_label("Your message")).to_have_value(TYPED)


def test_who_leaves_with_words_not_sent_is_asked_first(page):
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Next ticket").click()
    expect(page.get_by_label("Your message")).to_have_value(TYPED)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#flashes")).to_contain_text("Your message is sent.")
    assert asked == ["beforeunload"]
