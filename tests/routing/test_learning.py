"""What is learned, from whom, and when again; and that every process takes up the newest."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core.access import SYSTEM
from app.core.clock import as_of
from app.core.db import session, transaction
from app.departments.operations import TopicFacts, create_topic
from app.jobs.schedule import JOBS
from app.questions.models import Question
from app.questions.operations.hiding import hide_post
from app.routing.clockwork import learn
from app.routing.models import Learned, Subject
from app.routing.operations.routing import transfer_question
from app.routing.queries import matchers
from app.routing.queries.experience import AT_A_TIME, MOVED_BY_HAND, list_lessons
from app.routing.queries.matchers import find_matcher, list_likely_topics, list_matches
from tests.factories import (
    make_answer,
    make_department,
    make_moderator,
    make_official,
    make_question,
    make_topic,
)

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks")


@pytest.fixture
def waste(app):
    return make_department("Waste and Water")


def lessons() -> dict[str, tuple[int, int | None, float]]:
    found = {one.title: (one.department_id, one.topic_id, one.weight) for one in list_lessons()}
    session().close()
    return found


def learned_at() -> set[datetime]:
    session().close()
    return set(session().scalars(select(Learned.learned_at)))


def test_people_teach_by_topics_by_official_answers_and_most_by_hand(roads, waste):
    topic = make_topic(roads)
    make_question("Asked under a topic", topic_id=topic.id)
    answered, moved = make_question("Answered for a department"), make_question("Sent on by hand")
    make_question("Suggested and believed by nobody")
    make_answer(answered, hat=waste)
    official = make_official(roads)
    with transaction():
        transfer_question(official, moved.id, waste.id, "It is about the bins.")
    assert lessons() == {
        "Asked under a topic": (roads.id, topic.id, 1.0),
        "Answered for a department": (waste.id, None, 1.0),
        "Sent on by hand": (waste.id, None, MOVED_BY_HAND),
    }


def test_only_what_is_public_teaches(roads):
    topic, moderator = make_topic(roads), make_moderator()
    hidden, stub = (
        make_question("To be hidden", topic_id=topic.id),
        make_question("To be made a stub", topic_id=topic.id),
    )
    answered = make_question("With a hidden answer")
    answer = make_answer(answered, hat=roads)
    for post in (hidden, answer):
        with transaction():
            hide_post(moderator, post.id, "It is rude.")
    with transaction() as current:
        current.execute(update(Question).where(Question.id == stub.id).values(is_stub=True))
    assert lessons() == {}


def test_all_of_many_questions_are_read_each_once(roads):
    topic = make_topic(roads)
    first = make_question(topic_id=topic.id)
    table = Question.__table__
    columns = {column.key: getattr(first, column.key) for column in table.columns if column.key != "id"}
    with transaction() as current:
        current.execute(
            table.insert(), [{**columns, "title": f"Number {number}"} for number in range(2 * AT_A_TIME)]
        )
    titles = [one.title for one in list_lessons()]
    assert len(titles) == len(set(titles)) == 2 * AT_A_TIME + 1


def test_what_officials_correct_is_suggested_rightly_the_next_time(roads, waste):
    make_topic(roads, "Streets", keywords="lamp, pavement")
    make_topic(waste, "Bins", keywords="rubbish")
    learn()
    official = make_official(roads)
    for number in range(8):
        question = make_question(f"A fox sits on the pavement {number}")
        assert question.department_id == roads.id
        with transaction():
            transfer_question(official, question.id, waste.id, "Foxes are theirs.", not_ours=True)
    with transaction() as current:
        current.execute(update(Learned).values(topics_mark=""))
    learn()
    assert make_question("There is a fox in our garden again").department_id == waste.id


def test_topics_are_suggested_by_their_words_and_only_likely_ones(roads, waste):
    bulky = make_topic(waste, "Bulky waste", names={"da": "Storskrald"}, keywords="sofa, mattress")
    make_topic(roads, "Parking", keywords="permit")
    learn()
    assert list_likely_topics("Hvornår hentes storskrald?", "") == [bulky.id]
    assert list_likely_topics("What is the meaning of life?", "") == []


def test_nothing_is_suggested_before_anything_was_learned(app):
    assert list_matches(Subject.TOPICS, "Where do I leave a sofa?", "") == []


def test_it_is_learned_again_after_a_day_or_with_another_topic_and_not_before(roads):
    make_topic(roads)
    with as_of(MONDAY):
        learn()
        learn()
    with as_of(MONDAY + DAY / 2):
        learn()
    assert learned_at() == {MONDAY}
    facts = TopicFacts(slug="new", names={"en": "New"}, descriptions={}, department_id=roads.id)
    with transaction():
        create_topic(SYSTEM, facts)
    with as_of(MONDAY + DAY / 2):
        learn()
    assert learned_at() == {MONDAY + DAY / 2}
    with as_of(MONDAY + 2 * DAY):
        learn()
    assert learned_at() == {MONDAY + 2 * DAY}


def test_a_matcher_is_read_once_and_again_only_when_another_was_learned(waste, monkeypatch):
    read = []
    load = matchers.Matcher.load
    monkeypatch.setattr(matchers.Matcher, "load", lambda written: read.append(len(written)) or load(written))
    make_topic(waste, "Bulky waste", keywords="sofa")
    learn()
    assert find_matcher(Subject.TOPICS) is find_matcher(Subject.TOPICS)
    assert len(read) == 1
    make_topic(waste, "Garden waste", keywords="hedge")
    learn()
    assert list_likely_topics("Who takes my hedge?", "") != []
    assert len(read) == 2


def test_the_schedule_watches_the_clock_every_minute_and_looks_hourly_whether_to_learn():
    every = {job.name: job.every for job in JOBS}
    assert every["routing.watch_clock"] == timedelta(minutes=1)
    assert every["routing.learn"] == timedelta(hours=1)
