"""Who may vouch for an answer, what the badge stands for, and how it ends."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.core.outbox import OutboxEntry
from app.questions.models import Answer, Question
from app.verification import rules
from app.verification.models import State, Verification
from app.verification.operations import age_verifications, verify_answer, withdraw_verification
from tests.factories import (
    make_answer,
    make_department,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.racing import race

TODAY = date(2026, 3, 1)
REVIEW = date(2027, 3, 1)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks")


@pytest.fixture
def official(roads):
    return make_official(roads)


@pytest.fixture
def answer(roads):
    return make_answer(make_question(topic_id=make_topic(roads).id))


def verify(actor, answer, revision=1, source="Roads Act § 3", review_on=REVIEW):
    with transaction():
        return verify_answer(actor, answer.id, revision, source, review_on, TODAY)


def again(answer) -> Answer:
    session().close()
    return session().get(Answer, answer.id)


def test_an_official_of_the_competent_department_endorses_a_citizens_answer(official, answer, roads):
    verify(official, answer)
    now = again(answer)
    assert (now.verification_state, now.verified_revision, now.verified_department_id) == (
        "verified",
        1,
        roads.id,
    )
    assert now.verified_source == "Roads Act § 3"
    assert session().get(Question, answer.question_id).verified_answer_id == answer.id


def test_an_official_verifies_the_departments_own_answer(official, roads):
    own = make_answer(make_question(topic_id=make_topic(roads).id), hat=roads)
    verify(official, own)
    assert again(own).verification_state == "verified"


def test_an_official_of_another_department_may_not_verify(answer):
    with pytest.raises(NotAllowed):
        verify(make_official(make_department()), answer)


def test_an_answer_in_another_departments_hat_may_not_be_verified(official, roads):
    foreign = make_answer(make_question(topic_id=make_topic(roads).id), hat=make_department())
    with pytest.raises(NotAllowed):
        verify(official, foreign)


def test_a_citizen_may_not_verify_even_their_own_answer(answer):
    with pytest.raises(NotAllowed):
        verify(make_person(), answer)


def test_a_question_without_a_topic_is_verified_by_the_department_it_was_routed_to(app):
    desk = make_department("Citizen Service", front_desk=True)
    unsorted = make_answer(make_question())
    verify(make_official(desk), unsorted)
    assert again(unsorted).verified_department_id == desk.id


def test_when_a_topic_changes_hands_the_new_owner_is_competent(official, answer):
    other = make_department()
    with transaction() as current:
        current.get(Question, answer.question_id, with_for_update=True)
        from app.departments.models import Topic

        topic = current.scalars(select(Topic)).one()
        topic.department_id = other.id
    with pytest.raises(NotAllowed):
        verify(official, answer)
    verify(make_official(other), answer)


def test_a_text_that_was_edited_meanwhile_is_not_verified_unread(official, answer):
    with transaction() as current:
        current.get(Answer, answer.id).revision_number = 2
    with pytest.raises(Conflict):
        verify(official, answer, revision=1)


@pytest.mark.parametrize(
    ("source", "review_on", "field"),
    [
        ("  ", REVIEW, "source"),
        ("x" * 501, REVIEW, "source"),
        ("Roads Act", TODAY, "review_on"),
        ("Roads Act", TODAY + timedelta(days=4000), "review_on"),
    ],
)
def test_a_verification_needs_a_source_and_a_sensible_review_date(official, answer, source, review_on, field):
    with pytest.raises(Invalid) as refused:
        verify(official, answer, source=source, review_on=review_on)
    assert refused.value.details["field"] == field
    assert again(answer).verification_state is None


def test_verifying_again_replaces_the_earlier_verification_and_keeps_it(official, answer):
    verify(official, answer)
    verify(official, answer, source="Roads Act § 4")
    states = session().scalars(select(Verification.state).order_by(Verification.id)).all()
    assert states == [State.REPLACED, State.VERIFIED]
    assert again(answer).verified_source == "Roads Act § 4"


def test_withdrawing_takes_the_badge_and_keeps_the_reason(official, answer):
    verify(official, answer)
    with transaction():
        withdraw_verification(official, answer.id, "The rules changed on 1 March.")
    now = again(answer)
    assert (now.verification_state, now.withdrawal_reason) == ("withdrawn", "The rules changed on 1 March.")
    assert session().get(Question, answer.question_id).verified_answer_id is None


def test_withdrawing_needs_a_reason(official, answer):
    verify(official, answer)
    with pytest.raises(Invalid), transaction():
        withdraw_verification(official, answer.id, " ")


def test_only_the_department_that_vouches_may_withdraw(official, answer):
    verify(official, answer)
    stranger = make_official(make_department())
    with pytest.raises(NotAllowed), transaction():
        withdraw_verification(stranger, answer.id, "Not ours to say.")


def test_what_is_not_verified_cannot_be_withdrawn(official, answer):
    with pytest.raises(Conflict), transaction():
        withdraw_verification(official, answer.id, "There is nothing here.")


def age(day: date) -> int:
    with transaction():
        return age_verifications(SYSTEM, day)


def test_a_verification_comes_due_on_its_review_date_and_expires_after_the_grace(official, answer):
    verify(official, answer)
    assert age(REVIEW - timedelta(days=1)) == 0
    assert age(REVIEW) == 1
    assert again(answer).verification_state == "due"
    assert session().get(Question, answer.question_id).verified_answer_id == answer.id
    assert age(REVIEW + rules.GRACE) == 0
    assert age(REVIEW + rules.GRACE + timedelta(days=1)) == 1
    assert again(answer).verification_state == "expired"
    assert session().get(Question, answer.question_id).verified_answer_id is None
    assert age(REVIEW + timedelta(days=900)) == 0


def test_the_calendar_is_the_sites_own_business(official, app):
    with pytest.raises(NotAllowed), transaction():
        age_verifications(official, TODAY)


def test_the_question_names_the_other_verified_answer_when_one_is_withdrawn(official, answer):
    second = make_answer(session().get(Question, answer.question_id))
    verify(official, answer)
    verify(official, second)
    with transaction():
        withdraw_verification(official, answer.id, "The other answer is the right one.")
    assert session().get(Question, answer.question_id).verified_answer_id == second.id


def test_of_officials_verifying_at_once_each_leaves_exactly_one_live_verification(app, roads, answer):
    officials = [make_official(roads) for _number in range(4)]
    outcomes = race(
        app, 4, lambda number: verify_answer(officials[number], answer.id, 1, "Roads Act § 3", REVIEW, TODAY)
    )
    live = session().scalars(select(Verification).where(Verification.state == State.VERIFIED)).all()
    assert len(live) == 1
    assert None in outcomes
    assert all(outcome is None or isinstance(outcome, Conflict) for outcome in outcomes)


def test_the_events_hold_ids_only(official, answer):
    verify(official, answer, source="a secret sounding source")
    assert not any("secret" in str(entry.payload) for entry in session().scalars(select(OutboxEntry)))
