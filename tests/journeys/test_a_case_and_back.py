"""Ask in public → the guard suggests private → part moves to a ticket → a caseworker asks back → the clock stands → the
requester answers → closed → how it went → published back: in a real browser, in English with JavaScript and in Danish
on a phone without."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.core.clock import as_of, now
from app.core.db import session
from app.departments.models import Department
from app.questions.models import Question
from app.tickets import clockwork
from app.tickets.models import Publication, Ticket, TicketPause
from app.tickets.operations.publishing import REFUSING
from tests.browser import PHONE, WIDE, Tab, sign_in_with_cookie
from tests.factories import make_caseworker, make_department, make_person, make_topic

pytestmark = pytest.mark.browser
TITLE = {
    "en": "How is housing benefit reckoned when a child moves out?",
    "da": "Hvordan beregnes boligstøtten, når et barn flytter hjemmefra?",
}
GENERAL = {
    "en": "It is about a flat of eighty square metres.",
    "da": "Det handler om en lejlighed på firs kvadratmeter.",
}
OWN = {
    "en": "My application for housing benefit was refused in May.",
    "da": "Min ansøgning om boligstøtte fik afslag i maj.",
}
SAID = {"en": "Which month did she move?", "da": "Hvilken måned flyttede hun?"}
HEARD = {"en": "It was in March.", "da": "Det var i marts."}
SETTLED = {"en": "Then you get it from April on.", "da": "Så får I den fra april."}
FOR_ALL = {
    "en": (
        "Is housing benefit less once a child has moved out?",
        "Yes, from the month after. Tell us when it happens.",
    ),
    "da": (
        "Bliver boligstøtten mindre, når et barn er flyttet?",
        "Ja, fra måneden efter. Fortæl os, når det sker.",
    ),
}


@pytest.fixture
def benefits(app) -> Department:
    department = make_department("Housing", names={"da": "Bolig"}, front_desk=True)
    make_topic(department, "Housing benefit", names={"da": "Boligstøtte"})
    return department


@pytest.mark.parametrize(
    ("language", "javascript", "size"),
    [("en", True, WIDE), ("da", False, PHONE)],
    ids=["in English with JavaScript", "in Danish without JavaScript on a phone"],
)
def test_what_was_asked_in_public_goes_on_in_private_and_helps_others(
    app, tab: Callable[..., Tab], benefits: Department, language: str, javascript: bool, size: dict[str, int]
):
    def tab_of(person) -> Tab:
        one = tab(language, javascript=javascript, size=size)
        if person is not None:
            sign_in_with_cookie(one, app, person.id)
        return one

    asker = tab_of(make_person("Astrid Storm"))
    caseworker = tab_of(make_caseworker(benefits, "Mette Holm"))
    colleague = tab_of(make_caseworker(benefits, "Ole Friis"))
    reader = tab_of(None)

    question = _ask_although_warned(asker, language)
    ticket = _make_part_private(asker, question, language)
    reader.open(question)
    expect(reader.page.locator("main")).to_contain_text(GENERAL[language])
    expect(reader.page.locator("main")).not_to_contain_text(OWN[language])

    _write(caseworker, ticket, SAID[language], then="wait")
    assert _running_pauses() == 1
    _write(asker, ticket, HEARD[language])
    assert _running_pauses() == 0
    _write(caseworker, ticket, SETTLED[language], then="close")
    _say_how_it_went(asker, ticket)

    _draft(caseworker, ticket, *FOR_ALL[language])
    _approve(colleague, ticket)
    _read_before_it_is_published(asker, ticket, FOR_ALL[language][1])
    with as_of(now() + REFUSING + timedelta(hours=1)):
        clockwork.tidy()
    _find_without_a_way_back(reader, ticket, *FOR_ALL[language])


def _ask_although_warned(tab: Tab, language: str) -> str:
    """Ask, be offered to ask in private, and go on in public."""
    page = tab.open("/questions/ask")
    page.fill("[name=title]", TITLE[language])
    page.fill("[name=body]", f"{GENERAL[language]} {OWN[language]}")
    page.locator("main form .govuk-button[value=preview]").click()
    expect(page.locator("[aria-labelledby=private-offer] button")).to_be_visible()
    page.locator("main form .govuk-button[value=post]").first.click()
    page.wait_for_url(re.compile(r"/questions/\d+/"))
    return page.url.removeprefix(tab.address).partition("?")[0].partition("#")[0]


def _make_part_private(tab: Tab, question: str, language: str) -> str:
    """Move the sentence about one's own case, which is chosen already, to a ticket; gives its address."""
    page = tab.open(question)
    number = re.search(r"/questions/(\d+)", question)
    assert number
    page = tab.open(f"/questions/{number[1]}/make-private")
    expect(page.get_by_label(OWN[language])).to_be_checked()
    expect(page.get_by_label(GENERAL[language])).not_to_be_checked()
    page.locator("main form .govuk-button[value=preview]").click()
    expect(page.locator("[aria-labelledby=stays]")).not_to_contain_text(OWN[language])
    page.locator("main form .govuk-button[value=do]").click()
    page.wait_for_url(re.compile(r"/tickets/"))
    expect(page.locator("main")).to_contain_text(OWN[language])
    return page.url.removeprefix(tab.address).partition("?")[0].partition("#")[0]


def _write(tab: Tab, ticket: str, text: str, then: str = "") -> None:
    """Write in the ticket; a caseworker says too what comes of it."""
    page = tab.open(ticket)
    page.fill("#write [name=body]", text)
    if then:
        page.check(f"#write [name=then][value={then}]")
    page.locator("#write form button.govuk-button:not([name]):not([type=button])").click()
    expect(page.locator(".message", has_text=text)).to_be_visible()


def _running_pauses() -> int:
    """Count the tickets whose clock stands for their requester."""
    session().close()
    pauses = session().scalars(select(TicketPause).where(TicketPause.ended.is_(None))).all()
    (ticket,) = session().scalars(select(Ticket)).all()
    assert (ticket.resolution_due_at is None) == bool(pauses)
    session().close()
    return len(pauses)


def _say_how_it_went(tab: Tab, ticket: str) -> None:
    page = tab.open(ticket)
    page.check("[name=satisfaction][value='5']")
    page.locator("form[action$='/survey'] button.govuk-button").click()
    expect(page.locator("[name=satisfaction]")).to_have_count(0)
    session().close()
    assert session().scalars(select(Ticket.satisfaction)).one() == 5
    session().close()


def _draft(tab: Tab, ticket: str, title: str, answer: str) -> None:
    page = tab.open(ticket)
    page.locator(f"a[href='{ticket}/publication']").click()
    form = page.locator("form[action$='/publication']")
    form.locator("[name=title]").fill(title)
    form.locator("[name=answer_body]").fill(answer)
    form.locator("button.govuk-button:not([type=button])").click()
    expect(page.locator("[aria-labelledby=draft]")).to_contain_text(answer)
    expect(page.locator("form[action$='/approve']")).to_have_count(0)


def _approve(tab: Tab, ticket: str) -> None:
    page = tab.open("/staff/publications")
    page.locator(f"a[href='{ticket}/publication']").click()
    page.locator("form[action$='/approve'] button").click()
    expect(page.locator("form[action$='/approve']")).to_have_count(0)


def _read_before_it_is_published(tab: Tab, ticket: str, answer: str) -> None:
    page = tab.open(ticket)
    page.locator(f"a[href='{ticket}/publication']").click()
    expect(page.locator("main")).to_contain_text(answer)
    expect(page.locator("form[action$='/refuse']")).to_be_visible()


def _find_without_a_way_back(tab: Tab, ticket: str, title: str, answer: str) -> None:
    """Open what was published: the department's, about nobody, and no word of it names the ticket."""
    session().close()
    assert session().scalars(select(Publication)).all() == []
    question = session().scalars(select(Question).where(Question.title == title)).one()
    address = f"/questions/{question.id}/{question.slug}"
    session().close()
    page: Page = tab.open(address)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".answer")).to_contain_text(answer)
    assert ticket.removeprefix("/tickets/") not in page.content()
    expect(page.locator("a[href*='/tickets/']:not([href*='/tickets/new'])")).to_have_count(0)
