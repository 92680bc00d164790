"""The queue of cases by keyboard, in a real browser, under the one switch for single keys."""

import pytest
from playwright.sync_api import expect

from tests.browser import sign_in_with_cookie
from tests.factories import make_department, make_moderator, make_official, make_question, make_topic
from tests.moderation.making import make_case

pytestmark = pytest.mark.browser


def test_cases_are_chosen_by_key_and_the_switch_turns_off_the_keys_of_every_list(app, tab):
    department = make_department()
    topic = make_topic(department)
    for _one in range(2):
        make_case(make_question(topic_id=topic.id))
    window = tab("en")
    sign_in_with_cookie(window, app, make_moderator().id or 0)
    page = window.open("/staff/moderation")
    boxes = page.locator("[data-case] input")
    for key in "jxjx":
        page.keyboard.press(key)
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("h")
    expect(page.locator("#facts")).to_be_focused()
    page.keyboard.press("x")
    expect(boxes.nth(1)).to_be_checked()
    page.locator("#keys summary").click()
    page.locator("#keys-on").uncheck()
    page.locator("[data-case] a").first.focus()
    page.keyboard.press("a")
    expect(boxes.nth(0)).to_be_checked()
    sign_in_with_cookie(window, app, make_official(department).id or 0)
    page = window.open("/staff/questions?due=open")
    page.locator("#keys summary").click()
    expect(page.locator("#keys-on")).not_to_be_checked()
