"""Where redirects lead, which Host is believed, what a mail's headers hold, and the headers of every response."""

import gzip
import json
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from flask_mailman import EmailMessage
from werkzeug.test import TestResponse

from app import create_app
from app.config import read_config
from app.core.headers import CONTENT_SECURITY_POLICY
from app.core.mail import Letter, send
from app.core.redirects import safe_path
from app.core.templating import static_url
from app.core.web_server import behind_server
from tests.conftest import drop_database, fresh_config
from tests.security.conftest import Town
from tests.security.matrix import ROWS, Row
from tests.security.test_matrix import way_of

ELSEWHERE = (
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
    "https:evil.example", "https:/evil.example", "javascript:alert(1)", "data:text/html,x", "//evil.example@localhost",
    "http://localhost@evil.example", "//localhost.evil.example", "evil.example", ".evil.example", "@evil.example",
    "/%0d%0aLocation:%20//evil.example", "/\r\nSet-Cookie: a=b", "/%5cevil.example", "/%2f/evil.example",
    "/..//evil.example", "/.//evil.example", "/\u2028/evil.example", "/\u00a0/evil.example", "/\x00/evil.example",
    "/\x7f/evil.example", "?to=//evil.example", "#//evil.example", "/;@evil.example", "//[::1]", "//0x7f000001",
)  # fmt: skip
# Addresses that redirect to what `to` says: for anybody, and for who is signed in already.
REDIRECTING = (("anonymous", "/language/da"), ("citizen", "/sign-in"), ("citizen", "/sign-up"))


def location(town: Town, role: str, path: str, to: str) -> str:
    """Ask for a page with `to` and give where it leads."""
    response = town.browser(role).send("GET", path, query_string={"to": to})
    assert response.status_code == 302
    return response.headers["Location"]


def stays_here(place: str) -> bool:
    """Tell whether an address that a redirect names is a path of this site, by the strictest reading."""
    return place.startswith("/") and place[1:2] not in ("/", "\\") and not set(place) & set("\\\t\r\n\x00")


@pytest.mark.parametrize(("role", "path"), REDIRECTING)
@pytest.mark.parametrize("to", ELSEWHERE)
def test_no_redirect_leads_elsewhere(town: Town, role: str, path: str, to: str):
    place = location(town, role, path, to)
    assert stays_here(place), place


@pytest.mark.parametrize(("role", "path"), REDIRECTING)
def test_a_redirect_leads_to_pages_of_this_site(town: Town, role: str, path: str):
    assert location(town, role, path, "/questions?sort=verified") == "/questions?sort=verified"


@pytest.mark.browser
def test_a_browser_reads_every_redirect_as_one_to_this_site(chromium: Any, shared: Path, town: Town):
    """What counts is how a browser resolves it."""
    with gzip.open(shared / "security" / "payloads.jsonl.gz", "rt") as lines:
        found = [json.loads(line) for line in lines]
    corpus = [one["payload"] for one in found if one["category"] in ("open_redirect", "naughty_string")]
    assert len(corpus) > 1_000
    places = [location(town, "anonymous", "/language/da", to) for to in (*ELSEWHERE, *corpus)]
    page = chromium.new_page()
    resolve = "places => places.map(place => new URL(place, 'https://torv.example/a/b').origin)"
    origins = page.evaluate(resolve, [*places, "//evil.example", "/\\evil.example"])
    page.close()
    assert set(origins[:-2]) == {"https://torv.example"}
    assert set(origins[-2:]) == {"https://evil.example"}  # the control: the browser would have followed these


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/..", "/\\evil.example", "///evil.example//x"]
)
def test_a_path_that_looks_like_a_host_leads_nowhere_else(town: Town, path: str):
    response = town.app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert response.status_code in (308, 404)
    assert response.headers.get("Location", "http://localhost/").startswith("http://localhost/")


def test_a_long_target_is_not_kept():
    assert safe_path("/" + "a" * 3000) == "/"


@pytest.fixture(scope="module")
def strict_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an app as it runs for real: https, one host name, static files, errors answered with pages."""
    base = fresh_config(tmp_path_factory.mktemp("strict"), "strict")
    environ = {
        "TORV_ENV": "production",
        "TORV_INSTANCE": str(base.instance),
        "DATABASE_URL": base.database_url,
        "SECRET_KEY": "long enough to be random " * 2,
        "TORV_SITE_URL": "https://torv.example.org",
        "TORV_TRUSTED_HOSTS": "torv.example.org",
        "TORV_MAIL": "memory",
        "TORV_JOBS": "separate",
    }
    app = create_app(read_config(environ))
    behind_server(app, 0)
    yield app
    drop_database(app)


def ask(app: Flask, host: str, path: str = "/healthz", **options: Any) -> TestResponse:
    """Ask the app under a host name."""
    return app.test_client().get(path, base_url=f"https://{host}", **options)


@pytest.mark.parametrize(
    "host", ["evil.example", "torv.example.org.evil.example", "torv.example.org@evil.example", "localhost"]
)
def test_a_host_that_is_not_ours_is_refused(strict_app: Flask, host: str):
    response = ask(strict_app, "torv.example.org", headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.get_data(as_text=True)
    assert_safe_headers(response)


def test_our_own_host_is_answered(strict_app: Flask):
    assert ask(strict_app, "torv.example.org").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Forwarded-Server", "Forwarded", "X-Original-Host"])
def test_no_header_changes_the_host_of_a_site_without_proxies(strict_app: Flask, header: str):
    headers = {header: "host=evil.example" if header == "Forwarded" else "evil.example"}
    response = ask(strict_app, "torv.example.org", "/sign-in", headers=headers)
    assert response.status_code == 200
    assert "evil.example" not in response.get_data(as_text=True)


def test_addresses_in_mails_do_not_come_from_the_host_of_the_request(town: Town):
    """A password reset asked for under a wrong Host would otherwise carry the token there."""
    form = {"email": "asker@torup.example.org"}
    browser = town.browser()
    town.take_mails()  # what earlier tests left in the post
    response = browser.send("POST", "/forgotten", form, headers={"X-Forwarded-Host": "evil.example"})
    assert response.status_code == 303
    (mail,) = town.take_mails()
    assert "http://localhost:8000/reset/" in mail.text
    assert "evil" not in mail.text


BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c", "\x00\n")


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_subject_begins_no_header_of_its_own(town: Town, line_break: str):
    with town.app.app_context():
        sent = written(Letter("jens@example.org", f"Hello{line_break}Bcc: evil@example.org", "Text"))
    assert "bcc" not in {name.lower() for name in sent}
    assert sent["To"] == "jens@example.org"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
def test_an_address_begins_no_header_of_its_own(town: Town, line_break: str):
    with town.app.app_context(), pytest.raises(ValueError, match=r"[Hh]eader|newline"):
        written(Letter(f"jens@example.org{line_break}Bcc: evil@example.org", "Hello", "Text"))


def written(letter: Letter) -> Any:
    """Send a letter and read it as a mail server would."""
    send(letter)
    mail: EmailMessage = current_app.extensions["mailman"].outbox.pop()
    return message_from_bytes(mail.message().as_bytes(), policy=default)


def assert_safe_headers(response: TestResponse) -> None:
    """Check what every response of ours has, whatever it is."""
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"]
    assert "Server" not in headers or "Werkzeug" not in headers["Server"]
    assert headers.getlist("X-Content-Type-Options") == ["nosniff"]


def may_be_kept(town: Town, row: Row) -> bool:
    """Tell whether the row's view lets caches keep it for signed-out people."""
    way = way_of(row, town.app, town.world)
    assert way is not None
    return bool(town.app.view_functions[way[0]].door.cached)  # type: ignore[attr-defined]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_response_says_what_it_may_load_and_who_may_keep_it(town: Town, row: Row):
    for role in ("anonymous", "administrator"):
        response = town.send(role, row.method, row.path, row.form)
        assert_safe_headers(response)
        assert response.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        kept = role == "anonymous" and may_be_kept(town, row) and response.status_code < 400
        if not kept:
            assert response.headers["Cache-Control"] == "no-store"
            continue
        seconds = town.app.extensions["torv_config"].page_seconds
        assert response.headers["Cache-Control"] == f"public, max-age=0, s-maxage={seconds}"
        assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response.headers["Vary"].split(",")}
        assert "Set-Cookie" not in response.headers


def test_pages_that_caches_may_keep_are_there_to_be_checked(town: Town):
    assert sum(may_be_kept(town, row) for row in ROWS) > 10


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/", 405), ("POST", "/healthz", 405)]
)
def test_errors_of_the_routing_have_the_same_headers(town: Town, method: str, path: str, status: int):
    response = town.browser("citizen").send(method, path)
    assert response.status_code == status
    assert_safe_headers(response)
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/healthz"])
def test_a_fault_of_ours_shows_no_inside_and_is_kept_by_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch, path: str
):
    def broken() -> None:
        raise RuntimeError("the inside of the house")

    endpoint = {"/": "home.show", "/healthz": "home.healthz"}[path]
    broken.door = town.app.view_functions[endpoint].door  # type: ignore[attr-defined]
    monkeypatch.setitem(town.app.view_functions, endpoint, broken)
    monkeypatch.setitem(town.app.config, "PROPAGATE_EXCEPTIONS", False)
    response = town.browser().send("GET", path)
    assert response.status_code == 500
    assert_safe_headers(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert "inside of the house" not in response.get_data(as_text=True)
    assert "Traceback" not in response.get_data(as_text=True)


def test_static_files_may_be_kept_for_good_and_run_nothing(strict_app: Flask):
    with strict_app.app_context():
        for name in ("torv.css", "torv.js", "img/icons.svg"):
            response = ask(strict_app, "torv.example.org", static_url(name))
            assert response.status_code == 200
            assert_safe_headers(response)
            assert "max-age=31536000" in response.headers["Cache-Control"]
            assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["../wsgi.py", "%2e%2e/wsgi.py", "..%2fwsgi.py", "torv.css/../../wsgi.py"])
def test_static_addresses_lead_to_no_other_files(strict_app: Flask, path: str):
    with strict_app.app_context():
        response = ask(strict_app, "torv.example.org", static_url(path))
    assert response.status_code in (400, 404)


def test_https_is_told_to_be_kept(strict_app: Flask):
    response = ask(strict_app, "torv.example.org")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")
