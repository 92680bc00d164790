"""The pages of verification: for officials the queue and two forms, for everybody the history."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.core.clock import now, today
from app.core.db import session, transaction
from app.questions.models import Answer
from app.verification.models import State, Verification
from app.verification.operations import verify_answer, withdraw_verification
from tests.factories import (
    make_answer,
    make_department,
    make_official,
    make_person,
    make_question,
    make_topic,
)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks")


@pytest.fixture
def official(roads):
    return make_official(roads)


@pytest.fixture
def zone(app):
    return app.extensions["torv_config"].timezone


def make_verified(official, roads, zone, title="When is the street swept?"):
    answer = make_answer(make_question(title, topic_id=make_topic(roads).id))
    with transaction():
        verify_answer(official, answer.id, 1, "Roads Act § 3", today(zone) + timedelta(days=90), today(zone))
    return answer


def set_state(answer, state, review_on):
    with transaction() as current:
        current.execute(
            update(Verification)
            .where(Verification.answer_id == answer.id)
            .values(state=state, review_on=review_on)
        )
        current.execute(update(Answer).where(Answer.id == answer.id).values(verification_state=state))


def test_an_official_verifies_and_lands_on_the_answer_with_its_badge(visit_as, official, roads):
    answer = make_answer(make_question(topic_id=make_topic(roads).id))
    visitor = visit_as(official)
    visitor.open(f"/answers/{answer.id}/verify")
    page = visitor.submit("main form", source="Roads Act § 3")
    assert page.status == 200
    badge = page.one(".answer--verified .badge").text_content()
    assert "Verified answer" in badge
    assert "Roads Act § 3" in badge


def test_a_form_without_a_source_comes_back_with_what_was_typed(visit_as, official, roads):
    answer = make_answer(make_question(topic_id=make_topic(roads).id))
    visitor = visit_as(official)
    visitor.open(f"/answers/{answer.id}/verify")
    page = visitor.submit("main form", source="", review_on="2027-01-31")
    assert page.status == 422
    assert page.one("[name=review_on]").get("value") == "2027-01-31"
    assert page.one(".govuk-error-summary a").get("href") == "#source"


def test_what_was_edited_while_it_was_read_is_not_verified(visit_as, official, roads):
    answer = make_answer(make_question(topic_id=make_topic(roads).id))
    visitor = visit_as(official)
    visitor.open(f"/answers/{answer.id}/verify")
    with transaction() as current:
        current.execute(update(Answer).where(Answer.id == answer.id).values(revision_number=2))
    page = visitor.submit("main form", source="Roads Act § 3")
    assert page.status == 409
    assert "Roads Act § 3" in page.source
    assert session().get(Answer, answer.id).verification_state is None


def test_the_reason_of_a_withdrawal_is_read_by_everybody(visitor, visit_as, official, roads, zone):
    answer = make_verified(official, roads, zone)
    staff = visit_as(official)
    staff.open(f"/answers/{answer.id}/withdraw-verification")
    page = staff.submit("main form", reason="The sweeping moved to Tuesdays.")
    assert page.status == 200
    shown = visitor.open(f"/answers/{answer.id}")
    assert "The sweeping moved to Tuesdays." in shown.one(".answer .badge").text_content()
    history = visitor.open(f"/answers/{answer.id}/verification")
    assert "The sweeping moved to Tuesdays." in history.text
    assert history.response.headers["Cache-Control"].startswith("public")


def test_the_queue_shows_what_waits_oldest_first_and_only_to_its_department(visit_as, official, roads, zone):
    older = make_verified(official, roads, zone, "When is the older street swept?")
    newer = make_verified(official, roads, zone, "When is the newer street swept?")
    set_state(newer, State.DUE, today(zone) - timedelta(days=1))
    set_state(older, State.DUE, today(zone) - timedelta(days=9))
    page = visit_as(official).open("/staff/verification")
    titles = [link.text_content() for link in page.all("h2.row__title a")]
    assert titles == ["When is the older street swept?", "When is the newer street swept?"]
    other = visit_as(make_official(make_department())).open("/staff/verification")
    assert other.all("h2.row__title a") == []
    assert "Nothing is due" in other.text


@pytest.mark.parametrize("queue", ["due", "coming", "edited", "expired"])
def test_each_queue_has_words_for_being_empty(visit_as, official, queue):
    page = visit_as(official).open(f"/staff/verification?queue={queue}")
    assert page.all(".empty p")


def test_an_unknown_queue_is_not_found(visit_as, official):
    assert visit_as(official).open("/staff/verification?queue=x").status == 404


def test_the_queue_costs_the_same_for_one_and_for_twenty(visit_as, official, roads, zone, statements):
    visitor = visit_as(official)
    set_state(make_verified(official, roads, zone), State.DUE, today(zone))
    visitor.open("/staff/verification")
    statements.clear()
    visitor.open("/staff/verification")
    one = len(statements)
    for number in range(8):
        answer = make_verified(official, roads, zone, f"When is street number {number} swept?")
        set_state(answer, State.DUE, today(zone))
    statements.clear()
    visitor.open("/staff/verification")
    assert len(statements) == one <= 6


def test_a_long_queue_is_paged_without_losing_one(visit_as, official, roads, zone):
    day = today(zone)
    for number in range(23):
        answer = make_verified(official, roads, zone, f"When is street number {number} swept?")
        set_state(answer, State.DUE, day - timedelta(days=number // 5))
    visitor = visit_as(official)
    first = visitor.open("/staff/verification")
    second = visitor.open(first.one('.pager a[rel="next"]').get("href"))
    titles = {link.text_content() for page in (first, second) for link in page.all("h2.row__title a")}
    assert len(titles) == 23


def test_a_hidden_answer_has_no_history_for_others(visitor, official, roads, zone):
    answer = make_verified(official, roads, zone)
    with transaction() as current:
        current.execute(update(Answer).where(Answer.id == answer.id).values(hidden_at=now()))
    assert visitor.open(f"/answers/{answer.id}/verification").status == 404


def test_withdrawing_twice_is_answered_with_words(visit_as, official, roads, zone):
    answer = make_verified(official, roads, zone)
    visitor = visit_as(official)
    visitor.open(f"/answers/{answer.id}/withdraw-verification")
    with transaction():
        withdraw_verification(official, answer.id, "A colleague was quicker.")
    page = visitor.submit("main form", reason="The same, again.")
    assert page.status in (403, 409)


def test_a_citizen_finds_no_verification_form(visit_as, roads):
    answer = make_answer(make_question(topic_id=make_topic(roads).id))
    assert visit_as(make_person()).open(f"/answers/{answer.id}/verify").status == 404
