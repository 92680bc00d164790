"""Setting up departments, when they work and the tree of topics.

There is one front desk, every department is open at some time in the week, and no topic stands below itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.accounts.names import name_key
from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import today
from app.core.db import read_again, session
from app.core.errors import Conflict, Invalid
from app.core.language import default_language
from app.core.outbox import emit
from app.departments.events import DepartmentChanged, FrontDeskOpened, TopicChanged, WorkingTimeChanged
from app.departments.ical import read_days
from app.departments.models import Department, Holiday, Kind, Measure, OpeningHours, Target, Topic
from app.departments.permissions import can_manage_departments
from app.departments.queries import (
    WORKING_TIME,
    get_department_by_id,
    get_holiday,
    get_topic_by_id,
    site_timezone,
)
from app.departments.working_time import Calendar, Hours

LONGEST_HOLIDAY = 80  # characters of a name

# What people call something, by the code of the language; the site's own must be there.
Words = Mapping[str, str]


@dataclass(frozen=True)
class DepartmentFacts:
    """What a department is."""

    slug: str
    names: Words
    descriptions: Words
    contacts: Words
    front_desk: bool = False


@dataclass(frozen=True)
class Imported:
    """What came of a list of holidays: days that are new, days there were, and names that could not be taken."""

    added: int
    known: int
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class TopicFacts:
    """What a topic is, where it stands and who owns it."""

    slug: str
    names: Words
    descriptions: Words
    department_id: int
    parent_id: int | None = None
    keywords: str = ""
    position: int = 0


def create_department(actor: Actor, facts: DepartmentFacts) -> int:
    """Set up a department; the first is the front desk. Gives its id."""
    require(can_manage_departments(actor))
    _refuse_names_of_people(facts.names)
    first = _front_desk_id() is None
    front_desk = facts.front_desk or first
    if front_desk:
        _clear_front_desk()
    department = Department(**_department_columns(facts), front_desk=front_desk)
    _add(department)
    record(actor, "department_created", f"department:{department.id}")
    if first:
        emit(FrontDeskOpened(department.id))
    return department.id


def update_department(actor: Actor, department_id: int, version: int, facts: DepartmentFacts) -> None:
    """Change a department as it was read; the front desk passes to it, and never to nobody."""
    require(can_manage_departments(actor))
    department = get_department_by_id(department_id)
    if department.front_desk and not facts.front_desk:
        raise Invalid(
            _("There must be a front desk. Make another department the front desk instead."),
            field="front_desk",
        )
    if dict(facts.names) != department.names:
        _refuse_names_of_people(facts.names)
    if facts.front_desk and not department.front_desk:
        _clear_front_desk()
    moved = facts.slug != department.slug
    _write(department, version, {**_department_columns(facts), "front_desk": facts.front_desk})
    record(actor, "department_changed", f"department:{department_id}")
    if moved:
        emit(DepartmentChanged(department_id))


def set_opening_hours(
    actor: Actor,
    department_id: int,
    version: int,
    hours: Mapping[int, tuple[Hours, ...]],
    timezone: str | None = None,
) -> None:
    """Set when a department, as it was read, is open in a week and in whose zone; without one in the site's."""
    require(can_manage_departments(actor))
    if timezone is not None and timezone not in available_timezones():
        raise Invalid(_("There is no such time zone. Choose one from the list."), field="timezone")
    try:
        Calendar(ZoneInfo(timezone) if timezone else site_timezone(), hours)
    except ValueError as error:
        raise Invalid(
            _("Enter hours for one day at least: a department that is never open could never be late."),
            field="hours_0",
        ) from error
    _write(get_department_by_id(department_id), version, {"timezone": timezone})
    session().execute(delete(OpeningHours).where(OpeningHours.department_id == department_id))
    session().add_all(
        OpeningHours(department_id=department_id, weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in hours.items()
        for opens, closes in spans
    )
    _working_time_changed(department_id)


def set_targets(
    actor: Actor, department_id: int, version: int, targets: Mapping[tuple[Kind, Measure], int | None]
) -> None:
    """Set how many working minutes a department, as it was read, allows itself; None is the site's default."""
    require(can_manage_departments(actor))
    _write(get_department_by_id(department_id), version, {})
    session().execute(delete(Target).where(Target.department_id == department_id))
    session().add_all(
        Target(department_id=department_id, kind=kind, measure=measure, minutes=minutes)
        for (kind, measure), minutes in targets.items()
        if minutes is not None
    )
    _working_time_changed(department_id)


def add_holiday(actor: Actor, department_id: int | None, day: date, name: str) -> None:
    """Close a department, or without one every department, for a day."""
    require(can_manage_departments(actor))
    if day in _holidays_of(department_id):
        raise Invalid(_("This day is in the list already."), field="day")
    _close(department_id, {day: name})


def import_holidays(actor: Actor, department_id: int | None, text: str) -> Imported:
    """Close a department, or without one every department, on the days of an iCal text it did not have yet."""
    require(can_manage_departments(actor))
    found = read_days(text, today(site_timezone()))
    known = _holidays_of(department_id)
    new = {day: name[:LONGEST_HOLIDAY] for day, name in found.days.items() if day not in known}
    _close(department_id, new)
    return Imported(len(new), len(found.days) - len(new), found.left_out)


def remove_holiday(actor: Actor, holiday_id: int) -> None:
    """Open again on a day."""
    require(can_manage_departments(actor))
    holiday = get_holiday(holiday_id)
    session().delete(holiday)
    _working_time_changed(holiday.department_id)


def create_topic(actor: Actor, facts: TopicFacts) -> int:
    """Set up a topic; gives its id."""
    require(can_manage_departments(actor))
    topic = Topic(**_topic_columns(facts))
    _check_owner_and_place(None, facts)
    _add(topic)
    record(actor, "topic_created", f"topic:{topic.id}")
    return topic.id


def update_topic(actor: Actor, topic_id: int, version: int, facts: TopicFacts) -> None:
    """Change a topic as it was read, perhaps moving it and all below it to another parent or owner."""
    require(can_manage_departments(actor))
    topic = get_topic_by_id(topic_id)
    _check_owner_and_place(topic_id, facts)
    former = (topic.slug, topic.parent_id, topic.department_id)
    _write(topic, version, _topic_columns(facts))
    record(actor, "topic_changed", f"topic:{topic_id}")
    if former != (facts.slug, facts.parent_id, facts.department_id):
        emit(TopicChanged(topic_id, former[2]))


def delete_topic(actor: Actor, topic_id: int) -> None:
    """Delete a topic that no question has and no topic stands below; the foreign keys decide."""
    require(can_manage_departments(actor))
    topic = get_topic_by_id(topic_id)
    try:
        with session().begin_nested():
            session().delete(topic)
            session().flush()
    except IntegrityError as error:
        raise Conflict(_("Questions or other topics still belong to this topic. Move them first.")) from error
    record(actor, "topic_deleted", f"topic:{topic_id}")


def _holidays_of(department_id: int | None) -> set[date]:
    """Give the days on which it is closed; without a department, those on which all are."""
    if department_id is not None:
        get_department_by_id(department_id)
    return set(
        session().scalars(
            select(Holiday.day).where(Holiday.department_id.is_not_distinct_from(department_id))
        )
    )


def _close(department_id: int | None, days: Mapping[date, str]) -> None:
    try:
        with session().begin_nested():
            session().add_all(
                Holiday(department_id=department_id, day=day, name=name) for day, name in days.items()
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody added holidays at the same moment. Look at the list and try again.")
        ) from error
    _working_time_changed(department_id)


def _working_time_changed(department_id: int | None) -> None:
    session().flush()
    read_again(WORKING_TIME)
    emit(WorkingTimeChanged(department_id))


def _department_columns(facts: DepartmentFacts) -> dict[str, Any]:
    return {
        "slug": facts.slug,
        **_in_languages("name", "names", facts.names),
        **_in_languages("description", "descriptions", facts.descriptions),
        **_in_languages("contact", "contacts", facts.contacts),
    }


def _topic_columns(facts: TopicFacts) -> dict[str, Any]:
    return {
        "slug": facts.slug,
        **_in_languages("name", "names", facts.names),
        **_in_languages("description", "descriptions", facts.descriptions),
        "department_id": facts.department_id,
        "parent_id": facts.parent_id,
        "keywords": facts.keywords,
        "position": facts.position,
    }


def _in_languages(one: str, all_of_them: str, words: Words) -> dict[str, Any]:
    """Give the column in the site's language and the column with every language."""
    return {
        one: words.get(default_language(), ""),
        all_of_them: {code: text for code, text in words.items() if text},
    }


def _refuse_names_of_people(names: Words) -> None:
    """Refuse a name some person has already: the two could not be told apart."""
    keys = {name_key(name) for name in names.values() if name}
    if session().scalar(select(Person.id).where(Person.name_key.in_(keys)).limit(1)):
        raise Invalid(
            _("A person here has this name, or one that looks like it. Ask them to take another first."),
            field=f"name_{default_language()}",
        )


def _front_desk_id() -> int | None:
    return session().scalar(select(Department.id).where(Department.front_desk))


def _clear_front_desk() -> None:
    session().execute(
        update(Department)
        .where(Department.front_desk)
        .values(front_desk=False, version=Department.version + 1)
        .execution_options(synchronize_session=False)
    )


def _check_owner_and_place(topic_id: int | None, facts: TopicFacts) -> None:
    """Refuse an owner or parent that is gone, and a place below the topic itself."""
    if session().get(Department, facts.department_id) is None:
        raise Invalid(_("Choose the department that owns this topic."), field="department_id")
    # All rows are locked: two moves at once, each allowed alone, could make a ring.
    rows = session().execute(
        select(Topic.id, Topic.parent_id).order_by(Topic.id).with_for_update(key_share=True)
    )
    parents: dict[int, int | None] = {row.id: row.parent_id for row in rows}
    above = facts.parent_id
    if above is not None and above not in parents:
        raise Invalid(_("This topic is no longer there. Choose another."), field="parent_id")
    while above is not None:
        if above == topic_id:
            raise Invalid(_("A topic cannot stand below itself. Choose another."), field="parent_id")
        above = parents[above]


def _add(row: Department | Topic) -> None:
    try:
        with session().begin_nested():
            session().add(row)
            session().flush()
    except IntegrityError as error:
        raise _reason(error) from error


def _write(row: Department | Topic, version: int, columns: dict[str, Any]) -> None:
    """Write over the version that was read; two at once are a Conflict."""
    table = type(row)
    statement = (
        update(table)
        .where(table.id == row.id, table.version == version)
        .values(version=table.version + 1, **columns)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    try:
        with session().begin_nested():
            written = session().scalar(statement)
    except IntegrityError as error:
        raise _reason(error) from error
    if written is None:
        raise Conflict(_("Somebody else changed this meanwhile. Look at both versions and save again."))


def _reason(error: IntegrityError) -> Invalid | Conflict:
    if "front_desk" in str(error.orig):
        return Conflict(_("Somebody chose another front desk at the same moment. Look again."))
    return Invalid(_("This address is taken. Choose another."), field="slug")
