"""The public clock: what stops it, what lets it go on, what it tells departments, and who looks into a question."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.core.access import SYSTEM
from app.core.clock import as_of
from app.core.db import session, transaction
from app.core.errors import Conflict, NotAllowed
from app.core.outbox import deliver_all, handles
from app.departments.models import Department, Holiday, Kind, Measure, Target
from app.departments.operations import add_holiday, remove_holiday, set_targets
from app.questions.models import Question
from app.questions.operations.accepting import accept
from app.questions.operations.closing import close_question, reopen_question
from app.questions.operations.hiding import hide_post, restore_post
from app.routing.clock import CLAIM, Face, face_of, is_claimed
from app.routing.clockwork import watch_clock
from app.routing.events import AnswerDueSoon, AnswerOverdue
from app.routing.operations.claiming import claim_question, release_question
from app.routing.operations.timing import ANSWERING, bring_forward, settle_clock
from app.verification.operations import age_verifications, verify_answer, withdraw_verification
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

# A Monday morning, two hours after the department opens. It is open from 8 to 16 in Copenhagen.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
told: list[tuple[str, int, int]] = []


@handles(AnswerDueSoon, AnswerOverdue, at_once=True)
def note_what_the_clock_tells(event):
    told.append((type(event).__name__, event.question_id, event.department_id))


@pytest.fixture
def roads(app):
    """A department with a target of eight working hours, and nothing told yet."""
    told.clear()
    department = make_department("Roads and Parks")
    eight_hours = Target(
        department_id=department.id, kind=Kind.QUESTION, measure=Measure.FIRST_REPLY, minutes=8 * 60
    )
    with transaction() as current:
        current.add(eight_hours)
    return department


@pytest.fixture
def question(roads):
    """A question asked on Monday at ten, due on Tuesday at ten."""
    with as_of(MONDAY):
        return make_question("When is the street swept?", topic_id=make_topic(roads).id)


def again(question: Question) -> Question:
    session().close()
    return session().get_one(Question, question.id)


def stopped(question: Question) -> datetime | None:
    return again(question).clock_stopped_at


def test_a_question_is_due_after_so_many_working_hours(question):
    assert question.answer_due_at == MONDAY + DAY


def test_an_answer_of_a_citizen_does_not_stop_the_clock(question):
    make_answer(question)
    assert stopped(question) is None


def test_the_first_official_answer_stops_it_of_whichever_department(question):
    with as_of(MONDAY + HOUR):
        make_answer(question, hat=make_department())
    with as_of(MONDAY + 2 * HOUR):
        make_answer(question, hat=make_department())
    assert stopped(question) == MONDAY + HOUR


def test_accepting_stops_it_and_taking_that_back_lets_it_go_on_with_what_was_left(question):
    asker, answer = actor(question.author_id or 0), make_answer(question)
    with as_of(MONDAY + 2 * HOUR), transaction():
        accept(asker, answer.id)
    assert stopped(question) == MONDAY + 2 * HOUR
    with as_of(MONDAY + DAY), transaction():
        accept(asker, answer.id, on=False)
    resumed = again(question)
    assert resumed.clock_stopped_at is None
    # Six of the eight hours were left on Monday at 12; on Tuesday at ten they lead to 16.
    assert resumed.answer_due_at == MONDAY + DAY + 6 * HOUR


def test_verifying_stops_it_and_withdrawing_lets_it_go_on(question, roads):
    official, answer = make_official(roads), make_answer(question)
    with as_of(MONDAY + HOUR), transaction():
        verify_answer(official, answer.id, 1, "Roads Act", date(2027, 1, 1), date(2026, 11, 23))
    assert stopped(question) == MONDAY + HOUR
    with as_of(MONDAY + 2 * HOUR), transaction():
        withdraw_verification(official, answer.id, "The law has changed.")
    assert stopped(question) is None


def test_a_verification_that_expires_asks_for_no_new_answer(question, roads):
    official, answer = make_official(roads), make_answer(question)
    with as_of(MONDAY + HOUR), transaction():
        verify_answer(official, answer.id, 1, "Roads Act", date(2026, 12, 1), date(2026, 11, 23))
    for day in (date(2026, 12, 2), date(2027, 2, 2)):
        with transaction():
            age_verifications(SYSTEM, day)
    with transaction():
        settle_clock(SYSTEM, question.id)
    assert stopped(question) == MONDAY + HOUR


def test_the_clock_stands_at_the_first_of_several_and_goes_on_only_when_none_is_left(question, roads):
    asker, moderator = actor(question.author_id or 0), make_moderator()
    with as_of(MONDAY + HOUR):
        official_answer = make_answer(question, hat=roads)
    with as_of(MONDAY + 2 * HOUR), transaction():
        accept(asker, official_answer.id)
    with as_of(MONDAY + 3 * HOUR):
        other = make_answer(question, hat=roads)
    with as_of(MONDAY + 4 * HOUR), transaction():
        hide_post(moderator, official_answer.id, "It is wrong.")
    assert stopped(question) == MONDAY + 3 * HOUR
    with transaction():
        hide_post(moderator, other.id, "This one too.")
    assert stopped(question) is None
    with transaction():
        restore_post(moderator, official_answer.id)
    assert stopped(question) == MONDAY + HOUR


def test_closing_and_hiding_stop_it_and_undoing_lets_it_go_on(question):
    moderator = make_moderator()
    with transaction():
        close_question(moderator, question.id, "It is summer.")
    assert stopped(question) is not None
    with transaction():
        reopen_question(moderator, question.id)
    assert stopped(question) is None
    with transaction():
        hide_post(moderator, question.id, "It is rude.")
    assert stopped(question) is not None
    with transaction():
        restore_post(moderator, question.id)
    assert stopped(question) is None


def test_what_was_late_when_it_was_answered_is_marked_and_stays_late_if_that_is_undone(question, roads):
    late = MONDAY + 3 * DAY
    with as_of(late):
        answer = make_answer(question, hat=roads)
    assert again(question).breached_at == late
    moderator = make_moderator()
    with as_of(late + DAY), transaction():
        hide_post(moderator, answer.id, "It is wrong.")
    assert face_of(again(question), late + DAY) == Face.LATE
    assert again(question).answer_due_at == question.answer_due_at


def test_a_question_that_nobody_promised_to_answer_has_no_clock_to_stop(app):
    question = make_question()
    make_answer(question, hat=make_department())
    assert stopped(question) is None


def test_three_quarters_into_its_time_and_when_it_is_late_the_clock_tells_once(question, roads):
    moments = {
        MONDAY + 6 * HOUR - timedelta(minutes=1): [],
        MONDAY + 6 * HOUR: [("AnswerDueSoon", question.id, roads.id)],
        MONDAY + DAY: [],
        MONDAY + DAY + timedelta(minutes=1): [("AnswerOverdue", question.id, roads.id)],
        MONDAY + 2 * DAY: [],
    }
    for moment, expected in moments.items():
        told.clear()
        with as_of(moment):
            watch_clock()
        assert told == expected, moment
    marked = again(question)
    assert marked.due_warned_at == MONDAY + 6 * HOUR
    assert marked.breached_at == MONDAY + DAY + timedelta(minutes=1)


def test_of_what_is_answered_closed_or_of_no_department_the_clock_tells_nothing(question, roads):
    make_question("Whose is this?")
    with as_of(MONDAY + HOUR):
        make_answer(question, hat=roads)
    with as_of(MONDAY + 9 * DAY):
        watch_clock()
    assert told == []


def test_an_official_looks_into_a_question_for_four_hours(question, roads):
    mette = make_official(roads)
    with as_of(MONDAY), transaction():
        claim_question(mette, question.id)
    claimed = again(question)
    assert (claimed.claimed_by_id, claimed.claimed_until) == (mette.id, MONDAY + CLAIM)
    assert is_claimed(claimed, MONDAY + CLAIM - timedelta(seconds=1))
    assert not is_claimed(claimed, MONDAY + CLAIM)


def test_a_colleague_may_take_it_up_only_when_the_claim_has_lapsed(question, roads):
    mette, soren = make_official(roads, "Mette Holm"), make_official(roads)
    with as_of(MONDAY), transaction():
        claim_question(mette, question.id)
    with as_of(MONDAY + HOUR), pytest.raises(Conflict, match="Mette Holm"), transaction():
        claim_question(soren, question.id)
    with as_of(MONDAY + CLAIM), transaction():
        claim_question(soren, question.id)
    assert again(question).claimed_by_id == soren.id


def test_a_claim_is_renewed_and_given_back_by_who_holds_it(question, roads):
    mette, soren = make_official(roads), make_official(roads)
    for moment in (MONDAY, MONDAY + HOUR):
        with as_of(moment), transaction():
            claim_question(mette, question.id)
    assert again(question).claimed_until == MONDAY + HOUR + CLAIM
    with transaction():
        release_question(soren, question.id)
    assert again(question).claimed_by_id == mette.id
    with transaction():
        release_question(mette, question.id)
    assert (again(question).claimed_by_id, again(question).claimed_until) == (None, None)


def test_only_officials_of_the_department_that_has_it_look_into_a_question(question):
    for somebody in (make_person(), make_official(make_department()), make_moderator()):
        with pytest.raises(NotAllowed), transaction():
            claim_question(somebody, question.id)


def test_a_closed_question_is_not_looked_into(question, roads):
    moderator, mette = make_moderator(), make_official(roads)
    with transaction():
        close_question(moderator, question.id, "It is summer.")
    with pytest.raises(Conflict), transaction():
        claim_question(mette, question.id)


def test_once_it_is_answered_nobody_looks_into_it(question, roads):
    mette = make_official(roads)
    with transaction():
        claim_question(mette, question.id)
    make_answer(question, answerer=mette, hat=roads)
    assert again(question).claimed_by_id is None


def test_more_than_a_batch_is_told_of_in_one_go(roads):
    topic = make_topic(roads)
    with as_of(MONDAY):
        asked = make_question(topic_id=topic.id)
    columns = {
        column.key: getattr(asked, column.key) for column in Question.__table__.columns if column.key != "id"
    }
    with transaction() as current:
        current.execute(Question.__table__.insert(), [columns] * 450)
        current.execute(update(Question).values(due_warned_at=MONDAY))
    with as_of(MONDAY + 9 * DAY):
        watch_clock()
    assert len(told) == 451


def change_target(department, minutes):
    chief = make_administrator()
    with transaction() as current:
        version = current.get_one(Department, department.id).version
        targets = {(Kind.QUESTION, Measure.FIRST_REPLY): minutes}
        set_targets(chief, department.id, version, targets)
    deliver_all()


def test_a_shorter_target_makes_open_questions_due_sooner(question, roads):
    with as_of(MONDAY + HOUR):
        change_target(roads, 4 * 60)
    assert again(question).answer_due_at == MONDAY + 4 * HOUR


@pytest.mark.parametrize("minutes", [30, 80 * 60])
def test_no_new_target_breaks_a_promise_or_makes_an_answer_late(question, roads, minutes):
    with as_of(MONDAY + HOUR):
        change_target(roads, minutes)
    assert again(question).answer_due_at == question.answer_due_at


def test_what_is_answered_late_or_elsewhere_keeps_its_time(question, roads):
    parks = make_department("Parks only")
    with as_of(MONDAY):
        elsewhere = make_question("Who mows the lawn?", topic_id=make_topic(parks).id)
        answered = make_question("Who sweeps the snow?", topic_id=question.topic_id)
    with as_of(MONDAY + HOUR):
        make_answer(answered, answerer=make_official(roads), hat=roads)
        change_target(roads, 4 * 60)
    assert again(answered).answer_due_at == question.answer_due_at
    assert again(elsewhere).answer_due_at == elsewhere.answer_due_at


def test_a_holiday_that_comes_later_moves_no_promise_and_its_end_brings_answers_forward(question, roads):
    chief = make_administrator()
    with as_of(MONDAY + HOUR):
        with transaction():
            add_holiday(chief, None, (MONDAY + DAY).date(), "Outing")
        deliver_all()
        assert again(question).answer_due_at == question.answer_due_at
        later = make_question("Where is the broom?", topic_id=question.topic_id)
        assert again(later).answer_due_at == MONDAY + 2 * DAY + HOUR
        with transaction():
            remove_holiday(chief, session().scalars(select(Holiday.id)).one())
        deliver_all()
        assert again(later).answer_due_at == MONDAY + DAY + HOUR


def test_new_targets_reach_many_questions_batch_by_batch(roads):
    topic = make_topic(roads)
    with as_of(MONDAY):
        asked = [make_question(f"Which broom is number {number}?", topic_id=topic.id) for number in range(5)]
    with as_of(MONDAY + HOUR):
        with transaction() as current:
            current.execute(update(Target).values(minutes=4 * 60))
        seen, last = [], 0
        while last is not None:
            with transaction():
                last = bring_forward(SYSTEM, ANSWERING, roads.id, last, batch=2)
            seen.append(last)
    assert seen == [asked[1].id, asked[3].id, None]
    assert {again(one).answer_due_at for one in asked} == {MONDAY + 4 * HOUR}
