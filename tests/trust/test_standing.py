"""Levels and awards follow from what people did: given, taken, and the same however often they are settled."""

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.models import Person
from app.accounts.trust import LEVELS, NEEDED, TABLE, Act, Record, Trust, earned, level_of
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.outbox import deliver_all
from app.moderation.kinds import Kind
from app.moderation.operations.deciding import decide_unasked
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement
from app.questions.operations.accepting import accept
from app.questions.operations.hiding import hide_post, restore_post
from app.questions.operations.voting import vote
from app.trust.clockwork import settle_everybody
from app.trust.models import Award, AwardKind
from tests.factories import (
    actor,
    make_answer,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
)


def level(person_id: int | None) -> str:
    session().expire_all()
    return session().get_one(Person, person_id).trust


def test_every_level_may_do_at_least_as_much_as_the_one_below():
    order = [*LEVELS, Trust.STAFF]
    for below, above in itertools.pairwise(order):
        for act in Act:
            assert TABLE[below].rates[act].hour <= TABLE[above].rates[act].hour, act
            assert TABLE[below].rates[act].day <= TABLE[above].rates[act].day, act
        assert TABLE[below].links <= TABLE[above].links
        assert TABLE[below].images <= TABLE[above].images
        assert TABLE[below].edits_others <= TABLE[above].edits_others
    assert level_of(make_nobody()) == Trust.NEWCOMER


def make_nobody():
    from app.core.access import ANONYMOUS

    return ANONYMOUS


@pytest.mark.parametrize(
    ("record", "reached"),
    [
        (Record(), Trust.NEWCOMER),
        (Record(days=3, standing=5, good=2), Trust.MEMBER),
        (Record(days=2, standing=50, good=50), Trust.NEWCOMER),
        (Record(days=99, standing=500, good=0), Trust.NEWCOMER),
        (Record(days=30, standing=30, good=15), Trust.TRUSTED),
        (Record(days=30, standing=30, good=15, against=1), Trust.MEMBER),
        (Record(days=30, standing=30, good=15, against=5), Trust.NEWCOMER),
        (Record(days=30, standing=30, good=15, suspended=True), Trust.NEWCOMER),
    ],
)
def test_a_level_is_earned_by_good_posts_and_lost_by_misuse(record, reached):
    assert earned(record) == reached


def test_a_newcomer_becomes_a_member_by_posts_that_helped_and_loses_it_when_one_is_hidden(app):
    moderator = make_moderator()
    wanted = NEEDED[Trust.MEMBER]
    who = make_person(trust="newcomer", joined_at=now() - timedelta(days=9))
    with as_of(now() - timedelta(days=3)):
        answers = [make_answer(answerer=who) for _number in range(wanted.standing)]
    deliver_all()
    assert level(who.id) == "newcomer"
    voter = make_person()
    for answer in answers[: wanted.good]:
        with transaction():
            vote(voter, answer.id, 1)
    deliver_all()
    assert level(who.id) == "member"
    settle_everybody()
    assert level(who.id) == "member"
    assert actor(who.id or 0).trust == "member"
    with transaction():
        reasons = Statement("It insults the neighbours by name.", "rule", "3.3")
        decide_unasked(moderator, answers[-1].id, Ruling(Kind.HIDE, reasons))
    deliver_all()
    assert level(who.id) == "newcomer"


def test_awards_are_given_once_and_go_when_their_ground_goes(app):
    asker, helper, voter, moderator = make_person(), make_person(), make_person(), make_moderator()
    question = make_question(asker=asker)
    answer = make_answer(question, answerer=helper)
    with transaction():
        accept(asker, answer.id)
    with transaction():
        vote(voter, answer.id, 1)
    deliver_all()
    settle_everybody()
    given = {(award.person_id, award.kind) for award in session().scalars(select(Award))}
    assert given == {(helper.id, AwardKind.ACCEPTED), (helper.id, AwardKind.FIRST)}
    assert session().get_one(Person, helper.id).reputation == 15 + 10 + 2
    session().close()
    with transaction():
        hide_post(moderator, answer.id, "It is wrong and dangerous.")
    deliver_all()
    assert session().scalars(select(Award)).all() == []
    session().close()
    with transaction():
        restore_post(moderator, answer.id)
    deliver_all()
    assert len(session().scalars(select(Award)).all()) == 2
    assert session().get_one(Person, helper.id, populate_existing=True).reputation == 27


def test_nobody_is_given_awards_for_helping_themselves_or_in_office(app):
    asker, department = make_person(), make_department()
    question = make_question(asker=asker)
    own, official = make_answer(question, answerer=asker), make_answer(question, hat=department)
    with transaction():
        accept(asker, official.id)
    deliver_all()
    assert session().scalars(select(Award)).all() == []
    assert own


def test_everybody_reads_the_table_and_newcomers_how_far_they_are(app, visitor, visit_as):
    page = visitor.open("/trust")
    rate = TABLE[Trust.NEWCOMER].rates[Act.ASK]
    assert f"{rate.hour} an hour, {rate.day} a day" in page.text
    assert "Your level" not in page.text
    assert "Days here: 0 of 3" in visit_as(make_person(trust="newcomer")).open("/trust").text
    assert "Your level: Staff" in visit_as(make_official(make_department())).open("/trust").text


def test_a_profile_shows_level_and_help_given(app, visitor):
    asker, helper = make_person(), make_person()
    answer = make_answer(make_question(asker=asker), answerer=helper)
    with transaction():
        accept(asker, answer.id)
    deliver_all()
    page = visitor.open(f"/people/{helper.id}")
    assert "Help given Problem solver 1" in page.text
    assert "Level: Newcomer" in page.text
    with transaction() as current:
        current.execute(update(Person).values(trust="trusted"))
    assert "Level: Trusted" in visitor.open(f"/people/{helper.id}").text
