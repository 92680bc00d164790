"""A question on paper: what was said, by whom and when; nothing that only a screen can do."""

from playwright.sync_api import expect

from app.core.db import transaction
from app.questions.operations.editing import Edit, edit_post
from tests.browser import sign_in_with_cookie
from tests.factories import make_answer, make_comment, make_person, make_question


def test_a_question_on_paper_has_moments_and_no_controls(app, tab):
    asker = make_person()
    asked = make_question("When is snow cleared?", asker)
    make_comment(asked, author=asker)
    make_answer(asked)
    with transaction():
        edit_post(asker, asked.id, Edit(title=asked.title, body="Before school, please."), asked.version)
    one = tab()
    sign_in_with_cookie(one, app, asker.id)
    page = one.open(f"/questions/{asked.id}")
    expect(page.locator("main .more").first).to_be_visible()
    page.emulate_media(media="print")
    for words in ("More", "Edit", "Flag"):
        for control in page.locator("main").get_by_text(words, exact=True).all():
            expect(control).to_be_hidden()
    edited = page.locator("main .meta a time").first
    assert edited.evaluate("time => getComputedStyle(time, '::after').content").startswith('"edited ')
    assert "second" not in (edited.get_attribute("title") or "")
