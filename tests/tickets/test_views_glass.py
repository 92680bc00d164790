"""Breaking the glass: said before what follows, done with a reason, told to whose case it is, over after an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.audit import AuditEntry
from app.core.clock import as_of, now
from app.core.db import session
from tests.factories import make_administrator, make_moderator
from tests.mailbox import take_mails

REASON = "She is in hospital and her sister asked."


@pytest.fixture
def administrator(app):
    """Give who may break the glass."""
    return make_administrator()


def break_it(visit_as, who, reference, reason=REASON):
    visitor = visit_as(who)
    visitor.open("/staff/break-the-glass")
    visitor.submit(reference=reference, reason=reason)
    return visitor


def test_what_follows_is_said_before(administrator, visit_as):
    visitor = visit_as(administrator)
    visitor.open("/admin")
    page = visitor.open(visitor.page.one("[aria-labelledby=glass] a").get("href"))
    said = page.one("[aria-labelledby=follows]").text_content()
    for words in ("for an hour", "The requester is told", "audit trail"):
        assert words in said


def test_the_ticket_is_read_for_an_hour_and_then_not_there(ticket, administrator, visit_as):
    visitor = break_it(visit_as, administrator, ticket.reference.lower())
    assert visitor.page.one("h1").text == ticket.subject
    assert "You can read this ticket until" in visitor.page.text
    assert not visitor.page.all("main form")
    with as_of(now() + timedelta(minutes=61)):
        again = visit_as(administrator)
        assert again.open(f"/tickets/{ticket.reference}").status == 404


def test_the_requester_is_told_who_and_why(ticket, requester, administrator, visit_as, app):
    take_mails(app)
    break_it(visit_as, administrator, ticket.reference)
    person = session().get_one(type(ticket).requester.property.mapper.class_, requester.id)
    assert person.email in [mail.to for mail in take_mails(app)]
    said = (
        visit_as(requester).open(f"/tickets/{ticket.reference}").one(".readers + p + .notice").text_content()
    )
    assert administrator.name in said
    assert REASON in said


def test_it_is_audited_without_the_reason_or_the_reference(ticket, administrator, visit_as):
    break_it(visit_as, administrator, ticket.reference)
    session().close()
    entry = session().scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.what, entry.actor_id) == ("glass_broken", administrator.id)
    assert ticket.reference not in repr(vars(entry))
    assert REASON not in repr(vars(entry))


@pytest.mark.parametrize(
    ("reference", "reason", "field"),
    [
        ("CCCC-CCCC", REASON, "reference"),
        ("", REASON, "reference"),
        (None, "No.", "reason"),
        (None, "", "reason"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(ticket, administrator, visit_as, reference, reason, field):
    typed = ticket.reference if reference is None else reference
    page = break_it(visit_as, administrator, typed, reason).page
    assert page.status == 422
    assert page.one(f"#{field}-error") is not None
    assert page.one("[name=reason]").text.strip() == reason
    assert visit_as(administrator).open(f"/tickets/{ticket.reference}").status == 404


def test_who_can_read_it_already_breaks_nothing(ticket, administrator, visit_as):
    break_it(visit_as, administrator, ticket.reference)
    page = break_it(visit_as, administrator, ticket.reference).page
    assert page.status == 409
    assert "You can read this ticket already." in page.text


def test_moderators_may_not(visit_as):
    assert visit_as(make_moderator()).open("/staff/break-the-glass").status == 403
