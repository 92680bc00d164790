"""The page that makes a question private: choosing, looking, doing; and where it goes on, for whom."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.core.access import Actor
from app.core.db import session, transaction
from app.departments.models import Department
from app.questions.models import Question
from app.questions.operations.editing import Edit, edit_post
from tests.browser import PHONE, Tab, following, sign_in_with_cookie
from tests.factories import make_answer, make_moderator, make_official, make_question, make_topic
from tests.web import Visitor

TITLE = "When is my housing benefit paid?"
BODY = "I live in the *old* town.\n\n- My case number is 4711-22. It is late.\n- The office is closed"


@pytest.fixture
def question(department: Department, requester: Actor) -> Question:
    """Give a question of the requester that went to the department."""
    return make_question(
        TITLE, requester, body=BODY, topic_id=make_topic(department).id, tags=("late", "benefit")
    )


@pytest.fixture
def asker(visit_as: Callable[[Actor], Visitor], requester: Actor) -> Visitor:
    """Give the browser of who asked."""
    return visit_as(requester)


def address(question: Question) -> str:
    return f"/questions/{question.id}/make-private"


def test_the_page_offers_each_sentence_and_ticks_what_looks_personal(asker, question):
    page = asker.open(address(question))
    assert [label.text_content() for label in page.all(".sentences label")] == [
        "I live in the *old* town.", "My case number is 4711-22.", "It is late.", "The office is closed",
    ]  # fmt: skip
    ticked = [box.get("value") for box in page.all(".sentences input") if box.get("checked") is not None]
    assert ticked == ["1"]
    assert "You cannot undo this" in page.text


def test_the_preview_shows_what_stays_and_changes_nothing(asker, question):
    make_answer(question, "Your case number is 4711-22, is it not?")
    asker.open(address(question))
    page = asker.submit("form[data-make-private]", button="action=preview", private=[1, 2])
    stays, moves, repeating = (section.text_content() for section in page.all("section.panel"))
    assert "The office is closed" in stays
    assert "4711" not in stays
    assert "late" not in stays
    assert "benefit" in stays
    assert "My case number is 4711-22. It is late." in " ".join(moves.split())
    assert "Citizen Service" in moves
    assert "1 other post repeats it" in repeating
    session().close()
    assert session().get_one(Question, question.id).body == BODY
    asker.page = page
    again = asker.submit("main form", button="action=edit")
    ticked = [box.get("value") for box in again.all(".sentences input") if box.get("checked") is not None]
    assert ticked == ["1", "2"]


def test_the_asker_goes_on_in_the_ticket_and_everybody_sees_the_cleaned_question(asker, visitor, question):
    asker.open(address(question))
    asker.submit("form[data-make-private]", button="action=preview", private=[1])
    ticket = asker.submit("main form", button="action=do")
    assert re.search(r"/tickets/\w", ticket.response.request.path)
    assert "My case number is 4711-22." in ticket.text
    assert not [one for one in ticket.all(".message .prose") if "I live in" in one.text_content()]
    (back,) = [link.get("href") for link in ticket.all(".message a") if "moved here" in link.text_content()]
    public = visitor.open(back)
    assert public.status == 200
    assert "4711-22" not in public.source
    assert "/tickets/" not in public.source
    assert "Part of this question is private now" in public.text
    own = asker.open(back)
    assert ticket.response.request.path in [link.get("href") for link in own.all("main a")]


def test_what_stays_public_is_read_in_the_ticket_with_its_answers(
    asker, visit_as, question, caseworker, department
):
    make_answer(question, "It is paid on the first.", hat=department)
    asker.open(address(question))
    asker.submit("form[data-make-private]", button="action=preview", private=[1])
    ticket = asker.submit("main form", button="action=do").response.request.path
    for reader in (asker, visit_as(caseworker)):
        public = reader.open(ticket).one("[aria-labelledby=public-part]").text_content()
        assert "The office is closed" in public
        assert "1 public answer" in public
        assert "It is paid on the first." in public
        assert "4711" not in public


def test_a_stub_is_no_public_part_of_a_ticket(asker, question):
    asker.open(address(question))
    asker.submit("form[data-make-private]", button="action=preview", how="whole")
    assert not asker.submit("main form", button="action=do").all("#public-part")


def test_the_whole_question_leaves_a_neutral_stub(asker, visitor, question):
    asker.open(address(question))
    page = asker.submit("form[data-make-private]", button="action=preview", how="whole")
    assert "neither search nor the sitemap leads to it" in page.text
    ticket = asker.submit("main form", button="action=do")
    assert TITLE in ticket.text
    public = visitor.open(f"/questions/{question.id}")
    assert public.one("h1").text_content() == "A question that was made private"
    assert "housing" not in public.text
    assert asker.open(address(question)).response.request.path == ticket.response.request.path


def test_an_official_is_led_back_to_the_question(visit_as, question, department):
    official = visit_as(make_official(department))
    menu = official.open(f"/questions/{question.id}")
    assert address(question) in [link.get("href") for link in menu.all("main a")]
    official.open(address(question))
    assert "Only who asked" in official.page.text
    official.submit("form[data-make-private]", button="action=preview", how="whole")
    after = official.submit("main form", button="action=do")
    assert after.response.request.path.startswith(f"/questions/{question.id}/")
    assert "It is private now" in after.text
    assert "/tickets/" not in after.source
    assert address(question) not in after.source


def test_nothing_chosen_is_said_beside_the_sentences(asker, question):
    asker.open(address(question))
    page = asker.submit("form[data-make-private]", button="action=preview", private=[])
    assert page.status == 422
    assert "Choose what becomes private" in page.one("#private-error").text_content()
    too_short = asker.submit("form[data-make-private]", button="action=preview", private=[1], title="Why?")
    assert too_short.status == 422
    assert "at least 10 characters" in too_short.one("#title-error").text_content()


def test_a_question_changed_meanwhile_is_chosen_from_again(asker, question, requester):
    asker.open(address(question))
    with transaction():
        edit_post(requester, question.id, Edit("Another first sentence. " + BODY, title=TITLE), 1)
    page = asker.submit("form[data-make-private]", button="action=do", private=[0])
    assert page.status == 409
    assert "Choose again" in page.text
    assert len(page.all(".sentences input")) == 5
    session().close()
    assert not session().get_one(Question, question.id).redacted_at


def test_a_form_sent_twice_leads_to_the_same_ticket(asker, question):
    asker.open(address(question))
    preview = asker.submit("form[data-make-private]", button="action=preview", how="whole")
    first = asker.submit("main form", button="action=do")
    asker.page = preview
    again = asker.submit("main form", button="action=do")
    assert first.response.request.path == again.response.request.path


@pytest.mark.browser
@pytest.mark.parametrize("size", [None, PHONE], ids=["desk", "phone"])
def test_the_whole_story_in_a_browser(app, tab: Callable[..., Tab], question, requester, visitor, size):
    one = tab(**({"size": size} if size else {}))
    sign_in_with_cookie(one, app, requester.id or 0)
    page = one.open(f"/questions/{question.id}")
    page.locator(f"#question-{question.id} details.more summary").first.click()
    with following(page):
        page.get_by_role("link", name="Make private").click()
    stays = page.locator("#stays .quoted")
    expect(stays).not_to_contain_text("4711", use_inner_text=True)
    page.get_by_label("It is late.").check()
    expect(stays).not_to_contain_text("It is late", use_inner_text=True)
    expect(stays).to_contain_text("The office is closed", use_inner_text=True)
    page.get_by_label("The whole question").check()
    expect(stays).to_contain_text("A question that was made private", use_inner_text=True)
    expect(stays).not_to_contain_text("old", use_inner_text=True)
    expect(page.get_by_label("It is late.")).to_be_hidden()
    page.get_by_label("Some sentences").check()
    page.get_by_label("The question as everybody will see it").fill("When is a benefit paid?")
    expect(stays).to_contain_text("When is a benefit paid?", use_inner_text=True)
    assert one.violations() == []
    assert one.overflow() <= 0
    with following(page):
        page.get_by_role("button", name="See what stays public").click()
    assert one.violations() == []
    assert one.overflow() <= 0
    page.get_by_role("button", name="Make it private").click()
    page.wait_for_url("**/tickets/*")
    expect(page.locator("main")).to_contain_text("My case number is 4711-22. It is late.")
    with following(page):
        page.get_by_role("link", name="moved here from a public question").click()
    expect(page.locator("h1")).to_have_text("When is a benefit paid?")
    assert "4711-22" not in page.content()
    page.get_by_role("link", name="Go on in private").click()
    page.wait_for_url("**/tickets/*")
    assert "4711-22" not in visitor.open(f"/questions/{question.id}").source


def test_a_moderator_takes_text_out_by_a_decision_with_reasons_and_in_no_other_way(visit_as, question):
    moderator = visit_as(make_moderator())
    page = moderator.open(f"/questions/{question.id}/{question.slug}")
    assert address(question) not in [link.get("href") for link in page.all("main a")]
    assert page.all("a[href$='/moderate']")
    assert moderator.open(address(question)).status == 403
