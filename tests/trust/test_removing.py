"""Everything a spammer did goes in one move and comes back in one, exactly; innocent posts are never touched."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from app.accounts.models import Person
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import NotAllowed
from app.core.outbox import OutboxEntry, deliver_all
from app.moderation.kinds import Kind, Reason, Source, State
from app.moderation.models import Decision, ModerationCase
from app.moderation.operations.cases import open_case
from app.moderation.operations.flagging import NewFlag, flag_post
from app.moderation.statements import Statement
from app.questions.models import Answer, Post, Revision, Vote
from app.questions.operations.hiding import hide_post
from app.questions.operations.voting import vote
from app.trust.models import Removal
from app.trust.operations.removing import remove_posts, undo_removal
from app.trust.queries.removals import list_work
from tests.factories import (
    actor,
    make_administrator,
    make_answer,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
)

REASONS = Statement("The account advertised in every post and did nothing else.", "rule", "3.4")


def spammer() -> Actor:
    return make_person(trust="newcomer")


def visible() -> set[int]:
    session().expire_all()
    return set(session().scalars(select(Post.id).where(Post.hidden_at.is_(None))))


def scores() -> dict[int, tuple[int, int]]:
    return {row.id: (row.score, row.answer_count) for row in session().execute(
        select(Post.id, Post.score, Post.answer_count)
    )}  # fmt: skip


def remove(moderator: Actor, *people: Actor) -> str:
    with transaction():
        move = remove_posts(moderator, [who.id or 0 for who in people], REASONS)
    deliver_all(500)
    return move


def undo(moderator: Actor, move: str, people: Sequence[int] = ()) -> None:
    wanted = select(Removal.id).where(Removal.move == move)
    wanted = wanted.where(Removal.person_id.in_(people)) if people else wanted
    for removal_id in session().scalars(wanted).all():
        session().close()
        with transaction():
            undo_removal(moderator, removal_id)
    deliver_all(500)


def test_a_spam_wave_is_cleared_in_one_move_and_brought_back_by_person(app):
    """500 posts from 50 accounts among 120 innocent ones, as rows, since only what the move does is on trial."""
    moderator = make_moderator()
    questions = [make_question() for _number in range(20)]
    innocent = {question.id for question in questions}
    innocent |= {make_answer(question).id for question in questions for _number in range(5)}
    wave = _make_wave(questions)
    with transaction():
        move = remove_posts(moderator, wave, REASONS)
    deliver_all(500)
    moves = session().scalar(select(func.count(func.distinct(Removal.move))))
    assert (moves, visible()) == (1, innocent)
    hidden = session().scalars(select(Post).where(Post.hidden_at.is_not(None))).all()
    assert len(hidden) == 500
    assert {post.author_id for post in hidden} == set(wave)
    assert all(answered == 5 for score, answered in (scores()[question.id] for question in questions))
    told = session().scalars(select(Decision).where(Decision.kind == Kind.SUSPEND)).all()
    assert len(told) == 50
    session().close()
    undo(moderator, move, wave[:5])
    assert visible() == innocent | {post.id for post in hidden if post.author_id in wave[:5]}
    suspended = select(func.count()).select_from(Person).where(Person.suspended_until.is_not(None))
    assert session().scalar(suspended) == 45


def _make_wave(questions: list[Post]) -> list[int]:
    people = [spammer().id or 0 for _number in range(50)]
    with transaction() as current:
        for number in range(500):
            question, author_id = questions[number % 20], people[number % 50]
            post = Answer(
                question_id=question.id,
                author_id=author_id,
                created_at=now(),
                body="Buy now",
                body_html="Buy now",
            )
            current.add(post)
            current.flush()
            current.add(Revision(post_id=post.id, number=1, author_id=author_id, body="Buy now"))
            current.execute(
                Post.__table__.update()
                .where(Post.id == question.id)
                .values(answer_count=Post.answer_count + 1)
            )
        current.execute(OutboxEntry.__table__.delete())
    return people


def test_what_was_hidden_before_stays_hidden_when_it_is_undone(app):
    moderator, who = make_moderator(), spammer()
    first, second = make_answer(answerer=who), make_answer(answerer=who)
    with transaction():
        hide_post(moderator, first.id, "It insults a neighbour.")
    move = remove(moderator, who)
    assert not {first.id, second.id} & visible()
    undo(moderator, move)
    assert second.id in visible()
    assert first.id not in visible()


def test_its_cases_are_decided_and_wait_again_when_it_is_undone(app):
    moderator, who, flagger = make_moderator(), spammer(), make_person()
    held, flagged = make_answer(answerer=who), make_answer(answerer=who)
    with transaction():
        open_case(moderator, held.id, Source.SPAM, hold=REASONS)
    with transaction():
        flag = flag_post(flagger, flagged.id, NewFlag(Reason.SPAM)).id
    move = remove(moderator, who)
    states = set(session().scalars(select(ModerationCase.state)))
    assert states == {State.DECIDED}
    undo(moderator, move)
    assert set(session().scalars(select(ModerationCase.state))) == {State.OPEN}
    assert held.id not in visible()
    assert flagged.id in visible()
    assert flag


def test_a_question_others_have_answered_stays_for_a_moderator_to_look_at(app):
    moderator, who = make_moderator(), spammer()
    answered, alone = make_question(asker=who), make_question(asker=who)
    innocent = make_answer(answered)
    (work,) = list_work([who.id or 0])
    assert (work.questions, work.spared) == (1, 1)
    session().close()
    remove(moderator, who)
    assert {answered.id, innocent.id} <= visible()
    assert alone.id not in visible()
    assert session().scalars(select(ModerationCase.post_id)).all() == [answered.id]


def test_votes_are_taken_back_and_given_back(app):
    moderator, who, answer = make_moderator(), spammer(), make_answer()
    with transaction():
        vote(who, answer.id, 1)
    author = answer.author_id
    move = remove(moderator, who)
    assert session().get_one(Post, answer.id).score == 0
    assert session().get_one(Person, author).reputation == 0
    undo(moderator, move)
    assert session().get_one(Post, answer.id).score == 1
    assert session().scalars(select(Vote.value)).all() == [1]
    assert not actor(who.id or 0).suspended


def test_people_with_a_role_are_never_removed(app):
    moderator = make_moderator()
    for who in (make_official(make_department()), make_administrator(), moderator):
        with pytest.raises(NotAllowed), transaction():
            remove_posts(moderator, [who.id or 0], REASONS)
    with pytest.raises(NotAllowed), transaction():
        remove_posts(Actor(id=1, confirmed=True), [1], REASONS)
