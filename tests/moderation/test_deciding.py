"""Decisions: each does what it says, none restricts without a statement of reasons, and of two at once one wins."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.core.access import SYSTEM
from app.core.audit import AuditEntry
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.moderation.kinds import RESTRICTIONS, TABLE, Ground, Kind, Outcome, Reason, Source, State
from app.moderation.models import Decision, Flag
from app.moderation.operations.cases import open_case
from app.moderation.operations.deciding import CLAIM, claim_case, decide, release_case
from app.moderation.operations.flagging import NewFlag, flag_post
from app.moderation.operations.suspending import suspend_person
from app.moderation.phrases import CHOICES, DECISIONS, MEANINGS
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement
from app.questions.models import Answer, Post, Question, Revision
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.hiding import restore_post, take_down_post
from tests.factories import (
    actor,
    make_administrator,
    make_answer,
    make_comment,
    make_moderator,
    make_person,
    make_question,
    make_topic,
)
from tests.mailbox import take_mails
from tests.moderation.making import (
    FACTS,
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


def revisions_of(post_id):
    said = session().scalars(
        select(Revision.body).where(Revision.post_id == post_id).order_by(Revision.number)
    )
    bodies = list(said)
    session().close()
    return bodies


def test_everything_that_can_be_decided_has_words():
    assert set(TABLE) == set(DECISIONS) == set(MEANINGS) == set(CHOICES) | {Kind.HOLD}


@pytest.mark.parametrize("kind", RESTRICTIONS)
@pytest.mark.parametrize(
    "words",
    [
        {"ground": None, "facts": FACTS},
        {"ground": "rule", "rule": "3.3", "facts": "  "},
        {"ground": "rule", "rule": "", "facts": FACTS},
        {"ground": "law", "law": " ", "facts": FACTS},
    ],
)
def test_the_database_refuses_a_restriction_without_reasons_whoever_writes_it(app, kind, words):
    row = {"kind": kind, "scope": "posting", "at": now(), "automated": False, "language": "en", "details": {}}
    row = {"rule": "", "law": "", "person_id": make_person().id, **row, **words}
    with pytest.raises(IntegrityError, match="restrictions_have_reasons"), transaction() as current:
        current.execute(insert(Decision).values(row))


@pytest.mark.parametrize("kind", [kind for kind in RESTRICTIONS if kind != Kind.HOLD])
@pytest.mark.parametrize(
    ("statement", "field"),
    [
        (Statement(ground=Ground.RULE, rule="3"), "facts"),
        (Statement(facts=FACTS), "ground"),
        (Statement(facts=FACTS, ground=Ground.RULE, rule="<b>"), "rule"),
        (Statement(facts=FACTS, ground=Ground.LAW), "law"),
    ],
)
def test_no_restriction_is_decided_without_a_whole_statement(app, kind, statement, field):
    question = make_question()
    with pytest.raises(Invalid) as refused:
        make_decision(question, kind, statement=statement)
    assert refused.value.details["field"] == field
    assert decisions_on(question.id) == []
    assert not read(Post, question.id).hidden


def test_hiding_tells_the_author_why_and_they_still_see_their_post(app, visit_as):
    author = make_member(language="en")
    question = make_question(asker=author)
    decision = make_decision(question)
    (mail,) = [mail for mail in take_mails(app) if f"/decisions/{decision.id}" in mail.text]
    assert mail.to == read(Person, author.id).email
    assert FACTS in mail.text
    assert f"/decisions/{decision.id}" in mail.text
    page = visit_as(author).open(f"/questions/{question.id}/{question.slug}")
    assert page.status == 200
    assert len(page.all(f"a[href='/posts/{question.id}/why']")) == 1
    why = visit_as(author).open(f"/posts/{question.id}/why")
    assert FACTS in why.text
    assert "contest" in why.text


def test_an_author_who_had_taken_it_down_cannot_bring_back_what_was_hidden(app):
    author = make_member()
    question = make_question(asker=author)
    with transaction():
        take_down_post(author, question.id)
    make_decision(question)
    with pytest.raises(NotAllowed), transaction():
        restore_post(author, question.id)


def test_leaving_a_held_post_alone_brings_it_back_and_tells_its_author(app):
    question = make_question()
    for _times in range(3):
        make_flag(question)
    take_mails(app)
    make_decision(question, Kind.NO_ACTION, statement=Statement())
    assert not read(Post, question.id).hidden
    hold, left = decisions_on(question.id)
    assert hold.ended_at is not None
    assert left.kind == Kind.NO_ACTION
    told = [mail.to for mail in take_mails(app)]
    assert len(told) == 4  # three who flagged it, and the author


def test_hiding_a_held_post_takes_the_place_of_the_hold(app):
    question = make_question()
    for _times in range(3):
        make_flag(question)
    make_decision(question)
    assert read(Post, question.id).hidden
    assert [decision.ended_at is None for decision in decisions_on(question.id)] == [False, True]


@pytest.mark.parametrize(
    ("kind", "outcome"), [(Kind.HIDE, Outcome.UPHELD), (Kind.NO_ACTION, Outcome.DECLINED)]
)
def test_who_flagged_it_is_told_what_became_of_it(app, kind, outcome):
    question, flagger = make_question(), make_member()
    flag = make_flag(question, flagger)
    make_decision(question, kind)
    assert read(Flag, flag.id).outcome == outcome
    assert read(Person, flagger.id).email in [mail.to for mail in take_mails(app)]


def test_an_edit_keeps_the_earlier_words_among_the_versions(app):
    question = make_question(body="My stupid neighbour burns leaves.")
    make_decision(question, Kind.EDIT, title=question.title, body="A neighbour burns leaves.")
    assert read(Post, question.id).body == "A neighbour burns leaves."
    assert revisions_of(question.id) == ["My stupid neighbour burns leaves.", "A neighbour burns leaves."]


@pytest.mark.parametrize("make", [make_answer, make_comment])
def test_what_is_redacted_is_gone_from_every_version(app, make):
    author = make_member()
    kwargs = {"answerer": author} if make is make_answer else {"author": author}
    post = make(body="Call Birte Bo at home. The office opens at nine.", **kwargs)
    with transaction():
        edit_post(author, post.id, Edit("Call Birte Bo at home. The office opens at ten."), post.version)
    make_decision(post, Kind.REDACT, kept=frozenset({1}))
    now_says = read(Post, post.id)
    assert now_says.body == "The office opens at ten."
    assert "Birte" not in now_says.body_html
    assert not any("Birte" in body for body in revisions_of(post.id))


def test_a_redacted_question_loses_its_words_everywhere_too(app):
    question = make_question(body="My number is secret. When do you open?")
    make_decision(question, Kind.REDACT, kept=frozenset({1}), title=question.title)
    assert read(Post, question.id).body == "When do you open?"
    assert not any("secret" in body for body in revisions_of(question.id))


def test_a_question_is_turned_into_a_ticket_of_its_asker(app, visit_as):
    asker = make_member()
    question = make_question(asker=asker, body="My own case is secret.", topic_id=make_topic().id)
    make_decision(question, Kind.TICKET)
    assert read(Question, question.id).is_stub
    assert question.title in visit_as(asker).open("/tickets").text


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (Kind.LOCK, "locked_at"),
        (Kind.CLOSE, "closed_at"),
        (Kind.DUPLICATE, "duplicate_of_id"),
        (Kind.MERGE, "hidden_at"),
    ],
)
def test_a_question_is_locked_closed_or_linked(app, kind, changed):
    question, earlier = make_question(), make_question()
    make_decision(question, kind, original_id=earlier.id if kind in (Kind.DUPLICATE, Kind.MERGE) else None)
    assert getattr(read(Question, question.id), changed)
    make_decision(question, Kind.RESTORE, statement=Statement())
    assert not getattr(read(Question, question.id), changed)
    assert [decision.ended_at is None for decision in decisions_on(question.id)] == [False, True]


@pytest.mark.parametrize("kind", [Kind.CLOSE, Kind.DUPLICATE, Kind.MERGE, Kind.TICKET])
def test_answers_are_not_closed(app, kind):
    with pytest.raises(Invalid):
        make_decision(make_answer(), kind, original_id=make_question().id)


def test_an_author_is_warned_or_suspended_besides_with_the_same_reasons(app):
    author = make_member()
    question = make_question(asker=author)
    until = now() + timedelta(days=7)
    make_decision(question, Kind.HIDE, measure=Kind.SUSPEND, until=until)
    assert [decision.kind for decision in decisions_on(question.id)] == [Kind.HIDE, Kind.SUSPEND]
    assert {decision.facts for decision in decisions_on(question.id)} == {FACTS}
    assert actor(author.id).suspended
    other = make_question()
    make_decision(other, Kind.WARN)
    assert not actor(other.author_id).suspended


def test_moderators_do_not_suspend_one_another(app):
    question = make_question(asker=make_moderator())
    with pytest.raises(NotAllowed):
        make_decision(question, Kind.SUSPEND)


def test_a_person_is_suspended_without_any_post_with_reasons_too(app):
    person, boss = make_person(), make_administrator()
    with pytest.raises(Invalid), transaction():
        suspend_person(boss, person.id, None, Statement(facts=FACTS))
    with transaction():
        decision = suspend_person(boss, person.id, None, STATEMENT)
    assert actor(person.id).suspended
    assert (decision.case_id, decision.person_id, decision.facts) == (None, person.id, FACTS)


def test_of_two_moderators_at_once_one_decides_and_the_other_is_told(app):
    question = make_question()
    case, deciders = make_case(question), [make_moderator(), make_moderator()]

    def work(number: int) -> None:
        kind = (Kind.HIDE, Kind.NO_ACTION)[number]
        decide(deciders[number], case.id, case.version, Ruling(kind, STATEMENT))

    outcomes = race(app, 2, work)
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert len(decisions_on(question.id)) == 1


def test_many_flags_at_once_make_one_case(app):
    question, people = make_question(), [make_member() for _number in range(4)]
    outcomes = race(app, 4, lambda number: _flag(people[number], question))
    assert outcomes.count(None) >= 3  # the fourth may find it hidden already
    assert session().scalar(select(func.count()).select_from(Flag)) >= 3
    assert find_case(question.id).state == State.OPEN


def _flag(person, question):
    flag_post(person, question.id, NewFlag(Reason.SPAM))


def test_what_one_moderator_has_claimed_another_does_not_decide_until_it_lapses(app):
    question = make_question()
    case, one, other = make_case(question), make_moderator(), make_moderator()
    with transaction():
        claim_case(one, case.id)
    with pytest.raises(Conflict, match=one.name):
        make_decision(question, moderator=other)
    with pytest.raises(Conflict), transaction():
        claim_case(other, case.id)
    with as_of(now() + CLAIM + timedelta(seconds=1)):
        make_decision(question, moderator=other)
    assert read(Post, question.id).hidden


def test_what_was_released_anybody_decides(app):
    question = make_question()
    case, one = make_case(question), make_moderator()
    for work in (claim_case, release_case):
        with transaction():
            work(one, case.id)
    make_decision(question)


def test_nobody_decides_on_what_they_wrote_themselves_nor_without_the_role(app):
    author = make_moderator()
    question = make_question(asker=author)
    for who in (author, make_member(), make_administrator()):
        with pytest.raises(NotAllowed):
            make_decision(question, moderator=who)


def test_the_site_holds_what_it_finds_suspicious_with_words_for_the_author(app):
    answer = make_answer()
    with transaction():
        case = open_case(SYSTEM, answer.id, Source.SPAM, "Seven links", hold=STATEMENT, weight=150)
    assert case.weight == 150
    assert read(Answer, answer.id).hidden
    assert read(Question, answer.question_id).answer_count == 0
    assert find_case(answer.id).found == "Seven links"
    make_decision(answer, Kind.NO_ACTION, statement=Statement())
    assert read(Question, answer.question_id).answer_count == 1


def test_every_decision_and_suspension_stands_in_the_audit_trail(app):
    question = make_question()
    make_decision(question, Kind.HIDE, measure=Kind.SUSPEND)
    what = session().scalars(select(AuditEntry.what)).all()
    assert what.count("decision_made") == 2
    assert "person_suspended" in what
