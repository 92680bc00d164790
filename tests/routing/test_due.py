"""What departments owe an answer to, what is due first before all else, in few rows read."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from app.core.clock import as_of
from app.core.db import session, transaction
from app.core.paging import PAGE_SIZE, Place
from app.questions.models import Post, Question
from app.routing.clock import CLAIM
from app.routing.clockwork import watch_clock
from app.routing.operations.claiming import claim_question
from app.routing.queries.due import Due, count_due, list_claimed, page_of_due
from tests.factories import (
    make_answer,
    make_department,
    make_official,
    make_question,
    make_topic,
)
from tests.plans import plans

# A Monday at ten in Copenhagen; departments are open from 8 to 16 and answer within two such days.
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks")


@pytest.fixture
def waste(app):
    return make_department("Waste and Water")


def asked(department, at, title="When is the street swept?"):
    with as_of(at):
        return make_question(title, topic_id=make_topic(department).id)


def ask_many(department, number, at):
    """Add questions by the row, each due a minute after the one before."""
    first = asked(department, at)
    columns = {
        column.key: getattr(first, column.key) for column in Post.__table__.columns if column.key != "id"
    }
    rows = [
        {**columns, "answer_due_at": first.answer_due_at + timedelta(minutes=step)}
        for step in range(1, number)
    ]
    with transaction() as current:
        current.execute(Post.__table__.insert(), rows)


def ids(departments, due, at):
    with as_of(at):
        return [row.id for row in page_of_due([one.id for one in departments], due).rows]


def test_what_is_due_first_comes_first_for_these_departments_only(roads, waste):
    late, early = asked(roads, MONDAY + HOUR), asked(roads, MONDAY)
    other = asked(waste, MONDAY + HOUR / 2)
    assert ids([roads], Due.OPEN, MONDAY) == [early.id, late.id]
    assert ids([roads, waste], Due.OPEN, MONDAY) == [early.id, other.id, late.id]
    assert ids([], Due.OPEN, MONDAY) == []


def test_soon_is_what_has_used_up_three_quarters_of_its_time_and_late_what_is_past_it(roads):
    question, younger = asked(roads, MONDAY), asked(roads, MONDAY + DAY)
    # Of its 16 hours, 12 have passed on Tuesday at 14.
    assert ids([roads], Due.SOON, MONDAY + DAY + 4 * HOUR - timedelta(minutes=1)) == []
    assert ids([roads], Due.SOON, MONDAY + DAY + 4 * HOUR) == [question.id]
    assert ids([roads], Due.LATE, MONDAY + 2 * DAY) == []
    wednesday = MONDAY + 2 * DAY + 5 * HOUR
    assert ids([roads], Due.SOON, wednesday) == [younger.id]
    assert ids([roads], Due.LATE, wednesday) == [question.id]
    with as_of(wednesday):
        assert count_due([roads.id]) == {Due.OPEN: 2, Due.SOON: 1, Due.LATE: 1, Due.SETTLING: 0}
        assert [(row.late, row.soon) for row in page_of_due([roads.id], Due.OPEN).rows] == [
            (True, False),
            (False, True),
        ]
        assert count_due([]) == dict.fromkeys(Due, 0)


def test_what_is_answered_hidden_or_closed_waits_no_more(roads):
    answered, hidden, closed, left = (asked(roads, MONDAY + step * HOUR) for step in range(4))
    make_answer(answered, hat=roads)
    with transaction() as current:
        current.execute(update(Question).where(Question.id == hidden.id).values(hidden_at=MONDAY))
        current.execute(update(Question).where(Question.id == closed.id).values(clock_stopped_at=MONDAY))
    assert ids([roads], Due.OPEN, MONDAY) == [left.id]


def test_a_row_tells_whose_it_is_how_it_stands_and_who_looks_into_it(roads):
    question, mette = asked(roads, MONDAY), make_official(roads, "Mette Holm")
    with as_of(MONDAY), transaction():
        claim_question(mette, question.id)
    with as_of(MONDAY + HOUR):
        (row,) = page_of_due([roads.id], Due.OPEN).rows
    assert (row.title, row.department.name, row.claimer) == (question.title, "Roads and Parks", "Mette Holm")
    assert row.topic is not None
    assert (row.late, row.soon, row.due_at) == (False, False, question.answer_due_at)
    with as_of(MONDAY + 5 * DAY):
        (row,) = page_of_due([roads.id], Due.LATE).rows
    assert (row.late, row.claimer, row.claimed_by_id) == (True, None, None)


def test_what_one_looks_into_is_listed_until_the_claim_lapses(roads):
    first, second = asked(roads, MONDAY), asked(roads, MONDAY)
    mette, soren = make_official(roads), make_official(roads)
    for at, who, question in ((MONDAY, mette, second), (MONDAY + HOUR, mette, first)):
        with as_of(at), transaction():
            claim_question(who, question.id)
    with as_of(MONDAY + 2 * HOUR):
        assert [row.id for row in list_claimed(mette.id)] == [second.id, first.id]
        assert list_claimed(soren.id) == []
    with as_of(MONDAY + CLAIM):
        assert [row.id for row in list_claimed(mette.id)] == [first.id]


def test_a_long_list_is_read_page_by_page_each_row_once(roads, waste):
    for department in (roads, waste):
        ask_many(department, 30, MONDAY)
    seen, cursor = [], None
    while True:
        page = page_of_due([roads.id, waste.id], Due.OPEN, Place(before=cursor))
        assert len(page.rows) <= PAGE_SIZE
        seen += [(row.due_at, row.id) for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen)
    page = page_of_due([roads.id, waste.id], Due.OPEN, Place(after=page.newer_cursor))
    assert [(row.due_at, row.id) for row in page.rows] == seen[20:40]


def test_every_list_reads_only_the_rows_it_gives(roads, waste):
    mette = make_official(roads)
    for department in (roads, waste):
        ask_many(department, 40, MONDAY)
    behind = Place(before=page_of_due([roads.id], Due.OPEN).next_cursor)
    session().close()
    with plans() as plan, as_of(MONDAY + 2 * DAY + HOUR):
        for due in Due:
            page_of_due([roads.id], due)
            page_of_due([roads.id, waste.id], due, behind)
        count_due([roads.id, waste.id])
        list_claimed(mette.id)
    plan.check_seeks()
    steps = [step for steps in plan.steps() for step in steps if "posts" in step]
    assert all("INDEX" in step or "INTEGER PRIMARY KEY" in step for step in steps), steps
    assert sum("ix_questions_due" in step for step in steps) >= 6


def test_the_clock_reads_only_what_it_tells_of(roads):
    ask_many(roads, 40, MONDAY)
    with plans() as plan, as_of(MONDAY + HOUR):
        watch_clock()
    about_posts = [steps for steps in plan.steps() if any("posts" in step for step in steps)]
    assert about_posts
    for steps in about_posts:
        assert any(f"{one}_due_at>? AND {one}_due_at<?" in str(steps) for one in ("answer", "settle")), steps


def test_a_list_costs_three_statements_however_long_it_is(roads, waste, statements):
    ask_many(roads, 30, MONDAY)
    del statements[:]
    page_of_due([roads.id, waste.id], Due.SOON)
    assert len(statements) == 2, "the calendars, and nothing found"
    del statements[:]
    page_of_due([roads.id, waste.id], Due.OPEN)
    assert len(statements) == 2, "the calendars are known"
    del statements[:]
    session().close()
    count_due([roads.id, waste.id])
    assert len(statements) == 2
