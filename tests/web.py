"""A visitor of the site without JavaScript: opens pages, fills forms, follows links; checks every page it sees."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html as lxml_html
from werkzeug.test import TestResponse

from app.accounts.models import PersonSession
from app.core.db import transaction
from app.core.tokens import new_token, token_hash


@dataclass
class Seen:
    """A page as it came back."""

    response: TestResponse

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def html(self) -> Any:
        """The parsed document."""
        return lxml_html.fromstring(self.response.get_data(as_text=True), base_url=self.response.request.path)

    @property
    def source(self) -> str:
        """The document as text."""
        return self.response.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The visible words, white space folded."""
        return " ".join(self.html.text_content().split())

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return self.response.headers.get("Location")

    def all(self, css: str) -> list[Any]:
        """Find elements."""
        found: list[Any] = self.html.cssselect(css)
        return found

    def one(self, css: str) -> Any:
        """Find the only element."""
        (found,) = self.all(css)
        return found


class Visitor:
    """A browser without JavaScript."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page: Seen | None = None

    def sign_in(self, person_id: int | None) -> "Visitor":
        """Sign in without the form, as if that had happened before."""
        token = new_token()
        with transaction() as current:
            current.add(PersonSession(token_hash=token_hash(token), person_id=person_id))
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return self

    def open(self, path: str, *, follow: bool = True, **options: Any) -> Seen:
        """Open a page and check that it is a sound one."""
        return self._keep(self.client.get(path, follow_redirects=follow, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, *, follow: bool = True) -> Seen:
        """Post a form from nowhere, with a valid CSRF token if the session has seen one."""
        return self._keep(self.client.post(path, data=data or {}, follow_redirects=follow))

    def submit(
        self, css: str = "main form", *, button: str | None = None, follow: bool = True, **fields: Any
    ) -> Seen:
        """Fill the fields of a form on this page and send it, as the browser would; `button` is a `name=value`."""
        assert self.page is not None
        form = self.page.one(css)
        assert form.tag == "form", f"{css} is a {form.tag}"
        values: list[tuple[str, str]] = [
            (name, value) for name, value in form.form_values() if name not in fields
        ]
        for name, value in fields.items():
            assert form.xpath(f'.//*[@name="{name}"]'), f"no field {name} in {css}"
            values += [
                (name, str(one)) for one in (value if isinstance(value, list) else [value]) if one is not None
            ]
        if button:
            name, _equals, value = button.partition("=")
            values.append((name, value))
        action = form.get("action") or self.page.response.request.full_path.rstrip("?")
        data: dict[str, list[str]] = {}
        for name, value in values:
            data.setdefault(name, []).append(value)
        if form.method == "GET":
            return self._keep(self.client.get(action, query_string=data, follow_redirects=follow))
        return self._keep(self.client.post(action, data=data, follow_redirects=follow))

    def _keep(self, response: TestResponse) -> Seen:
        self.page = Seen(response)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            check_page(self.page)
        return self.page


def check_page(page: Seen) -> None:
    """Check what holds on every page: language, title, one h1, unique ids, labelled fields, CSRF in every post."""
    document = page.html
    where = f"{page.response.request.path} ({page.status})"
    assert document.get("lang"), f"{where}: no language"
    assert (document.findtext(".//title") or "").strip(), f"{where}: no title"
    assert len(document.findall(".//h1")) == 1, f"{where}: {len(document.findall('.//h1'))} h1"
    ids = [element.get("id") for element in document.xpath("//*[@id]")]
    assert len(ids) == len(set(ids)), f"{where}: ids twice: {sorted({i for i in ids if ids.count(i) > 1})}"
    for element in document.xpath("//*[@aria-describedby or @aria-labelledby or @aria-controls]"):
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(attribute) or "").split():
                assert target in ids, f"{where}: {attribute} to missing #{target}"
    labelled = {label.get("for") for label in document.findall(".//label")}
    for field in document.xpath("//input[not(@type='hidden' or @type='submit')] | //select | //textarea"):
        named = field.get("id") in labelled or field.get("aria-label") or field.get("aria-labelledby")
        assert named or field.xpath("ancestor::label"), f"{where}: field {field.get('name')} has no label"
    for form in document.xpath("//form[translate(@method, 'POST', 'post')='post']"):
        assert form.xpath(".//input[@name='csrf_token']"), (
            f"{where}: form {form.get('action')} without CSRF token"
        )
    assert not document.xpath("//@style | //style | //*[@onclick]"), f"{where}: inline style or script"
