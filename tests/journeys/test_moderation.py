"""Flag by a visitor → case → hidden with reasons → author sees it and appeals → another moderator overturns: in a real
browser, in English with JavaScript and in Danish, on a phone, without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.core.access import Actor
from app.core.db import session
from app.moderation.models import Appeal, Decision
from app.questions.models import Post, Question
from tests.browser import PHONE, WIDE, Served, Tab, following, sign_in_with_cookie
from tests.factories import make_moderator, make_person, make_question
from tests.moderation.making import make_flag

pytestmark = pytest.mark.browser
FACTS = "It tells where a neighbour lives."
WHY = "I named a street, but nobody who lives there."
BACK = "You are right: nobody can be recognised."
HIDDEN = {"en": "This is hidden", "da": "Det er skjult"}
OVERTURNED = {"en": "Overturned", "da": "Omgjort"}


@pytest.mark.parametrize(
    ("language", "size", "javascript"),
    [("en", WIDE, True), ("da", PHONE, False)],
    ids=["English with JavaScript", "Danish without"],
)
def test_what_a_visitor_flags_is_hidden_contested_and_brought_back(
    app, served: Served, tab: Callable[..., Tab], language: str, size: dict[str, int], javascript: bool
):
    author, first, second = make_person(language=language), make_moderator(), make_moderator()
    question = make_question("Who keeps a cock in Møllegade?", asker=author)

    def open_tab(who: Actor | None = None) -> Tab:
        opened = tab(language, javascript=javascript, size=size)
        if who is not None:
            sign_in_with_cookie(opened, app, who.id)
        return opened

    visitor, writer, reader = open_tab(), open_tab(author), open_tab()
    _flag(visitor, question)
    served.link_mailed("karen@example.org")
    _hide(open_tab(first))
    assert reader.page.request.get(f"{reader.address}/questions/{question.id}/{question.slug}").status == 404
    _contest(writer, question, language)
    _overturn(open_tab(second))
    expect(writer.open(f"/decisions/{_only(Decision).id}").locator("main")).to_contain_text(
        OVERTURNED[language]
    )
    page = reader.open(f"/questions/{question.id}/{question.slug}")
    expect(page.locator("h1")).to_have_text(question.title or "")
    assert _only(Appeal).words_back == BACK
    session().close()
    assert session().get_one(Post, question.id).hidden_at is None


def _flag(tab: Tab, question: Question) -> None:
    page = tab.open(f"/questions/{question.id}/{question.slug}")
    page.locator(f'a[href="/posts/{question.id}/flag"]').click()
    page.check("[name=reason][value=personal_data]")
    page.fill("[name=words]", "It tells where my neighbour lives.")
    page.fill("[name=notifier_name]", "Karen Krag")
    page.fill("[name=notifier_email]", "karen@example.org")
    page.check("[name=good_faith]")
    _send(page)
    expect(page.locator("h1")).to_have_text(question.title or "")


def _hide(tab: Tab) -> None:
    page = tab.open("/staff/moderation")
    page.locator("[data-case] h2 a").click()
    expect(page.locator("main")).to_contain_text("karen@example.org")
    page.locator("[name=kind][value=hide]").check()
    page.fill("[name=facts]", FACTS)
    _send(page, "form.ruling")
    expect(page).to_have_url(re.compile("/staff/moderation$"))


def _contest(tab: Tab, question: Question, language: str) -> None:
    page = tab.open(f"/questions/{question.id}/{question.slug}")
    expect(page.locator(".notice").first).to_contain_text(HIDDEN[language])
    page.locator(f'a[href="/posts/{question.id}/why"]').click()
    expect(page.locator("main")).to_contain_text(FACTS)
    page.locator('a[href$="/appeal"]').click()
    page.fill("[name=words]", WHY)
    _send(page)
    expect(page.locator("main")).to_contain_text(WHY)


def _overturn(tab: Tab) -> None:
    page = tab.open("/staff/moderation/appeals")
    page.locator(".row h2 a").click()
    expect(page.locator("main")).to_contain_text(WHY)
    page.check("[name=outcome][value=overturn]")
    page.fill("[name=words]", BACK)
    _send(page)
    expect(page).to_have_url(re.compile("/staff/moderation/appeals$"))


def _only(kind: type) -> Decision | Appeal:
    (row,) = session().query(kind).all()
    session().close()
    return row


def _send(page: Page, form: str = "main form") -> None:
    with following(page):
        page.locator(f"{form} .govuk-button").first.click()


def test_the_queue_is_worked_with_keys(app, tab: Callable[..., Tab]):
    moderator = make_moderator()
    posts = [make_question() for _number in range(3)]
    for post in posts:
        make_flag(post)
    desk = tab("en", size=WIDE)
    sign_in_with_cookie(desk, app, moderator.id)
    page = desk.open("/staff/moderation")
    for key in ("j", "x", "j", "x", "k", "h"):
        page.keyboard.press(key)
    expect(page.locator("[name=case]:checked")).to_have_count(2)
    expect(page.locator("[name=facts]")).to_be_focused()
    expect(page.locator("[name=kind]")).to_have_value("hide")
    _send(page, ".bulk")
    session().close()
    assert sum(session().get_one(Post, post.id).hidden for post in posts) == 2
