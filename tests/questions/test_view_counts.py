"""Counting in memory."""

from sqlalchemy.exc import OperationalError

from app.questions import view_counts
from app.questions.view_counts import ViewCounts
from app.questions.views import view_counting


def test_a_batch_waits_for_its_time(monkeypatch):
    counts = ViewCounts()
    counts.add(1)
    assert counts.take_due() == {}
    monkeypatch.setattr(view_counts, "EVERY", 0.0)
    counts.add(1)
    assert counts.take_due() == {1: 2}
    assert counts.take_due() == {}


def test_a_large_batch_does_not_wait():
    counts = ViewCounts()
    for question_id in range(view_counts.MOST):
        counts.add(question_id)
    assert len(counts.take_due()) == view_counts.MOST


def test_a_busy_database_gets_the_views_later(app, monkeypatch):
    counts = app.extensions[view_counting.NAME]
    counts.take()

    def refuse(*_arguments):
        raise OperationalError("", {}, Exception("database is locked"))

    monkeypatch.setattr(view_counting, "add_views", refuse)
    counts.add(7)
    view_counting.write_views(app, {7: 2})
    assert counts.take() == {7: 3}
