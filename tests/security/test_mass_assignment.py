"""Forms change what they show and nothing else; what is somebody else's stays so, whatever ids a request names."""

import re
from typing import Any

import pytest

from app.core.db import Base
from tests.security.browsers import outcome
from tests.security.conftest import Town
from tests.security.matrix import ROWS, Row
from tests.security.snapshots import Snapshot
from tests.security.world import World, make_world

# Made anew by every request: numbers, times, random tokens and salted hashes.
VOLATILE = {
    "id",
    "key",
    "token_hash",
    "password_hash",
    "payload",
    "said",
    "reference",
    "at",
    "begun",
    "ended",
    "refuse_until",
    "reopen_until",
    "claimed_until",
    "claim_code_hash",
    "move",
    "precedence",
    "previous",
    "hash",
}
COLUMNS = sorted({column.name for table in Base.metadata.tables.values() for column in table.columns})
OTHER_NAMES = (
    "role",
    "roles",
    "is_admin",
    "admin",
    "official_of",
    "moderator",
    "administrator",
    "confirmed",
    "hat_id",
    "interrupted",
)
# Fields a form has that the matrix leaves out; a request may fill them.
OWN_FIELDS = {
    "/posts/{answer.id}/flag": {"about_children"},
    "/posts/{question.id}/flag": {"about_children"},
    "/posts/{answer.id}/moderate": {"until", "taken"},
    "/staff/moderation/cases/{case.id}": {"until", "taken"},
    "/admin/people/{people[citizen].id}/suspend": {"until"},
    "/account/profile": {"mail_on_watched", "job_title"},
    "/admin/departments/new": {"front_desk"},
    "/admin/departments/{department.id}": {"front_desk"},
    "/questions/ask": {"topic_id", "summary"},
    "/drafts/ask": {"topic_id", "summary"},
    # Without a subject it is the form for questions that comes in here; with one it is sent.
    "/tickets/new": {"subject", "topic_id"},
    "/tickets/{closed_ticket.reference}/survey": {"words"},
}


def changing_rows() -> list[tuple[Row, str]]:
    """List every form with somebody who may send it."""
    found = []
    for row in ROWS:
        roles = [role for role, got in row.expected.items() if got in (200, 204, 303)]
        if row.method == "POST" and roles:
            found.append((row, roles[0]))
    return found


def changes(town: Town, role: str, row: Row, extra: dict[str, str]) -> tuple[int | str, dict[str, list[str]]]:
    """Send a form with more than it asks for, and give what came of it, without what differs each time."""
    got = outcome(town.send(role, "POST", row.path, {**extra, **row.form}))
    found = {name: sorted(map(_lasting, rows)) for name, rows in town.snapshot.differences().items()}
    town.put_back()
    return got, found


def _lasting(row: dict[str, Any]) -> str:
    kept = {name: value for name, value in row.items() if name not in VOLATILE and not name.endswith("_at")}
    return repr({name: _told(value) for name, value in kept.items() if not name.endswith(("_id", "_by"))})


def _told(value: Any) -> Any:
    """Give what a history tells without until when, since a claim holds from its moment on, and without ids."""
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if name != "until" and not isinstance(one, int)}
    return re.sub(r":\d+$", "", value) if isinstance(value, str) else value


@pytest.mark.parametrize(("row", "role"), changing_rows(), ids=str)
def test_columns_a_form_does_not_have_are_not_changed_by_it(town: Town, row: Row, role: str):
    names = {*COLUMNS, *OTHER_NAMES} - OWN_FIELDS.get(row.path, set()) - set(row.form)
    as_it_should = changes(town, role, row, {})
    for value in ("1", "administrator"):
        assert changes(town, role, row, dict.fromkeys(names, value)) == as_it_should, value


def test_the_control_sees_a_field_that_counts(town: Town):
    row = next(row for row in ROWS if row.path == "/account/profile" and row.method == "POST")
    assert changes(town, "citizen", row, {"mail_on_watched": "y"}) != changes(town, "citizen", row, {})


@pytest.fixture(scope="module")
def other_world(whole_town: Town) -> World:
    """Make a second town beside the first, with people, departments, posts and secrets of its own."""
    world = make_world("Nyby")
    whole_town.snapshot = Snapshot()
    return world


# What a person of one town is to the things of the other.
STRANGERS = {"asker": "citizen", "answerer": "citizen", "official": "other_official"}
# A secret in the address is the permission, whoever holds it.
BY_SECRET = "{secrets["


@pytest.mark.parametrize(
    "row", [row for row in ROWS if BY_SECRET not in row.path and "{" in row.path], ids=str
)
def test_what_belongs_to_the_other_town_is_refused(town: Town, other_world: World, row: Row):
    """Replay every row on the other town's things: who is somebody here is nobody there."""
    form = {name: other_world.fill(value) for name, value in row.form.items()}
    for role, stranger in STRANGERS.items():
        if ("comment" in row.path or "suggestion" in row.path) and stranger == "citizen":
            stranger = "caseworker"
        response = town.browser(role).send(row.method, other_world.fill(row.path), form)
        assert outcome(response) == row.expected[stranger], role
        town.put_back()


def test_a_draft_of_another_person_is_not_shown(town: Town, other_world: World):
    for role in ("asker", "citizen", "administrator"):
        for path in ("/questions/ask", "/account/drafts"):
            page = town.send(role, "GET", path).get_data(as_text=True)
            assert "A secret of Nyby" not in page
            assert ("A secret of Torup" in page) == (role == "asker")


def test_a_session_list_names_ones_own_sessions_only(town: Town, other_world: World):
    page = town.send("asker", "GET", "/account/sessions").get_data(as_text=True)
    assert f"/account/sessions/{town.world.ids['other_session']}/end" in page
    assert f"/account/sessions/{other_world.ids['other_session']}/end" not in page
