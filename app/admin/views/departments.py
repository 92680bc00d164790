"""Departments: list, set up, change."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.admin.forms import DepartmentForm, both_versions, facts_of
from app.admin.queries import count_staff_by_department, count_topics_by_department
from app.admin.views.blueprint import admin, administrators
from app.core.db import transaction
from app.core.errors import Conflict
from app.core.forms import form_page
from app.core.viewer import viewer
from app.departments import operations
from app.departments.operations import DepartmentFacts
from app.departments.queries import get_department_by_id, list_departments

PAGE = "admin/department.html"


@admin.get("/departments")
@administrators
def departments() -> str:
    """List the departments."""
    return render_template(
        "admin/departments.html",
        departments=list_departments(),
        topics=count_topics_by_department(),
        staff=count_staff_by_department(),
    )


@admin.route("/departments/new", methods=["GET", "POST"])
@administrators
def new_department() -> AnyResponse:
    """Set up a department."""
    form = DepartmentForm()
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.create_department(viewer(), _facts(form))
        if not form.errors:
            flash(_("The department is set up."), "success")
            return redirect(url_for("admin.departments"), 303)
    return form_page(PAGE, form, department=None, differences=[])


@admin.route("/departments/<int:department_id>", methods=["GET", "POST"])
@administrators
def edit_department(department_id: int) -> AnyResponse:
    """Change a department."""
    form = DepartmentForm(data=facts_of(get_department_by_id(department_id)))
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.update_department(viewer(), department_id, form.version.data, _facts(form))
        if not form.errors:
            flash(_("The department is saved."), "success")
            return redirect(url_for("admin.departments"), 303)
    return _page(form, department_id)


def _page(form: DepartmentForm, department_id: int) -> Response:
    """Show the form; after a conflict with what is saved beside it, and ready to save over that."""
    department = get_department_by_id(department_id)
    differences = []
    if isinstance(form.refusal, Conflict):
        differences = both_versions(form, DepartmentForm(formdata=None, data=facts_of(department)))
        form.version.data, form.version.raw_data = department.version, None
    return form_page(PAGE, form, department=department, differences=differences)


def _facts(form: DepartmentForm) -> DepartmentFacts:
    return DepartmentFacts(
        slug=form.slug.data,
        names=form.words("name"),
        descriptions=form.words("description"),
        contacts=form.words("contact"),
        front_desk=form.front_desk.data,
    )
