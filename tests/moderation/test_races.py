"""Several at the same moment in moderation: one wins, the others are told on a clear page, and nothing doubles."""

import pytest
from sqlalchemy import func, select

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.core.errors import Conflict, NotFound
from app.moderation.kinds import Kind, Reason, Source, State, Verdict
from app.moderation.models import Appeal, Decision, Flag, ModerationCase
from app.moderation.operations.appealing import appeal, decide_appeal
from app.moderation.operations.cases import open_case
from app.moderation.operations.deciding import claim_case, decide
from app.moderation.operations.flagging import NewFlag, flag_post
from app.moderation.rulings import Ruling
from app.questions.models import Answer, Post, Question
from tests.factories import make_answer, make_moderator, make_question
from tests.mailbox import take_mails
from tests.moderation.making import (
    STATEMENT,
    decisions_on,
    find_case,
    make_case,
    make_decision,
    make_flag,
    make_member,
    read,
)
from tests.racing import race

TIMES = 5
WORDS = "I named nobody; please read it again."
BACK = "You are right. It names nobody."


def kinds_on(post) -> list[Kind]:
    return [Kind(one.kind) for one in decisions_on(post.id)]


def count(kind) -> int:
    number = session().scalar(select(func.count()).select_from(kind)) or 0
    session().close()
    return number


def test_of_four_who_decide_one_does_and_the_author_is_told_once(app):
    wanted = (Kind.HIDE, Kind.NO_ACTION, Kind.LOCK, Kind.WARN)
    for _time in range(TIMES):
        question = make_question(asker=make_member())
        make_flag(question)
        case, deciders = find_case(question.id), [make_moderator() for _kind in wanted]
        take_mails(app)

        def work(number: int, case=case, deciders=deciders) -> None:
            decide(deciders[number], case.id, case.version, Ruling(wanted[number], STATEMENT))

        outcomes = race(app, len(wanted), work)
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
        (winner,) = [kind for kind, outcome in zip(wanted, outcomes, strict=True) if outcome is None]
        assert kinds_on(question) == [winner]
        after = read(Question, question.id)
        assert (after.hidden, after.locked_at is not None) == (winner == Kind.HIDE, winner == Kind.LOCK)
        # The flagger, and the author unless nothing was done.
        assert len(take_mails(app)) == (1 if winner == Kind.NO_ACTION else 2)


def test_a_held_post_is_let_stand_or_hidden_but_not_both(app):
    for _time in range(TIMES):
        answer = make_answer()
        with transaction():
            case = open_case(SYSTEM, answer.id, Source.SPAM, hold=STATEMENT)
        deciders, wanted = [make_moderator(), make_moderator()], (Kind.NO_ACTION, Kind.HIDE)

        def work(number: int, case=case, deciders=deciders, wanted=wanted) -> None:
            decide(deciders[number], case.id, case.version, Ruling(wanted[number], STATEMENT))

        outcomes = race(app, 2, work)
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
        winner = wanted[outcomes.index(None)]
        hold, decision = decisions_on(answer.id)
        assert (hold.kind, hold.ended_at is not None, decision.kind) == (Kind.HOLD, True, winner)
        assert read(Answer, answer.id).hidden == (winner == Kind.HIDE)
        counted = 0 if winner == Kind.HIDE else 1
        assert read(Question, answer.question_id).answer_count == counted


def test_a_claim_and_a_decision_at_once_leave_a_decided_case_unclaimed_or_refuse_the_decision(app):
    for _time in range(TIMES):
        question = make_question()
        case, one, other = make_case(question), make_moderator(), make_moderator()
        works = [
            lambda case=case, one=one: claim_case(one, case.id),
            lambda case=case, other=other: decide(other, case.id, case.version, Ruling(Kind.HIDE, STATEMENT)),
        ]
        _claimed, decided = race(app, 2, lambda number, works=works: works[number]())
        after = find_case(question.id)
        if decided is None:
            assert (after.state, kinds_on(question)) == (State.DECIDED, [Kind.HIDE])
        else:
            assert isinstance(decided, Conflict)
            assert (after.state, after.claimed_by_id, kinds_on(question)) == (State.OPEN, one.id, [])


def test_flags_that_weigh_enough_never_hide_what_a_moderator_lets_stand_meanwhile(app):
    """Before the decision they hide it and the decision brings it back; after it they are no second opinion."""
    for _time in range(TIMES):
        question, moderator = make_question(), make_moderator()
        people = [make_member() for _number in range(5)]
        for flagger in people[:2]:
            make_flag(question, flagger)
        case = find_case(question.id)

        def work(number: int, case=case, question=question, moderator=moderator, people=people) -> None:
            if number == 0:
                decide(moderator, case.id, case.version, Ruling(Kind.NO_ACTION, STATEMENT))
            else:
                flag_post(people[number + 1], question.id, NewFlag(Reason.SPAM))

        decided, *flagged = race(app, 4, work)
        assert decided is None
        # Who comes when it is hidden for a moment finds nothing to flag.
        assert {type(outcome) for outcome in flagged} <= {type(None), NotFound}
        assert not read(Post, question.id).hidden
        made = decisions_on(question.id)
        assert [one.kind for one in made if one.kind != Kind.HOLD] == [Kind.NO_ACTION]
        assert [one.ended_at is not None for one in made if one.kind == Kind.HOLD] in ([], [True])
        cases = select(ModerationCase.state).where(ModerationCase.post_id == question.id)
        assert sorted(session().scalars(cases)) in ([State.DECIDED], [State.DECIDED, State.OPEN])
        flags = select(func.count()).where(Flag.post_id == question.id)
        assert session().scalar(flags) == 2 + flagged.count(None)
        session().close()


def test_flags_and_a_decision_to_hide_at_once_hide_it_once(app):
    for _time in range(TIMES):
        answer, moderator = make_answer(), make_moderator()
        people = [make_member() for _number in range(5)]
        for flagger in people[:2]:
            make_flag(answer, flagger)
        case = find_case(answer.id)

        def work(number: int, case=case, answer=answer, moderator=moderator, people=people) -> None:
            if number == 0:
                decide(moderator, case.id, case.version, Ruling(Kind.HIDE, STATEMENT))
            else:
                flag_post(people[number + 1], answer.id, NewFlag(Reason.SPAM))

        decided, *_flags = race(app, 4, work)
        assert decided is None
        in_force = [one.kind for one in decisions_on(answer.id) if one.ended_at is None]
        assert (in_force, read(Answer, answer.id).hidden) == ([Kind.HIDE], True)
        assert read(Question, answer.question_id).answer_count == 0


def test_the_same_appeal_sent_twice_at_once_is_one(app):
    for _time in range(TIMES):
        author = make_member()
        decision = make_decision(make_question(asker=author))
        outcomes = race(app, 3, lambda _n, who=author, decision=decision: appeal(who, decision.id, WORDS))
        assert outcomes.count(None) == 1
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
    assert count(Appeal) == TIMES


def test_two_appeals_on_one_decision_restore_once_and_settle_both(app):
    """An overturned decision is gone for whoever else contests it: they are told, and so is the second moderator."""
    for _time in range(TIMES):
        author, flagger = make_member(), make_member(email_confirmed_at=None)
        answer = make_answer(answerer=author)
        make_flag(answer, flagger)
        decision = make_decision(answer)
        appeals = []
        for who in (author, flagger):
            with transaction():
                appeals.append(appeal(who, decision.id, WORDS).id)
        deciders = [make_moderator(), make_moderator()]

        def work(number: int, appeals=appeals, deciders=deciders) -> None:
            decide_appeal(deciders[number], appeals[number], Verdict.OVERTURN, BACK)

        outcomes = race(app, 2, work)
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
        winner = outcomes.index(None)
        rows = {one.id: one for one in session().scalars(select(Appeal).where(Appeal.id.in_(appeals)))}
        session().close()
        assert {one.outcome for one in rows.values()} == {Verdict.OVERTURN}
        assert {one.decided_by_id for one in rows.values()} == {deciders[winner].id}
        assert rows[appeals[winner]].words_back == BACK
        assert BACK not in rows[appeals[1 - winner]].words_back
        assert not read(Answer, answer.id).hidden
        assert read(Question, answer.question_id).answer_count == 1


def test_what_was_overturned_is_not_upheld_at_the_same_moment(app):
    for _time in range(TIMES):
        author, flagger = make_member(), make_member()
        question = make_question(asker=author)
        make_flag(question, flagger)
        decision = make_decision(question)
        appeals = []
        for who in (author, flagger):
            with transaction():
                appeals.append(appeal(who, decision.id, WORDS).id)
        deciders, verdicts = [make_moderator(), make_moderator()], (Verdict.OVERTURN, Verdict.UPHOLD)

        def work(number: int, appeals=appeals, deciders=deciders, verdicts=verdicts) -> None:
            decide_appeal(deciders[number], appeals[number], verdicts[number], BACK)

        overturned, upheld = race(app, 2, work)
        assert overturned is None
        assert upheld is None or isinstance(upheld, Conflict)
        stands = read(Decision, decision.id)
        assert (stands.overturned_at is not None, read(Post, question.id).hidden) == (True, False)
        expected = Verdict.UPHOLD if upheld is None else Verdict.OVERTURN
        assert read(Appeal, appeals[1]).outcome == expected


@pytest.mark.parametrize("page", ["case", "queue", "appeal"])
def test_who_was_slower_reads_on_a_clear_page_that_somebody_else_has_decided(app, visit_as, page):
    author = make_member()
    question = make_question(asker=author)
    case, slow = make_case(question), visit_as(make_moderator())
    if page == "appeal":
        decision = make_decision(question)
        with transaction():
            made = appeal(author, decision.id, WORDS)
        slow.open(f"/staff/moderation/appeals/{made.id}")
        other = make_moderator()
        with transaction():
            decide_appeal(other, made.id, Verdict.OVERTURN, BACK)
        seen = slow.submit("form:has(#words)", outcome="uphold", words="It stands as it is, I think.")
        assert (seen.status, "Somebody else has just decided on this appeal" in seen.text) == (409, True)
        return
    slow.open("/staff/moderation" if page == "queue" else f"/staff/moderation/cases/{case.id}")
    make_decision(question, Kind.LOCK)
    if page == "queue":
        mark = f"{case.id}-{case.version}-spam"
        seen = slow.submit("form[data-queue]", mark=mark, button="decide=marked")
        assert "1 post was left out: somebody else is deciding on it, or it has changed" in seen.text
    else:
        seen = slow.submit("form.ruling", kind="hide", facts="It is rude.", ground="rule", rule="3")
        assert (seen.status, "Somebody else has just decided on this" in seen.text) == (409, True)
        assert "It is rude." in seen.one("#facts").text_content()
    assert kinds_on(question) == [Kind.LOCK]
