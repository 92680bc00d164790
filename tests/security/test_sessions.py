"""Sessions, tokens and signed values: lost at once, good once, for one purpose, never handed to scripts."""

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from app import create_app
from app.accounts import tokens
from app.accounts.models import Person, PersonSession, PersonToken, Role, RoleKind, TokenPurpose
from app.accounts.operations.passwords import change_password
from app.accounts.operations.roles import grant_role, revoke_role
from app.accounts.operations.sessions import end_other_sessions, end_session
from app.accounts.operations.suspension import suspend
from app.accounts.passwords import hash_password
from app.accounts.queries import SESSION_LIFE
from app.config import Config
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.core.tokens import sign, token_hash, unsign
from app.notifications.links import UNSUBSCRIBE, held_by
from tests.conftest import fresh_config
from tests.security.browsers import SIGN_IN, outcome, session_cookie
from tests.security.conftest import Town
from tests.security.world import PASSWORD, World

NEW_PASSWORD = "four green windows hum"


def sign_out(town: Town) -> None:
    town.send("asker", "POST", "/sign-out")


def end_from_elsewhere(town: Town) -> None:
    """End the session from another device of the same person."""
    with transaction() as current:
        asking = PersonSession.token_hash == token_hash(town.world.secrets["session of asker"])
        session_id = current.scalars(select(PersonSession.id).where(asking)).one()
        end_session(town.world.people["asker"], session_id)


def end_all_others(town: Town) -> None:
    with transaction():
        end_other_sessions(town.world.people["asker"])


def change_the_password(town: Town) -> None:
    hashed = hash_password(NEW_PASSWORD)
    with transaction():
        change_password(town.world.people["asker"], hashed)


def reset_the_password(town: Town) -> None:
    response = town.send("anonymous", "POST", "/reset/{secrets[RESET_PASSWORD]}", {"password": NEW_PASSWORD})
    assert response.status_code == 303


def suspend_the_person(town: Town) -> None:
    with transaction():
        suspend(SYSTEM, town.world.people["asker"].id or 0, None, "Sold firewood.")


def let_it_grow_old(town: Town) -> None:
    old = now() - SESSION_LIFE - timedelta(minutes=1)
    with transaction() as current:
        current.execute(update(PersonSession).values(seen_at=old, created_at=old))


def erase_the_session(town: Town) -> None:
    with transaction() as current:
        current.execute(delete(PersonSession).where(PersonSession.person_id == town.world.people["asker"].id))


ENDINGS = (
    sign_out, end_from_elsewhere, end_all_others, change_the_password, reset_the_password, suspend_the_person,
    let_it_grow_old, erase_the_session,
)  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_next_request_of_an_ended_session_is_nobodys(town: Town, ending: Callable[[Town], None]):
    assert outcome(town.send("asker", "GET", "/account")) == 200
    assert "/sign-out" in town.send("asker", "GET", "/").get_data(as_text=True)
    with town.app.app_context():
        ending(town)
    assert outcome(town.send("asker", "GET", "/account")) == SIGN_IN
    assert outcome(town.send("asker", "POST", "/answers/{answer.id}/accept")) == SIGN_IN
    assert "/sign-out" not in town.send("asker", "GET", "/").get_data(as_text=True)


ROLE_PAGES = (
    ("official", "/staff/verification"),
    ("moderator", "/posts/{answer.id}/moderate"),
    ("administrator", "/admin"),
)


@pytest.mark.parametrize(("role", "page"), ROLE_PAGES)
def test_a_role_that_is_taken_is_gone_at_the_next_request(town: Town, role: str, page: str):
    with transaction():  # so that the administrator is not the last one
        grant_role(SYSTEM, town.world.people["citizen"].id or 0, RoleKind.ADMINISTRATOR)
    assert town.send(role, "GET", page).status_code == 200
    with transaction() as current:
        role_id = current.scalars(select(Role.id).where(Role.person_id == town.world.people[role].id)).one()
        revoke_role(SYSTEM, role_id)
    assert town.send(role, "GET", page).status_code in (403, 404)


@pytest.mark.parametrize(("role", "page"), ROLE_PAGES)
def test_a_suspended_person_has_no_role(town: Town, role: str, page: str):
    with transaction() as current:
        until = now() + timedelta(days=1)
        current.execute(
            update(Person).where(Person.id == town.world.people[role].id).values(suspended_until=until)
        )
    assert town.send(role, "GET", page).status_code in (403, 404)


# --- cookies


def cookies_of(response_headers: list[str]) -> SimpleCookie:
    found = SimpleCookie()
    for header in response_headers:
        found.load(header)
    return found


def held_token(client: FlaskClient) -> str | None:
    with client.session_transaction() as held:
        token = held.get("_user_id")
        return str(token) if token else None


def sign_in(client: FlaskClient, app: Flask, **options: object) -> list[str]:
    """Sign in through the form and give the cookies that are set."""
    page = client.get("/sign-in", **options).get_data(as_text=True)  # type: ignore[arg-type]
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    form = {"csrf_token": token, "email": "citizen@torup.example.org", "password": PASSWORD}
    response = client.post("/sign-in", data=form, **options)  # type: ignore[arg-type]
    assert response.status_code == 303, response.get_data(as_text=True)
    return response.headers.getlist("Set-Cookie")


def test_signing_in_makes_a_new_session_and_forgets_what_was_there(town: Town):
    """Session fixation: what somebody put into the browser before is worth nothing after."""
    client = town.app.test_client()
    with client.session_transaction() as held:
        held["_user_id"], held["planted"] = "a token the attacker knows", "something"
    sign_in(client, town.app)
    first = held_token(client)
    assert first not in (None, "a token the attacker knows")
    with client.session_transaction() as held:
        assert "planted" not in held
    client.post("/sign-out", data={"csrf_token": _csrf(client)})
    sign_in(client, town.app)
    assert held_token(client) not in (None, first)


def _csrf(client: FlaskClient) -> str:
    page = client.get("/account").get_data(as_text=True)
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_the_cookie_holds_a_token_whose_hash_alone_is_stored(town: Town):
    client = town.app.test_client()
    sign_in(client, town.app)
    token = held_token(client) or ""
    assert len(token) >= 43
    with town.app.app_context():
        stored = set(session().scalars(select(PersonSession.token_hash)))
        session().close()
    assert token_hash(token) in stored
    assert token not in stored


def test_over_plain_http_the_cookie_is_out_of_reach_of_scripts_and_other_sites(town: Town):
    cookie = cookies_of(sign_in(town.app.test_client(), town.app))["torv"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]


@pytest.fixture(scope="module")
def https_app(config: Config, whole_town: Town) -> Flask:
    """Give an app over the same database whose address is https."""
    return create_app(Config(**{**vars(config), "site_url": "https://torv.example.org"}))


def test_over_https_the_cookie_is_bound_to_this_host(town: Town, https_app: Flask):
    options = {
        "base_url": "https://torv.example.org",
        "headers": {"Referer": "https://torv.example.org/sign-in"},
    }
    found = cookies_of(sign_in(https_app.test_client(), https_app, **options))
    cookie = found["__Host-torv"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["samesite"] == "Lax"


def test_every_cookie_we_set_is_out_of_reach_of_scripts(town: Town, https_app: Flask):
    client = https_app.test_client(use_cookies=False)
    base = "https://torv.example.org"
    response = client.get("/language/da", base_url=base)
    for name, cookie in cookies_of(response.headers.getlist("Set-Cookie")).items():
        assert cookie["httponly"], name
        assert cookie["secure"], name


def test_over_https_the_cookie_of_a_draft_is_bound_to_this_host(town: Town, https_app: Flask):
    client, base = https_app.test_client(), "https://torv.example.org"
    page = client.get("/questions/ask", base_url=base).get_data(as_text=True)
    token = page.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    written = {"csrf_token": token, "title": "When is the snow cleared?", "action": "post"}
    response = client.post("/questions/ask", data=written, base_url=base, headers={"Referer": f"{base}/"})
    cookie = cookies_of(response.headers.getlist("Set-Cookie"))["__Host-torv-draft"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["samesite"] == "Lax"


def test_a_cookie_signed_with_another_secret_is_nobodys(town: Town, tmp_path_factory: pytest.TempPathFactory):
    base = fresh_config(tmp_path_factory.mktemp("other"), "other")
    stranger = create_app(Config(**{**vars(base), "secret_key": "another secret " * 4}))
    forged = session_cookie(stranger, {"_user_id": town.world.secrets["session of administrator"]})
    response = town.app.test_client(use_cookies=False).get("/account", headers={"Cookie": forged})
    assert outcome(response) == SIGN_IN


@pytest.mark.parametrize("held", ["1", None, "", "' OR 1=1 --", "x" * 3000])
def test_a_session_that_holds_no_token_is_nobodys(town: Town, held: str | None):
    """Even with the secret, an id is no key."""
    forged = session_cookie(town.app, {"_user_id": held})
    response = town.app.test_client(use_cookies=False).get("/account", headers={"Cookie": forged})
    assert outcome(response) == SIGN_IN


# --- tokens that are mailed

PLACES = {
    TokenPurpose.CONFIRM_EMAIL: "/confirm/",
    TokenPurpose.RESET_PASSWORD: "/reset/",
    TokenPurpose.CHANGE_EMAIL: "/account/email/",
}
FORM = {"password": NEW_PASSWORD}
Used = tuple[int, int]


def press(town: Town, place: str, token: str) -> Used:
    """Open a link and press its button, as a stranger on whose screen it is; give both statuses."""
    opened = town.send("anonymous", "GET", place + token).status_code
    return opened, town.send("anonymous", "POST", place + token, FORM).status_code


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_a_mailed_link_is_good_once(town: Town, purpose: TokenPurpose):
    token = town.world.secrets[purpose.name]
    assert press(town, PLACES[purpose], token) == (200, 303)
    assert press(town, PLACES[purpose], token) == (410, 410)


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_a_mailed_link_expires_for_opening_and_for_pressing(town: Town, purpose: TokenPurpose):
    expire(town.world, purpose)
    assert press(town, PLACES[purpose], town.world.secrets[purpose.name]) == (410, 410)


def expire(world: World, purpose: TokenPurpose) -> None:
    with transaction() as current:
        mine = PersonToken.token_hash == token_hash(world.secrets[purpose.name])
        current.execute(update(PersonToken).where(mine).values(expires_at=now() - timedelta(seconds=1)))


@pytest.mark.parametrize("purpose", TokenPurpose)
@pytest.mark.parametrize("place", PLACES)
def test_a_mailed_link_is_good_for_its_own_purpose_only(
    town: Town, purpose: TokenPurpose, place: TokenPurpose
):
    expected = (200, 303) if purpose is place else (410, 410)
    assert press(town, PLACES[place], town.world.secrets[purpose.name]) == expected


@pytest.mark.parametrize("purpose", TokenPurpose)
def test_opening_a_mailed_link_changes_nothing(town: Town, purpose: TokenPurpose):
    """Programs that look through mail open links."""
    assert (
        town.send("anonymous", "GET", PLACES[purpose] + town.world.secrets[purpose.name]).status_code == 200
    )
    assert town.snapshot.differences() == {}


def test_the_hash_of_a_token_is_no_token(town: Town):
    stolen = token_hash(town.world.secrets["RESET_PASSWORD"])
    assert press(town, "/reset/", stolen) == (410, 410)
    forged = session_cookie(town.app, {"_user_id": token_hash(town.world.secrets["session of asker"])})
    response = town.app.test_client(use_cookies=False).get("/account", headers={"Cookie": forged})
    assert outcome(response) == SIGN_IN


def test_a_new_password_ends_the_links_to_set_another_and_to_change_the_address(town: Town):
    with town.app.app_context():
        change_the_password(town)
    for purpose in (TokenPurpose.RESET_PASSWORD, TokenPurpose.CHANGE_EMAIL):
        assert press(town, PLACES[purpose], town.world.secrets[purpose.name]) == (410, 410)


def test_a_confirmed_address_ends_the_other_links_that_would_confirm_it(town: Town):
    person_id = town.world.people["unconfirmed"].id or 0
    with transaction():
        second = tokens.issue(person_id, TokenPurpose.CONFIRM_EMAIL)
    assert press(town, "/confirm/", second) == (200, 303)
    assert press(town, "/confirm/", town.world.secrets["CONFIRM_EMAIL"]) == (410, 410)


# --- signed values


@pytest.mark.parametrize("purpose", ["", "reply", "unsubscribe ", "Unsubscribe", "confirm-email", "feed"])
def test_a_value_signed_for_one_purpose_is_refused_for_another(town: Town, purpose: str):
    held = held_by(town.world.people["citizen"].id or 0, town.world.posts["question"].id)
    with town.app.app_context():
        assert unsign(UNSUBSCRIBE, sign(UNSUBSCRIBE, held)) == held
        foreign = sign(purpose, held)
    assert unsign_in(town, UNSUBSCRIBE, foreign) is None
    assert town.send("anonymous", "GET", f"/unsubscribe/{foreign}").status_code == 404
    assert town.send("anonymous", "POST", f"/unsubscribe/{foreign}").status_code == 404


def unsign_in(town: Town, purpose: str, token: str) -> int | str | None:
    with town.app.app_context():
        return unsign(purpose, token)


def test_a_changed_signature_or_value_is_refused(town: Town):
    token = town.world.secrets["unsubscribe"]
    value, _dot, rest = token.partition(".")
    others = sign_in_context(
        town, held_by(town.world.people["asker"].id or 0, town.world.posts["question"].id)
    )
    for changed in (token[:-2], token + "A", f"{others.partition('.')[0]}.{rest}", f"{value}.", ".", rest):
        assert town.send("anonymous", "POST", f"/unsubscribe/{changed}").status_code == 404, changed


def sign_in_context(town: Town, held: str) -> str:
    with town.app.app_context():
        return sign(UNSUBSCRIBE, held)
