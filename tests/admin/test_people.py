"""People in the administration area: found, trusted, suspended; no address is ever shown."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import FOR_GOOD, Person, Role, RoleKind
from app.accounts.operations import roles, suspension
from app.accounts.queries import get_actor
from app.core.access import ANONYMOUS, SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from tests.accounts.people import person_with_password, sign_in
from tests.factories import (
    actor,
    make_administrator,
    make_department,
    make_moderator,
    make_official,
    make_person,
)
from tests.mailbox import take_mails
from tests.racing import race
from tests.web import Visitor


def names(page) -> list[str]:
    """List who a page of people shows."""
    return [link.text for link in page.all("tbody th a")]


def test_people_are_found_by_the_beginning_of_name_or_address_and_addresses_stay_unseen(app, visit_as):
    make_person("Østen Sørensen", email="oesten.s@example.org")
    make_person("Anna 100% Sure", email="anna@example.org")
    make_person("Anna Andersen", email="aa@example.org", email_confirmed_at=None)
    visitor = visit_as(make_administrator())
    everything = visitor.open("/admin/people")
    assert "@example.org" not in everything.source
    assert "address not confirmed" in everything.text
    assert names(visitor.open("/admin/people?q=øst")) == ["Østen Sørensen"]
    assert names(visitor.open("/admin/people?q=anna")) == ["Anna Andersen", "Anna 100% Sure"]
    assert names(visitor.open("/admin/people?q=anna 100%")) == ["Anna 100% Sure"]
    assert names(visitor.open("/admin/people?q=Oesten.S@")) == ["Østen Sørensen"]
    assert names(visitor.open("/admin/people?q=oe")) == [], "two letters of an address would list strangers"
    assert names(visitor.open("/admin/people?q=%")) == []
    found = visitor.open("/admin/people?q=oesten.s@example.org").one("tbody th a").get("href")
    assert "oesten" not in visitor.open(found).source


def test_a_long_list_is_paged_and_costs_the_same_as_a_short_one(app, visit_as, statements):
    administrator = make_administrator()
    visitor = visit_as(administrator)
    make_official(make_department())
    statements.clear()
    visitor.open("/admin/people")
    with_one = len(statements)
    department = make_department()
    everybody = {administrator.name} | {make_official(department).name for _number in range(24)}
    statements.clear()
    page = visitor.open("/admin/people")
    assert len(statements) == with_one <= 6
    first = names(page)
    second = names(visitor.open(page.one(".pager a[rel=next]").get("href")))
    assert len(first) == 20
    assert not set(first) & set(second)
    assert everybody <= set(first + second)


def test_people_are_listed_by_role(app, visit_as):
    make_person("Citizen Kane")
    make_official(make_department(), "Mette Holm")
    visitor = visit_as(make_administrator())
    assert names(visitor.open("/admin/people?role=official")) == ["Mette Holm"]
    assert "Citizen Kane" in names(visitor.open("/admin/people?role=nonsense"))


def test_a_role_is_given_and_taken_from_the_next_request_on(app, visit_as):
    department = make_department("Roads")
    person = make_person("Mette Holm")
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/people/{person.id}")
    form = f"form[action='/admin/people/{person.id}/roles']"
    page = visitor.submit(form, kind="official", department_id=department.id)
    assert "Official, Roads" in page.text
    assert actor(person.id).official_of == {department.id}
    page = visitor.submit("form[action^='/admin/roles/']")
    assert "None: a citizen" in page.text
    assert actor(person.id).official_of == frozenset()


def test_an_official_needs_a_department_and_a_moderator_has_none(app, visit_as):
    department, person = make_department(), make_person()
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/people/{person.id}")
    form = f"form[action='/admin/people/{person.id}/roles']"
    assert (
        "Choose the department"
        in visitor.submit(form, kind="official").one("#department_id-error").text_content()
    )
    page = visitor.submit(form, kind="moderator", department_id=department.id)
    assert page.status == 422
    assert "whole site" in page.one("#department_id-error").text_content()
    assert session().scalar(select(func.count()).select_from(Role).where(Role.person_id == person.id)) == 0


def test_a_role_given_twice_at_once_is_one_role(app):
    person = make_person()
    race(app, 4, lambda number: roles.grant_role(SYSTEM, person.id, RoleKind.MODERATOR))
    assert session().scalar(select(func.count()).select_from(Role)) == 1


def test_somebody_whose_role_was_taken_is_out_at_the_next_request(app, visit_as):
    boss, other = make_administrator(), make_administrator()
    visitor = visit_as(other)
    assert visitor.open("/admin").status == 200
    with transaction():
        role = session().scalars(select(Role.id).where(Role.person_id == other.id)).one()
        roles.revoke_role(boss, role)
    assert visitor.client.get("/admin").status_code == 404


def test_the_last_administrator_stays(app, visit_as):
    last = make_administrator()
    role = session().scalars(select(Role.id)).one()
    session().close()
    with pytest.raises(Conflict), transaction():
        roles.revoke_role(last, role)
    with pytest.raises(Conflict), transaction():
        suspension.suspend(SYSTEM, last.id, None, "Because")
    asleep = make_administrator()
    with transaction():
        suspension.suspend(last, asleep.id, None, "Because")
    with pytest.raises(Conflict), transaction():
        roles.revoke_role(last, role)


def test_two_administrators_removing_each_other_leave_one(app):
    one, other = make_administrator(), make_administrator()
    held = {role.person_id: role.id for role in session().scalars(select(Role))}
    session().close()

    def remove(number: int) -> None:
        acting, target = ((one, other), (other, one))[number]
        roles.revoke_role(acting, held[target.id])

    outcomes = race(app, 2, remove)
    assert sorted(map(repr, map(type, outcomes))) == sorted(map(repr, (type(None), Conflict)))
    assert session().scalar(select(func.count()).select_from(Role)) == 1


def test_one_removed_while_the_other_is_suspended_leaves_one(app):
    one, other = make_administrator(), make_administrator()
    held = {role.person_id: role.id for role in session().scalars(select(Role))}
    session().close()

    def remove(number: int) -> None:
        if number:
            suspension.suspend(one, other.id, None, "Because")
        else:
            roles.revoke_role(other, held[one.id])

    outcomes = race(app, 2, remove)
    assert outcomes.count(None) == 1
    assert sum(get_actor(person.id).administrator for person in (one, other)) == 1


def test_a_suspension_ends_sessions_at_once_takes_roles_and_is_told(app, visit_as):
    person = person_with_password("Jens Jensen")
    browser = Visitor(app)
    sign_in(browser)
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/people/{person.id}")
    last_day = (now() + timedelta(days=5)).date()
    page = visitor.submit(
        "form[action$='/suspend']", until=last_day.isoformat(), reason="Insulted a neighbour", rule="3.3"
    )
    assert "Insulted a neighbour" in page.text
    assert browser.open("/account", follow=False).status == 302
    assert not actor(person.id).may_post
    (mail,) = take_mails(app)
    assert mail.to == "jens@example.org"
    assert "Insulted a neighbour" in mail.text
    stored = session().scalar(select(Person.suspended_until).where(Person.id == person.id))
    zone = app.extensions["torv_config"].timezone
    assert stored.astimezone(zone).date() == last_day + timedelta(days=1)
    session().close()
    assert (stored.astimezone(zone).hour, stored.astimezone(zone).minute) == (0, 0)
    visitor.open(f"/admin/people/{person.id}")
    visitor.submit("form[action$='/lift']")
    assert actor(person.id).may_post
    assert sign_in(Visitor(app)).status == 303


def test_a_suspension_for_good_says_so(app, visit_as):
    person = person_with_password()
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/people/{person.id}")
    page = visitor.submit(
        "form[action$='/suspend']", for_good="y", reason="Posts nothing but spam", rule="3.4"
    )
    assert "Suspended for good" in page.text
    assert session().scalar(select(Person.suspended_until).where(Person.id == person.id)) == FOR_GOOD
    (mail,) = take_mails(app)
    assert "for good" in mail.text


SPAM = "Posts nothing but spam"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"reason": SPAM, "rule": "3.4"}, "for_good"),
        ({"reason": SPAM, "rule": "3.4", "for_good": "y", "until": "2099-01-01"}, "for_good"),
        ({"for_good": "y", "rule": "3.4"}, "reason"),
        ({"for_good": "y", "reason": "Spam", "rule": "3.4"}, "reason"),
        ({"for_good": "y", "reason": SPAM}, "rule"),
        ({"until": "2020-01-01", "reason": SPAM, "rule": "3.4"}, "until"),
        ({"until": "soon", "reason": SPAM, "rule": "3.4"}, "until"),
    ],
)
def test_a_suspension_needs_an_end_or_none_a_reason_and_a_rule(app, visit_as, fields, wrong):
    person = make_person()
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/people/{person.id}")
    page = visitor.submit("form[action$='/suspend']", **fields)
    assert page.status == 422
    assert len(page.all(f"#{wrong}-error")) == 1
    assert not actor(person.id).suspended


def test_only_administrators_manage_people(app):
    person, boss = make_person(), make_administrator()
    for who in (ANONYMOUS, make_person(), make_moderator(), make_official(make_department())):
        for work in (
            lambda who=who: roles.grant_role(who, person.id, RoleKind.ADMINISTRATOR),
            lambda who=who: roles.revoke_role(who, 1),
            lambda who=who: suspension.suspend(who, boss.id, None, "Because"),
            lambda who=who: suspension.lift_suspension(who, boss.id),
        ):
            with pytest.raises(NotAllowed), transaction():
                work()


def test_moderators_suspend_whoever_is_neither_moderator_nor_administrator(app):
    moderator, citizen = make_moderator(), make_person()
    with transaction():
        suspension.suspend(moderator, citizen.id, None, "Because")
    assert actor(citizen.id).suspended
    for other in (moderator, make_moderator(), make_administrator()):
        with pytest.raises(NotAllowed), transaction():
            suspension.suspend(moderator, other.id, None, "Because")


def test_a_suspension_in_the_past_or_without_reason_is_refused_everywhere(app):
    person = make_person()
    for until, reason in ((now() - timedelta(seconds=1), "Because"), (None, "  ")):
        with pytest.raises(Invalid), transaction():
            suspension.suspend(SYSTEM, person.id, until, reason)
