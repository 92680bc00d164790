"""The measure of work: too much of it is seen, and no more is asked of a crowded machine."""

import pytest

from tests import effort
from tests.effort import USUAL, fixed_work, takes_less_than


def test_too_much_work_is_seen():
    with pytest.raises(AssertionError, match="times as long as usual"), takes_less_than(USUAL):
        for _time in range(5):
            fixed_work()


def test_more_is_not_asked_of_a_crowded_machine(monkeypatch):
    monkeypatch.setattr(effort, "fixed_work", lambda: USUAL * 100)
    with takes_less_than(USUAL):
        for _time in range(5):
            fixed_work()
