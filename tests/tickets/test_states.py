"""The table of states, row by row."""

import pytest

from app.tickets import states
from app.tickets.states import BEGINNINGS, LIVE, MOVES, Act, State, after

NEW, OPEN, ASKED, PUT_OFF, CLOSED, AGAIN = State


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act.WROTE, {NEW: NEW, OPEN: OPEN, ASKED: OPEN, PUT_OFF: OPEN, CLOSED: AGAIN, AGAIN: AGAIN}),
        (Act.ANSWERED, {NEW: OPEN, OPEN: OPEN, ASKED: ASKED, PUT_OFF: PUT_OFF, AGAIN: AGAIN}),
        (Act.ASKED, {NEW: ASKED, OPEN: ASKED, ASKED: ASKED, PUT_OFF: ASKED, AGAIN: ASKED}),
        (Act.CLAIMED, {NEW: OPEN, OPEN: OPEN, ASKED: ASKED, PUT_OFF: PUT_OFF, AGAIN: AGAIN}),
        (Act.ASSIGNED, {NEW: OPEN, OPEN: OPEN, ASKED: ASKED, PUT_OFF: PUT_OFF, AGAIN: AGAIN}),
        (Act.PUT_OFF, {NEW: PUT_OFF, OPEN: PUT_OFF, ASKED: PUT_OFF, PUT_OFF: PUT_OFF, AGAIN: PUT_OFF}),
        (Act.RESUMED, {ASKED: OPEN, PUT_OFF: OPEN}),
        (Act.WOKEN, {PUT_OFF: OPEN}),
        (Act.CLOSED, {NEW: CLOSED, OPEN: CLOSED, ASKED: CLOSED, PUT_OFF: CLOSED, AGAIN: CLOSED}),
        (Act.REOPENED, {CLOSED: AGAIN}),
        (Act.RATED, {CLOSED: CLOSED}),
        (Act.ERASED, {CLOSED: CLOSED}),
        (Act.TRANSFERRED, {state: state for state in LIVE}),
        (Act.NOTED, {state: state for state in LIVE}),
    ],
)
def test_an_act_leads_where_the_table_says(act, expected):
    assert {state: after(state, act) for state in State if after(state, act)} == expected


def test_every_act_but_the_beginnings_has_its_row():
    assert set(Act) - BEGINNINGS == set(MOVES)
    assert not BEGINNINGS & set(MOVES)


def test_only_the_requesters_words_and_reopening_lead_out_of_closed():
    assert {act for act in Act if after(State.CLOSED, act) not in (None, State.CLOSED)} == {
        Act.WROTE,
        Act.REOPENED,
    }


def test_only_reopening_leads_to_reopened():
    leading = {
        (act, state)
        for act in Act
        for state in State
        if state != AGAIN and after(state, act) == State.REOPENED
    }
    assert leading == {(Act.WROTE, CLOSED), (Act.REOPENED, CLOSED)}


def test_nothing_leads_back_to_new():
    assert {act for act in Act for state in states.BEGUN if after(state, act) == State.NEW} == set()
    assert {act for act in Act if after(State.CLOSED, act) == State.NEW} == set()
