"""Votes, accepted answers, joining and watching; and what they are worth."""

from functools import partial

import pytest
from sqlalchemy import func, select, update

from app.accounts.models import Person
from app.accounts.trust import TABLE, Act, Trust
from app.core.access import ANONYMOUS
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.questions.models import Answer, Kind, Post, Question, SameQuestion, Vote, Watch
from app.questions.operations.accepting import accept
from app.questions.operations.voting import vote
from app.questions.operations.watching import have_same, watch
from app.questions.scoring import change_of_vote
from tests.factories import make_answer, make_comment, make_person, make_question
from tests.racing import race


def do(operation, *arguments):
    with transaction():
        return operation(*arguments)


def reputation(person):
    return session().scalar(select(Person.reputation).where(Person.id == person.id))


def score(post):
    return session().scalar(select(Post.score).where(Post.id == post.id))


def mark(post, **values):
    with transaction() as current:
        current.execute(update(Post).where(Post.id == post.id).values(**values))


@pytest.mark.parametrize(
    ("kind", "before", "after", "change"),
    [
        (Kind.ANSWER, 0, 1, 10), (Kind.ANSWER, 1, 0, -10), (Kind.ANSWER, 1, -1, -12), (Kind.ANSWER, -1, 0, 2),
        (Kind.QUESTION, 0, 1, 5), (Kind.QUESTION, 0, -1, -2), (Kind.QUESTION, -1, 1, 7), (Kind.QUESTION, 1, 1, 0),
    ],
)  # fmt: skip
def test_what_a_changed_vote_is_worth(kind, before, after, change):
    assert change_of_vote(kind, before, after) == change


@pytest.mark.parametrize(("make", "up"), [(make_answer, 10), (make_question, 5)])
def test_a_vote_is_counted_changed_and_taken_back(app, make, up):
    author, voter = make_person(), make_person()
    post = make_answer(answerer=author) if make is make_answer else make_question(asker=author)
    for value, worth in ((1, up), (1, up), (-1, -2), (0, 0), (-1, -2)):
        do(vote, voter, post.id, value)
        assert (score(post), reputation(author)) == (value, worth)
    assert session().scalar(select(func.count()).select_from(Vote)) == 1


def test_nobody_votes_on_their_own(app):
    author = make_person()
    post = make_answer(answerer=author)
    with pytest.raises(NotAllowed, match="own"):
        do(vote, author, post.id, 1)
    with pytest.raises(NotAllowed):
        do(vote, ANONYMOUS, post.id, 1)
    assert score(post) == 0


def test_comments_and_hidden_posts_take_no_votes(app):
    question, voter = make_question(), make_person()
    remark = make_comment(question)
    with pytest.raises(NotAllowed):
        do(vote, voter, remark.id, 1)
    mark(question, hidden_at=now())
    with pytest.raises(NotFound):
        do(vote, voter, question.id, 1)


def test_a_closed_question_is_still_judged_and_a_locked_one_is_not(app):
    asker, voter = make_person(), make_person()
    question = make_question(asker=asker)
    made = make_answer(question)
    mark(question, closed_at=now())
    do(vote, voter, made.id, 1)
    do(accept, asker, made.id)
    mark(question, locked_at=now())
    with pytest.raises(Conflict):
        do(vote, voter, made.id, 0)
    with pytest.raises(Conflict):
        do(accept, asker, made.id, False)


@pytest.mark.parametrize("value", [2, -2, 100])
def test_a_vote_is_one_up_or_down(app, value):
    post, voter = make_answer(), make_person()
    with pytest.raises(Invalid):
        do(vote, voter, post.id, value)


@pytest.mark.usefixtures("stopped_clock")
def test_votes_are_limited(app):
    post, voter = make_answer(), make_person()
    with transaction():
        for number in range(TABLE[Trust.MEMBER].rates[Act.VOTE].hour):
            vote(voter, post.id, number % 2)
    with pytest.raises(TooMany):
        do(vote, voter, post.id, 1)


def test_votes_cast_at_once_by_one_person_are_one_vote(app):
    author, voter = make_person(), make_person()
    post = make_answer(answerer=author)
    outcomes = race(app, 6, lambda _number: vote(voter, post.id, 1))
    assert not any(outcomes)
    assert (score(post), reputation(author)) == (1, 10)


def test_votes_cast_at_once_up_and_down_agree_with_the_score(app):
    author = make_person()
    post = make_answer(answerer=author)
    voters = [make_person() for _number in range(3)]
    race(app, 6, lambda number: vote(voters[number // 2], post.id, 1 if number % 2 else -1))
    cast = session().scalars(select(Vote.value)).all()
    assert len(cast) == 3
    assert score(post) == sum(cast)
    assert reputation(author) == sum(10 if value > 0 else -2 for value in cast)


def test_the_asker_accepts_changes_their_mind_and_takes_it_back(app):
    asker, first, second = make_person(), make_person(), make_person()
    question = make_question(asker=asker)
    one, other = make_answer(question, answerer=first), make_answer(question, answerer=second)
    for answer, on, accepted, worth in (
        (one, True, one.id, (15, 0)),
        (other, True, other.id, (0, 15)),
        (one, False, other.id, (0, 15)),
        (other, False, None, (0, 0)),
    ):
        do(accept, asker, answer.id, on)
        assert session().get(Question, question.id).accepted_answer_id == accepted
        stamped = session().scalars(select(Answer.id).where(Answer.accepted_at.is_not(None))).all()
        assert stamped == ([accepted] if accepted else [])
        assert (reputation(first), reputation(second)) == worth
        session().close()


def test_accepting_ones_own_answer_is_worth_nothing(app):
    asker = make_person()
    own = make_answer(make_question(asker=asker), answerer=asker)
    do(accept, asker, own.id)
    assert reputation(asker) == 0


def test_only_the_asker_accepts(app):
    made = make_answer()
    stranger = make_person()
    with pytest.raises(NotAllowed, match="asker"):
        do(accept, stranger, made.id)


def test_answers_accepted_at_once_leave_one(app):
    asker = make_person()
    question = make_question(asker=asker)
    answerers = [make_person() for _number in range(4)]
    answers = [make_answer(question, answerer=one) for one in answerers]
    outcomes = race(app, 4, lambda number: accept(asker, answers[number].id))
    assert not any(outcomes)
    accepted = session().get(Question, question.id).accepted_answer_id
    assert session().scalars(select(Answer.id).where(Answer.accepted_at.is_not(None))).all() == [accepted]
    assert sorted(reputation(one) for one in answerers) == [0, 0, 0, 15]


def test_votes_and_acceptances_at_once_do_not_wait_for_each_other(app):
    asker, answerer, voter = make_person(), make_person(), make_person()
    question = make_question(asker=asker)
    answers = [make_answer(question, answerer=answerer) for _number in range(2)]
    others = [make_person() for _number in range(2)]
    works = [partial(accept, asker, one.id) for one in answers]
    works += [partial(vote, voter, one.id, 1) for one in answers]
    works += [partial(vote, who, one.id, 1) for who, one in zip(others, answers, strict=True)]
    outcomes = race(app, len(works), lambda number: works[number]())
    assert not any(outcomes)
    assert reputation(answerer) == 15 + 4 * 10


def test_joining_counts_and_watches_and_is_taken_back(app):
    question, person = make_question(), make_person()
    for on, count in ((True, 1), (True, 1), (False, 0), (False, 0)):
        do(have_same, person, question.id, on)
        assert session().get(Question, question.id).same_count == count
        assert (session().get(SameQuestion, (person.id, question.id)) is not None) == on
        session().close()
    assert session().get(Watch, (person.id, question.id))


def test_the_asker_does_not_join_their_own(app):
    asker = make_person()
    question = make_question(asker=asker)
    with pytest.raises(NotAllowed):
        do(have_same, asker, question.id)


def test_joining_at_once_counts_once(app):
    question, person = make_question(), make_person()
    race(app, 4, lambda _number: have_same(person, question.id))
    assert session().get(Question, question.id).same_count == 1


def test_watching_is_set_and_ended(app):
    question, person = make_question(), make_person()
    for on in (True, True, False, False):
        do(watch, person, question.id, on)
        assert (session().get(Watch, (person.id, question.id)) is not None) == on
        session().close()
    with pytest.raises(NotAllowed):
        do(watch, ANONYMOUS, question.id)
