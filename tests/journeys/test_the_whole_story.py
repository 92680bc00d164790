"""Sign up → ask → see similar → another answers → official verifies → found by search → edited → badge says which
version: in a real browser, in both languages, with and without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import Person
from app.core.db import session
from app.departments.models import Department
from app.questions.models import Answer, Question
from tests.browser import PHONE, WIDE, Served, Tab, following, sign_in_with_cookie
from tests.factories import (
    make_answer,
    make_department,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.waiting import eventually

pytestmark = pytest.mark.browser
PASSWORD = "seven grey geese 1984"
TITLE = {
    "en": "When is the ice rink on the square opened this winter?",
    "da": "Hvornår åbner skøjtebanen på torvet i denne vinter?",
}
ANSWER = {"en": "It opens on **1 December** at noon.", "da": "Den åbner **1. december** kl. 12."}
WORD = {"en": "rink", "da": "skøjtebanen"}
VERIFIED = {"en": "Verified answer", "da": "Bekræftet svar"}
EARLIER = {"en": "An earlier version is verified", "da": "En tidligere version er bekræftet"}


@pytest.fixture
def leisure(app) -> Department:
    department = make_department("Leisure", names={"da": "Fritid"}, front_desk=True)
    topic = make_topic(
        department, "Ice rink", names={"da": "Skøjtebane"}, keywords="skating, ice, skøjter, skøjtebane"
    )
    older = make_question("Is the ice rink on the square free of charge?", topic_id=topic.id)
    make_answer(older, "Yes, the ice rink is free.")
    older = make_question("Er skøjtebanen på torvet gratis at bruge?", topic_id=topic.id, language="da")
    make_answer(older, "Ja, skøjtebanen er gratis.")
    return department


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize(("language", "size"), [("en", WIDE), ("da", PHONE)], ids=["en", "da"])
def test_a_question_becomes_a_verified_answer_that_is_found(
    app,
    served: Served,
    tab: Callable[..., Tab],
    leisure: Department,
    language: str,
    size: dict[str, int],
    javascript: bool,
):
    def open_tab() -> Tab:
        return tab(language, javascript=javascript, size=size)

    asker = open_tab()
    _sign_up(served, asker, f"astrid.{language}.{javascript}@example.org".lower())
    address = _ask(asker, language, javascript)
    neighbour = make_person("Nabo Nielsen")
    answerer = open_tab()
    sign_in_with_cookie(answerer, app, neighbour.id)
    _answer(answerer, address, ANSWER[language])
    official = open_tab()
    sign_in_with_cookie(official, app, make_official(leisure, "Mette Holm").id)
    _verify(official, address)
    reader = open_tab()
    _find(reader, language)
    expect(reader.page.locator(".answer--verified .badge")).to_contain_text(VERIFIED[language])
    _edit(answerer, address, ANSWER[language] + " Bring a friend.")
    reader.open(address)
    badge = reader.page.locator(".answer .badge")
    expect(badge).to_contain_text(EARLIER[language])
    badge.locator('a[href$="/revisions/1"]').click()
    expect(reader.page.locator("#revision-1")).to_be_visible()


def _sign_up(served: Served, tab: Tab, email: str) -> None:
    page = tab.open("/sign-up")
    page.fill("[name=name]", "Astrid Storm")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    _send(page)
    page.wait_for_url("**/sign-up/mail*")
    tab.open(served.link_mailed(email))
    with following(page):
        _send(page)
    person = session().query(Person).filter_by(email=email).one()
    assert person.email_confirmed_at
    session().close()
    if page.locator('form[action*="sign-out"]').count() == 0:
        tab.open("/sign-in")
        page.fill("[name=email]", email)
        page.fill("[name=password]", PASSWORD)
        with following(page):
            _send(page)


def _send(page: Page, form: str = "main form", value: str = "") -> None:
    """Press the button that sends the form; `value` where a form has several."""
    button = f".govuk-button[value={value}]" if value else ".govuk-button:not([type=button])"
    page.locator(f"{form} {button}").first.click()


def _ask(tab: Tab, language: str, javascript: bool) -> str:
    page = tab.open("/questions/ask")
    similar = {"title": TITLE[language]}
    eventually(
        lambda: (
            'href="/questions/' in page.request.get(f"{tab.address}/questions/similar", params=similar).text()
        ),
        "a question like it in the index",
    )
    page.fill("[name=title]", TITLE[language])
    if javascript:
        page.locator("[name=title]").press("End")
        page.locator("[name=title]").type(" ")
        expect(page.locator("#similar")).to_contain_text(WORD[language], ignore_case=True)
    page.fill("[name=body]", "**?**")
    _send(page)
    expect(page.locator("#similar a").first).to_be_visible()
    _send(page, value="post")
    page.wait_for_url(re.compile(r"/questions/\d+/"))
    expect(page.locator("h1")).to_have_text(TITLE[language])
    return page.url.removeprefix(tab.address).partition("?")[0].partition("#")[0]


def _answer(tab: Tab, address: str, text: str) -> None:
    page = tab.open(address)
    page.fill("#write [name=body]", text)
    _send(page, "#write form")
    expect(page.locator(".answer .prose strong")).to_be_visible()


def _verify(tab: Tab, address: str) -> None:
    page = tab.open(address)
    page.locator('.answer a[href$="/verify"]').click()
    page.fill("[name=source]", "Council decision 12 of 3 March")
    _send(page)
    expect(page.locator(".answer--verified")).to_be_visible()


def _find(tab: Tab, language: str) -> None:
    page = tab.page
    found = page.locator("main .row a", has_text=TITLE[language]).first

    def search() -> bool:
        tab.open("/questions")
        page.fill("header [name=q]", f'"{TITLE[language][:-1]}" is:verified')
        with following(page):
            page.locator("header form[role=search] button, header form button").first.click()
        return found.count() > 0

    eventually(search, "the question in what is found")
    found.click()
    expect(page.locator("h1")).to_have_text(TITLE[language])


def _edit(tab: Tab, address: str, text: str) -> None:
    page: Page = tab.open(address)
    page.locator('.answer a[href$="/edit"]').first.click()
    page.fill("[name=body]", text)
    page.fill("[name=summary]", "One thing more")
    _send(page)
    expect(page.locator(".answer .prose")).to_contain_text("Bring a friend")


def test_two_editors_at_once_lose_nothing(app, tab: Callable[..., Tab], leisure: Department):
    author = make_person("Ida Frost")
    answer = make_answer(make_question("What does the ice rink cost for a school class?"), answerer=author)
    first, second = tab(), tab()
    for one in (first, second):
        sign_in_with_cookie(one, app, author.id)
        one.open(f"/posts/{answer.id}/edit")
    for one, text in ((first, "It costs nothing at all."), (second, "It costs a song.")):
        one.page.fill("[name=body]", text)
        with following(one.page):
            _send(one.page)
    expect(second.page.locator("main")).to_contain_text("nothing at all")
    expect(second.page.locator("[name=body]").first).to_have_value("It costs a song.")
    session().close()
    assert session().get(Answer, answer.id).body == "It costs nothing at all."
    assert session().get(Question, answer.question_id).answer_count == 1
