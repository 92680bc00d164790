"""One's own account: profile, address, language."""

from datetime import timedelta

import time_machine
from sqlalchemy import select

from app.accounts.models import PersonToken
from app.core.clock import now
from app.core.db import session
from app.core.outbox import OutboxEntry
from tests.accounts.people import GOOD, find, person_with_password, sign_in
from tests.mailbox import take_mails
from tests.web import Visitor


def test_the_account_pages_are_for_who_is_signed_in(app, visitor):
    for path in ("/account", "/account/profile", "/account/email", "/account/password", "/account/sessions"):
        assert visitor.open(path, follow=False).location == f"/sign-in?to={path}"


def test_a_profile_is_saved_and_its_text_rendered_safely(app, visitor):
    person_with_password()
    sign_in(visitor)
    visitor.open("/account/profile")
    page = visitor.submit(
        name="  Jens   Jensen ", about="I **ride** <script>alert(1)</script>", language="da"
    )
    assert page.one("html").get("lang") == "da"
    person = find("jens@example.org")
    assert person.name == "Jens Jensen"
    assert person.about_html == "<p>I <strong>ride</strong> &lt;script&gt;alert(1)&lt;/script&gt;</p>"
    assert person.language == "da"
    assert person.mail_on_watched


def test_mail_about_questions_can_be_turned_off(app, visitor):
    person_with_password()
    sign_in(visitor)
    visitor.open("/account/profile")
    visitor.submit(mail_on_watched=None)
    assert not find("jens@example.org").mail_on_watched


def test_a_name_that_is_taken_is_refused_at_its_field(app, visitor):
    person_with_password()
    person_with_password("Per Hansen", "per@example.org")
    sign_in(visitor)
    visitor.open("/account/profile")
    page = visitor.submit(name="Per Hansén")
    assert page.status == 422
    assert "looks like it" in page.one("#name-error").text_content()
    assert page.one("#name").get("value") == "Per Hansén"
    assert find("jens@example.org").name == "Jens Jensen"


def test_two_windows_saving_a_profile_lose_nothing(app):
    person = person_with_password()
    first, second = Visitor(app).sign_in(person.id), Visitor(app).sign_in(person.id)
    first.open("/account/profile")
    second.open("/account/profile")
    assert first.submit(about="From the first").status == 200
    page = second.submit(about="From the second")
    assert page.status == 409
    assert "From the first" in page.one("[aria-labelledby=saved]").text_content()
    assert page.one("textarea").text.strip() == "From the second"
    assert second.submit().status == 200
    assert find("jens@example.org").about == "From the second"


def test_a_suspended_person_chooses_language_but_shows_nothing_new(app, visitor):
    person_with_password(suspended_until=now() + timedelta(days=2), suspended_reason="Insults")
    visitor.sign_in(find("jens@example.org").id)
    visitor.open("/account/profile")
    assert visitor.submit(language="da").status == 200
    assert find("jens@example.org").language == "da"
    token = visitor.open("/account/profile").one("main input[name=csrf_token]").get("value")
    version = visitor.page.one("main input[name=version]").get("value")
    data = {"csrf_token": token, "version": version, "name": "Jens Jensen", "about": "Ha", "language": "da"}
    assert visitor.client.post("/account/profile", data=data).status_code == 403
    assert find("jens@example.org").about == ""


def test_a_new_address_counts_once_its_link_is_used(app, visitor):
    person_with_password()
    sign_in(visitor)
    visitor.open("/account/email")
    visitor.submit(email="New@example.org", current_password=GOOD)
    assert all(list(payload) == ["token_id"] for payload in session().scalars(select(OutboxEntry.payload)))
    mails = {mail.to: mail for mail in take_mails(app)}
    assert set(mails) == {"new@example.org", "jens@example.org"}
    assert "new@example.org" not in mails["jens@example.org"].text
    assert find("new@example.org") is None
    reader = Visitor(app)
    reader.open(mails["new@example.org"].link)
    assert find("new@example.org") is None
    reader.submit()
    assert find("new@example.org").email_confirmed_at is not None
    assert find("jens@example.org") is None
    assert reader.open(mails["new@example.org"].link).status == 410


def test_a_change_of_address_needs_the_password(app, visitor):
    person_with_password()
    sign_in(visitor)
    visitor.open("/account/email")
    assert visitor.submit(email="new@example.org", current_password="wrong").status == 422
    assert take_mails(app) == []


def test_a_change_to_a_known_address_looks_the_same_and_tells_its_owner(app):
    person_with_password()
    person_with_password("Per Hansen", "per@example.org")
    answers = []
    for email in ("per@example.org", "nobody@example.org"):
        visitor = Visitor(app)
        sign_in(visitor)
        visitor.open("/account/email")
        answers.append(visitor.submit(email=email, current_password=GOOD, follow=False))
    assert (answers[0].status, answers[0].location) == (answers[1].status, answers[1].location)
    subjects = {mail.to: mail.subject for mail in take_mails(app) if mail.to != "jens@example.org"}
    assert "already have an account" in subjects["per@example.org"]
    assert "Confirm your new" in subjects["nobody@example.org"]


def test_an_address_somebody_else_took_meanwhile_is_refused(app, visitor):
    person_with_password()
    sign_in(visitor)
    visitor.open("/account/email")
    visitor.submit(email="new@example.org", current_password=GOOD)
    link = next(mail.link for mail in take_mails(app) if mail.to == "new@example.org")
    person_with_password("Per Hansen", "new@example.org")
    visitor.open(link)
    page = visitor.submit()
    assert page.status == 410
    assert "Another account" in page.text
    assert find("jens@example.org") is not None


def test_a_link_to_a_new_address_is_good_for_a_day_and_ends_with_a_new_password(app, visitor):
    person_with_password()
    sign_in(visitor)
    visitor.open("/account/email")
    visitor.submit(email="new@example.org", current_password=GOOD)
    link = next(mail.link for mail in take_mails(app) if mail.to == "new@example.org")
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        assert Visitor(app).open(link).status == 410
    assert Visitor(app).open(link).status == 200
    visitor.open("/account/password")
    visitor.submit(current_password=GOOD, password="seven quiet wooden bicycles")
    assert visitor.open(link).status == 410


def test_links_mailed_to_the_old_address_end_with_it(app, visitor):
    person_with_password()
    sign_in(visitor)
    forgetful = Visitor(app)
    forgetful.open("/forgotten")
    forgetful.submit(email="jens@example.org")
    (reset,) = take_mails(app)
    visitor.open("/account/email")
    visitor.submit(email="new@example.org", current_password=GOOD)
    link = next(mail.link for mail in take_mails(app) if mail.to == "new@example.org")
    visitor.open(link)
    visitor.submit()
    assert forgetful.open(reset.link).status == 410
    session().close()
    unused = select(PersonToken).where(PersonToken.used_at.is_(None))
    assert session().scalars(unused).all() == []
