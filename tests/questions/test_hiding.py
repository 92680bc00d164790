"""Hiding, taking down and bringing back: who may, and that everything that counts posts counts right."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.accounts.models import Person
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.departments.models import Topic
from app.questions.models import Answer, Post, Question, Tag
from app.questions.operations.accepting import accept
from app.questions.operations.hiding import hide_post, restore_post, take_down_post
from app.questions.queries.posts import get_post_with_question
from tests.factories import (
    actor,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_person,
    make_question,
    make_topic,
)
from tests.racing import race

REASON = "Names a neighbour"


def author_of(post: Post) -> Actor:
    return actor(post.author_id or 0)


def do(operation: Any, *arguments: Any) -> None:
    with transaction():
        operation(*arguments)


def value(column: Any, row_id: int) -> Any:
    session().close()
    return session().scalar(select(column).where(column.class_.id == row_id))


def test_a_hidden_post_is_seen_by_its_author_and_moderators_only(app) -> None:
    moderator = make_moderator()
    for post in (make_question(), make_answer(), make_comment()):
        do(hide_post, moderator, post.id, REASON)
        for who in (author_of(post), moderator):
            session().close()
            assert get_post_with_question(who, post.id)[0].hidden_reason == REASON
        session().close()
        with pytest.raises(NotFound):
            get_post_with_question(make_person(), post.id)


def test_hiding_and_restoring_a_question_counts_it_out_and_in(app) -> None:
    topic, moderator = make_topic(), make_moderator()
    question = make_question(tags=("snow", "ice"), topic_id=topic.id)

    def counted() -> tuple[int, int]:
        return value(Topic.question_count, topic.id), session().scalar(select(func.sum(Tag.question_count)))

    assert counted() == (1, 2)
    do(hide_post, moderator, question.id, REASON)
    do(hide_post, moderator, question.id, REASON)
    assert counted() == (0, 0)
    do(restore_post, moderator, question.id)
    assert counted() == (1, 2)
    assert value(Post.hidden_reason, question.id) == ""


def test_hiding_an_answer_takes_it_from_its_question(app) -> None:
    department, moderator = make_department(), make_moderator()
    question = make_question()
    answer, other = make_answer(question, hat=department), make_answer(question)
    with transaction() as current:
        current.execute(
            update(Answer)
            .where(Answer.id == answer.id)
            .values(verification_state="verified", verified_at=now())
        )
        current.execute(
            update(Question).where(Question.id == question.id).values(verified_answer_id=answer.id)
        )

    def state() -> tuple[Any, ...]:
        return tuple(
            value(column, question.id)
            for column in (Question.answer_count, Question.verified_answer_id, Question.official_answer_at)
        )

    assert state() == (2, answer.id, answer.created_at)
    do(hide_post, moderator, answer.id, REASON)
    assert state() == (1, None, None)
    do(hide_post, moderator, other.id, REASON)
    assert state() == (0, None, None)
    do(restore_post, moderator, answer.id)
    assert state() == (1, answer.id, answer.created_at)


def test_hiding_a_comment_counts_it_out(app) -> None:
    answer = make_answer()
    comment = make_comment(answer)
    do(hide_post, make_moderator(), comment.id, REASON)
    assert value(Post.comment_count, answer.id) == 0


def test_a_hidden_answer_is_not_accepted_until_it_is_back(app) -> None:
    moderator, question = make_moderator(), make_question()
    answer = make_answer(question)
    do(accept, author_of(question), answer.id)
    earned = value(Person.reputation, answer.author_id or 0)
    do(hide_post, moderator, answer.id, REASON)
    assert value(Question.accepted_answer_id, question.id) is None
    assert value(Person.reputation, answer.author_id or 0) == earned - 15
    do(restore_post, moderator, answer.id)
    assert value(Question.accepted_answer_id, question.id) == answer.id
    assert value(Person.reputation, answer.author_id or 0) == earned


def test_an_answer_that_comes_back_does_not_displace_the_one_accepted_since(app) -> None:
    moderator, question = make_moderator(), make_question()
    answer, later = make_answer(question), make_answer(question)
    do(accept, author_of(question), answer.id)
    do(hide_post, moderator, answer.id, REASON)
    do(accept, author_of(question), later.id)
    do(restore_post, moderator, answer.id)
    assert value(Question.accepted_answer_id, question.id) == later.id
    assert value(Answer.accepted_at, answer.id) is None
    assert value(Person.reputation, answer.author_id or 0) == 0


def test_only_moderators_hide_and_must_say_why(app) -> None:
    answer = make_answer()
    for who in (make_person(), author_of(answer)):
        with pytest.raises(NotAllowed):
            do(hide_post, who, answer.id, REASON)
    with pytest.raises(Invalid) as refused:
        do(hide_post, make_moderator(), answer.id, " ")
    assert refused.value.details["field"] == "reason"
    assert value(Post.hidden_at, answer.id) is None


def test_authors_take_down_their_own_and_bring_it_back(app) -> None:
    answer = make_answer()
    with pytest.raises(NotAllowed):
        do(take_down_post, make_person(), answer.id)
    do(take_down_post, author_of(answer), answer.id)
    assert value(Question.answer_count, answer.question_id) == 0
    do(restore_post, author_of(answer), answer.id)
    assert value(Question.answer_count, answer.question_id) == 1


def test_an_author_cannot_bring_back_what_a_moderator_hid(app) -> None:
    answer = make_answer()
    do(hide_post, make_moderator(), answer.id, REASON)
    with pytest.raises(NotAllowed):
        do(restore_post, author_of(answer), answer.id)


def test_a_question_others_have_answered_stays_up(app) -> None:
    question = make_question()
    make_answer(question, answerer=author_of(question))
    answer = make_answer(question)
    with pytest.raises(Conflict):
        do(take_down_post, author_of(question), question.id)
    do(hide_post, make_moderator(), answer.id, REASON)
    do(take_down_post, author_of(question), question.id)
    assert value(Post.hidden_by_id, question.id) == question.author_id


def test_of_two_who_hide_at_once_one_counts(app) -> None:
    topic, moderators = make_topic(), (make_moderator(), make_moderator())
    question = make_question(topic_id=topic.id)
    race(app, 2, lambda number: hide_post(moderators[number], question.id, REASON))
    assert value(Topic.question_count, topic.id) == 0


def test_hiding_and_restoring_are_told(app, monkeypatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("app.questions.operations.hiding.emit", told.append)
    answer, moderator = make_answer(), make_moderator()
    for _twice in range(2):
        do(hide_post, moderator, answer.id, REASON)
    do(restore_post, moderator, answer.id)
    named = [(type(event).__name__, event.question_id, event.post_id) for event in told]
    assert named == [
        ("PostHidden", answer.question_id, answer.id),
        ("PostRestored", answer.question_id, answer.id),
    ]
