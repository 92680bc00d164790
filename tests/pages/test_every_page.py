"""Every page of the authorisation matrix in a real browser: axe finds nothing, nothing is wider than the window.

A page everybody may see is looked at signed out; questions and tickets by those who find more there; every other page
by the first role that may see it.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import PHONE, WIDE, Tab, sign_in_with_cookie
from tests.security.matrix import OK, ROWS, Row
from tests.security.world import ROLES, World, make_world

pytestmark = pytest.mark.browser
NOT_PAGES = (
    ".xml",
    ".atom",
    ".txt",
    ".csv",
    "healthz",
    "readyz",
    "complete",
    "completions",
    "similar",
    "{ids[attachment]}",
    "/writing",
)
QUESTION = "/questions/{question.id}/{question.slug}"
# Their requester sees these first; who works on them finds more there.
TICKETS = (
    "/tickets/{ticket.reference}",
    "/tickets/{waiting_ticket.reference}",
    "/tickets/{closed_ticket.reference}",
)
MISSING = ("/nothing-here", "/questions/999999")


def is_page(row: Row) -> bool:
    """Tell whether a row shows a page to somebody."""
    path = row.path.partition("?")[0]
    return row.method == "GET" and OK in row.expected.values() and not path.endswith(NOT_PAGES)


def visits() -> Iterator[tuple[str, str]]:
    """Give role and path of every page."""
    for row in filter(is_page, ROWS):
        yield next(role for role in ROLES if row.expected[role] == OK), row.path
    for role in ("asker", "official", "moderator"):
        yield role, QUESTION
    for path in TICKETS:
        yield "caseworker", path
    for path in MISSING:
        yield "anonymous", path


def faults(tab: Tab, world: World, role: str, path: str) -> list[str]:
    """Open a page and tell what is wrong with it."""
    page = tab.open(world.fill(path))
    found = tab.violations()
    if tab.overflow() > 0:
        found.append(f"{tab.overflow()} px wider than the window")
    if page.locator("h1").count() != 1:
        found.append("not one h1")
    return [f"{role} {path}: {fault}" for fault in found]


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("en", WIDE, False), ("da", PHONE, True)],
    ids=["English on a desk", "Danish on a phone in the dark"],
)
def test_no_page_keeps_anybody_out(
    app, tab: Callable[..., Tab], language: str, size: dict[str, int], dark: bool
):
    world = make_world()
    tabs: dict[str, Tab] = {}
    found: list[str] = []
    for role, path in visits():
        if role not in tabs:
            tabs[role] = tab(language, size=size, color_scheme="dark" if dark else "light")
            if role != "anonymous":
                sign_in_with_cookie(tabs[role], app, world.people[role].id or 0)
        found += faults(tabs[role], world, role, path)
    assert not found, "\n".join(found)


def test_there_are_pages_to_look_at():
    assert len(list(visits())) > 60
