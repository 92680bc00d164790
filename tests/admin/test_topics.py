"""The tree of topics: no rings, no topic lost under a question."""

import pytest
from sqlalchemy import select

from app.core import outbox
from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid
from app.core.outbox import OutboxEntry, deliver_all
from app.departments import operations
from app.departments.models import Department, Topic
from app.departments.operations import DepartmentFacts, TopicFacts
from app.questions.models import Question
from app.routing.operations.routing import transfer_question
from tests.factories import make_administrator, make_department, make_official, make_question, make_topic
from tests.racing import race


def facts(topic: Topic, **changes) -> TopicFacts:
    """Give a topic's facts, some changed."""
    now = {
        "slug": topic.slug,
        "names": {"en": topic.name},
        "descriptions": {},
        "department_id": topic.department_id,
        "parent_id": topic.parent_id,
    }
    return TopicFacts(**{**now, **changes})


def move(topic: Topic, parent: Topic) -> None:
    """Move a topic below another."""
    version = session().scalar(select(Topic.version).where(Topic.id == topic.id))
    operations.update_topic(SYSTEM, topic.id, version, facts(topic, parent_id=parent.id))


def parent_of(topic: Topic) -> int | None:
    """Read below which a topic stands."""
    session().close()
    return session().scalar(select(Topic.parent_id).where(Topic.id == topic.id))


def test_a_topic_is_set_up_below_another_moved_and_given_to_another_department(app, visit_as):
    waste, roads = make_department("Waste"), make_department("Roads")
    top = make_topic(waste, "Waste and recycling")
    visitor = visit_as(make_administrator())
    visitor.open("/admin/topics")
    visitor.open(f"/admin/topics/new?below={top.id}")
    page = visitor.submit(
        name_en="Bulky waste",
        name_da="Storskrald",
        slug="bulky-waste",
        keywords="sofa  fridge",
        department_id=waste.id,
    )
    assert "The topic is set up" in page.text
    assert page.all("main ul ul a")[0].text == "Bulky waste"
    topic = session().scalars(select(Topic).where(Topic.slug == "bulky-waste")).one()
    assert (topic.parent_id, topic.keywords, topic.name_in("da")) == (top.id, "sofa fridge", "Storskrald")
    visitor.open(f"/admin/topics/{topic.id}")
    assert (
        visitor.submit("main form[novalidate]", parent_id=0, department_id=roads.id, position=-3).status
        == 200
    )
    session().close()
    topic = session().get(Topic, topic.id)
    assert (topic.parent_id, topic.department_id, topic.position, topic.version) == (None, roads.id, -3, 2)


def test_a_topic_is_not_offered_a_place_below_itself(app, visit_as):
    top = make_topic(name="Top")
    middle = make_topic(name="Middle", parent_id=top.id)
    make_topic(name="Bottom", parent_id=middle.id)
    visitor = visit_as(make_administrator())
    page = visitor.open(f"/admin/topics/{middle.id}")
    offered = [option.text.strip() for option in page.all("#parent_id option")]
    assert offered == ["Nothing: it is a main topic", "Top"]


def test_a_topic_cannot_be_moved_below_itself(app):
    top = make_topic()
    middle = make_topic(parent_id=top.id)
    bottom = make_topic(parent_id=middle.id)
    for below in (top, middle, bottom):
        with pytest.raises(Invalid) as refused, transaction():
            move(top, below)
        assert refused.value.details["field"] == "parent_id"
    assert parent_of(top) is None


def test_two_moves_at_once_make_no_ring(app):
    one, other = make_topic(), make_topic()
    outcomes = race(app, 2, lambda number: move(*((one, other), (other, one))[number]))
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 1
    assert (parent_of(one) is None) != (parent_of(other) is None)


def test_a_topic_with_a_question_or_a_topic_below_it_stays(app, visit_as):
    asked, above, free = make_topic(), make_topic(), make_topic()
    make_topic(parent_id=above.id)
    make_question(topic_id=asked.id)
    for topic in (asked, above):
        with pytest.raises(Conflict), transaction():
            operations.delete_topic(SYSTEM, topic.id)
    visitor = visit_as(make_administrator())
    visitor.open(f"/admin/topics/{above.id}")
    page = visitor.submit(f"form[action='/admin/topics/{above.id}/delete']")
    assert "Move them first" in page.one("#flashes").text_content()
    visitor.open(f"/admin/topics/{free.id}")
    page = visitor.submit(f"form[action='/admin/topics/{free.id}/delete']")
    assert "The topic is deleted" in page.text
    session().close()
    assert session().get(Topic, free.id) is None


def test_two_administrators_changing_a_topic_lose_nothing(app, visit_as):
    topic = make_topic(name="Schools")
    first, second = visit_as(make_administrator()), visit_as(make_administrator())
    first.open(f"/admin/topics/{topic.id}")
    second.open(f"/admin/topics/{topic.id}")
    first.submit("main form[novalidate]", name_en="Schools and nurseries")
    page = second.submit("main form[novalidate]", position=4)
    assert page.status == 409
    assert "Schools and nurseries" in page.one("[aria-labelledby=both] tbody").text_content()


def test_the_tree_costs_the_same_with_one_and_with_twenty(app, visit_as, statements):
    visitor = visit_as(make_administrator())
    top = make_topic()
    statements.clear()
    visitor.open("/admin/topics")
    with_one = len(statements)
    for _number in range(19):
        make_topic(parent_id=top.id)
    statements.clear()
    visitor.open("/admin/topics")
    assert len(statements) == with_one <= 6


def test_questions_follow_their_topic_to_its_new_owner_save_those_transferred(app):
    old, new, other = make_department(), make_department(), make_department()
    topic, official = make_topic(old), make_official(old)
    follows, transferred = make_question(topic_id=topic.id), make_question(topic_id=topic.id)
    with transaction():
        transfer_question(official, transferred.id, other.id, "It is about their bins.")
    with transaction():
        operations.update_topic(SYSTEM, topic.id, 1, facts(topic, department_id=new.id))
    deliver_all()
    session().close()
    owners = dict(session().execute(select(Question.id, Question.department_id)).all())
    assert owners == {follows.id: new.id, transferred.id: other.id}


def test_search_is_told_of_every_question_below_a_topic_or_of_a_department_with_a_new_address(app):
    top = make_topic()
    below = make_topic(parent_id=top.id)
    question = make_question(topic_id=below.id)
    deliver_all()
    with transaction():
        operations.update_topic(SYSTEM, top.id, 1, facts(top, slug="another"))
    assert moved() == [question.id]
    department = session().get(Department, below.department_id)
    session().close()
    changed = DepartmentFacts("elsewhere", {"en": department.name}, {}, {})
    with transaction():
        operations.update_department(SYSTEM, department.id, department.version, changed)
    assert moved() == [question.id]
    with transaction():
        operations.update_topic(SYSTEM, top.id, 2, facts(top, slug="another", names={"en": "Only the name"}))
    assert moved() == []


def moved() -> list[int]:
    """Handle what departments and topics said, and list which questions moved."""
    for name in ("questions.follow_topic", "questions.follow_department"):
        outbox._deliver(outbox._handlers[name])
    entries = session().scalars(select(OutboxEntry).where(OutboxEntry.event == "QuestionMoved")).all()
    session().close()
    deliver_all()
    return sorted({entry.payload["question_id"] for entry in entries})
