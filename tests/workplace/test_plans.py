"""The work place at a town with many questions: every count and list reads an index, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from app.core.clock import now
from app.core.db import db, session, transaction
from app.questions.models import Post
from app.routing.operations.claiming import claim_question
from app.routing.queries.due import NOBODY, Due, Narrowed, count_due, list_claimed, page_of_due
from app.tickets.queries.work import Filter, count_work, page_of_work
from app.verification.queries import count_queues, page_of_queue
from tests.factories import make_caseworker, make_department, make_official, make_question, make_topic


@pytest.fixture
def town(migrated):
    """Give an official of a town with 3,000 questions, of which 60 wait for the department and 60 to be settled.

    It is a database of its own, since what ANALYZE notes of it would have others planned for it too.
    """
    department = make_department()
    topic, official = make_topic(department), make_official(department)
    question = make_question(topic_id=topic.id)
    columns = {one.key: getattr(question, one.key) for one in Post.__table__.columns if one.key != "id"}
    waiting = [
        {**columns, "answer_due_at": question.answer_due_at + timedelta(minutes=one)} for one in range(60)
    ]
    answered = {**columns, "clock_stopped_at": now()}
    settled = {**answered, "settled_at": now()}
    with transaction() as current:
        current.execute(Post.__table__.insert(), waiting + [answered] * 60 + [settled] * 3000)
        claim_question(official, question.id)
    with transaction() as current:
        current.execute(text("ANALYZE"))
    session().close()
    return department, topic, official


def explained(read):
    """Run a read and give the plan of each statement it sends that names posts, as one text each."""
    seen = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        if statement.startswith(("SELECT", "WITH")) and "posts" in statement:
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    word = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    connection = session().connection()
    return [
        "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {statement}", parameters))
        for statement, parameters in seen
    ]


def scans_posts(plan):
    if db.engine.dialect.name == "sqlite":
        return any(line.startswith("SCAN posts") and "INDEX" not in line for line in plan.splitlines())
    return "Seq Scan on posts" in plan


READS = {
    "counts": lambda ids, topic, who: count_due(ids),
    "claims": lambda ids, topic, who: list_claimed(who.id),
    "all": lambda ids, topic, who: page_of_due(ids, Due.OPEN),
    "to settle": lambda ids, topic, who: page_of_due(ids, Due.SETTLING),
    "late": lambda ids, topic, who: page_of_due(ids, Due.LATE),
    "soon": lambda ids, topic, who: page_of_due(ids, Due.SOON),
    "of a topic": lambda ids, topic, who: page_of_due(ids, Due.OPEN, narrowed=Narrowed(topic.id)),
    "of mine": lambda ids, topic, who: page_of_due(ids, Due.OPEN, narrowed=Narrowed(holder_id=who.id)),
    "of nobody": lambda ids, topic, who: page_of_due(ids, Due.OPEN, narrowed=Narrowed(holder_id=NOBODY)),
    "answered": lambda ids, topic, who: page_of_due(ids, Due.OPEN, narrowed=Narrowed(answered=True)),
    "to verify": lambda ids, topic, who: count_queues(ids, now().date()),
    "verify list": lambda ids, topic, who: page_of_queue(ids, "due", now().date()),
}


def test_no_count_and_no_list_reads_the_posts_from_end_to_end(town):
    department, topic, official = town
    for name, read in READS.items():
        plans = explained(lambda read=read: read([department.id], topic, official))
        assert plans, name
        for plan in plans:
            assert not scans_posts(plan), f"{name}: {plan}"


def test_what_is_narrowed_to_a_topic_or_a_person_has_an_index_of_its_own(town):
    department, topic, official = town
    for narrowed, index in (
        (Narrowed(topic.id), "ix_questions_due_topic"),
        (Narrowed(holder_id=official.id), "ix_questions_due_claimed"),
    ):
        plans = explained(lambda narrowed=narrowed: page_of_due([department.id], Due.OPEN, narrowed=narrowed))
        if db.engine.dialect.name == "sqlite":
            assert any(index in plan for plan in plans), plans
        else:
            assert all("Index" in plan for plan in plans), plans


def test_a_count_stops_where_nobody_needs_to_know_more(town, monkeypatch):
    department, _topic, _official = town
    monkeypatch.setattr("app.routing.queries.due.COUNTED", 50)
    assert count_due([department.id])[Due.OPEN] == 50


def test_counts_and_lists_of_tickets_read_no_posts(app):
    caseworker = make_caseworker(make_department())
    assert explained(lambda: (count_work(caseworker), page_of_work(caseworker, Filter()))) == []
