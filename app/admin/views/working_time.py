"""When a department works: its opening hours, holidays and targets."""

from typing import TypeVar

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from app.admin.examples import list_examples
from app.admin.forms import both_versions
from app.admin.views.blueprint import admin, administrators
from app.admin.working_time_forms import (
    HolidayForm,
    HoursForm,
    ImportForm,
    TargetsForm,
    VersionForm,
    default_words,
    facts_of_hours,
    facts_of_targets,
)
from app.core.clock import today
from app.core.db import transaction
from app.core.errors import Conflict
from app.core.forms import Form, form_page
from app.core.templating import language
from app.core.viewer import viewer
from app.departments import operations
from app.departments.models import Department
from app.departments.operations import Imported
from app.departments.phrases import open_words, weekday_day
from app.departments.queries import (
    get_calendar,
    get_department_by_id,
    get_own_targets,
    list_holidays,
    site_timezone,
)
from app.departments.working_time import Calendar

NAMED = 10  # events of a file that could not be taken
F = TypeVar("F", HolidayForm, ImportForm)


@admin.route("/departments/<int:department_id>/hours", methods=["GET", "POST"])
@administrators
def opening_hours(department_id: int) -> AnyResponse:
    """Change when a department is open in a week."""
    form = HoursForm(data=_saved_hours(department_id))
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.set_opening_hours(
                viewer(), department_id, form.version.data, form.hours(), form.timezone.data or None
            )
        if not form.errors:
            return _done("admin.opening_hours", department_id, _("The opening hours are saved."))
    saved = HoursForm(formdata=None, data=_saved_hours(department_id))
    return _page("admin/hours.html", department_id, form, differences=_after_conflict(form, saved))


@admin.route("/departments/<int:department_id>/targets", methods=["GET", "POST"])
@administrators
def targets(department_id: int) -> AnyResponse:
    """Change how long a department allows itself."""
    calendar = get_calendar(department_id)
    form = TargetsForm(calendar.usual_day, data=_saved_targets(department_id, calendar))
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.set_targets(viewer(), department_id, form.version.data, form.targets())
        if not form.errors:
            return _done("admin.targets", department_id, _("The targets are saved."))
    saved = TargetsForm(calendar.usual_day, formdata=None, data=_saved_targets(department_id, calendar))
    return _page(
        "admin/targets.html",
        department_id,
        form,
        differences=_after_conflict(form, saved),
        defaults=default_words(calendar),
        usual_day=open_words(calendar.usual_day),
    )


@admin.get("/departments/<int:department_id>/holidays")
@administrators
def holidays(department_id: int) -> Response:
    """Show the days on which a department is closed."""
    department = get_department_by_id(department_id)
    return _holidays_page(department, _form(HolidayForm, department), _form(ImportForm, department))


@admin.post("/departments/<int:department_id>/holidays")
@administrators
def add_holiday(department_id: int) -> AnyResponse:
    """Close on a day."""
    department = get_department_by_id(department_id)
    form = _form(HolidayForm, department)
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.add_holiday(viewer(), form.department_id(department_id), form.day.data, form.name.data)
        if not form.errors:
            return _done("admin.holidays", department_id, _("The holiday is added."))
    return _holidays_page(department, form, _form(ImportForm, department, empty=True), shown=form)


@admin.post("/departments/<int:department_id>/holidays/import")
@administrators
def import_holidays(department_id: int) -> AnyResponse:
    """Close on the days of a file."""
    department = get_department_by_id(department_id)
    form = _form(ImportForm, department)
    if form.validate_on_submit():
        with form.taking(), transaction():
            imported = operations.import_holidays(viewer(), form.department_id(department_id), form.text())
        if not form.errors:
            if imported.left_out:
                flash(_left_out_words(imported), "warning")
            return _done("admin.holidays", department_id, _imported_words(imported))
    return _holidays_page(department, _form(HolidayForm, department, empty=True), form, shown=form)


@admin.post("/departments/<int:department_id>/holidays/<int:holiday_id>/remove")
@administrators
def remove_holiday(department_id: int, holiday_id: int) -> AnyResponse:
    """Be open again on a day."""
    with transaction():
        operations.remove_holiday(viewer(), holiday_id)
    return _done("admin.holidays", department_id, _("The holiday is removed."))


def _saved_hours(department_id: int) -> dict[str, object]:
    return facts_of_hours(get_department_by_id(department_id), get_calendar(department_id))


def _saved_targets(department_id: int, calendar: Calendar) -> dict[str, object]:
    department, own = get_department_by_id(department_id), get_own_targets(department_id)
    return facts_of_targets(department, own, calendar.usual_day)


def _after_conflict(form: VersionForm, saved: VersionForm) -> list[tuple[str, str, str]]:
    """After a conflict, list what differs from what is saved, and make the form ready to save over that."""
    if not isinstance(form.refusal, Conflict):
        return []
    differences = both_versions(form, saved)
    form.version.data, form.version.raw_data = saved.version.data, None
    return differences


def _page(template: str, department_id: int, form: VersionForm, **facts: object) -> Response:
    department = get_department_by_id(department_id)
    examples = list_examples(department_id, today(site_timezone()))
    return form_page(template, form, department=department, examples=examples, **facts)


def _form(kind: type[F], department: Department, empty: bool = False) -> F:
    form = kind(formdata=None) if empty else kind()
    form.offer(department.name_in(language()))
    return form


def _holidays_page(
    department: Department, holiday_form: HolidayForm, import_form: ImportForm, shown: Form | None = None
) -> Response:
    """Show coming and past holidays; `shown` is the form whose errors stand on top."""
    day = today(site_timezone())
    listed = list_holidays(department.id)
    return form_page(
        "admin/holidays.html",
        shown or holiday_form,
        department=department,
        coming=[one for one in listed if one.day >= day],
        past=[one for one in reversed(listed) if one.day < day],
        holiday_form=holiday_form,
        import_form=import_form,
        examples=list_examples(department.id, day),
        weekday_day=weekday_day,
    )


def _imported_words(imported: Imported) -> str:
    added = ngettext("%(num)s day is added.", "%(num)s days are added.", imported.added)
    known = ngettext("%(num)s was there already.", "%(num)s were there already.", imported.known)
    return f"{added} {known}" if imported.known else str(added)


def _left_out_words(imported: Imported) -> str:
    """Name what could not be taken, the first of them if there are many."""
    names = ", ".join(imported.left_out[:NAMED]) + ("…" if len(imported.left_out) > NAMED else "")
    return str(
        _(
            "Left out: %(names)s. Only what lasts all day, for at most 100 days, once or every year on the "
            "same date, is taken. Add other days by hand.",
            names=names,
        )
    )


def _done(endpoint: str, department_id: int, message: str) -> AnyResponse:
    flash(message, "success")
    return redirect(url_for(endpoint, department_id=department_id), 303)
