"""Closing and linking questions: who may, never in chains or circles, and open again."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.questions.models import Question
from app.questions.operations.answering import answer
from app.questions.operations.closing import close_as_duplicate, close_question, reopen_question
from app.questions.operations.hiding import hide_post
from tests.factories import (
    actor,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.racing import race


def do(operation: Any, *arguments: Any) -> None:
    with transaction():
        operation(*arguments)


def now(question: Question) -> Question:
    session().close()
    return session().scalars(select(Question).where(Question.id == question.id)).one()


def test_a_closed_question_takes_no_answers_until_it_is_open_again(app) -> None:
    question, moderator = make_question(), make_moderator()
    do(close_question, moderator, question.id, "Settled by the new rules")
    assert now(question).close_reason == "Settled by the new rules"
    with pytest.raises(Conflict):
        do(answer, make_person(), question.id, "I have more to say.")
    do(reopen_question, moderator, question.id)
    do(answer, make_person(), question.id, "I have more to say.")
    assert (now(question).closed_at, now(question).close_reason) == (None, "")


def test_moderators_and_officials_of_its_department_may_close(app) -> None:
    department = make_department()
    question = make_question(topic_id=make_topic(department).id)
    for who in (make_person(), actor(question.author_id or 0), make_official(make_department())):
        with pytest.raises(NotAllowed):
            do(close_question, who, question.id, "Settled by the new rules")
        with pytest.raises(NotAllowed):
            do(close_as_duplicate, who, question.id, make_question().id)
    do(close_question, make_official(department), question.id, "Settled by the new rules")
    with pytest.raises(NotAllowed):
        do(reopen_question, make_person(), question.id)


def test_closing_needs_a_reason(app) -> None:
    question = make_question()
    with pytest.raises(Invalid):
        do(close_question, make_moderator(), question.id, "")
    assert now(question).closed_at is None


def test_a_duplicate_leads_to_its_original(app) -> None:
    question, original = make_question(), make_question()
    do(close_as_duplicate, make_moderator(), question.id, original.id)
    assert now(question).duplicate_of_id == original.id
    assert now(question).closed_at is not None
    do(reopen_question, make_moderator(), question.id)
    assert now(question).duplicate_of_id is None


def test_there_are_no_chains(app) -> None:
    first, second, third = (make_question() for _ in range(3))
    moderator = make_moderator()
    do(close_as_duplicate, moderator, second.id, first.id)
    do(close_as_duplicate, moderator, third.id, second.id)
    assert now(third).duplicate_of_id == first.id
    fourth = make_question()
    do(close_as_duplicate, moderator, first.id, fourth.id)
    assert {now(question).duplicate_of_id for question in (first, second, third)} == {fourth.id}


def test_there_are_no_circles(app) -> None:
    first, second = make_question(), make_question()
    moderator = make_moderator()
    do(close_as_duplicate, moderator, second.id, first.id)
    for original in (first, second):
        with pytest.raises(Invalid):
            do(close_as_duplicate, moderator, first.id, original.id)
    assert now(first).closed_at is None


def test_two_questions_linked_to_each_other_at_once_make_no_circle(app) -> None:
    for _round in range(5):
        first, second = make_question(), make_question()
        moderator, ids = make_moderator(), (first.id, second.id)

        def link(number, moderator=moderator, ids=ids):
            close_as_duplicate(moderator, ids[number], ids[1 - number])

        outcomes = race(app, 2, link)
        linked = [now(first).duplicate_of_id, now(second).duplicate_of_id]
        assert sorted(link is None for link in linked) == [False, True], outcomes
        assert sum(isinstance(outcome, Conflict | Invalid) for outcome in outcomes) == 1


def test_a_question_is_not_linked_to_what_is_hidden_or_not_there(app) -> None:
    question, hidden = make_question(), make_question()
    moderator = make_moderator()
    do(hide_post, moderator, hidden.id, "Names a neighbour")
    with pytest.raises(Conflict):
        do(close_as_duplicate, moderator, question.id, hidden.id)
    with pytest.raises(Invalid):
        do(close_as_duplicate, moderator, question.id, 987_654_321)
    official = make_official(make_department())
    with transaction() as current:
        current.execute(
            update(Question).where(Question.id == question.id).values(department_id=min(official.official_of))
        )
    with pytest.raises(NotFound):
        do(close_as_duplicate, official, question.id, hidden.id)
    assert now(question).closed_at is None
