"""The pages on which caseworkers keep what their departments have ready."""

import pytest

from app.accounts.models import RoleKind
from app.accounts.operations.roles import grant_role
from app.accounts.queries import get_actor
from app.core.db import session, transaction
from app.tickets.models import CannedReply
from app.tickets.operations.canned import Canned, save_canned_reply
from tests.factories import make_administrator, make_caseworker
from tests.web import Visitor


def save(who, *what, **options) -> int:
    with transaction():
        return save_canned_reply(who, Canned(*what), **options)


@pytest.fixture
def number(department, caseworker) -> int:
    """Give the number of a reply that is ready."""
    return save(caseworker, department.id, "en", "Thanks", "Thank you for **waiting**.")


def open_page(visit_as, who, path="") -> Visitor:
    visitor = visit_as(who)
    visitor.open(f"/staff/canned-replies{path}")
    return visitor


def kept(number: int) -> CannedReply:
    session().close()
    return session().get(CannedReply, number)


def test_they_are_listed_by_department_and_language(department, elsewhere, caseworker, number, visit_as):
    both = grant(caseworker, elsewhere)
    save(both, elsewhere.id, "da", "Tak", "Tak for ventetiden.")
    page = open_page(visit_as, both).page
    titles = [one.text_content().strip() for one in page.all("main h2, main h3, main h4")]
    assert titles == ["Citizen Service", "English", "Thanks", "Roads and Parks", "Dansk", "Tak"]
    other = open_page(visit_as, make_caseworker(department)).page
    assert [one.text for one in other.all("main h2")] == ["Citizen Service"]


def grant(actor, department):
    administrator = make_administrator()
    with transaction():
        grant_role(administrator, actor.id, RoleKind.CASEWORKER, department.id)
    return get_actor(actor.id)


def test_where_nothing_is_ready_it_says_so(caseworker, visit_as):
    assert "Nothing is ready yet." in open_page(visit_as, caseworker).page.text


def test_one_is_added_changed_and_removed(department, caseworker, visit_as):
    visitor = open_page(visit_as, caseworker)
    visitor.open(visitor.page.one("main .action").get("href"))
    page = visitor.submit(language="da", title="Tak", body="Tak.")
    assert "The reply is added." in page.text
    visitor.open(page.one("h4 a").get("href"))
    page = visitor.submit("form:has([name=title])", title="Mange tak", body="Mange tak.")
    assert page.one("h4").text_content().strip() == "Mange tak"
    visitor.open(page.one("h4 a").get("href"))
    page = visitor.submit("form[action$='/remove']")
    assert "The reply is removed." in page.text
    assert not page.all("h4")


def test_a_name_twice_in_a_language_is_refused_at_its_field(department, caseworker, number, visit_as):
    visitor = open_page(visit_as, caseworker, f"/new?department={department.id}")
    page = visitor.submit(language="en", title="Thanks", body="Thank you once more.")
    assert page.status == 422
    assert "has a reply of this name" in page.one("#title-error").text_content()
    assert page.one("[name=body]").text.strip() == "Thank you once more."
    assert visitor.submit(language="da").status == 200


def test_of_two_who_change_one_the_second_sees_both(department, caseworker, number, visit_as):
    visitor = open_page(visit_as, caseworker, f"/{number}")
    save(caseworker, department.id, "en", "Thanks", "Thank you, all.", reply_id=number, version=1)
    page = visitor.submit("form:has([name=title])", body="Thank you, dear.")
    assert page.status == 409
    assert "Thank you, all." in page.one("[aria-labelledby=theirs]").text_content()
    assert page.one("[name=body]").text.strip() == "Thank you, dear."
    assert kept(number).body == "Thank you, all."
    visitor.submit("form:has([name=title])")
    assert kept(number).body == "Thank you, dear."


def test_to_a_caseworker_of_another_department_it_is_not_there(elsewhere, number, visit_as):
    stranger = make_caseworker(elsewhere)
    assert open_page(visit_as, stranger, f"/{number}").page.status == 404
    assert "Thanks" not in open_page(visit_as, stranger).page.text


def test_the_list_takes_as_many_statements_for_many_as_for_one(
    department, caseworker, number, visit_as, statements
):
    visitor = open_page(visit_as, caseworker)
    statements.clear()
    visitor.open("/staff/canned-replies")
    first = len(statements)
    for one in range(5):
        save(caseworker, department.id, "en", f"Thanks {one}", "Thank you.")
    statements.clear()
    visitor.open("/staff/canned-replies")
    assert len(statements) == first <= 6, statements
