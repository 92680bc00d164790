"""Signing in and out; a session ends at once, wherever it is ended."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from app.accounts.models import Person, PersonSession
from app.accounts.operations import sessions
from app.accounts.operations.passwords import change_password
from app.accounts.queries import Recognised, find_recognised
from app.core.access import ANONYMOUS
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, TooMany
from tests.accounts.people import GOOD, find, person_with_password, sign_in
from tests.factories import make_administrator
from tests.racing import race
from tests.web import Visitor


def signed_in(visitor: Visitor) -> bool:
    """Tell whether the visitor's next request is made by somebody."""
    return visitor.open("/account", follow=False).status == 200


def test_signing_in_leads_where_the_person_wanted_to(app, visitor):
    person_with_password()
    page = visitor.open("/account/sessions")
    assert page.one("h1").text == "Sign in"
    page = visitor.submit(email=" JENS@example.org ", password=GOOD, follow=False)
    assert (page.status, page.location) == (303, "/account/sessions")
    assert "This device" in visitor.open(page.location).text


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(app, visitor, to):
    person_with_password()
    assert sign_in(visitor, to=to).location == "/"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(app):
    person_with_password()
    wrong = sign_in(Visitor(app), password="not the password")
    unknown = sign_in(Visitor(app), email="nobody@example.org", password="not the password")
    assert wrong.status == unknown.status == 422
    assert errors_of(wrong) == errors_of(unknown) != []
    assert wrong.one("#password").get("value") is None


def test_an_unknown_address_costs_a_hash_too(app, monkeypatch):
    person_with_password()
    verified = []
    real = type(__import__("app.accounts.passwords", fromlist=["_hasher"])._hasher()).verify
    monkeypatch.setattr(
        "argon2.PasswordHasher.verify",
        lambda self, stored, given: verified.append(stored) or real(self, stored, given),
    )
    assert find_recognised("nobody@example.org", "not the password") is None
    assert find_recognised("jens@example.org", "not the password") is None
    assert len(verified) == 2


def test_the_sixth_wrong_password_in_a_minute_is_not_even_looked_at(app):
    person_with_password()
    with time_machine.travel("2026-03-03 12:00:01+00:00", tick=False):
        for _try in range(5):
            assert sign_in(Visitor(app), password="wrong password").status == 422
        refused = sign_in(Visitor(app), password=GOOD)
        assert refused.status == 429
        assert int(refused.response.headers["Retry-After"]) == 59
    with time_machine.travel("2026-03-03 12:01:01+00:00", tick=False):
        assert sign_in(Visitor(app), password=GOOD).status == 303


def test_a_network_may_fail_25_times_in_five_minutes_whatever_the_accounts(app):
    with time_machine.travel("2026-03-03 12:00:01+00:00", tick=False):
        for number in range(25):
            assert sign_in(Visitor(app), email=f"p{number}@example.org", password="wrong").status == 422
        assert sign_in(Visitor(app), email="p99@example.org", password="wrong").status == 429


def test_signing_in_rightly_uses_up_no_tries(app):
    person_with_password()
    with time_machine.travel("2026-03-03 12:00:01+00:00", tick=False):
        for _time in range(8):
            assert sign_in(Visitor(app)).status == 303


@pytest.mark.usefixtures("stopped_clock")
def test_tries_sent_at_once_are_counted_together(app):
    outcomes = race(
        app, 8, lambda number: sessions.count_try(ANONYMOUS, "jens@example.org", f"10.0.0.{number}")
    )
    assert outcomes.count(None) == 5
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 3


def test_signing_in_begins_a_new_session_and_keeps_nothing_of_the_one_before(app, visitor):
    person_with_password()
    visitor.open("/sign-in")
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
        before = dict(cookie)
    visitor.submit(email="jens@example.org", password=GOOD, follow=False)
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before["csrf_token"]
        assert cookie.permanent
        assert str(find("jens@example.org").id) != cookie["_user_id"]


def test_the_database_knows_only_the_hash_of_a_session(app, visitor):
    person_with_password()
    sign_in(visitor)
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    stored = session().scalars(select(PersonSession.token_hash)).one()
    assert token not in stored


def test_signing_out_ends_the_session_for_whoever_copied_the_cookie(app, visitor):
    person_with_password()
    sign_in(visitor)
    copy = Visitor(app)
    with visitor.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with copy.client.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert signed_in(copy)
    visitor.open("/account")
    assert visitor.submit("form[action='/sign-out']", follow=False).status == 303
    assert not signed_in(visitor)
    assert not signed_in(copy)


def test_one_device_or_all_others_can_be_signed_out(app):
    person_with_password()
    here, phone, library = Visitor(app), Visitor(app), Visitor(app)
    browsers = ((phone, "iPhone Safari/605"), (library, "Windows Firefox/140"), (here, "Linux Chrome/140"))
    for visitor, browser in browsers:
        visitor.client.environ_base["HTTP_USER_AGENT"] = browser
        sign_in(visitor)
    page = here.open("/account/sessions")
    for words in ("Safari on iPhone", "Firefox on Windows", "Chrome on Linux"):
        assert words in page.text
    assert page.text.count("This device") == 1
    first = next(form for form in page.all("main form") if "Safari on iPhone" in form.text_content())
    here.submit(f"form[action='{first.get('action')}']")
    assert (signed_in(phone), signed_in(library), signed_in(here)) == (False, True, True)
    here.open("/account/sessions")
    here.submit("form[action='/account/sessions/end-others']")
    assert (signed_in(library), signed_in(here)) == (False, True)


def test_nobody_ends_somebody_elses_session(app, visit_as):
    other = person_with_password("Per Hansen", "per@example.org")
    visitor = Visitor(app).sign_in(other.id)
    theirs = session().scalars(select(PersonSession.id)).one()
    administrator = visit_as(make_administrator())
    administrator.open("/account/sessions")
    token = administrator.page.one("form[action='/sign-out'] input[name=csrf_token]").get("value")
    answer = administrator.client.post(f"/account/sessions/{theirs}/end", data={"csrf_token": token})
    assert answer.status_code == 404
    assert signed_in(visitor)


def test_a_session_not_used_for_thirty_days_is_over(app, visitor):
    person_with_password()
    sign_in(visitor)
    with transaction() as current:
        current.execute(update(PersonSession).values(seen_at=now() - timedelta(days=30, minutes=1)))
    assert not signed_in(visitor)


def test_last_seen_is_written_at_most_every_ten_minutes(app, visitor):
    person_with_password()
    with time_machine.travel("2026-03-03 12:00:00+00:00", tick=False):
        sign_in(visitor)
    seen = []
    for minute in (5, 11, 15, 22):
        with time_machine.travel(f"2026-03-03 12:{minute:02}:00+00:00", tick=False):
            visitor.open("/account")
        seen.append(session().scalars(select(PersonSession.seen_at)).one().minute)
        session().close()
    assert seen == [0, 11, 11, 22]


def test_the_cookie_is_sent_again_when_the_session_is_noted_and_lasts_thirty_days_from_then(app, visitor):
    person_with_password()
    with time_machine.travel("2026-03-03 12:00:00+00:00", tick=False):
        sign_in(visitor)
        visitor.open("/account")  # its forms put their token into the session
    sent = []
    for minute in (5, 11, 15, 22):
        with time_machine.travel(f"2026-03-03 12:{minute:02}:00+00:00", tick=False):
            sent.append(visitor.open("/account").response.headers.get("Set-Cookie", ""))
    assert ["Expires=Thu, 02 Apr 2026 12:" in cookie for cookie in sent] == [False, True, False, True]
    assert sent[0] == sent[2] == ""


def test_a_suspended_person_may_sign_in_to_read_and_is_told_why(app, visitor):
    person_with_password(suspended_until=now() + timedelta(days=2), suspended_reason="Insulted a neighbour")
    page = visitor.open(sign_in(visitor, to="/account").location)
    assert "Insulted a neighbour" in page.one("#flashes").text_content()
    assert "you can read everything" in page.text


def test_a_sign_in_that_meets_a_new_password_fails(app):
    person = person_with_password()
    recognised = find_recognised("jens@example.org", GOOD)
    assert isinstance(recognised, Recognised)
    with transaction():
        change_password(person, "another hash")
    with pytest.raises(Conflict), transaction():
        sessions.open_session(ANONYMOUS, recognised, "10.0.0.1", "")


def test_a_hash_made_with_other_parameters_is_renewed_at_sign_in(app, visitor):
    from argon2 import PasswordHasher

    person_with_password()
    old = PasswordHasher(memory_cost=16, time_cost=2, parallelism=1).hash(GOOD)
    with transaction() as current:
        current.execute(update(Person).values(password_hash=old))
    assert sign_in(visitor).status == 303
    renewed = find("jens@example.org").password_hash
    assert renewed != old
    assert sign_in(Visitor(app)).status == 303
    assert find("jens@example.org").password_hash == renewed


def test_somebody_without_a_password_cannot_sign_in(app, visitor):
    person_with_password()
    with transaction() as current:
        current.execute(update(Person).values(password_hash=None))
    for given in (GOOD, "nobody has this password"):
        assert sign_in(visitor, password=given).status == 422


def errors_of(page) -> list[str]:
    """Give the errors a page shows."""
    return [element.text_content() for element in page.all(".govuk-error-message, .govuk-error-summary li")]
