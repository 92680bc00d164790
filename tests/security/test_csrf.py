"""Every form is refused without the token of our own pages, whoever is signed in, and then changes nothing."""

import pytest
from lxml import html as lxml_html

from tests.security.browsers import SAFE, outcome
from tests.security.conftest import Town
from tests.security.matrix import ROWS, Row
from tests.security.test_matrix import way_of
from tests.security.world import ROLES

EXEMPT = {
    "notifications.unsubscribe_now": "Sent by a mail program, which holds a signed address and no session (RFC 8058).",
}


def unsafe_rows() -> list[Row]:
    """List the rows of the matrix that change things: it has one for every route."""
    return [row for row in ROWS if row.method not in SAFE]


def allowed_role(row: Row) -> str:
    """Choose somebody for whom the request would work, else the anonymous visitor."""
    return next((role for role in reversed(ROLES) if row.expected[role] in (200, 204, 303)), "anonymous")


@pytest.mark.parametrize("row", unsafe_rows(), ids=str)
def test_a_form_without_token_is_refused_and_changes_nothing(town: Town, row: Row):
    way = way_of(row, town.app, town.world)
    assert way is not None
    role = allowed_role(row)
    response = town.send(role, row.method, row.path, row.form, csrf=False)
    if way[0] in EXEMPT:
        assert outcome(response) == row.expected[role]
        return
    assert (role, response.status_code) == (role, 400)
    assert town.snapshot.differences() == {}


@pytest.mark.parametrize(
    "token", ["", "nonsense", "IjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmIg.aaaaaa.bbbbbb"]
)
def test_a_wrong_token_is_no_token(town: Town, token: str):
    browser = town.browser("citizen", csrf=False)
    assert browser.send("POST", "/account/sessions/end-others", {"csrf_token": token}).status_code == 400


def test_the_token_of_another_session_is_refused(town: Town):
    page = lxml_html.fromstring(town.app.test_client().get("/sign-in").get_data(as_text=True))
    theirs = page.xpath("//input[@name='csrf_token']/@value")[0]
    browser = town.browser("citizen", csrf=False)
    assert browser.send("POST", "/account/sessions/end-others", {"csrf_token": theirs}).status_code == 400


def test_the_same_form_with_its_token_works(town: Town):
    """The control: what is refused above is refused for the token alone."""
    assert town.send("citizen", "POST", "/account/sessions/end-others").status_code == 303


def test_a_planted_exemption_is_found(town: Town, monkeypatch: pytest.MonkeyPatch):
    csrf = town.app.extensions["csrf"]
    view = town.app.view_functions["accounts.end_other_sessions"]
    monkeypatch.setattr(csrf, "_exempt_views", {f"{view.__module__}.{view.__name__}"})
    response = town.send("citizen", "POST", "/account/sessions/end-others", csrf=False)
    assert response.status_code == 303


def test_no_view_is_exempt_but_those_named_here(town: Town):
    csrf = town.app.extensions["csrf"]
    assert not csrf._exempt_blueprints
    names = {name: f"{view.__module__}.{view.__name__}" for name, view in town.app.view_functions.items()}
    assert {name for name, view in names.items() if view in csrf._exempt_views} == set(EXEMPT)
