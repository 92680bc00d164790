"""No route without a door; doors ask before views do."""

import pytest
from flask import Blueprint, Flask

from app.core.doors import check_doors, public, staff


def test_a_route_without_a_door_stops_the_start():
    app = Flask("planted")
    app.add_url_rule("/open", "open", lambda: "open")
    with pytest.raises(RuntimeError, match="open"):
        check_doors(app)


def test_a_route_with_a_door_lets_the_app_start():
    app = Flask("planted", static_folder=None)
    app.add_url_rule("/open", "open", public(lambda: "open"))
    check_doors(app)


def test_an_unknown_kind_of_staff_is_refused_when_the_view_is_written():
    with pytest.raises(RuntimeError):
        staff("janitor")


def test_every_blueprint_of_the_app_is_behind_doors(app):
    check_doors(app)
    assert isinstance(app.blueprints["home"], Blueprint)


def test_a_cached_page_touches_no_session_and_sets_no_cookie(visitor):
    page = visitor.open("/")
    assert "Set-Cookie" not in page.response.headers
    assert page.response.headers["Cache-Control"].startswith("public")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
def test_the_language_switch_leads_nowhere_else(visitor, target):
    page = visitor.open("/language/da", query_string={"to": target}, follow=False)
    assert page.location == "/"
