"""The blueprint of the work place, and what it gives to every page: the navigation of staff."""

from collections.abc import Iterable

from flask import Blueprint

from app.core.templating import language
from app.core.viewer import viewer
from app.departments.models import Department
from app.workplace import navigation

workplace = Blueprint("workplace", __name__)


@workplace.app_template_global()
def staff_pages() -> list[navigation.StaffPage]:
    """Tell templates which pages of staff are for who looks."""
    return navigation.staff_pages(viewer())


@workplace.app_template_global()
def names_of(departments: Iterable[Department]) -> list[tuple[str, str]]:
    """Tell templates the departments as choices."""
    return [(str(department.id), department.name_in(language())) for department in departments]
