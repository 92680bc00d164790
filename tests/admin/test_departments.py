"""Departments: one front desk, names no person has, nothing lost between two administrators."""

import pytest
from sqlalchemy import select

from app.accounts.operations import joining
from app.accounts.reserved_names import NameTaken, accept_name
from app.core.access import ANONYMOUS, SYSTEM
from app.core.db import session, transaction
from app.core.errors import Invalid, NotAllowed
from app.departments import operations
from app.departments.models import Department
from app.departments.operations import DepartmentFacts
from tests.accounts.people import person_with_password, sign_up
from tests.factories import (
    make_administrator,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_topic,
)
from tests.racing import race


def facts(slug: str = "roads", name: str = "Roads and Parks", **more) -> DepartmentFacts:
    """Give what a form would."""
    return DepartmentFacts(slug, {"en": name, "da": ""}, {"en": ""}, {"en": ""}, **more)


def front_desks() -> list[str]:
    """List the front desks: one, always."""
    session().close()
    return list(session().scalars(select(Department.slug).where(Department.front_desk)))


def test_a_department_is_set_up_with_names_in_both_languages(app, visit_as):
    visitor = visit_as(make_administrator())
    visitor.open("/admin/departments")
    visitor.open("/admin/departments/new")
    page = visitor.submit(
        name_en="Roads and Parks",
        name_da="Vej og Park",
        slug="roads",
        contact_en="Call 70 20 30 40",
        description_da="Veje",
    )
    assert "The department is set up" in page.text
    department = session().scalars(select(Department)).one()
    assert (department.name, department.name_in("da")) == ("Roads and Parks", "Vej og Park")
    assert department.description_in("da") == "Veje"
    assert department.contact_in("da") == "Call 70 20 30 40"
    assert department.front_desk, "the first department is the front desk"
    page = visitor.open(f"/admin/departments/{department.id}")
    assert page.one("#name_da").get("value") == "Vej og Park"


def test_an_address_is_made_of_the_name_where_none_was_entered(app, visit_as):
    visitor = visit_as(make_administrator())
    visitor.open("/admin/departments/new")
    visitor.submit(name_en="Børn & Skole", slug="")
    assert list(session().scalars(select(Department.slug))) == ["boern-skole"]


def test_administration_says_what_is_still_to_do_before_questions_reach_anybody(app, visit_as):
    visitor = visit_as(make_administrator())
    page = visitor.open("/admin")
    steps = [step.text_content() for step in page.all("#to-do ~ ol li")]
    assert len(steps) == 4
    assert steps[0].startswith("Set up a department")
    department = make_department("Roads")
    make_topic(department)
    make_official(department)
    make_moderator()
    assert not visitor.open("/admin").all("#to-do")


def test_a_topic_without_a_department_leads_to_setting_up_a_department(app, visit_as):
    visitor = visit_as(make_administrator())
    assert visitor.open("/admin/topics").one(".empty a").get("href") == "/admin/departments/new"
    page = visitor.open("/admin/topics/new")
    assert page.response.request.path == "/admin/departments/new"
    assert "Set up a department first" in page.text


def test_a_wrong_department_keeps_what_was_typed(app, visit_as):
    make_department()
    taken = session().scalars(select(Department.slug)).one()
    visitor = visit_as(make_administrator())
    visitor.open("/admin/departments/new")
    page = visitor.submit(name_en="", slug="Not An Address", name_da="Vej")
    assert page.status == 422
    assert {link.get("href") for link in page.all(".govuk-error-summary a")} == {"#name_en", "#slug"}
    assert page.one("#name_da").get("value") == "Vej"
    page = visitor.submit(name_en="Roads", slug=taken)
    assert page.status == 422
    assert "taken" in page.one("#slug-error").text_content()


def test_the_front_desk_passes_on_and_never_to_nobody(app, visit_as):
    with transaction():
        first = operations.create_department(SYSTEM, facts("first", "First"))
        second = operations.create_department(SYSTEM, facts("second", "Second"))
    assert front_desks() == ["first"]
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/departments/{first}")
    page = visitor.submit(front_desk=None)
    assert page.status == 422
    assert "There must be a front desk" in page.one("#front_desk-error").text_content()
    visitor.open(f"/admin/departments/{second}")
    assert visitor.submit(front_desk="y").status == 200
    assert front_desks() == ["second"]


def test_departments_set_up_at_once_leave_one_front_desk(app):
    def set_up(number: int) -> None:
        operations.create_department(SYSTEM, facts(f"d{number}", f"Department {number}", front_desk=True))

    assert None in race(app, 4, set_up)
    assert len(front_desks()) == 1


def test_two_administrators_see_both_versions_and_lose_nothing(app, visit_as):
    with transaction():
        department_id = operations.create_department(SYSTEM, facts())
    first, second = visit_as(make_administrator()), visit_as(make_administrator())
    path = f"/admin/departments/{department_id}"
    first.open(path)
    second.open(path)
    assert first.submit(description_en="By the first").status == 200
    page = second.submit(description_en="By the second", name_da="Vej")
    assert page.status == 409
    both = page.one("[aria-labelledby=both] tbody").text_content()
    assert "By the first" in both
    assert "By the second" in both
    assert page.one("#description_en").text.strip() == "By the second"
    assert second.submit().status == 200
    session().close()
    department = session().get(Department, department_id)
    assert (department.description, department.name_in("da")) == ("By the second", "Vej")


def test_no_person_may_have_a_departments_name_in_any_language(app, visitor):
    with transaction():
        operations.create_department(
            SYSTEM, DepartmentFacts("roads", {"en": "Roads and Parks", "da": "Vej og Park"}, {}, {})
        )
    for name in ("Roads and Parks", "R0ads and Parks", "Vej og Park", "Mette Vej og Park", "VEJ OG PARK"):
        page = sign_up(visitor, name=name)
        assert page.status == 422, name
        assert page.one("#name-error").text_content()


def test_a_name_a_department_takes_later_is_refused_from_then_on(app):
    with transaction():
        department_id = operations.create_department(SYSTEM, facts())
    assert accept_name("Libraries") == "Libraries"
    with transaction():
        operations.update_department(SYSTEM, department_id, 1, facts(name="Libraries", front_desk=True))
    with pytest.raises(Invalid):
        accept_name("Libraries")
    assert accept_name("Roads and Parks") == "Roads and Parks"


def test_a_department_cannot_take_the_name_of_a_person(app):
    person_with_password("Karen Blixen")
    with pytest.raises(Invalid) as refused, transaction():
        operations.create_department(SYSTEM, facts(name="Karen B1ixen"))
    assert refused.value.details["field"] == "name_en"


def test_an_officials_name_given_later_is_kept_from_others(app):
    make_official(make_department(), "Mette Holm")
    with pytest.raises(Invalid):
        accept_name("Mette Ho1m")
    new = joining.NewPerson("Mette Ho1m", "x@example.org", "a hash", "en")
    with pytest.raises(Invalid) as refused, transaction():
        joining.sign_up(ANONYMOUS, new, "10.0.0.1")
    assert not isinstance(refused.value, NameTaken)


def test_only_administrators_set_up_departments(app, visit_as):
    for actor in (ANONYMOUS, make_person(), make_moderator(), make_official(make_department())):
        with pytest.raises(NotAllowed), transaction():
            operations.create_department(actor, facts())
        with pytest.raises(NotAllowed), transaction():
            operations.delete_topic(actor, 1)
    citizen, moderator = visit_as(make_person()), visit_as(make_moderator())
    for path in ("/admin", "/admin/departments", "/admin/topics", "/admin/people"):
        assert citizen.client.get(path).status_code == 404
        assert moderator.client.get(path).status_code == 403


def test_the_list_costs_the_same_with_one_and_with_twenty(app, visit_as, statements):
    visitor = visit_as(make_administrator())
    make_department()
    statements.clear()
    visitor.open("/admin/departments")
    with_one = len(statements)
    for _number in range(19):
        make_department()
    statements.clear()
    visitor.open("/admin/departments")
    assert len(statements) == with_one <= 6
