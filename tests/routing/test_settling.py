"""The second clock of a question: by when an answer is to be accepted or verified, and who is told, each once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from app.core.access import ANONYMOUS, SYSTEM
from app.core.clock import as_of
from app.core.db import session, transaction
from app.core.outbox import deliver_all
from app.departments.models import Kind, Measure, Target
from app.notifications.operations import mute_question
from app.questions.operations.accepting import accept
from app.questions.operations.closing import close_question
from app.routing.clockwork import watch_clock
from app.routing.operations.timing import SETTLING, bring_forward
from app.routing.queries.due import Due, count_due, page_of_due
from app.verification.operations import verify_answer
from tests.factories import actor, make_answer, make_department, make_official, make_question, make_topic
from tests.mailbox import take_mails
from tests.routing.test_timing import DAY, HOUR, MONDAY, again
from tests.web import Visitor

MINUTE = timedelta(minutes=1)
FRIDAY = MONDAY + 4 * DAY  # four working days of eight hours later


@pytest.fixture
def roads(app):
    """A department that settles questions within four working days."""
    department = make_department("Roads and Parks")
    four_days = {"kind": Kind.QUESTION, "measure": Measure.RESOLUTION, "minutes": 32 * 60}
    with transaction() as current:
        current.add(Target(department_id=department.id, **four_days))
    return department


@pytest.fixture
def official(roads):
    """Who answers for the department."""
    return make_official(roads, "Soren Brogaard")


@pytest.fixture
def question(roads):
    """A question asked on Monday at ten."""
    with as_of(MONDAY):
        return make_question("When is the street swept?", topic_id=make_topic(roads).id)


@pytest.fixture
def answer(app, question, roads, official):
    """An answer for the department an hour later, which nobody has accepted or verified."""
    with as_of(MONDAY + HOUR):
        posted = make_answer(question, answerer=official, hat=roads)
        deliver_all()
    take_mails(app)
    return posted


def accept_it(question, answer, *, on: bool = True) -> None:
    """Let the asker accept the answer, or take that back."""
    asker = actor(question.author_id or 0)
    session().close()
    with transaction():
        accept(asker, answer.id, on=on)


def listed(roads, at) -> list[int]:
    with as_of(at):
        rows = page_of_due([roads.id], Due.SETTLING).rows
        assert count_due([roads.id])[Due.SETTLING] == len(rows)
    return [row.id for row in rows]


def test_an_answer_for_the_department_does_not_settle_a_question(question, answer, roads):
    waiting = again(question)
    assert (waiting.settle_due_at, waiting.settled_at) == (FRIDAY, None)
    assert waiting.clock_stopped_at == MONDAY + HOUR
    assert listed(roads, MONDAY + DAY) == [question.id]


def test_what_nobody_has_answered_waits_for_an_answer_first(question, roads):
    assert listed(roads, MONDAY + DAY) == []


@pytest.mark.parametrize("how", ["accepted", "verified", "closed"])
def test_accepting_verifying_or_closing_settles_it(question, answer, official, roads, how):
    asker = actor(question.author_id or 0)
    session().close()
    with as_of(MONDAY + DAY), transaction():
        if how == "accepted":
            accept(asker, answer.id)
        elif how == "verified":
            verify_answer(official, answer.id, 1, "Roads Act", date(2027, 1, 1), date(2026, 11, 24))
        else:
            close_question(official, question.id, "It was asked before.")
    settled = again(question)
    assert (settled.settled_at, settled.settle_breached_at) == (MONDAY + DAY, None)
    assert listed(roads, MONDAY + DAY) == []


def test_taking_back_what_settled_it_leaves_what_was_left_of_the_time(question, answer):
    for on, at in ((True, MONDAY + DAY), (False, MONDAY + 2 * DAY)):
        with as_of(at):
            accept_it(question, answer, on=on)
    waiting = again(question)
    # Three of four days were left on Tuesday at ten; on Wednesday at ten they lead to Monday.
    assert (waiting.settled_at, waiting.settle_due_at) == (None, MONDAY + 7 * DAY)
    assert waiting.clock_stopped_at == MONDAY + HOUR


def test_who_answered_for_the_department_is_warned_and_told_each_once(app, question, answer, official):
    subjects = {
        MONDAY + 3 * DAY - MINUTE: [],
        MONDAY + 3 * DAY: ["Soon to be settled: When is the street swept?"],
        FRIDAY: [],
        FRIDAY + MINUTE: ["Not settled in time: When is the street swept?"],
        FRIDAY + DAY: [],
    }
    for moment, expected in subjects.items():
        with as_of(moment):
            watch_clock()
            watch_clock()
            deliver_all()
        mails = [mail for mail in take_mails(app) if "settled" in mail.subject]
        assert [mail.subject for mail in mails] == expected, moment
    marked = again(question)
    assert (marked.settle_warned_at, marked.settle_breached_at) == (MONDAY + 3 * DAY, FRIDAY + MINUTE)


def test_who_wants_no_mails_of_the_question_is_told_nothing(app, question, answer, official):
    with transaction():
        mute_question(ANONYMOUS, official.id, question.id)
    with as_of(FRIDAY + MINUTE):
        watch_clock()
        deliver_all()
    assert [mail.to for mail in take_mails(app)] == []


def test_what_is_settled_before_the_mail_leaves_is_told_to_nobody(app, question, answer):
    with as_of(FRIDAY + MINUTE):
        watch_clock()
        accept_it(question, answer)
        deliver_all()
    assert [mail.subject for mail in take_mails(app) if "settled" in mail.subject] == []
    assert again(question).settle_breached_at == FRIDAY + MINUTE


def test_a_shorter_target_brings_it_forward_and_a_longer_one_does_not(question, answer, roads):
    for hours, expected in ((40, FRIDAY), (24, MONDAY + 3 * DAY)):
        with as_of(MONDAY + 2 * HOUR), transaction() as current:
            current.execute(update(Target).values(minutes=hours * 60))
            bring_forward(SYSTEM, SETTLING, roads.id, 0)
        assert again(question).settle_due_at == expected


def test_the_page_says_by_when_it_is_to_be_settled_and_admits_when_that_is_past(app, question, answer):
    visitor, words = Visitor(app), "to be accepted or verified by"
    address = f"/questions/{question.id}/{question.slug}"
    with as_of(MONDAY + DAY):
        assert f"An answer is {words}" in visitor.open(address).text
    with as_of(FRIDAY + MINUTE):
        late = visitor.open(address).text
    assert f"An answer was {words} 27 Nov 2026, 10:00. Nobody has yet." in late
    with as_of(FRIDAY + HOUR):
        accept_it(question, answer)
    with as_of(FRIDAY + DAY):
        assert words not in visitor.open(address).text


def test_the_work_place_lists_what_is_to_be_settled(question, answer, official, visit_as):
    visitor = visit_as(official)
    with as_of(MONDAY + DAY):
        tile = visitor.open("/staff").one("a[href*='due=settling']")
        assert tile.text_content().split() == ["1", "to", "settle"]
        page = visitor.open("/staff/questions?due=settling")
    assert [one.text_content() for one in page.all(".work__title")] == ["When is the street swept?"]
    assert "Answered by your department" in page.text
