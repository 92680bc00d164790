"""In Danish everything that is not somebody's own words is Danish: pages, refusals, dates, counts and mails."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import force_locale

from app.accounts.models import RoleKind
from app.core.clock import as_of, now, today
from app.core.db import transaction
from app.core.doors import door_of
from app.core.templating import ago, day, moment
from app.core.tokens import sign
from app.moderation.links import NOTICE
from app.questions.operations.accepting import accept
from app.verification.operations import verify_answer
from tests.factories import (
    make_administrator,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_staff,
    make_topic,
)
from tests.mailbox import take_mails
from tests.moderation.making import STATEMENT, find_case, make_decision, make_flag
from tests.web import Seen, Visitor

TRANSLATIONS = Path(__file__).resolve().parents[2] / "app/translations/da/LC_MESSAGES"
ENGLISH = re.compile(
    r"\b(the|and|you|your|this|that|with|without|of|to|nobody|somebody|answers?|questions?|ask|asked|sign|search"
    r"|topics?|departments?|newest|votes?|edited|comments?|preview|page|ago|days?|hours?|minutes?|please|enter|choose)\b",
    re.I,
)
# Public pages that are not for reading, or that need what only a mail holds (they are opened below).
NOT_PAGES = {
    "home.language", "home.robots", "home.sitemap", "home.sitemap_questions", "home.sitemap_topics", "home.healthz",
    "home.readyz", "moderation.report_csv", "questions.answer", "questions.comment", "questions.post",
    "questions.complete_tags", "search.complete", "feeds.questions", "feeds.topic", "feeds.tag",
    "imports.old_question", "imports.old_answer",
    "accounts.confirm", "accounts.reset", "accounts.confirm_email_change", "notifications.unsubscribe",
}  # fmt: skip


def translations(catalog: Catalog) -> set[tuple[str, ...]]:
    """Give every message of a catalogue with its translation: one string, or one for each plural."""
    return {(*one.id, *one.string) if one.pluralizable else (one.id, one.string) for one in catalog if one.id}


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """The catalogue the app reads must say what the committed one says."""
    assert (TRANSLATIONS / "messages.mo").exists(), "run `make translations`"
    with (TRANSLATIONS / "messages.po").open("rb") as po, (TRANSLATIONS / "messages.mo").open("rb") as mo:
        committed, read = translations(read_po(po)), translations(read_mo(mo))
    assert read == committed, "run `make translations`"


@pytest.fixture
def town(app: Flask) -> dict[str, Any]:
    """A town whose people write Danish: one question with everything on it, and one that waits."""
    roads = make_department("Vej og Park")
    topic = make_topic(roads, "Fortove")
    asker, official = make_person("Aase Dahl", language="da"), make_official(roads, "Mette Holm")
    question = make_question(
        "Hvornår bliver fortovet repareret?", asker, topic_id=topic.id, tags=("fortov",), place="Nørregade"
    )
    answer = make_answer(question, "Det sker **på tirsdag**, siger planen.", official, roads)
    make_comment(question, "Hvilken side af gaden?")
    make_question("Må man parkere på fortovet?", asker, topic_id=topic.id)
    date_here = today(app.extensions["torv_config"].timezone)
    with transaction():
        verify_answer(official, answer.id, 1, "Vejloven § 8", date_here + timedelta(days=90), date_here)
    with transaction():
        accept(asker, answer.id)
    values = {
        "id": question.id, "slug": "x", "question_id": question.id, "answer_id": answer.id, "post_id": question.id,
        "number": 1, "name": "fortov", "person_id": asker.id,
    }  # fmt: skip
    values["token"] = sign(NOTICE, make_flag(question, words="Det passer ikke.").id)
    slugs = {"topics.show": topic.slug, "departments.show": roads.slug, "questions.show": question.slug}
    return {
        "values": values,
        "slugs": slugs,
        "asker": asker,
        "official": official,
        "roads": roads,
        "question": question,
    }


def danish(app: Flask) -> Visitor:
    """Give a visitor who has chosen Danish, by the link at the top of the page."""
    visitor = Visitor(app)
    visitor.open("/language/da")
    return visitor


def english_in(page: Seen) -> list[str]:
    """List the English words of a page, what one types as it stands aside."""
    document = page.html
    for silent in document.xpath("//script | //code | //kbd | //*[@lang='en']"):
        silent.drop_tree()
    said = [text for text in document.itertext() if isinstance(text, str)]
    said += document.xpath(
        "//@title | //@placeholder | //@aria-label | //@alt | //meta[@name='description']/@content"
    )
    return [found[0] for text in said for found in ENGLISH.finditer(text)]


def is_danish(page: Seen) -> bool:
    """Tell whether a page says it is Danish and is."""
    assert english_in(page) == [], page.response.request.path
    return bool(page.html.get("lang") == "da")


def public_pages(app: Flask, town: dict[str, Any]) -> list[str]:
    """Give an address for every public page there is."""
    found = []
    for rule in app.url_map.iter_rules():
        door = door_of(rule.endpoint)
        if rule.endpoint in NOT_PAGES or "GET" not in (rule.methods or ()) or not door or door.signed_in:
            continue
        values = {**town["values"], "slug": town["slugs"].get(rule.endpoint)}
        found.append(app.url_map.bind("").build(rule.endpoint, {key: values[key] for key in rule.arguments}))
    return sorted(set(found))


MORE = [
    "/questions?sort=unanswered", "/questions?sort=verified", "/questions?sort=asked-for", "/questions?sort=active",
    "/search?q=fortov", "/search?q=fortov+is%3Averified", "/search?q=zzzqqq", "/tags?part=zz", "/not-there",
]  # fmt: skip


def test_every_public_page_is_danish(app, town):
    visitor, addresses = danish(app), public_pages(app, town)
    assert len(addresses) > 15
    for address in [*addresses, *MORE]:
        assert is_danish(visitor.open(address)), address


def test_what_a_person_and_an_official_and_an_administrator_see_is_danish(app, town, visit_as):
    person = visit_as(town["asker"])
    for address in (
        "/account",
        "/account/profile",
        "/account/password",
        "/account/email",
        "/account/sessions",
    ):
        assert is_danish(person.open(address))
    for address in ("/account/watched", "/account/questions", "/account/answers", "/account/drafts"):
        assert is_danish(person.open(address))
    thing = town["values"]
    assert is_danish(person.open(f"/questions/{thing['id']}/{town['question'].slug}"))
    assert is_danish(person.open(f"/posts/{thing['id']}/edit"))
    official = visit_as(town["official"])
    official.open("/language/da")
    for address in ("/staff/verification", f"/answers/{thing['answer_id']}/withdraw-verification"):
        assert is_danish(official.open(address))
    administrator = visit_as(make_administrator())
    administrator.open("/language/da")
    pages = (
        "",
        "/departments",
        "/departments/new",
        "/topics",
        "/topics/new",
        "/people",
        f"/people/{town['asker'].id}",
    )
    for address in pages:
        assert is_danish(administrator.open("/admin" + address))


def test_an_english_word_on_a_danish_page_is_found(app, town):
    make_department("Where you park on the pavement")
    assert set(english_in(danish(app).open("/departments"))) == {"you", "the"}


def test_what_somebody_wrote_in_english_says_so_on_a_danish_page(app):
    question = make_question(
        "Where do you park on the pavement?", body="I have a bicycle that is too wide for it."
    )
    answer = make_answer(question, "Det må du ikke. Kommunen giver bøder for at parkere på fortovet.")
    make_comment(answer, "But where else should I leave it while I am shopping?")
    page = danish(app).open(f"/questions/{question.id}/{question.slug}")
    assert [one.get("lang") for one in page.all("h1, .prose")] == ["en", "en", "da", "en"]
    assert page.html.get("lang") == "da"


def test_the_browsers_language_counts_until_one_is_chosen(app):
    visitor = Visitor(app)
    browser = {"headers": {"Accept-Language": "da-DK,da;q=0.9,en;q=0.5"}}
    assert visitor.open("/", **browser).html.get("lang") == "da"
    (switch,) = visitor.page.all(".topline a[hreflang='en']")
    assert visitor.open(switch.get("href"), **browser).html.get("lang") == "en"
    assert visitor.open("/topics", **browser).html.get("lang") == "en"


def test_a_person_has_their_own_language(app, visit_as):
    assert visit_as(make_person(language="da")).open("/").html.get("lang") == "da"


def test_dates_and_times_ago_and_counts_are_danish(app, town):
    half_past_eight = datetime(2026, 11, 3, 7, 30, tzinfo=UTC)
    with force_locale("da"):
        assert day(half_past_eight) == "3. nov. 2026"
        assert moment(half_past_eight) == "3. nov. 2026 08.30"
        assert ago(now() - timedelta(days=3)) == "for 3 dage siden"
        assert ago(now() - timedelta(hours=1)) == "for 1 time siden"
        assert ago(half_past_eight - timedelta(days=800)) == "25. aug. 2024"
    page = danish(app).open("/questions")
    assert "1 svar" in page.text
    assert re.search(r"for \d+ (sekund(er)?|minut(ter)?) siden", page.text)


def test_dates_are_british_in_english(app):
    with force_locale("en"):
        assert day(datetime(2026, 11, 3, 7, 30, tzinfo=UTC)) == "3 Nov 2026"
        assert moment(datetime(2026, 11, 3, 7, 30, tzinfo=UTC)) == "3 Nov 2026, 08:30"


def test_what_wtforms_itself_says_is_danish(app, town, visit_as):
    official = visit_as(town["official"])
    official.open("/language/da")
    official.open(f"/answers/{town['values']['answer_id']}/verify")
    page = official.submit("main form", source="x" * 20_000, review_on="i morgen")
    assert page.status == 422
    assert "Skriv en dato, for eksempel 2026-11-30." in page.text
    assert re.search(r"Brug højst \d+ tegn\.", page.text)
    administrator = visit_as(make_administrator())
    administrator.open("/language/da")
    administrator.open("/admin/topics/new")
    page = administrator.submit("main form", position="to", department_id=["9999"], parent_id=["x"])
    assert "Vælg en af mulighederne." in page.text
    assert "Skriv et helt tal" in page.text
    assert is_danish(page)


def test_refusals_of_what_was_typed_are_danish(app):
    visitor = danish(app)
    visitor.open("/sign-up")
    page = visitor.submit("main form", name="Borgmester", email="ingen adresse", password="123")
    assert page.status == 422
    assert is_danish(page)
    visitor.open("/questions/ask")
    assert is_danish(visitor.submit("form#ask", button="action=preview", title="Hvad?"))


def test_mail_is_in_the_language_of_who_gets_it(app):
    reader = make_person("Aase Dahl", language="da")
    question = make_question("Hvornår bliver fortovet repareret?", reader)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        make_answer(question, "Det sker på tirsdag.", make_person("John", language="en"))
    (mail,) = (mail for mail in take_mails(app) if "fortovet" in mail.subject)
    assert mail.subject == "Nyt svar: Hvornår bliver fortovet repareret?"
    assert mail.text.startswith(
        "Hej Aase Dahl\n\nDer er et nyt svar på »Hvornår bliver fortovet repareret?«."
    )
    assert not ENGLISH.findall(re.sub(r"https?://\S+", "", mail.text))


def test_a_suspended_person_is_written_to_in_danish_with_a_danish_date(app, visit_as):
    with as_of(datetime(2026, 11, 3, 9, tzinfo=UTC)):
        person = make_person("Aase Dahl", language="da", email="aase@example.org")
        administrator = visit_as(make_staff(RoleKind.ADMINISTRATOR, None, "Inger"))
        administrator.open(f"/admin/people/{person.id}")
        administrator.submit(
            "form[action$='/suspend']", until="2027-02-03", reason="Skriver kun reklame", rule="5"
        )
        (mail,) = (mail for mail in take_mails(app) if mail.to == "aase@example.org")
    assert "spærret" in mail.subject
    assert re.search(r"spærret indtil \d+\. feb\. 2027 \d\d\.\d\d", mail.text)


def test_what_moderation_shows_is_danish(app, town, visit_as):
    moderator = visit_as(make_moderator())
    moderator.open("/language/da")
    case = find_case(town["values"]["id"])
    pages = ("", "?state=decided", "/appeals", "/templates", "/templates/spam/da", f"/cases/{case.id}")
    for page in pages:
        assert is_danish(moderator.open(f"/staff/moderation{page}"))
    decision = make_decision(town["question"], statement=STATEMENT)
    asker = visit_as(town["asker"])
    asker.open("/language/da")
    for page in ("/decisions", f"/decisions/{decision.id}", f"/decisions/{decision.id}/appeal"):
        assert is_danish(asker.open(page))
