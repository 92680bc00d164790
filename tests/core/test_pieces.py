"""Pieces of pages: found again by their values alone, made for nobody in particular, given with one's own tokens."""

import pytest
from flask import g

from app.core import pieces, robots
from app.core.access import Actor
from app.core.pieces import Pieces, csrf_token, posting_key, remembered
from app.core.templating import can, csrf_field
from app.core.tokens import unsign
from app.core.viewer import viewer


@pytest.fixture
def request_of_a_person(app):
    with app.app_context(), app.test_request_context():
        g.viewer = Actor(id=1, name="Asta")
        yield


def test_a_piece_is_made_once_for_the_same_values_and_anew_for_others(request_of_a_person):
    made = []

    def make(*values):
        made.append(values)
        return f"<p>{values}</p>"

    assert remembered(make, 1, "a") == remembered(make, 1, "a")
    assert remembered(make, 1, "b") != remembered(make, 1, "a")
    assert made == [(1, "a"), (1, "b")]


@pytest.mark.parametrize("asks", [lambda: viewer().id, lambda: viewer().moderator, lambda: can("ask")])
def test_who_looks_cannot_be_asked_while_a_piece_is_made(request_of_a_person, asks):
    with pytest.raises(RuntimeError, match="remembered piece"):
        remembered(lambda: str(asks()))
    assert viewer().name == "Asta"


def test_a_form_in_a_piece_holds_the_token_of_whoever_is_shown_it_and_a_new_key(app):
    def make():
        return f"{csrf_field()}{posting_key()}"

    shown, tokens = [], []
    for person_id in (1, 2):
        with app.app_context(), app.test_request_context():
            g.viewer = Actor(id=person_id)
            shown.append(remembered(make))
            tokens.append(csrf_token())
    assert tokens[0] != tokens[1]
    for one, other in ((0, 1), (1, 0)):
        assert tokens[one] in shown[one]
        assert tokens[other] not in shown[one]
        assert pieces.HAS_MARKS not in shown[one]
    assert shown[0][-32:] != shown[1][-32:]


def test_a_form_in_a_piece_was_opened_whenever_it_is_shown(app, monkeypatch):
    with app.app_context(), app.test_request_context():
        for moment in ("1000", "2000"):
            monkeypatch.setattr(robots, "_moment", lambda moment=moment: moment)
            assert unsign(robots.OPENED, remembered(robots.opened_now)) == moment


def test_a_piece_within_a_piece_is_not_kept_with_anybodys_token(app):
    def inner():
        return str(csrf_field())

    def outer():
        return str(remembered(inner))

    with app.app_context(), app.test_request_context():
        g.viewer = Actor(id=1)
        first, token = remembered(outer), csrf_token()
        assert token in first
    with app.app_context(), app.test_request_context():
        g.viewer = Actor(id=2)
        assert token not in remembered(outer)


def test_what_nobody_asks_for_makes_room():
    kept = Pieces(most=100)
    kept.keep("rare", "x" * 60)
    for number in range(10):
        kept.keep(number, "x" * 60)
        kept.keep("often", kept.find("often") or "y")
    assert kept.find("rare") is None
    assert kept.find("often") == "y"
    assert len(kept.newer) + len(kept.older) < 9
