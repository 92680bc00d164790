"""Signing up: the address is confirmed, and nobody learns whether it was known."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.models import Person, PersonToken, Role, RoleKind
from app.accounts.operations import joining
from app.accounts.operations.tidying import forget_what_is_over
from app.accounts.reserved_names import NameTaken
from app.core.access import ANONYMOUS, SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import TooMany
from app.core.outbox import OutboxEntry
from tests.accounts.people import GOOD, find, person_with_password, sign_in, sign_up
from tests.factories import make_department, make_official
from tests.mailbox import take_mails
from tests.racing import race
from tests.web import Visitor


def test_a_confirmed_address_is_what_signing_up_leads_to(app, visitor):
    page = sign_up(visitor, name="Mette Holm", email="Mette@Example.org")
    assert "Check your e-mail" in page.text
    assert find("mette@example.org").email_confirmed_at is None
    (mail,) = take_mails(app)
    assert mail.to == "mette@example.org"
    page = visitor.open(mail.link)
    assert find("mette@example.org").email_confirmed_at is None, "opening the link must not confirm"
    page = visitor.submit()
    assert "Your e-mail address is confirmed" in page.text
    assert find("mette@example.org").email_confirmed_at is not None
    assert sign_in(visitor, "mette@example.org").status == 303
    assert "Mette Holm" in visitor.open("/account").text


def test_a_confirming_link_works_once(app, visitor):
    sign_up(visitor)
    (mail,) = take_mails(app)
    visitor.open(mail.link)
    visitor.submit()
    page = visitor.open(mail.link)
    assert page.status == 410
    assert "This link does not work any more" in page.text


def test_a_confirming_link_is_good_for_three_days(app, visitor):
    sign_up(visitor)
    (mail,) = take_mails(app)
    visitor.open(mail.link)
    with time_machine.travel(now() + timedelta(days=3, minutes=1)):
        assert visitor.submit().status == 410
        assert Visitor(app).open(mail.link).status == 410
    assert find("new@example.org").email_confirmed_at is None


def test_two_presses_at_once_confirm_and_only_one_uses_the_link(app, visitor):
    sign_up(visitor)
    (mail,) = take_mails(app)
    first, second = Visitor(app), Visitor(app)
    first.open(mail.link)
    second.open(mail.link)
    assert sorted([first.submit().status, second.submit().status]) == [200, 410]


def test_the_outbox_and_the_database_hold_no_token_and_no_address(app, visitor):
    sign_up(visitor)
    payloads = session().scalars(select(OutboxEntry.payload)).all()
    assert payloads
    assert all(list(payload) == ["token_id"] for payload in payloads)
    session().close()
    (mail,) = take_mails(app)
    stored = session().scalars(select(PersonToken.token_hash)).all()
    assert stored
    assert not any(token in mail.link for token in stored)


def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner_by_mail(app, visitor):
    known = person_with_password("Known Person", "known@example.org")
    fresh = Visitor(app).open("/sign-up") and sign_up(
        Visitor(app), name="Somebody One", email="fresh@example.org"
    )
    take_mails(app)
    repeated = sign_up(visitor, name="Somebody Two", email="Known@example.org")
    assert (repeated.status, repeated.source) == (fresh.status, fresh.source)
    (mail,) = take_mails(app)
    assert mail.to == "known@example.org"
    assert "You already have an account" in mail.subject
    assert find("known@example.org").id == known.id
    assert find("known@example.org").name == "Known Person"


def test_a_taken_name_is_refused_alike_for_a_known_and_an_unknown_address(app):
    person_with_password("Known Person", "known@example.org")
    answers = []
    for email in ("known@example.org", "fresh@example.org"):
        page = sign_up(Visitor(app), name="Known Person", email=email)
        answers.append(
            (page.status, [element.text_content() for element in page.all(".govuk-error-message")])
        )
    assert answers[0] == answers[1]
    assert answers[0][0] == 422
    assert take_mails(app) == []


@pytest.mark.parametrize(
    "name",
    ["Mette Ho1m", "METTE HOLM", "Мette Holm", "Mette  Hólm", "Torv admin", "✓ Jens", "Mette Holm (Roads)"],
)
def test_a_name_that_could_be_taken_for_an_officials_is_refused(app, visitor, name):
    make_official(make_department("Roads and Parks"), "Mette Holm")
    page = sign_up(visitor, name=name)
    assert page.status == 422
    assert len(page.all("#name-error")) == 1
    assert find("new@example.org") is None


def test_what_was_typed_stays_but_never_the_password(app, visitor):
    page = sign_up(visitor, name="Jens Jensen", email="not an address")
    assert page.status == 422
    assert page.one("#name").get("value") == "Jens Jensen"
    assert page.one("#email").get("value") == "not an address"
    assert page.one(".govuk-error-summary a").get("href") == "#email"
    assert GOOD not in page.source


@pytest.mark.parametrize(
    ("password", "advice"),
    [
        ("short", "at least 10 characters"),
        ("password12", "common password"),
        ("aaaaaaaaaaaa", "repeats itself"),
        ("jens jensen 1", "your name or e-mail address"),
        ("x" * 201, "at most 200"),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused_with_advice(app, visitor, password, advice):
    page = sign_up(visitor, name="Jens Jensen", password=password)
    assert page.status == 422
    assert advice in page.one("#password-error").text_content()


def test_a_good_password_longer_than_zxcvbn_can_take_is_fine(app, visitor):
    assert sign_up(visitor, password="heste spiser sjældent grønne paraplyer " * 4).status == 200


@pytest.mark.usefixtures("stopped_clock")
def test_the_sixth_sign_up_from_one_network_in_an_hour_is_too_many(app):
    for number in range(5):
        assert (
            sign_up(
                Visitor(app), name=f"Jens Jensen {'ABCDE'[number]}", email=f"n{number}@example.org"
            ).status
            == 200
        )
    page = sign_up(Visitor(app), name="Jens Jensen F", email="n6@example.org")
    assert page.status == 429
    assert int(page.response.headers["Retry-After"]) > 0
    assert page.one("#name").get("value") == "Jens Jensen F"


@pytest.mark.usefixtures("stopped_clock")
def test_nobody_can_have_one_address_flooded_from_many_networks(app):
    for number in range(5):
        with transaction():
            joining.sign_up(
                ANONYMOUS, new(f"Jens {'ABCDE'[number]}", "victim@example.org"), f"10.0.0.{number}"
            )
    with pytest.raises(TooMany), transaction():
        joining.sign_up(ANONYMOUS, new("Jens F", "victim@example.org"), "10.0.0.9")


def test_two_sign_ups_with_one_name_make_one_person(app):
    def sign_up_as(number):
        joining.sign_up(ANONYMOUS, new("Jens Jensen", f"jens{number}@example.org"), f"10.0.0.{number}")

    outcomes = race(app, 4, sign_up_as)
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, NameTaken) for outcome in outcomes) == 3
    assert session().scalar(select(func.count()).select_from(Person)) == 1


def test_two_sign_ups_with_one_address_make_one_person_and_tell_neither(app):
    def sign_up_as(number):
        joining.sign_up(ANONYMOUS, new(f"Per {'ABCD'[number]}", "per@example.org"), f"10.0.1.{number}")

    assert race(app, 4, sign_up_as) == [None] * 4
    reachable = select(func.count()).select_from(Person).where(~Person.email.endswith(joining.NOWHERE))
    assert session().scalar(reachable) == 1
    subjects = sorted(mail.subject for mail in take_mails(app))
    assert subjects == ["Confirm your e-mail address at Torv"] + ["You already have an account at Torv"] * 3


def test_the_mail_comes_in_the_language_of_the_page(app, visitor):
    visitor.open("/language/da?to=/sign-up")
    visitor.submit(name="Jens Jensen", email="new@example.org", password=GOOD)
    assert find("new@example.org").language == "da"


def test_who_confirms_is_led_to_where_they_wanted_to_go(app, visitor):
    visitor.open("/sign-in?to=/questions/ask")
    visitor.open(visitor.page.one("main p a[href^='/sign-up']").get("href"))
    page = visitor.submit(name="Jens Jensen", email="jens@example.org", password=GOOD)
    assert page.one("main a[href^='/sign-in']").get("href") == "/sign-in?to=/questions/ask"
    (mail,) = take_mails(app)
    reader = Visitor(app)  # in another browser, as on the telephone
    reader.open(mail.link)
    reader.submit()
    assert reader.page.response.request.full_path == "/sign-in?to=/questions/ask"
    assert reader.submit(email="jens@example.org", password=GOOD, follow=False).location == "/questions/ask"


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_confirming_link_leads_nowhere_else(app, visitor, to):
    visitor.client.get("/sign-up", query_string={"to": to})
    visitor.open("/sign-up?" + urlencode({"to": to}))
    visitor.submit(name="Jens Jensen", email="jens@example.org", password=GOOD)
    (mail,) = take_mails(app)
    visitor.open(mail.link)
    assert visitor.submit(follow=False).location == "/sign-in"


def test_a_confirming_mail_sent_twice_leaves_the_first_link_good(app, visitor):
    sign_up(visitor)
    with transaction() as current:
        entry = current.scalars(select(OutboxEntry)).one()
        again = {"key": "again", "handler": entry.handler, "event": entry.event, "payload": entry.payload}
        current.add(OutboxEntry(**again, created_at=now(), available_at=now()))
    first, second = take_mails(app)
    assert first.link != second.link
    visitor.open(first.link)
    assert "Your e-mail address is confirmed" in visitor.submit().text
    assert visitor.open(second.link).status == 410


def known_and_unknown(app) -> list[str]:
    """Sign up with an address that is known and with one that is not."""
    person_with_password("Known Person", "known@example.org")
    for name, email in (("Somebody One", "known@example.org"), ("Somebody Two", "fresh@example.org")):
        assert sign_up(Visitor(app), name=name, email=email).status == 200
    return ["Somebody One", "Somebody Two"]


def test_a_name_tried_with_a_known_address_is_taken_as_with_an_unknown_one(app):
    pages = [sign_up(Visitor(app), name=name, email="mine@example.org") for name in known_and_unknown(app)]
    assert [page.status for page in pages] == [422, 422]
    errors = [page.one("#name-error").text_content() for page in pages]
    assert errors[0] == errors[1]


def test_who_signed_up_with_a_known_address_is_let_in_as_little_as_with_an_unknown_one(app):
    known_and_unknown(app)
    other = "green boats whisper loudly"
    pages = [
        sign_in(Visitor(app), email, password)
        for email, password in (
            ("known@example.org", other),
            ("fresh@example.org", GOOD),
            ("nobody@example.org", GOOD),
        )
    ]
    assert [page.status for page in pages] == [422] * 3
    assert len({page.one("#password-error").text_content() for page in pages}) == 1


def test_profiles_tell_no_known_address_from_an_unknown_one(app, visitor):
    names = known_and_unknown(app)
    numbers = [session().scalar(select(Person.id).where(Person.name == name)) for name in names]
    session().close()
    assert numbers[1] - numbers[0] == 1
    assert [visitor.open(f"/people/{number}").status for number in numbers] == [200, 200]


def test_the_account_of_nobody_gets_no_mail_and_is_forgotten_like_any_other(app):
    known_and_unknown(app)
    assert {mail.to for mail in take_mails(app)} == {"known@example.org", "fresh@example.org"}
    with time_machine.travel(now() + timedelta(days=15)), transaction():
        forget_what_is_over(SYSTEM)
    assert list(session().scalars(select(Person.name))) == ["Known Person"]


def test_signing_up_with_extra_fields_gives_nothing_extra(app, visitor):
    visitor.open("/sign-up")
    token = visitor.page.one("main input[name=csrf_token]").get("value")
    visitor.post(
        "/sign-up",
        {
            "csrf_token": token,
            "name": "Jens Jensen",
            "email": "new@example.org",
            "password": GOOD,
            "email_confirmed_at": "2020-01-01",
            "reputation": "999",
            "administrator": "1",
            "id": "77",
            "roles": "administrator",
        },
    )
    person = find("new@example.org")
    assert (person.email_confirmed_at, person.reputation) == (None, 0)
    assert (
        session().scalar(select(func.count()).select_from(Role).where(Role.kind == RoleKind.ADMINISTRATOR))
        == 0
    )


@pytest.mark.parametrize(
    "path", ["/sign-up", "/sign-in", "/forgotten", "/sign-out", "/confirm/x", "/account/email/x"]
)
def test_a_form_from_elsewhere_is_refused(app, visitor, path):
    data = {"email": "a@example.org", "password": GOOD, "name": "Jens"}
    assert visitor.client.post(path, data=data).status_code == 400


def new(name: str, email: str) -> joining.NewPerson:
    """Give what a form would."""
    return joining.NewPerson(name, email, "a hash", "en")
