"""The forms for when a department works: hours, holidays, targets."""

from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.core.addresses import LARGEST_ID
from app.core.errors import Invalid
from app.core.forms import Form, choices, one_line
from app.departments.hours_text import read_hours, write_hours
from app.departments.models import Department, Kind, Measure
from app.departments.operations import LONGEST_HOLIDAY
from app.departments.phrases import HOUR, length_words, weekday_name
from app.departments.queries import site_timezone
from app.departments.rules import DEFAULT_TARGETS
from app.departments.working_time import Calendar, Hours

WEEK = range(7)
LONGEST_TARGET = 1000


class VersionForm(Form):
    """A form over a department as it was read."""

    version = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())


class HoursForm(VersionForm):
    """When a department is open in a week, and in whose time; a field `hours_0` to `hours_6` for each weekday."""

    timezone = SelectField(_l("Time zone"), description=_l("Where the department's clock hangs."))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        own = _("The site's own: %(zone)s", zone=site_timezone())
        self.timezone.choices = choices([("", own), *((zone, zone) for zone in timezones())])
        for weekday, field in enumerate(self.days()):
            field.label.text = weekday_name(weekday)
        # Empty means something in each of these; none is "optional".
        for field in (self.timezone, *self.days()):
            field.flags.required = True

    def days(self) -> list[Any]:
        """Give the fields of the week, Monday first."""
        return [self[f"hours_{weekday}"] for weekday in WEEK]

    def hours(self) -> dict[int, tuple[Hours, ...]]:
        """Give the hours of each day that has any."""
        read = {weekday: read_hours(self[f"hours_{weekday}"].data or "") for weekday in WEEK}
        return {weekday: hours for weekday, hours in read.items() if hours}


def _check_hours(_form: Form, field: Any) -> None:
    try:
        read_hours(field.data or "")
    except ValueError as error:
        raise ValidationError(
            _(
                "%(day)s: enter hours such as 9–16, or 9–12, 13:30–17. Leave it empty when closed.",
                day=field.label.text,
            )
        ) from error


for _weekday in WEEK:
    setattr(
        HoursForm,
        f"hours_{_weekday}",
        StringField(validators=[Length(max=200), _check_hours], filters=[one_line]),
    )


@cache
def timezones() -> list[str]:
    """List the zones named after places."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


def facts_of_hours(department: Department, calendar: Calendar) -> dict[str, Any]:
    """Give stored hours as the form shows them."""
    days = {f"hours_{weekday}": write_hours(calendar.hours.get(weekday, ())) for weekday in WEEK}
    return {"version": department.version, "timezone": department.timezone or "", **days}


class WhoseForm(Form):
    """For one department or for all."""

    whose = RadioField(_l("Who is closed?"), [InputRequired(_l("Choose who is closed."))])

    def offer(self, department_name: str) -> None:
        """Offer the department, and all of them."""
        self.whose.choices = choices([("one", department_name), ("all", _("All departments"))])

    def department_id(self, own: int) -> int | None:
        """Give the department that is chosen; None is all of them."""
        return own if self.whose.data == "one" else None


class HolidayForm(WhoseForm):
    """One day."""

    day = DateField(_l("Day"), [InputRequired(_l("Enter a date, such as 2026-12-24."))])
    name = StringField(
        _l("Name"),
        [
            DataRequired(_l("Say what day it is.")),
            Length(max=LONGEST_HOLIDAY, message=_l("Use at most %(max)d characters.")),
        ],
        filters=[one_line],
        description=_l("People read it on the department's page."),
    )


class ImportForm(WhoseForm):
    """Many days from a file. It stands on a page with `HolidayForm`, so its fields have names of their own."""

    def __init__(self, **values: Any) -> None:
        super().__init__(prefix="import-", **values)

    file = FileField(
        _l("iCal file"),
        [FileRequired(_l("Choose a file. Its name ends in .ics."))],
        description=_l(
            "As calendars export it (.ics). Every day that lasts all day is taken; the list's own days stay."
        ),
    )

    def text(self) -> str:
        """Give what is in the file; Invalid if it is no text."""
        try:
            return str(self.file.data.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            raise Invalid(
                _("This file is not text in UTF-8. Export the calendar again as iCal."), field="file"
            ) from error


UNITS = (("day", _l("working days")), ("hour", _l("open hours")), ("minute", _l("open minutes")))
LABELS = {
    (Kind.QUESTION, Measure.FIRST_REPLY): _l("First answer to a public question"),
    (Kind.QUESTION, Measure.RESOLUTION): _l("Public question settled: an answer is accepted or verified"),
    (Kind.TICKET, Measure.FIRST_REPLY): _l("First reply to a ticket"),
    (Kind.TICKET, Measure.RESOLUTION): _l("Ticket closed"),
}


class TargetsForm(VersionForm):
    """How long a department allows itself; for each target an amount and its unit, empty for the site's default."""

    def __init__(self, usual_day: int, **values: Any) -> None:
        super().__init__(**values)
        self.minutes_of = _minutes_of(usual_day)

    def pairs(self) -> list[tuple[Any, Any]]:
        """Give amount and unit of each target."""
        return [(self[_name(one)], self[f"{_name(one)}_unit"]) for one in LABELS]

    def targets(self) -> dict[tuple[Kind, Measure], int | None]:
        """Give the working minutes of each target; None is the site's default."""
        return {one: self._minutes(_name(one)) for one in LABELS}

    def _minutes(self, name: str) -> int | None:
        amount = self[name].data
        return None if amount is None else amount * self.minutes_of[self[f"{name}_unit"].data]


def _check_amount(_form: Form, field: Any) -> None:
    # What is no number at all has been refused already.
    if field.data is not None and not 1 <= field.data <= LONGEST_TARGET:
        raise ValidationError(_("Enter a whole number from 1 to %(most)s.", most=LONGEST_TARGET))


def _name(target: tuple[Kind, Measure]) -> str:
    return f"{target[0]}_{target[1]}"


for _target, _label in LABELS.items():
    setattr(TargetsForm, _name(_target), IntegerField(_label, [Optional(), _check_amount]))
    _unit = SelectField(_l("Unit: %(target)s", target=_label), choices=choices(UNITS), default=UNITS[0][0])
    setattr(TargetsForm, f"{_name(_target)}_unit", _unit)


def _minutes_of(usual_day: int) -> dict[str, int]:
    return {"day": usual_day, "hour": HOUR, "minute": 1}


def facts_of_targets(
    department: Department, own: Mapping[tuple[Kind, Measure], int], usual_day: int
) -> dict[str, Any]:
    """Give stored targets as the form shows them, each in the largest unit it is whole in."""
    facts: dict[str, Any] = {"version": department.version}
    for target, minutes in own.items():
        unit, size = next(one for one in _minutes_of(usual_day).items() if minutes % one[1] == 0)
        facts |= {_name(target): minutes // size, f"{_name(target)}_unit": unit}
    return facts


def default_words(calendar: Calendar) -> dict[str, str]:
    """Give what counts where a field of `TargetsForm` is empty."""
    return {_name(one): length_words(minutes, calendar) for one, minutes in DEFAULT_TARGETS.items()}
