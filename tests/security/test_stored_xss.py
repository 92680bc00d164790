"""Nothing anybody writes runs in anybody's browser: every text column, every page, with and without the policy."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from lxml import etree
from markupsafe import Markup
from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import JSON, String
from sqlalchemy.types import TypeDecorator, TypeEngine
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from app.core.db import Base, transaction
from app.core.headers import set_headers
from app.core.prose import RENDERER_VERSION
from app.core.slugs import slug_for
from app.questions.models import Answer, Question
from app.search import indexing
from tests.browser import Served
from tests.security import hostile, payloads
from tests.security.browsers import session_cookie
from tests.security.conftest import Town
from tests.security.matrix import ROWS, Row

XML = ("/feeds/questions.atom", "/topics/{topic.slug}/feed.atom", "/tags/snow/feed.atom")
SITEMAPS = ("/sitemap.xml", "/sitemap/topics.xml", "/sitemap/questions-1.xml")
# Everything in a page that could run, load or lead where we do not want.
WALK = """() => {
  if (document.contentType !== 'text/html') return [];  // the browser's own page around it
  const found = [], ours = location.origin, note = (e, why) => found.push(why + ': ' + e.outerHTML.slice(0, 120));
  const never = ['IFRAME','OBJECT','EMBED','BASE','STYLE','TEMPLATE','APPLET','FRAME','FRAMESET','MATH','AUDIO','VIDEO',
    'SOURCE','MARQUEE','XMP','PLAINTEXT','FOREIGNOBJECT','ANIMATE','SET'];
  const leading = ['href','src','action','formaction','xlink:href','data','poster','background','cite'];
  for (const e of document.querySelectorAll('*')) {
    const name = e.tagName.toUpperCase();
    if (never.includes(name)) note(e, 'element');
    if (name === 'META' && e.httpEquiv) note(e, 'meta');
    if (name === 'SCRIPT') {
      if (e.type === 'application/ld+json') { try { JSON.parse(e.textContent) } catch (x) { note(e, 'JSON') } }
      else if (!e.src || new URL(e.src).origin !== ours) note(e, 'script');
    }
    for (const {name: key, value} of e.attributes) {
      if (/^on/i.test(key) || key === 'style' || key === 'srcdoc') note(e, key);
      if (!leading.includes(key)) continue;
      let url; try { url = new URL(value, location) } catch (x) { continue }
      if (!['http:','https:','mailto:'].includes(url.protocol)) note(e, key);
      if (name !== 'A' && name !== 'LINK' && url.origin !== ours) note(e, key + ' elsewhere');
    }
  }
  return found;
}"""
LISTEN = """window.violations = [];
document.addEventListener('securitypolicyviolation',
  e => window.violations.push(e.violatedDirective + ' ' + e.blockedURI));"""


# Feeds, sitemaps, and what is only ever saved.
NOT_PAGES = (".atom", ".xml", ".csv", "{ids[attachment]}")


@dataclass
class Watch:
    """A browser window, and everything in it that should not have happened."""

    context: BrowserContext
    address: str
    dialogs: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(LISTEN)
        self.page = self.context.new_page()
        self.page.on("dialog", self._close)

    def open(self, path: str, cookie: str = "") -> None:
        """Open a page of the site with a session cookie, and look at all of it."""
        self.context.clear_cookies()
        if cookie:
            name, _equals, value = cookie.partition("=")
            self.context.add_cookies([{"name": name, "value": value, "url": self.address}])
        self.page.goto(self.address + path)
        self._look(path)

    def show(self, response: TestResponse, name: str) -> None:
        """Show an answer the server gave to a form, with its headers."""
        headers = {key: value for key, value in response.headers.items() if key != "Set-Cookie"}
        self.context.route("**/shown", lambda route: route.fulfill(headers=headers, body=response.get_data()))
        self.page.goto(self.address + "/shown")
        self._look(name)
        self.context.unroute("**/shown")

    @property
    def found(self) -> list[str]:
        """Everything that should not have happened."""
        return self.dialogs + self.nodes + self.violations

    def _close(self, dialog: Any) -> None:
        if dialog.type == "beforeunload":  # the browser's own, where words are not sent yet
            dialog.accept()
            return
        self.dialogs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _look(self, name: str) -> None:
        self.nodes += [f"{name[:80]}: {node}" for node in self.page.evaluate(WALK)]
        self.violations += [f"{name[:80]}: {one}" for one in self.page.evaluate("window.violations")]


@pytest.fixture(scope="module")
def hostile_town(whole_town: Town) -> Town:
    """Give the town with an attack in every text."""
    hostile.attack(whole_town.world)
    indexing.rebuild(lambda _done: None)
    return whole_town


@pytest.fixture
def watch(chromium: Browser, served: Served) -> Iterator[Callable[..., Watch]]:
    """Give a function that opens a window with the Content-Security-Policy on or off."""
    contexts = []

    def open_window(*, policy: bool) -> Watch:
        context = chromium.new_context(bypass_csp=not policy, locale="en-GB")
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Watch(context, served.address)

    yield open_window
    for context in contexts:
        context.close()


def planted(policy: bool) -> TestResponse:
    """Answer with raw HTML from a throw-away app."""
    app = Flask("planted", static_folder=None)
    app.config["SESSION_COOKIE_NAME"] = "planted"
    app.add_url_rule("/raw", "raw", lambda: f"<!doctype html><title>x</title><body>{hostile.TEXT}</body>")
    if policy:
        app.after_request(set_headers)
    return app.test_client().get("/raw")


@pytest.mark.browser
def test_the_control_fires(watch):
    """Raw HTML: without the policy it runs, with it the policy tells, and the dangerous nodes are seen either way."""
    off, on = watch(policy=False), watch(policy=True)
    off.show(planted(policy=False), "raw")
    on.show(planted(policy=True), "raw")
    assert off.dialogs
    assert len(off.nodes) > 20
    assert on.violations
    assert len(on.nodes) > 20
    assert not on.dialogs


def rows_to_read() -> list[tuple[Row, str, str]]:
    """List every page with the first and the last role that may read it."""
    found = []
    for row in ROWS:
        roles = [role for role, outcome in row.expected.items() if outcome == 200]
        if row.method == "GET" and roles and not row.path.endswith(NOT_PAGES):
            found.append((row, roles[0], roles[-1]))
    return found


def cookie_of(town: Town, role: str) -> str:
    token = town.world.session_token(role)
    return session_cookie(town.app, {"_user_id": token}) if token else ""


@pytest.mark.browser
@pytest.mark.parametrize("policy", [True, False], ids=["policy", "no policy"])
def test_nothing_written_runs_on_any_page(hostile_town: Town, watch, policy: bool):
    window = watch(policy=policy)
    for row, outsider, insider in rows_to_read():
        role = insider if policy else outsider
        window.open(hostile_town.world.fill(row.path), cookie_of(hostile_town, role))
    assert window.found == []


FORMS = (
    ("citizen", "/questions/ask", {"action": "edit"}),
    ("citizen", "/questions/ask", {"action": "preview", "title": payloads.HTML[6]}),
    ("citizen", "/questions/{question.id}/answers", {"body": ""}),
    ("asker", "/posts/{question.id}/edit", {"preview": "1", "version": "1"}),
    ("answerer", "/posts/{answer.id}/edit", {"version": "1", "revision": "1"}),
    ("moderator", "/posts/{answer.id}/moderate", {}),
    ("citizen", "/account/profile", {"version": "1"}),
    ("anonymous", "/sign-up", {}),
    ("anonymous", "/sign-in", {}),
    ("administrator", "/admin/departments/new", {}),
    ("administrator", "/admin/topics/new", {}),
    ("administrator", "/admin/people/{people[citizen].id}/suspend", {}),
    ("official", "/answers/{answer.id}/verify", {"review_on": "nonsense"}),
    ("citizen", "/tickets/new", {"topic_id": "nonsense"}),
    ("citizen", "/tickets/claim", {}),
    ("asker", "/tickets/{ticket.reference}/messages", {"version": "1"}),
    ("asker", "/tickets/{ticket.reference}/people", {}),
    ("asker", "/tickets/{closed_ticket.reference}/survey", {}),
    # Kept on the screen, since whoever sends it is signed out.
    ("anonymous", "/tickets/{ticket.reference}/messages", {}),
    ("official", "/questions/{question.id}/transfer", {"why": "not_ours"}),
    (
        "caseworker",
        "/tickets/{ticket.reference}/messages",
        {"action": "insert", "canned_id": "{ids[canned]}"},
    ),
    ("caseworker", "/tickets/{ticket.reference}/messages", {"body": ""}),
    ("caseworker", "/tickets/{closed_ticket.reference}/notes", {}),
    ("caseworker", "/tickets/{ticket.reference}/assignee", {"assignee_id": "1", "version": "1"}),
    ("caseworker", "/tickets/{ticket.reference}/department", {"version": "1"}),
    ("caseworker", "/tickets/{ticket.reference}/waiting", {}),
    ("caseworker", "/tickets/{ticket.reference}/links", {}),
    ("official", "/staff/tickets/new", {"channel": "pigeon"}),
    ("caseworker", "/staff/canned-replies/new", {"department_id": "{department.id}"}),
    ("caseworker", "/staff/canned-replies/{ids[canned]}", {"version": "99"}),
    ("administrator", "/staff/break-the-glass", {}),
    ("anonymous", "/staff/tickets/new", {}),
)
FIELDS = (
    "title",
    "tags",
    "place",
    "summary",
    "reason",
    "name",
    "email",
    "slug",
    "name_en",
    "keywords",
    "source",
    "subject",
    "reference",
    "claim_code",
    "words",
    "note",
    "until",
    "other_reference",
    "requester_name",
    "requester_contact",
)


@pytest.mark.browser
def test_nothing_typed_runs_on_the_page_that_shows_it_again(hostile_town: Town, watch):
    window = watch(policy=False)
    typed = dict.fromkeys(FIELDS, hostile.TEXT) | {"body": hostile.MARKDOWN, "about": hostile.MARKDOWN}
    for role, path, form in FORMS:
        values = {
            name: text.replace("{", "{{").replace("}", "}}")
            for name, text in typed.items()
            if name not in form
        }
        response = hostile_town.send(role, "POST", path, {**values, **form})
        assert response.status_code in (200, 403, 409, 422), f"{path}: {response.status_code}"
        window.show(response, path)
    assert window.found == []


NUMBER = "170785-4321"
GUARDED = (
    ("citizen", "/questions/ask", "body", {"action": "preview", "title": "When is it answered?"}),
    ("citizen", "/questions/{question.id}/answers", "body", {}),
    ("citizen", "/posts/{answer.id}/comments", "body", {}),
    ("asker", "/posts/{question.id}/edit", "body", {"title": "When is it answered?", "version": "1"}),
    ("citizen", "/account/profile", "about", {"name": "Brand New Name", "language": "en", "version": "1"}),
)
# As short as the shortest of these fields takes.
AROUND = 500


def around_numbers(attacks: list[str]) -> list[str]:
    """Write attacks on both sides of what the guard finds, near enough to be shown with it, in texts of some size."""
    texts = [""]
    for attack in attacks:
        if len(texts[-1]) + 2 * len(attack) + 30 > AROUND:
            texts.append("")
        texts[-1] += f"{attack} cpr {NUMBER} {attack}\n"
    return texts


@pytest.mark.browser
def test_nothing_that_the_guard_marks_runs(hostile_town: Town, watch):
    window = watch(policy=False)
    texts = around_numbers([attack for attack in payloads.ALL if len(attack) < 120])
    assert len(texts) > 3
    for role, path, typed, form in GUARDED:
        for text in texts:
            doubled = text.replace("{", "{{").replace("}", "}}")
            response = hostile_town.send(role, "POST", path, {**form, typed: doubled})
            page = response.get_data(as_text=True)
            assert f"<mark>{NUMBER}</mark>" in page, f"{path}: {response.status_code}"
            window.show(response, path)
    assert window.found == []


class NotedArgs(ImmutableMultiDict):  # type: ignore[type-arg]
    """The query of a request, which notes what it is asked for."""

    asked: set[str] = set()

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        """Note the name, and give what there is."""
        self.asked.add(key)
        return super().get(key, *args, **kwargs)


@pytest.mark.browser
def test_nothing_in_an_address_runs(hostile_town: Town, watch, monkeypatch: pytest.MonkeyPatch):
    """Every parameter that the code asks for, and one it does not know, on every public page."""
    monkeypatch.setattr(hostile_town.app.request_class, "parameter_storage_class", NotedArgs)
    window = watch(policy=False)
    attack = " ".join((*payloads.ATTRIBUTES, *payloads.SCRIPTS, *payloads.HTML[4:10]))
    seen = set()
    for row, role, _insider in rows_to_read():
        NotedArgs.asked = set()
        path = hostile_town.world.fill(row.path).partition("?")[0]
        if path in seen or role != "anonymous":
            continue
        seen.add(path)
        hostile_town.browser().send("GET", hostile_town.world.fill(row.path))
        query = {name: attack for name in (*sorted(NotedArgs.asked), "unknown", attack)}
        response = hostile_town.browser().send("GET", path, query_string=query)
        assert response.status_code in (200, 302, 404, 422), path
        window.show(response, path)
    assert window.found == []
    assert len(seen) > 20


@pytest.mark.browser
def test_no_collected_attack_runs_in_posts_or_titles(hostile_town: Town, watch, shared: Path):
    attacks = hostile.collected(shared)
    assert len(attacks) > 6_500
    parent = hostile_town.world.posts["closed_question"]
    size = len(attacks) // 20 + 1
    chunks = [attacks[start : start + size] for start in range(0, len(attacks), size)]
    with transaction() as current:
        for chunk in chunks:
            html, title = hostile.post_html(chunk), " ".join(chunk)
            common: dict[str, Any] = {"body": "x", "body_html": html, "html_version": RENDERER_VERSION}
            current.add(Answer(question_id=parent.id, author_id=parent.author_id, **common))
            current.add(
                Question(title=title, slug=slug_for(title[:150]), author_id=parent.author_id, **common)
            )
    for policy in (True, False):
        window = watch(policy=policy)
        window.open(f"/questions/{parent.id}/{parent.slug}")
        window.open("/questions")
        assert window.found == []


@pytest.mark.parametrize("path", [*XML, *SITEMAPS])
def test_feeds_and_sitemaps_are_well_formed(hostile_town: Town, path: str):
    response = hostile_town.send("anonymous", "GET", path)
    root = etree.fromstring(response.get_data(), etree.XMLParser(resolve_entities=False))
    names = {etree.QName(element).localname for element in root.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "img", "svg", "iframe"}
    assert response.mimetype in ("application/atom+xml", "application/xml")


@pytest.mark.browser
def test_nothing_in_a_feed_runs_in_a_reader(hostile_town: Town, watch):
    window = watch(policy=False)
    for path in XML:
        root = etree.fromstring(hostile_town.send("anonymous", "GET", path).get_data())
        contents = [one.text or "" for one in root.iter("{*}content") if one.get("type") == "html"]
        assert contents
        page = Markup("<!doctype html><title>x</title>") + Markup("").join(map(Markup, contents))
        app = Flask("reader", static_folder=None)
        app.add_url_rule("/", "page", lambda page=page: str(page))
        window.show(app.test_client().get("/"), path)
    assert window.found == []


def test_json_in_a_page_is_json_and_ends_no_script(hostile_town: Town):
    page = hostile_town.send("anonymous", "GET", "/questions/{question.id}/{question.slug}").get_data(
        as_text=True
    )
    blocks = page.split('<script type="application/ld+json">')[1:]
    assert blocks
    for block in blocks:
        data = json.loads(block.partition("</script>")[0])
        assert data["mainEntity"]["name"] == hostile.TEXT


def text_columns() -> set[str]:
    """Name every column that can hold text."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if _holds_text(column.type)
    }


def _holds_text(kind: TypeEngine[Any]) -> bool:
    if isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return isinstance(kind, String | JSON)


def test_every_text_column_is_attacked_or_out_of_reach():
    listed = set(hostile.WRITTEN) | set(hostile.NOT_WRITTEN)
    assert text_columns() - listed == set(), "say in hostile.py who writes these"
    assert listed - text_columns() == set(), "these are no columns any more"
    assert not set(hostile.WRITTEN) & set(hostile.NOT_WRITTEN)


def test_there_are_sixty_attacks_of_our_own():
    assert len(set(payloads.ALL)) >= 60
