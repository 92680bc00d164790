"""A real browser against a real server: Chromium, the app with its static files, and the worker beside it."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from werkzeug.serving import make_server

from app import create_app
from app.config import Config
from app.core import outbox
from app.core.web_server import behind_server
from app.jobs.worker import work
from tests.waiting import eventually

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
AXE = Axe().axe_script
RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then((results) =>
  results.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)}`)))"""
MAY_RUN = "matchMedia('(scripting: enabled)').matches"
PATIENCE = 30_000  # milliseconds; how fast a page is, is measured elsewhere
expect.set_options(timeout=PATIENCE)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 700}


@dataclass
class Tab:
    """A page of the browser, and everything it complained about."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the site, and wait until all its scripts listen."""
        self.page.goto(self.address + path)
        wait_until_it_listens(self.page)
        return self.page

    def violations(self) -> list[str]:
        """Run axe on the page as it stands, and tell what it found."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[str] = self.page.evaluate(RUN_AXE)
        return found

    def look(self, size: dict[str, int], scheme: str) -> None:
        """Look at the page as it stands in another window, in the light or in the dark, without loading it again."""
        self.page.set_viewport_size(size)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def overflow(self) -> int:
        """Tell by how many pixels the page is wider than the window."""
        width: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return width


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give the system's Chromium, or skip, saying how to get it."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium: install it from the system's packages, such as apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """The app as browsers reach it."""

    address: str
    app: Flask

    def link_mailed(self, to: str) -> str:
        """Wait for a mail to somebody, and give the path of the first address in it."""
        mail = eventually(lambda: self._mail(to), f"a mail to {to}")
        found = re.search(r"https?://[^/\s]+(/\S+)", mail.body)
        assert found
        return found[1]

    def _mail(self, to: str) -> Any:
        box = getattr(self.app.extensions["mailman"], "outbox", [])
        return next((mail for mail in list(box) if mail.to == [to]), None)


@pytest.fixture(scope="session")
def served(whole_app: Flask, config: Config) -> Iterator[Served]:
    """Serve the app with static files, over the same database as the tests."""
    app = create_app(config)
    behind_server(app, 0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.port}", app)
    server.shutdown()
    thread.join(10)


@pytest.fixture
def at_work(served: Served) -> Iterator[None]:
    """Let a worker handle what happens while a browser looks; other tests handle it themselves."""
    getattr(served.app.extensions["mailman"], "outbox", []).clear()
    stop = threading.Event()
    worker = threading.Thread(target=work, args=(served.app, stop))
    worker.start()
    yield
    stop.set()
    outbox.nudged.set()
    worker.join(PATIENCE / 1000)
    assert not worker.is_alive(), "what it still does would be the next test's"


@pytest.fixture
def tab(chromium: Browser, served: Served, at_work: None) -> Iterator[Callable[..., Tab]]:
    """Give a function that opens a tab; afterwards nothing may have been complained about."""
    tabs: list[Tab] = []
    contexts: list[BrowserContext] = []

    def open_tab(
        language: str = "en", *, javascript: bool = True, size: dict[str, int] = WIDE, **options: Any
    ) -> Tab:
        locale = {"en": "en-GB", "da": "da-DK"}[language]
        context = chromium.new_context(
            locale=locale, java_script_enabled=javascript, viewport=size, **options
        )
        context.set_default_timeout(PATIENCE)
        one = Tab(context.new_page(), served.address)
        one.page.on("console", lambda message: _note(one, message))
        one.page.on("pageerror", lambda error: one.complaints.append(f"error: {error}"))
        tabs.append(one)
        contexts.append(context)
        return one

    yield open_tab
    complaints = [complaint for one in tabs for complaint in one.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


def _note(tab: Tab, message: ConsoleMessage) -> None:
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        tab.complaints.append(f"console: {message.text}")


def wait_until_it_listens(page: Page) -> None:
    """Wait until the scripts of the page that was just loaded have started, where it has any and they may run."""
    if page.evaluate(MAY_RUN) and page.locator("script[type=module]").count():
        expect(page.locator("html[data-started]")).to_be_attached()


@contextmanager
def following(page: Page) -> Iterator[None]:
    """Do what leads to another page, and wait until that one listens."""
    with page.expect_navigation():
        yield
    wait_until_it_listens(page)


def sign_in_with_cookie(tab: Tab, app: Flask, person_id: int) -> None:
    """Sign a person in to the tab without going through the form."""
    from tests.web import Visitor

    visitor = Visitor(app).sign_in(person_id)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = visitor.client.get_cookie(name)
    assert cookie is not None
    tab.page.context.add_cookies([{"name": name, "value": cookie.value, "url": tab.address}])
