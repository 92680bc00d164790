"""Where a question goes: its topic's department, else where its text belongs, else the front desk; and on, by hand."""

import pytest
from sqlalchemy import select, update

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.departments.models import Kind, Measure, Topic
from app.departments.operations import DepartmentFacts, TopicFacts, create_department, update_topic
from app.departments.queries import get_calendar, get_target
from app.departments.working_time import add_working
from app.questions.models import OldAddress, Question
from app.questions.operations.closing import close_question
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.hiding import hide_post
from app.questions.operations.redacting import redact_question
from app.routing.clockwork import learn
from app.routing.models import Learned, Routing, Why
from app.routing.operations.claiming import claim_question
from app.routing.operations.routing import transfer_question
from tests.factories import (
    actor,
    make_administrator,
    make_answer,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)


@pytest.fixture
def desk(app):
    return make_department("Citizen Service", front_desk=True)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks")


@pytest.fixture
def waste(app):
    return make_department("Waste and Water")


def again(question: Question) -> Question:
    session().close()
    return session().get_one(Question, question.id)


def routings(question: Question) -> list[Routing]:
    session().close()
    return list(
        session().scalars(select(Routing).where(Routing.question_id == question.id).order_by(Routing.id))
    )


def transfer(who, question, to, note="It is about the bins.", **how):
    with transaction():
        return transfer_question(who, question.id, to.id if to else None, note, **how)


def test_a_question_with_a_topic_goes_to_the_topics_department(desk, roads):
    question = make_question(topic_id=make_topic(roads).id)
    assert question.department_id == roads.id
    (routing,) = routings(question)
    assert (routing.why, routing.from_id, routing.to_id, routing.by_id) == (Why.TOPIC, None, roads.id, None)
    assert routing.reasons == {"matches": []}


def test_a_question_without_one_goes_where_its_words_belong_and_the_reasons_are_kept(desk, roads, waste):
    make_topic(waste, "Bulky waste", keywords="sofa, mattress, collection")
    make_topic(roads, "Potholes", keywords="asphalt, pavement, street light")
    learn()
    question = make_question("Who takes my old sofa and a mattress?")
    assert (question.department_id, question.topic_id) == (waste.id, None)
    (routing,) = routings(question)
    assert routing.why == Why.SUGGESTION
    best = routing.reasons["matches"][0]
    assert best["department_id"] == waste.id
    assert best["confidence"] > 0.4
    assert set(best["words"]) == {"sofa", "mattress"}


def test_what_sounds_like_nobody_in_particular_goes_to_the_front_desk(desk, roads):
    make_topic(roads, "Potholes", keywords="asphalt")
    learn()
    question = make_question("What is the meaning of life?")
    assert question.department_id == desk.id
    assert [routing.why for routing in routings(question)] == [Why.FRONT_DESK]


def test_before_anything_was_learned_the_front_desk_has_it(desk):
    assert make_question("Who takes my old sofa?").department_id == desk.id


def test_on_a_site_without_a_front_desk_nobody_has_it_and_no_clock_runs(app):
    question = make_question()
    assert (question.department_id, question.routed_at, question.answer_due_at) == (None, None, None)
    assert routings(question) == []


def test_an_answer_is_due_when_the_department_says(roads):
    question = make_question(topic_id=make_topic(roads).id)
    minutes = get_target(roads.id, Kind.QUESTION, Measure.FIRST_REPLY)
    assert question.routed_at is not None
    assert question.answer_due_at == add_working(get_calendar(roads.id), question.routed_at, minutes)
    assert question.clock_stopped_at is None


def test_a_topic_that_is_gone_is_refused(app):
    with pytest.raises(Invalid):
        make_question(topic_id=12345)


def edit_topic(who, question, topic_id):
    edit = Edit(body=question.body, summary="Another topic", title=question.title, topic_id=topic_id)
    version = again(question).version
    with transaction():
        edit_post(who, question.id, edit, version)


def test_with_another_topic_it_goes_to_that_topics_department_and_keeps_its_promise(roads, waste):
    asker = make_person()
    question = make_question(asker=asker, topic_id=make_topic(roads).id)
    topic = make_topic(waste)
    edit_topic(asker, question, topic.id)
    moved = again(question)
    assert (moved.department_id, moved.answer_due_at) == (waste.id, question.answer_due_at)
    assert moved.routed_at > question.routed_at
    last = routings(question)[-1]
    assert (last.why, last.from_id, last.to_id, last.by_id) == (Why.TOPIC, roads.id, waste.id, asker.id)


def test_without_its_topic_it_stays_where_it_is(desk, roads):
    asker = make_person()
    question = make_question(asker=asker, topic_id=make_topic(roads).id)
    edit_topic(asker, question, None)
    assert again(question).department_id == roads.id
    assert len(routings(question)) == 1


def test_when_a_topic_gets_another_owner_its_questions_follow_at_once(roads, waste):
    topic = make_topic(roads, "Bins")
    question, other = make_question(topic_id=topic.id), make_question(topic_id=make_topic(roads).id)
    facts = TopicFacts(slug=topic.slug, names={"en": "Bins"}, descriptions={}, department_id=waste.id)
    with transaction():
        update_topic(SYSTEM, topic.id, 1, facts)
    assert (again(question).department_id, again(other).department_id) == (waste.id, roads.id)
    last = routings(question)[-1]
    assert (last.why, last.from_id, last.to_id, last.reasons) == (Why.TOPIC, roads.id, waste.id, {})
    assert len(routings(other)) == 1


def test_an_official_sends_a_question_on_with_a_note_and_its_promise_stands(roads, waste):
    mette, question = make_official(roads), make_question(topic_id=make_topic(roads).id)
    with transaction():
        claim_question(mette, question.id)
    transfer(mette, question, waste)
    sent = again(question)
    assert (sent.department_id, sent.answer_due_at) == (waste.id, question.answer_due_at)
    assert sent.claimed_by_id is None
    last = routings(question)[-1]
    assert (last.why, last.from_id, last.to_id, last.by_id, last.note) == (
        Why.TRANSFER, roads.id, waste.id, mette.id, "It is about the bins.",
    )  # fmt: skip


def test_not_ours_must_name_whose(roads, waste):
    mette, question = make_official(roads), make_question(topic_id=make_topic(roads).id)
    for nobody in (None, roads):
        with pytest.raises(Invalid) as refused:
            transfer(mette, question, nobody, not_ours=True)
        assert refused.value.details["field"] == "department_id"
    transfer(mette, question, waste, not_ours=True)
    assert routings(question)[-1].why == Why.NOT_OURS


@pytest.mark.parametrize("note", ["", "  \n ", "why", "x" * 501])
def test_a_question_is_not_sent_on_without_a_note_or_with_an_endless_one(roads, waste, note):
    mette, question = make_official(roads), make_question(topic_id=make_topic(roads).id)
    with pytest.raises(Invalid) as refused:
        transfer(mette, question, waste, note)
    assert refused.value.details["field"] == "note"
    assert again(question).department_id == roads.id


def test_a_topic_of_the_other_department_goes_with_it_and_is_counted_no_more(roads, waste):
    topic = make_topic(roads)
    question, version = make_question(topic_id=topic.id), 1
    transfer(make_official(roads), question, waste)
    sent = again(question)
    assert (sent.topic_id, sent.version) == (None, version + 1)
    assert session().get_one(Topic, topic.id).question_count == 0


def test_only_officials_of_the_department_that_has_it_and_moderators_send_it_on(roads, waste):
    question = make_question(topic_id=make_topic(roads).id)
    for somebody in (make_person(), actor(question.author_id or 0), make_official(waste)):
        with pytest.raises(NotAllowed):
            transfer(somebody, question, waste)
    transfer(make_moderator(), question, waste)
    transfer(make_official(waste), question, roads)
    assert again(question).department_id == roads.id


def test_what_nobody_has_any_official_gives_to_a_department_and_then_its_clock_runs(roads):
    question = make_question()
    transfer(make_official(roads), question, roads)
    given = again(question)
    assert given.department_id == roads.id
    assert given.answer_due_at is not None
    assert given.clock_stopped_at is None


def test_what_nobody_had_and_an_official_answered_is_not_late_once_somebody_has_it(roads, waste):
    question = make_question()
    make_answer(question, hat=waste)
    transfer(make_official(roads), question, roads)
    given = again(question)
    assert given.clock_stopped_at == given.official_answer_at is not None


def test_of_two_who_edit_and_send_on_the_editor_is_told(roads, waste):
    asker = make_person()
    question = make_question(asker=asker, topic_id=make_topic(roads).id)
    transfer(make_official(roads), question, waste)
    edit = Edit(
        body="New words.", summary="New words", title=question.title or "", topic_id=question.topic_id
    )
    with pytest.raises(Conflict), transaction():
        edit_post(asker, question.id, edit, question.version)


def test_a_stub_is_not_sent_on(roads, waste):
    question = make_question(topic_id=make_topic(roads).id, body="My sofa. My bed.")
    asker = actor(question.author_id or 0)
    with transaction():
        redact_question(asker, question.id, 1)
    with pytest.raises(Conflict):
        transfer(make_official(roads), question, waste)


def test_the_words_of_what_became_private_are_forgotten_and_learned_without(desk, waste):
    make_topic(waste, "Bulky waste", keywords="sofa, mattress")
    learn()
    question = make_question("Who takes my old sofa and a mattress?", body="It is big. I am Jens.")
    assert "sofa" in str(routings(question)[0].reasons)
    asker = actor(question.author_id or 0)
    with transaction():
        redact_question(asker, question.id, 1)
    assert routings(question)[0].reasons == {}
    assert set(session().scalars(select(Learned.topics_mark))) == {""}


def test_a_hidden_question_is_learned_without_but_a_hidden_answer_changes_nothing(desk):
    learn()
    answer, moderator = make_answer(), make_moderator()
    with transaction():
        hide_post(moderator, answer.id, "It is rude.")
    assert "" not in set(session().scalars(select(Learned.topics_mark)))
    with transaction():
        hide_post(moderator, answer.question_id or 0, "It is rude too.")
    assert set(session().scalars(select(Learned.topics_mark))) == {""}


def open_first_desk() -> int:
    administrator = make_administrator()
    with transaction():
        facts = DepartmentFacts("citizen-service", {"en": "Citizen Service"}, {}, {})
        return create_department(administrator, facts)


def test_what_was_asked_before_there_was_a_department_goes_to_the_first_one(app):
    waiting, answered = make_question(), make_question()
    department_id = open_first_desk()
    assert (again(waiting).department_id, again(answered).department_id) == (department_id, department_id)
    assert again(waiting).answer_due_at is not None
    assert [one.why for one in routings(waiting)] == [Why.FRONT_DESK]


def test_what_was_imported_before_there_was_a_department_is_promised_no_answer(app):
    old = make_question()
    with transaction() as current:
        current.add(OldAddress(site="town", kind="question", old_id=7, new_id=old.id))
    department_id = open_first_desk()
    assert (again(old).department_id, again(old).answer_due_at) == (department_id, None)


def test_a_closed_question_from_before_there_was_a_department_runs_no_clock(app):
    closed, moderator = make_question(), make_moderator()
    with transaction():
        close_question(moderator, closed.id, "It is answered elsewhere.")
    open_first_desk()
    assert again(closed).clock_stopped_at is not None


def test_a_second_department_takes_in_nothing(desk):
    asked = make_question()
    with transaction() as current:
        current.execute(update(Question).where(Question.id == asked.id).values(department_id=None))
    administrator = make_administrator()
    with transaction():
        create_department(administrator, DepartmentFacts("roads", {"en": "Roads"}, {}, {}))
    assert again(asked).department_id is None


def test_a_suggestion_for_a_department_that_is_gone_leads_to_the_front_desk(desk, roads):
    topic = make_topic(roads, "Potholes", keywords="asphalt, pavement")
    learn()
    with transaction() as current:
        current.execute(update(Topic).where(Topic.id == topic.id).values(department_id=desk.id))
        current.delete(roads)
    assert make_question("Is there asphalt on the pavement?").department_id == desk.id
