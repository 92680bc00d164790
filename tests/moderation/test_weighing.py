"""What flags weigh, together and by themselves, and where a case stands in the queue."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.moderation.weighing import (
    ENOUGH_TO_HIDE,
    EPOCH,
    Standing,
    Weighed,
    is_enough_to_hide,
    is_stranger,
    precedence,
    weigh_case,
    weigh_flag,
)

counts = st.integers(0, 50)


def test_who_is_trusted_more_weighs_more():
    weights = [weigh_flag(standing, 0, 0) for standing in Standing]
    assert weights == sorted(set(weights))


@given(st.sampled_from(Standing), counts, counts)
def test_who_was_right_more_often_weighs_more_but_never_nothing(standing, upheld, declined):
    weight = weigh_flag(standing, upheld, declined)
    assert (
        weigh_flag(standing, upheld + 1, declined) >= weight >= weigh_flag(standing, upheld, declined + 1) > 0
    )


@given(st.lists(st.tuples(st.sampled_from([Standing.VISITOR, Standing.NEWCOMER]), counts), max_size=200))
def test_strangers_never_hide_a_post_among_themselves(flags):
    weighed = [Weighed(weigh_flag(standing, upheld, 0), is_stranger(standing)) for standing, upheld in flags]
    assert not is_enough_to_hide(weigh_case(weighed))


def test_three_members_hide_a_post_and_two_do_not():
    member = Weighed(weigh_flag(Standing.MEMBER, 0, 0), False)
    assert is_enough_to_hide(weigh_case([member] * 3))
    assert not is_enough_to_hide(weigh_case([member] * 2))
    assert ENOUGH_TO_HIDE == 300


@given(st.integers(0, 2000), st.integers(0, 10**6), st.integers(0, 10**6))
def test_heavier_older_and_more_read_cases_go_first(weight, reach, minutes):
    at = EPOCH + timedelta(minutes=minutes)
    place = precedence(weight, reach, at)
    assert precedence(weight + 100, reach, at) > place
    assert precedence(weight, reach * 2 + 10, at) > place
    assert precedence(weight, reach, at + timedelta(hours=1)) < place


def test_one_point_of_weight_is_worth_half_a_day_of_waiting():
    assert precedence(200, 0, EPOCH + timedelta(hours=12)) == precedence(100, 0, EPOCH)
