"""People: find, give and take roles, suspend. Nobody's address is shown."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.models import RoleKind
from app.accounts.operations import roles
from app.accounts.queries import count_sessions, get_person
from app.admin.forms import RoleForm, SuspendForm, role_words
from app.admin.queries import list_roles, page_of_people
from app.admin.views.blueprint import admin, administrators
from app.core.db import transaction
from app.core.forms import Form, form_page, one_line
from app.core.templating import language
from app.core.viewer import viewer
from app.departments.queries import list_departments
from app.moderation.operations.suspending import end_suspensions, suspend_person


@admin.get("/people")
@administrators
def people() -> str:
    """Find people."""
    search, wanted = one_line(request.args.get("q", "")), request.args.get("role")
    kind = RoleKind(wanted) if wanted in list(RoleKind) else None
    return render_template(
        "admin/people.html",
        q=search,
        page=page_of_people(search, kind, request.args.get("after")),
        departments={one.id: one for one in list_departments()},
        role_words=role_words(),
        kind=kind,
    )


@admin.get("/people/<int:person_id>")
@administrators
def person(person_id: int) -> Response:
    """Show a person, what they are trusted with, and what can be done."""
    return _person_page(person_id, _role_form(), SuspendForm())


@admin.post("/people/<int:person_id>/roles")
@administrators
def grant_role(person_id: int) -> AnyResponse:
    """Give a role."""
    form = _role_form()
    if form.validate_on_submit():
        kind = RoleKind(form.kind.data)
        with form.taking(), transaction():
            roles.grant_role(viewer(), person_id, kind, form.department_id.data or None)
        if not form.errors:
            return _done(person_id, _("The role is given."))
    return _person_page(person_id, form, SuspendForm(formdata=None), shown=form)


@admin.post("/roles/<int:role_id>/revoke")
@administrators
def revoke_role(role_id: int) -> AnyResponse:
    """Take a role."""
    with transaction():
        person_id = roles.revoke_role(viewer(), role_id)
    return _done(person_id, _("The role is taken away."))


@admin.post("/people/<int:person_id>/suspend")
@administrators
def suspend(person_id: int) -> AnyResponse:
    """Suspend a person."""
    form = SuspendForm()
    if form.validate_on_submit():
        with form.taking(), transaction():
            suspend_person(viewer(), person_id, form.ends_at(), form.statement(language()))
        if not form.errors:
            return _done(person_id, _("The person is suspended and signed out everywhere."))
    return _person_page(person_id, _role_form(empty=True), form, shown=form)


@admin.post("/people/<int:person_id>/lift")
@administrators
def lift_suspension(person_id: int) -> AnyResponse:
    """End a suspension."""
    with transaction():
        end_suspensions(viewer(), person_id)
    return _done(person_id, _("The suspension is over."))


def _person_page(
    person_id: int, role_form: RoleForm, suspend_form: SuspendForm, shown: Form | None = None
) -> Response:
    """Show the person; `shown` is the form whose errors stand on top."""
    return form_page(
        "admin/person.html",
        shown or role_form,
        person=get_person(person_id),
        roles=list_roles(person_id),
        role_words=role_words(),
        session_count=count_sessions(person_id),
        role_form=role_form,
        suspend_form=suspend_form,
    )


def _role_form(empty: bool = False) -> RoleForm:
    form = RoleForm(formdata=None) if empty else RoleForm()
    form.offer(list_departments())
    return form


def _done(person_id: int, message: str) -> AnyResponse:
    flash(message, "success")
    return redirect(url_for("admin.person", person_id=person_id), 303)
