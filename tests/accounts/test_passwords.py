"""Forgotten and changed passwords."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from app.accounts import passwords
from app.accounts.models import Person
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Invalid
from tests.accounts.people import GOOD, find, person_with_password, sign_in, sign_up
from tests.mailbox import take_mails
from tests.web import Visitor

NEW = "seven quiet wooden bicycles"


def ask_for_reset(visitor: Visitor, email: str = "jens@example.org"):
    """Fill in the form for a forgotten password."""
    visitor.open("/forgotten")
    return visitor.submit(email=email)


def test_a_forgotten_password_is_set_anew_and_ends_every_session(app, visitor):
    person_with_password()
    elsewhere = Visitor(app)
    sign_in(elsewhere)
    ask_for_reset(visitor)
    (mail,) = take_mails(app)
    visitor.open(mail.link)
    page = visitor.submit(password=NEW)
    assert page.one("h1").text == "Sign in"
    assert elsewhere.open("/account", follow=False).status == 302
    assert sign_in(Visitor(app)).status == 422
    assert sign_in(Visitor(app), password=NEW).status == 303
    (told,) = take_mails(app)
    assert "was changed" in told.subject


def test_an_unknown_address_gets_the_same_page_and_no_mail(app):
    person_with_password()
    known, unknown = ask_for_reset(Visitor(app)), ask_for_reset(Visitor(app), "nobody@example.org")
    assert (known.status, known.source) == (unknown.status, unknown.source)
    assert [mail.to for mail in take_mails(app)] == ["jens@example.org"]


@pytest.mark.usefixtures("stopped_clock")
def test_asking_too_often_looks_the_same_for_known_and_unknown_addresses(app):
    person_with_password()
    answers = {
        email: [ask_for_reset(Visitor(app), email).status for _time in range(6)]
        for email in ("jens@example.org", "nobody@example.org")
    }
    assert answers["jens@example.org"] == [200] * 5 + [429]
    assert answers["nobody@example.org"] == [200] * 5 + [429]


def test_a_reset_link_works_once_and_for_an_hour(app, visitor):
    person_with_password()
    ask_for_reset(visitor)
    ask_for_reset(visitor)
    first, second = take_mails(app)
    other = Visitor(app)
    other.open(second.link)
    visitor.open(first.link)
    visitor.submit(password=NEW)
    assert Visitor(app).open(first.link).status == 410
    assert other.submit(password="something else entirely").status == 410, "using one ends the others"
    ask_for_reset(visitor)
    link = next(mail.link for mail in take_mails(app) if "/reset/" in mail.text)
    with time_machine.travel(now() + timedelta(hours=1, minutes=1)):
        assert Visitor(app).open(link).status == 410


def test_a_token_of_another_purpose_resets_nothing(app, visitor):
    sign_up(Visitor(app))
    (mail,) = take_mails(app)
    assert mail.link.startswith("/confirm/")
    assert visitor.open(mail.link.replace("/confirm/", "/reset/")).status == 410
    assert visitor.open(mail.link.replace("/confirm/", "/account/email/")).status == 410


def test_a_reset_confirms_the_address_it_was_mailed_to(app, visitor):
    person_with_password(email_confirmed_at=None)
    ask_for_reset(visitor)
    (mail,) = take_mails(app)
    visitor.open(mail.link)
    visitor.submit(password=NEW)
    assert find("jens@example.org").email_confirmed_at is not None


def test_a_weak_new_password_leaves_the_link_good(app, visitor):
    person_with_password()
    ask_for_reset(visitor)
    (mail,) = take_mails(app)
    visitor.open(mail.link)
    assert visitor.submit(password="jens jensen 12").status == 422
    assert visitor.submit(password=NEW).status == 200
    assert sign_in(Visitor(app), password=NEW).status == 303


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(app, visitor):
    person_with_password()
    elsewhere = Visitor(app)
    sign_in(elsewhere)
    sign_in(visitor)
    visitor.open("/account/password")
    page = visitor.submit(current_password=GOOD, password=NEW)
    assert "Your new password is set" in page.text
    assert elsewhere.open("/account", follow=False).status == 302


def test_changing_the_password_needs_the_one_before_and_counts_wrong_ones(app, visitor):
    person_with_password()
    sign_in(visitor)
    with time_machine.travel("2026-03-03 12:00:01+00:00", tick=False):
        with transaction() as current:
            current.execute(update(Person).values(version=1))
        visitor = Visitor(app).sign_in(find("jens@example.org").id)
        for _try in range(5):
            visitor.open("/account/password")
            assert visitor.submit(current_password="wrong", password=NEW).status == 422
        visitor.open("/account/password")
        assert visitor.submit(current_password=GOOD, password=NEW).status == 429
    assert passwords.matches(find("jens@example.org").password_hash, GOOD)


def test_real_hashes_are_argon2id_with_owasps_parameters(app, monkeypatch):
    monkeypatch.setitem(app.config, "TESTING", False)
    stored = passwords.hash_password(GOOD)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(stored, GOOD)
    assert not passwords.matches(stored, GOOD + "x")
    assert not passwords.matches(None, GOOD)
    assert not passwords.matches("not a hash", GOOD)


def test_a_letter_composed_another_way_is_the_same_letter(app):
    assert passwords.matches(passwords.hash_password("caf\u00e9 in the morning"), "cafe\u0301 in the morning")


@pytest.mark.parametrize("password", ["123456789012", "qwertyuiop12", "12-04-1965", "mettemettemette"])
def test_what_is_tried_first_is_refused(app, password):
    with pytest.raises(Invalid) as refused:
        passwords.check_password(password, "Mette Holm", "mette@example.org")
    assert refused.value.details["field"] == "password"
    assert "make a good password" in refused.value.message


@pytest.mark.parametrize("password", ["rødgrød med fløde på", "four blue geese walking", "x9$Kp2!vLq0z"])
def test_what_takes_long_to_guess_is_taken(app, password):
    passwords.check_password(password, "Mette Holm", "mette@example.org")
