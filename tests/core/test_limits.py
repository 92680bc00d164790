"""Limits count for each key, in the database."""

from datetime import timedelta

import pytest

from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import TooMany
from app.core.limits import Limit, LimitCount, count, forget_old_counts

THREE = Limit("three", times=3, seconds=3600)


@pytest.mark.usefixtures("stopped_clock")
def test_the_fourth_is_too_many_and_says_when_to_come_back(app):
    for _time in range(3):
        with transaction():
            count(THREE, "somebody")
    with pytest.raises(TooMany) as refused, transaction():
        count(THREE, "somebody")
    assert 0 < refused.value.details["retry_after"] <= 3600


def test_one_key_does_not_use_up_anothers_limit(app):
    for key in ("a", "b", "c", "d"):
        with transaction():
            count(THREE, key)


def test_a_window_that_is_over_is_forgotten(app):
    with transaction():
        count(THREE, "somebody")
    with as_of(now() + timedelta(seconds=THREE.seconds + 1)), transaction():
        forget_old_counts()
    assert session().query(LimitCount).count() == 0
