"""The lists of the work place by keyboard, in a real browser; single keys can be turned off."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import session
from app.questions.models import Question
from tests.browser import sign_in_with_cookie
from tests.factories import make_department, make_official, make_question, make_topic

pytestmark = pytest.mark.browser


def test_rows_are_chosen_and_given_without_a_mouse_and_the_keys_can_be_turned_off(app, tab):
    department = make_department()
    topic, official = make_topic(department), make_official(department, "Mette Holm")
    for _one in range(3):
        make_question(topic_id=topic.id)
    window = tab("en")
    sign_in_with_cookie(window, app, official.id or 0)
    page = window.open("/staff/questions?due=open")
    chosen = page.locator("[data-chosen-count]")
    chosen.filter(has_text="0 chosen").wait_for()
    for key in "jxjx":
        page.keyboard.press(key)
    expect(chosen).to_have_text("2 chosen")
    assert window.violations() == []
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.locator(".work__title a").first.focus()
    page.keyboard.press("x")
    expect(chosen).to_have_text("2 chosen")
    page.locator("#keys-on").check()
    page.locator(".work__title a").first.focus()
    page.keyboard.press("a")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("2 were given to Mette Holm.").wait_for()
    held = session().scalars(select(Question.id).where(Question.claimed_by_id == official.id)).all()
    assert len(held) == 2
