"""The steps of article 23: a warning, then longer and longer; only for what is frequent, in number and in share."""

import pytest

from app.moderation.kinds import Kind, Scope
from app.moderation.misuse import Record, Step, next_step


def test_two_are_not_frequent_and_three_are():
    assert next_step(Scope.FLAGGING, Record(bad=2, all=2, bad_since=2)) is None
    assert next_step(Scope.FLAGGING, Record(bad=3, all=3, bad_since=3)) == Step(Kind.WARN)


@pytest.mark.parametrize(("scope", "most"), [(Scope.POSTING, 15), (Scope.FLAGGING, 6), (Scope.APPEALING, 6)])
def test_three_among_much_that_is_good_are_not_misuse(scope, most):
    assert next_step(scope, Record(bad=3, all=most, bad_since=3)) == Step(Kind.WARN)
    assert next_step(scope, Record(bad=3, all=most + 1, bad_since=3)) is None


def test_only_what_happens_after_a_step_leads_to_the_next():
    assert next_step(Scope.POSTING, Record(bad=3, all=4, steps=1, bad_since=1)) is None
    steps = [next_step(Scope.POSTING, Record(bad=9, all=9, steps=taken, bad_since=2)) for taken in range(6)]
    assert [step and step.days for step in steps] == [None, 7, 30, 180, 180, 180]
    assert [step and step.kind for step in steps] == [Kind.WARN, *[Kind.SUSPEND] * 5]
