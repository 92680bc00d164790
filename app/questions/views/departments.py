"""Pages of departments, with what each is asked."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for

from app.core.clock import now, today
from app.core.doors import public
from app.core.paging import Place
from app.core.templating import absolute_url, language
from app.departments.models import Kind, Measure
from app.departments.phrases import due_words, promises, week_words, weekday_day
from app.departments.queries import (
    get_calendar,
    get_department,
    get_targets,
    list_branches_of_department,
    list_closed,
    list_departments,
    site_timezone,
)
from app.departments.working_time import add_working
from app.questions.queries import lists

departments = Blueprint("departments", __name__)
UNANSWERED_SHOWN = 5
# How far ahead closed days are told.
CLOSED_SHOWN = timedelta(days=30)


@departments.get("/departments", endpoint="list")
@public(cached=True)
def list_all_departments() -> str:
    """Show all departments."""
    return render_template(
        "departments/list.html",
        departments=list_departments(),
        canonical=absolute_url(url_for("departments.list")),
    )


@departments.get("/departments/<slug>", endpoint="show")
@public(cached=True)
def show_department(slug: str) -> str:
    """Show a department: how to reach it, when, its topics, what waits for it and what it was asked."""
    department = get_department(slug)
    page = lists.page_of_department(department.id, Place.read(request.args), language())
    return render_template(
        "departments/show.html",
        department=department,
        branches=list_branches_of_department(department.id),
        unanswered=lists.list_unanswered(UNANSWERED_SHOWN, language(), department.id),
        page=page,
        **_at_work(department.id),
        canonical=absolute_url(url_for("departments.show", slug=slug)) if page.first else None,
    )


def _at_work(department_id: int) -> dict[str, Any]:
    """Tell when a department is open, and what it promises."""
    calendar, targets = get_calendar(department_id), get_targets(department_id)
    due = add_working(calendar, now(), targets[Kind.QUESTION, Measure.FIRST_REPLY])
    day = today(calendar.timezone)
    return {
        "week": list(week_words(calendar)),
        "zone": None if calendar.timezone == site_timezone() else calendar.timezone,
        "closed": list_closed(department_id, day, day + CLOSED_SHOWN),
        "promises": promises(targets, calendar),
        "due": due_words(due, calendar.timezone),
        "weekday_day": weekday_day,
    }
