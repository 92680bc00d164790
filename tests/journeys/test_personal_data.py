"""Something personal is about to be posted: it is marked, and taken out, asked privately or published all the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.departments.models import Topic
from tests.browser import PHONE, WIDE, Tab, following, sign_in_with_cookie
from tests.factories import make_person, make_question, make_topic

pytestmark = pytest.mark.browser
NUMBER, CPR = "22 33 44 55", "170785-4321"
TITLE = {"en": "When is bulky waste collected?", "da": "Hvornår bliver storskrald hentet?"}
BODY = {"en": f"Call my neighbour on {NUMBER} first.", "da": f"Ring til min nabo på {NUMBER} først."}
REMOVED = {"en": "[removed]", "da": "[fjernet]"}
STEPS = "main button[name=action][value={}]:not([aria-hidden])"


@pytest.fixture
def waste(app) -> Topic:
    return make_topic(name="Waste")


@pytest.mark.parametrize(
    ("language", "javascript", "size"),
    [("en", True, WIDE), ("da", False, PHONE)],
    ids=["in English with JavaScript", "in Danish without JavaScript on a phone"],
)
def test_the_three_ways_on(
    app, tab: Callable[..., Tab], waste: Topic, language: str, javascript: bool, size: dict[str, int]
):
    one = tab(language, javascript=javascript, size=size)
    sign_in_with_cookie(one, app, make_person(language=language).id)

    _preview(one, language)
    expect(one.page.locator("#guard mark")).to_have_text(NUMBER)
    if javascript:
        expect(one.page.locator("#guard")).to_be_focused()
    _looks_right(one, javascript)
    with following(one.page):
        one.page.locator("#guard button[value=remove]").click()
    expect(one.page.locator("textarea[name=body]")).to_have_value(
        BODY[language].replace(NUMBER, REMOVED[language])
    )
    _looks_right(one, javascript)

    _preview(one, language)
    one.page.locator("#guard button[formaction]").click()
    expect(one.page.locator("[name=subject]")).to_have_value(TITLE[language])
    expect(one.page.locator("textarea[name=body]")).to_have_value(BODY[language])

    _preview(one, language)
    one.page.locator("#guard button[name=consent]").click()
    expect(one.page.locator("h1")).to_have_text(TITLE[language])
    expect(one.page.locator("main")).to_contain_text(NUMBER)


@pytest.mark.parametrize(
    ("javascript", "size"), [(True, PHONE), (False, WIDE)], ids=["on a phone", "without JavaScript"]
)
def test_a_national_number_has_no_third_way_and_keeps_the_answer(
    app, tab: Callable[..., Tab], javascript: bool, size: dict[str, int]
):
    question = make_question()
    one = tab(javascript=javascript, size=size)
    sign_in_with_cookie(one, app, make_person().id)
    page = one.open(f"/questions/{question.id}/{question.slug}")
    form = page.locator("form[action$='/answers']")
    form.locator("textarea").fill(f"My cpr is {CPR}")
    with following(page):
        form.locator("button.govuk-button").click()
    expect(page.locator("#guard mark")).to_have_text(CPR)
    expect(page.locator("button[name=consent]")).to_have_count(0)
    expect(page.locator("textarea[name=body]")).to_have_value(f"My cpr is {CPR}")
    _looks_right(one, javascript)
    with following(page):
        page.locator("#guard button[value=remove]").click()
    _send(page)
    expect(page.locator(".answer").first).to_contain_text("My cpr is [removed]")


def _preview(one: Tab, language: str) -> None:
    page = one.open("/questions/ask")
    page.locator("[name=title]").fill(TITLE[language])
    page.locator("textarea[name=body]").fill(BODY[language])
    with following(page):
        page.locator(STEPS.format("preview")).click()


def _send(page: Page) -> None:
    page.locator("form[action$='/answers'] > button.govuk-button").click()


def _looks_right(one: Tab, javascript: bool) -> None:
    # Axe is a script itself.
    assert not javascript or one.violations() == []
    assert one.overflow() <= 0
