"""The authorisation matrix: every route, every method, every role."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app import create_app
from app.core.doors import public
from tests.conftest import drop_database, fresh_config
from tests.security.browsers import SIGN_IN, outcome
from tests.security.conftest import Town
from tests.security.matrix import ROWS, Row
from tests.security.world import ROLES, World

Way = tuple[str, str]  # endpoint and method
REFUSALS = (SIGN_IN, 403, 404, 409, 410, 422)
# What a refusal may leave behind: that it was tried, and a signed-out person's text, kept for after the sign-in.
TRACES = {"limit_counts", "drafts"}
DIFFERING = ("Content-Length", "Set-Cookie")


def ways(app: Flask) -> set[Way]:
    """List every endpoint with every method it answers; HEAD is GET, OPTIONS is Flask's own."""
    methods = [(rule.endpoint, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()]
    return {(endpoint, method) for endpoint, method in methods if method not in ("HEAD", "OPTIONS")}


def way_of(row: Row, app: Flask, world: World) -> Way | None:
    """Find the route a row asks; None if there is none."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(
            world.fill(row.path).split("?")[0], row.method
        )
    except HTTPException:
        return None
    return endpoint, row.method


def ways_without_row(app: Flask, world: World) -> set[Way]:
    """List what the matrix forgets."""
    return ways(app) - {way_of(row, app, world) for row in ROWS}


def test_every_route_has_a_row(town: Town):
    assert ways_without_row(town.app, town.world) == set()


def test_every_row_has_a_route(town: Town):
    assert [str(row) for row in ROWS if way_of(row, town.app, town.world) is None] == []


def test_every_row_says_something_of_every_role():
    assert [str(row) for row in ROWS if set(row.expected) != set(ROLES)] == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_every_role_gets_what_the_matrix_says(town: Town, row: Row):
    wrong = {}
    for role in ROLES:
        got = outcome(town.send(role, row.method, row.path, row.form))
        traces = town.snapshot.differences() if row.method != "GET" and town.changes.seen else {}
        town.put_back()
        if got != row.expected[role]:
            wrong[role] = f"{got} instead of {row.expected[role]}"
        elif got in REFUSALS and set(traces) - TRACES:
            wrong[role] = f"{got}, but changed {traces}"
    assert not wrong, f"{row}: {wrong}"


def test_a_refused_request_looks_like_one_for_what_is_not_there(town: Town):
    """Where the matrix says 404, nothing tells whether there is something."""
    hidden = [row for row in ROWS if row.method == "GET" and 404 in row.expected.values() and "{" in row.path]
    assert hidden
    for row in hidden:
        for role in (role for role in ROLES if row.expected[role] == 404):
            refused = town.send(role, "GET", row.path)
            missing = town.send(role, "GET", _elsewhere(row.path))
            assert _seen(refused) == _seen(missing), f"{role} sees that {row} is there"


def _elsewhere(path: str) -> str:
    """Name what is not there with a path of the same kind."""
    before, _brace, rest = path.partition("{")
    return before + "987654321" + rest.partition("}")[2].replace("{", "").replace("}", "")


def _seen(response: TestResponse) -> tuple[int, dict[str, str], str]:
    """Give what a person can compare, without the path they asked for and what is signed anew every second."""
    headers = {name: value for name, value in response.headers.items() if name not in DIFFERING}
    page = re.sub(r'name="csrf_token" value="[^"]*"', "", response.get_data(as_text=True))
    path = response.request.path
    for written in (path, quote(path, safe=""), quote(path)):
        page = page.replace(written, "")
    return response.status_code, headers, page


@pytest.fixture
def planted(tmp_path: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give an app of its own to plant holes in."""
    app = create_app(fresh_config(tmp_path, "planted"))  # type: ignore[arg-type]
    yield app
    drop_database(app)


def test_a_planted_open_route_is_found(town: Town, planted: Flask):
    planted.add_url_rule("/back-door", "back_door", public(lambda: "all secrets"), methods=["GET", "DELETE"])
    assert ways_without_row(planted, town.world) == {("back_door", "GET"), ("back_door", "DELETE")}


def test_a_planted_hole_in_a_view_is_found(town: Town, monkeypatch: pytest.MonkeyPatch):
    """A door taken off: whoever is signed out reads the account page's view instead of being sent to sign in."""
    monkeypatch.setitem(town.app.view_functions, "accounts.settings", public(lambda: "all secrets"))
    row = next(row for row in ROWS if row.path == "/account")
    assert outcome(town.send("anonymous", "GET", row.path)) != row.expected["anonymous"]
