"""Every read of departments, of their working time and of the tree of topics."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.reserved_names import reserves_names
from app.core.clock import now
from app.core.db import read_once, read_rows, session
from app.core.errors import Invalid, NotFound
from app.core.guard import publishes
from app.core.personal_data import Published, read_published
from app.departments.models import Department, Holiday, Kind, Measure, Topic
from app.departments.rules import DEFAULT_TARGETS
from app.departments.working_rows import Closed, WorkingTime, read_working_time
from app.departments.working_time import Calendar


@dataclass(frozen=True, slots=True)
class Label:
    """What a page shows of a topic or a department: where it leads and its name."""

    slug: str
    name: str
    names: Mapping[str, str] = field(hash=False)

    def name_in(self, language: str) -> str:
        """Give the name in a language, else the name as such."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, slots=True)
class Step(Label):
    """One topic of the way down to another, with what is pinned to it while it is in a crisis."""

    crisis_until: datetime | None
    crisis_notice: str

    @property
    def in_crisis(self) -> bool:
        """Whether what citizens write about it waits for a moderator just now."""
        return self.crisis_until is not None and self.crisis_until > now()


@dataclass(frozen=True, slots=True)
class Branch:
    """A topic with the topics below it; `question_count` counts them all."""

    topic: Topic
    children: list["Branch"] = field(default_factory=list)

    @property
    def question_count(self) -> int:
        """How many public questions the topic and those below it have."""
        return self.topic.question_count + sum(child.question_count for child in self.children)

    def topics(self) -> Iterator[Topic]:
        """Give the topic and all below it, each parent before its children."""
        yield self.topic
        for child in self.children:
            yield from child.topics()

    def paths(self, language: str, above: str = "") -> Iterator[tuple[int, str]]:
        """Give the id of the topic and of all below it, each with its name behind those above it."""
        path = above + self.topic.name_in(language)
        yield self.topic.id, path
        for child in self.children:
            yield from child.paths(language, f"{path} › ")


@dataclass(frozen=True, slots=True)
class Root:
    """A topic that stands under no other, its department, and how many questions it and those below it have."""

    topic: Label
    department: Label
    question_count: int


def get_department(slug: str) -> Department:
    """Get a department by its address."""
    found = session().scalar(select(Department).where(Department.slug == slug))
    if found is None:
        raise NotFound()
    return found


def find_department(department_id: int | None) -> Department | None:
    """Find a department by its id."""
    return session().get(Department, department_id) if department_id else None


def list_departments() -> list[Department]:
    """List all departments by name, the front desk first."""
    return list(session().scalars(select(Department).order_by(Department.front_desk.desc(), Department.name)))


@reserves_names
def list_department_names() -> list[str]:
    """List the names of all departments in every language, which no person may take."""
    rows = session().execute(select(Department.name, Department.names))
    return sorted({name for row in rows for name in (row.name, *row.names.values()) if name})


@publishes
def read_published_contacts() -> Published:
    """Read the addresses and numbers by which departments and the site itself are reached."""
    return read_once("published contacts", _published_contacts)


def _published_contacts() -> Published:
    rows = session().execute(
        select(Department.contact, Department.contacts, Department.description, Department.descriptions)
    )
    texts = [
        text
        for row in rows
        for text in (row.contact, *row.contacts.values(), row.description, *row.descriptions.values())
    ]
    return read_published([*texts, current_app.extensions["torv_config"].mail_from])


def get_department_by_id(department_id: int) -> Department:
    """Get a department by its id."""
    found = find_department(department_id)
    if found is None:
        raise NotFound()
    return found


def get_department_id_for(topic_id: int | None) -> int | None:
    """Get the department of the topic, without one the front desk; None on a site that has none."""
    if topic_id is None:
        return session().scalar(select(Department.id).where(Department.front_desk))
    department_id = session().scalar(select(Topic.department_id).where(Topic.id == topic_id))
    if department_id is None:
        raise Invalid(_("This topic is no longer there. Choose another."), field="topic_id")
    return department_id


def get_calendar(department_id: int) -> Calendar:
    """Get a department's hours, its own or the site's, with its and everybody's holidays."""
    return _get_working_time(department_id).calendar


def get_target(department_id: int, kind: Kind, measure: Measure) -> int:
    """Get how many working minutes a department allows itself: its own target, else the site's."""
    return get_targets(department_id)[kind, measure]


def get_targets(department_id: int) -> dict[tuple[Kind, Measure], int]:
    """Get how many working minutes a department allows itself for each kind and measure."""
    return {**DEFAULT_TARGETS, **get_own_targets(department_id)}


def get_own_targets(department_id: int) -> Mapping[tuple[Kind, Measure], int]:
    """Get the targets a department set itself; for the others the site's count."""
    return _get_working_time(department_id).own_targets


def list_closed(department_id: int, since: date, until: date) -> list[Closed]:
    """List the days from `since` to `until` on which a department is closed, each with its name."""
    return [one for one in _get_working_time(department_id).closed if since <= one[0] <= until]


def list_holidays(department_id: int) -> list[Holiday]:
    """List the days on which a department, or all of them, are closed."""
    listed = select(Holiday).where(
        or_(Holiday.department_id == department_id, Holiday.department_id.is_(None))
    )
    return list(session().scalars(listed.order_by(Holiday.day, Holiday.id)))


def get_holiday(holiday_id: int) -> Holiday:
    """Get a holiday by its id."""
    found = session().get(Holiday, holiday_id)
    if found is None:
        raise NotFound()
    return found


# Under what the working time of all departments is kept until the transaction ends.
WORKING_TIME = "departments.working_time"


def _get_working_time(department_id: int) -> WorkingTime:
    found = read_once(WORKING_TIME, lambda: read_working_time(site_timezone())).get(department_id)
    if found is None:
        raise NotFound()
    return found


def site_timezone() -> ZoneInfo:
    """Tell the zone of departments that name none."""
    return current_app.extensions["torv_config"].timezone  # type: ignore[no-any-return]


def get_topic_by_id(topic_id: int) -> Topic:
    """Get a topic by its id, with its department."""
    found = session().scalar(select(Topic).options(joinedload(Topic.department)).where(Topic.id == topic_id))
    if found is None:
        raise NotFound()
    return found


def get_topic(slug: str) -> Topic:
    """Get a topic by its address, with its department."""
    found = session().scalar(select(Topic).options(joinedload(Topic.department)).where(Topic.slug == slug))
    if found is None:
        raise NotFound()
    return found


def _topics_above() -> Select[*tuple[Any, ...]]:
    above = select(Topic.id, Topic.parent_id).where(Topic.id == bindparam("topic_id")).cte(recursive=True)
    above = above.union(select(Topic.id, Topic.parent_id).join(above, Topic.id == above.c.parent_id))
    shown = select(
        Topic.id,
        Topic.parent_id,
        Topic.slug,
        Topic.name,
        Topic.names,
        Topic.crisis_until,
        Topic.crisis_notice,
    )
    return shown.join(above, above.c.id == Topic.id)


_TOPICS_ABOVE = _topics_above()


def list_topic_path(topic_id: int | None) -> list[Step]:
    """List a topic with those above it, from the root down to the topic itself."""
    if topic_id is None:
        return []
    by_id = {row.id: row for row in read_rows(_TOPICS_ABOVE, topic_id=topic_id)}
    path: list[Step] = []
    step = by_id.pop(topic_id, None)
    while step is not None:
        path.insert(0, Step(step.slug, step.name, step.names, step.crisis_until, step.crisis_notice))
        step = by_id.pop(step.parent_id, None)
    return path


def get_branch(topic: Topic) -> Branch:
    """Get a topic with all below it."""
    below = select(Topic.id).where(Topic.id == topic.id).cte(recursive=True)
    child = aliased(Topic)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    found = session().scalars(select(Topic).join(below, below.c.id == Topic.id).where(Topic.id != topic.id))
    return _branch(topic, _by_parent(found))


def list_branches() -> list[Branch]:
    """List the whole tree of topics: its roots, each with all below it and their departments."""
    children = _by_parent(session().scalars(select(Topic).options(joinedload(Topic.department))))
    return [_branch(root, children) for root in children[None]]


def _roots() -> Select[*tuple[Any, ...]]:
    below = select(Topic.id.label("root_id"), Topic.id).where(Topic.parent_id.is_(None)).cte(recursive=True)
    below = below.union_all(select(below.c.root_id, Topic.id).join(below, Topic.parent_id == below.c.id))
    root = aliased(Topic)
    count = select(func.sum(Topic.question_count)).join(below, below.c.id == Topic.id)
    return (
        select(
            root.slug, root.name, root.names, Department.slug, Department.name, Department.names,
            count.where(below.c.root_id == root.id).scalar_subquery(),
        )
        .join(Department, Department.id == root.department_id)
        .where(root.parent_id.is_(None))
        .order_by(root.position, root.name)
    )  # fmt: skip


_ROOTS = _roots()


def list_roots() -> list[Root]:
    """List the topics that stand under no other, as the front page shows them."""
    return [Root(Label(*row[:3]), Label(*row[3:6]), row[6]) for row in read_rows(_ROOTS)]


def list_branches_of_department(department_id: int) -> list[Branch]:
    """List the topics a department owns, those below another of its own under that one."""
    topics = session().scalars(select(Topic).where(Topic.department_id == department_id)).all()
    own = {topic.id for topic in topics}
    children = _by_parent(topics)
    return [
        _branch(topic, children)
        for parent_id, below in children.items()
        if parent_id not in own
        for topic in below
    ]


def _by_parent(topics: Iterable[Topic]) -> dict[int | None, list[Topic]]:
    children: dict[int | None, list[Topic]] = defaultdict(list)
    for topic in sorted(topics, key=lambda topic: (topic.position, topic.name)):
        children[topic.parent_id].append(topic)
    return children


def _branch(topic: Topic, children: dict[int | None, list[Topic]]) -> Branch:
    return Branch(topic, [_branch(child, children) for child in children.get(topic.id, ())])
