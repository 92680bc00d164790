"""Templates are compiled with the addresses that never differ in them, for each place the site is mounted at."""

import pytest

from app.core.templates import MOST_KEPT
from tests.web import Seen


def ask_link(app, mounted_at: str) -> str:
    response = app.test_client().get("/tags", environ_overrides={"SCRIPT_NAME": mounted_at})
    return str(Seen(response).one(".mast a.action--ask").get("href"))


@pytest.mark.parametrize("places", [("", "/forum"), ("/forum", "")])
def test_an_address_begins_where_the_site_is_mounted(app, places):
    assert [ask_link(app, place) for place in places] == [f"{place}/questions/ask" for place in places]


def test_templates_are_kept_for_few_places(app):
    for number in range(MOST_KEPT + 2):
        assert ask_link(app, f"/{number}") == f"/{number}/questions/ask"
    assert len(app.jinja_env.by_language) <= MOST_KEPT
