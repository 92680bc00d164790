"""A topic in a crisis: its notice is on its pages, what citizens write waits, and it ends by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.guard import PersonalData
from app.moderation.kinds import Kind, Source, Verdict
from app.moderation.models import ModerationCase
from app.moderation.operations.appealing import appeal, decide_appeal
from app.questions.models import Post
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.watching import watch
from app.trust.clockwork import end_crises
from app.trust.models import Crisis
from app.trust.operations.crises import begin_crisis, end_crisis
from tests.factories import (
    actor,
    make_administrator,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.mailbox import take_mails
from tests.moderation.making import make_decision

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
    assert "23:59" in page.text  # of the last day, instead of midnight of the day after


def test_the_notice_is_looked_at_like_everything_that_is_public(app, visit_as):
    """Strong kinds are refused; what may be meant for all is asked about once, in the operation and on the page."""
    topic, moderator = make_topic(), make_moderator()
    for words in (
        "Ask about 170785-4321 at the town hall.",
        "Ask karen.holm@private.example at the town hall.",
    ):
        with pytest.raises(PersonalData), transaction():
            begin_crisis(moderator, topic.id, words, now() + timedelta(days=1))
    page = visit_as(moderator)
    page.open("/staff/crises")
    form, last = "form:has(textarea)", (now() + timedelta(days=2)).date()
    words = "Ask karen.holm@private.example at the town hall."
    shown = page.submit(form, topic_id=topic.id, notice=words, ends_on=last)
    assert (shown.status, shown.one("#guard mark").text) == (422, "karen.holm@private.example")
    consent = shown.one("#guard button[name=consent]").get("value")
    taken_out = page.submit(form, button="action=remove")
    assert taken_out.one("textarea[name=notice]").text.strip() == "Ask [removed] at the town hall."
    assert session().scalars(select(Crisis)).all() == []
    session().close()
    page.submit(form, notice=words, button=f"consent={consent}")
    assert session().scalars(select(Crisis.notice)).all() == [words]


def test_a_held_answer_is_told_of_when_it_is_shown_and_only_once(app):
    """Whatever brings it back: also an appeal against its having been hidden after all."""
    topic, watcher, moderator = make_topic(), make_person(email="watcher@example.org"), make_moderator()
    question = make_question(topic_id=topic.id, asker=make_person(email="asker@example.org"))
    with transaction():
        watch(watcher, question.id)
    begin(topic.id)
    answer, comment = make_answer(question), make_comment(question)
    take_mails(app)
    for post, told in (
        (answer, ["asker@example.org", "watcher@example.org"]),
        (comment, ["asker@example.org"]),
    ):
        decision = make_decision(post, moderator=moderator)
        assert notices(app) == []
        other, author = make_moderator(), actor(post.author_id or 0)
        with transaction():
            made = appeal(author, decision.id, "It names nobody at all.")
        with transaction():
            decide_appeal(other, made.id, Verdict.OVERTURN, "It names nobody indeed.")
        assert notices(app) == told
        make_decision(post, moderator=moderator)
        make_decision(post, Kind.RESTORE, moderator=moderator)
        assert notices(app) == []


def test_a_held_answer_that_is_let_stand_before_the_worker_looks_is_told_of_once(app):
    topic = make_topic()
    question = make_question(topic_id=topic.id, asker=make_person(email="asker@example.org"))
    begin(topic.id)
    take_mails(app)
    answer = make_answer(question)
    make_decision(answer, Kind.NO_ACTION)
    assert notices(app) == ["asker@example.org"]


def test_a_held_question_tells_nobody_since_topics_are_not_watched(app):
    topic = make_topic()
    begin(topic.id)
    question = make_question(topic_id=topic.id)
    take_mails(app)
    make_decision(question, Kind.NO_ACTION)
    assert notices(app) == []


def test_an_answer_that_was_seen_before_it_was_held_is_not_told_of_again(app):
    topic, answerer = make_topic(), make_person()
    question = make_question(topic_id=topic.id, asker=make_person(email="asker@example.org"))
    answer = make_answer(question, answerer=answerer)
    assert notices(app) == ["asker@example.org"]
    begin(topic.id)
    with transaction():
        edit_post(answerer, answer.id, Edit("It is answered on Thursday."), 1)
    assert held() == {answer.id}
    make_decision(answer, Kind.NO_ACTION)
    assert notices(app) == []


def notices(app) -> list[str]:
    """Send what waits, and list who was told of an answer or a comment."""
    return sorted(
        mail.to for mail in take_mails(app) if mail.subject.startswith(("New answer", "New comment"))
    )
