"""A topic in a crisis: its notice is on its pages, what citizens write waits, and it ends by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.moderation.kinds import Source
from app.moderation.models import ModerationCase
from app.questions.models import Post
from app.trust.clockwork import end_crises
from app.trust.models import Crisis
from app.trust.operations.crises import begin_crisis, end_crisis
from tests.factories import (
    make_administrator,
    make_answer,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)

NOTICE = "The water in Nørregade must be boiled until further notice."


def begin(topic_id: int, days: int = 2) -> int:
    moderator = make_moderator()
    with transaction():
        return begin_crisis(moderator, topic_id, NOTICE, now() + timedelta(days=days)).id


def held() -> set[int]:
    session().expire_all()
    return set(
        session().scalars(select(ModerationCase.post_id).where(ModerationCase.source == Source.CRISIS))
    )


def test_what_citizens_write_waits_and_what_departments_write_shows(app, visitor, visit_as):
    department = make_department()
    above = make_topic(department)
    topic, asker, official = (
        make_topic(department, parent_id=above.id),
        make_person(),
        make_official(department),
    )
    earlier = make_question(topic_id=topic.id)
    begin(above.id)
    asked = make_question("Is the water safe to drink again?", asker=asker, topic_id=topic.id)
    answered = make_answer(earlier)
    official_one = make_answer(earlier, answerer=official, hat=department)
    elsewhere = make_question()
    assert held() == {asked.id, answered.id}
    shown = set(session().scalars(select(Post.id).where(Post.hidden_at.is_(None))))
    assert shown == {earlier.id, official_one.id, elsewhere.id}
    page = visitor.open(f"/questions/{earlier.id}")
    assert NOTICE in page.text
    assert NOTICE in visitor.open(f"/topics/{above.slug}").text
    assert NOTICE not in visitor.open(f"/questions/{elsewhere.id}").text
    assert visit_as(asker).open(f"/questions/{asked.id}").status == 200


def test_it_ends_by_itself_and_can_be_set_again(app, visitor):
    topic = make_topic()
    question = make_question(topic_id=topic.id)
    begin(topic.id)
    with as_of(now() + timedelta(days=3)):
        assert NOTICE not in visitor.open(f"/questions/{question.id}").text
        make_answer(question)
        assert held() == set()
        end_crises()
        begin(topic.id)
    assert len(session().scalars(select(Crisis)).all()) == 2


def test_it_is_ended_before_its_time_once(app, visitor):
    topic, administrator = make_topic(), make_administrator()
    crisis = begin(topic.id)
    with transaction():
        end_crisis(administrator, crisis)
    with pytest.raises(Conflict), transaction():
        end_crisis(administrator, crisis)
    make_question(topic_id=topic.id)
    assert held() == set()


def test_it_needs_words_a_time_to_come_and_somebody_who_may(app):
    topic, moderator, official = make_topic(), make_moderator(), make_official(make_department())
    soon = now() + timedelta(days=1)
    for who, notice, ends_at, error in (
        (moderator, "No", soon, Invalid),
        (moderator, NOTICE, now() - timedelta(1), Invalid),
        (moderator, NOTICE, now() + timedelta(99), Invalid),
        (official, NOTICE, soon, NotAllowed),
    ):
        with pytest.raises(error), transaction():
            begin_crisis(who, topic.id, notice, ends_at)


def test_a_moderator_sets_it_on_the_page(app, visit_as):
    topic = make_topic()
    visitor = visit_as(make_moderator())
    visitor.open("/staff/crises")
    assert visitor.submit("form[action='/staff/crises']", topic_id=str(topic.id), notice=NOTICE).status == 422
    ends_on = (now() + timedelta(days=2)).date().isoformat()
    page = visitor.submit("form[action='/staff/crises']", ends_on=ends_on)
    assert NOTICE in page.text
    assert page.status == 200
