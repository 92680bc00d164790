"""Every page of the authorisation matrix in a real browser: axe finds nothing, nothing is wider than the window.

A page everybody may see is looked at signed out; questions and tickets by those who find more there; every other page
by the first role that may see it. Each is loaded once, in Danish, whose words are the longer ones, and measured on a
desk in the light and on the narrowest phone in the dark. Axe, which costs the most, reads what everybody sees in both,
and other pages in one of the two by turns: colours come from the same few tokens.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import WIDE, Tab, sign_in_with_cookie
from tests.security.matrix import OK, ROWS, Row
from tests.security.world import ROLES, make_world

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
LOOKS = {"desk": (WIDE, "light"), "phone": ({"width": 320, "height": 640}, "dark")}
# A test for each, so that several processes share them.
PARTS = {
    "signed out": ("anonymous",),
    "people": ("unconfirmed", "citizen", "asker", "answerer"),
    "in office": ("official", "caseworker"),
    "in charge": ("moderator", "administrator"),
}


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


def faults(tab: Tab, path: str, read_in: set[str]) -> list[str]:
    """Open a page and tell what is wrong with it in either look."""
    page = tab.open(path)
    found = [] if page.locator("h1").count() == 1 else ["not one h1"]
    # The look the tab still has comes first.
    for name, (size, scheme) in sorted(LOOKS.items(), key=lambda look: look[1][0] != page.viewport_size):
        tab.look(size, scheme)
        if tab.overflow() > 0:
            found.append(f"{name}: {tab.overflow()} px wider than the window")
        if name in read_in:
            found += [f"{name}: {fault}" for fault in tab.violations()]
    return found


@pytest.mark.parametrize("roles", PARTS.values(), ids=PARTS)
def test_no_page_keeps_anybody_out(app, tab: Callable[..., Tab], roles: tuple[str, ...]):
    world = make_world()
    found: list[str] = []
    for role in roles:
        # Colours that fade from one look to the other would be measured on their way.
        one = tab("da", size=LOOKS["desk"][0], reduced_motion="reduce")
        if role != "anonymous":
            sign_in_with_cookie(one, app, world.people[role].id or 0)
        for number, path in enumerate(path for who, path in visits() if who == role):
            read_in = set(LOOKS) if role == "anonymous" else {list(LOOKS)[number % 2]}
            found += [f"{role} {path}: {fault}" for fault in faults(one, world.fill(path), read_in)]
    assert not found, "\n".join(found)


def test_the_parts_leave_no_page_out():
    assert {role for role, _path in visits()} <= {role for roles in PARTS.values() for role in roles}
    assert {
        name for name, roles in PARTS.items() if not any(role in roles for role, _path in visits())
    } == set()


def test_there_are_pages_to_look_at():
    assert len(list(visits())) > 60
