"""Reads of departments and of the tree of topics."""

import pytest
from sqlalchemy import update

from app.core.db import session, transaction
from app.core.errors import NotFound
from app.departments.models import Topic
from app.departments.queries import (
    get_branch,
    get_department,
    get_topic,
    list_branches,
    list_branches_of_department,
    list_departments,
    list_topic_path,
)
from tests.factories import make_department, make_topic


def make_tree() -> dict[str, Topic]:
    """Make streets (winter (snow, salt), lights) and trees."""
    department = make_department("Roads")
    made: dict[str, Topic] = {}
    for name, parent, position in (
        ("trees", None, 2), ("streets", None, 1), ("winter", "streets", 2), ("lights", "streets", 1),
        ("snow", "winter", 1), ("salt", "winter", 1),
    ):  # fmt: skip
        above = made[parent].id if parent else None
        made[name] = make_topic(
            department, name, parent_id=above, position=position, question_count=len(made)
        )
    return made


def names(topics: list[Topic]) -> list[str]:
    return [topic.name for topic in topics]


def test_the_tree_stands_in_the_order_of_positions_and_names(app) -> None:
    make_tree()
    streets, trees = list_branches()
    assert names(list(streets.topics())) == ["streets", "lights", "winter", "salt", "snow"]
    assert names(list(trees.topics())) == ["trees"]
    assert streets.topic.department.name == "Roads"


def test_a_branch_counts_the_questions_of_all_below_it(app) -> None:
    made = make_tree()
    assert get_branch(made["winter"]).question_count == 2 + 4 + 5
    assert get_branch(made["snow"]).question_count == 4
    assert list_branches()[0].question_count == 1 + 2 + 3 + 4 + 5


def test_the_topics_of_a_branch_are_named_with_those_above_them(app) -> None:
    make_tree()
    named = [path for _topic_id, path in list_branches()[0].paths("en")]
    assert named[0] == "streets"
    assert named[3] == "streets › winter › salt"


def test_the_path_of_a_topic_leads_down_from_its_root(app) -> None:
    made = make_tree()
    assert names(list_topic_path(made["snow"].id)) == ["streets", "winter", "snow"]
    assert names(list_topic_path(made["trees"].id)) == ["trees"]
    assert list_topic_path(None) == []


def test_a_department_has_its_own_topics_below_its_own(app) -> None:
    made, parks = make_tree(), make_department("Parks")
    flowers = make_topic(parks, "flowers", parent_id=made["streets"].id)
    make_topic(parks, "roses", parent_id=flowers.id)
    assert [names(list(branch.topics())) for branch in list_branches_of_department(parks.id)] == [
        ["flowers", "roses"]
    ]
    roads = [branch.topic.name for branch in list_branches_of_department(made["streets"].department_id)]
    assert roads == ["streets", "trees"]


def test_topics_in_a_circle_end_a_path_and_a_branch(app) -> None:
    made = make_tree()
    with transaction() as current:
        current.execute(update(Topic).where(Topic.id == made["streets"].id).values(parent_id=made["snow"].id))
    assert names(list_topic_path(made["snow"].id)) == ["streets", "winter", "snow"]
    assert "snow" in names(list(get_branch(get_topic(made["winter"].slug)).topics()))


def test_every_read_takes_one_statement(app, statements: list[str]) -> None:
    made = make_tree()
    for read in (
        list_branches,
        list_departments,
        lambda: get_branch(made["streets"]),
        lambda: list_topic_path(made["snow"].id),
        lambda: list_branches_of_department(made["snow"].department_id),
        lambda: get_topic(made["snow"].slug).department.name,
    ):
        session().close()
        statements.clear()
        read()
        assert len(statements) == 1


def test_departments_stand_by_name_with_the_front_desk_first(app) -> None:
    for name, front_desk in (("Roads", False), ("Parks", False), ("Service", True)):
        make_department(name, front_desk=front_desk)
    assert [department.name for department in list_departments()] == ["Service", "Parks", "Roads"]


def test_what_is_not_there_is_not_found(app) -> None:
    with pytest.raises(NotFound):
        get_topic("no-such-topic")
    with pytest.raises(NotFound):
        get_department("no-such-department")
