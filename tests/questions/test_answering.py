"""Answering and commenting."""

from functools import partial

import pytest
from sqlalchemy import select, update

from app.core.access import ANONYMOUS
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.questions.models import Answer, Comment, Post, Question, Revision
from app.questions.operations.answering import answer
from app.questions.operations.commenting import comment
from tests.factories import (
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
)
from tests.racing import race

STATES = ("closed_at", "locked_at")
TEXT = "On the first Tuesday of the month."


def mark(post, **values):
    with transaction() as current:
        current.execute(update(Post).where(Post.id == post.id).values(**values))


def test_answers_are_counted_and_bring_the_question_up(app):
    question = make_question()
    made = make_answer(question, TEXT)
    make_answer(question)
    kept = session().get(Question, question.id)
    assert kept.answer_count == 2
    assert kept.active_at > question.active_at
    assert kept.official_answer_at is None
    assert session().scalars(select(Revision.body).where(Revision.post_id == made.id)).all() == [TEXT]


def test_the_first_answer_for_a_department_stops_the_clock(app):
    question, department = make_question(), make_department()
    first = make_answer(question, hat=department)
    make_answer(question, hat=department)
    kept = session().get(Question, question.id)
    assert kept.official_answer_at == first.created_at
    assert session().get(Answer, first.id).hat_department_id == department.id


def test_nobody_wears_the_hat_of_another_department(app):
    question, department = make_question(), make_department()
    for who in (make_person(), make_official(make_department()), make_moderator()):
        with pytest.raises(NotAllowed), transaction():
            answer(who, question.id, TEXT, department.id)
        with pytest.raises(NotAllowed), transaction():
            comment(who, question.id, TEXT, department.id)


@pytest.mark.parametrize("state", STATES)
def test_closed_and_locked_questions_take_no_answers_and_no_comments(app, state):
    question, person = make_question(), make_person()
    made = make_answer(question)
    mark(question, **{state: now()})
    for write in (partial(answer, person, question.id), partial(comment, person, question.id),
                  partial(comment, person, made.id)):  # fmt: skip
        with pytest.raises(Conflict) as refused, transaction():
            write(TEXT)
        assert refused.value.message


def test_a_duplicate_sends_to_the_earlier_question(app):
    earlier, question, person = make_question(), make_question(), make_person()
    mark(question, closed_at=now(), duplicate_of_id=earlier.id)
    with pytest.raises(Conflict, match="earlier"), transaction():
        answer(person, question.id, TEXT)


def test_what_is_hidden_takes_nothing_and_does_not_exist(app):
    question, person = make_question(), make_person()
    made = make_answer(question)
    mark(made, hidden_at=now())
    with pytest.raises(NotFound), transaction():
        comment(person, made.id, TEXT)
    mark(question, hidden_at=now())
    with pytest.raises(NotFound), transaction():
        answer(person, question.id, TEXT)
    moderator = make_moderator()
    with pytest.raises(Conflict, match="hidden"), transaction():
        answer(moderator, question.id, TEXT)


@pytest.mark.parametrize(("body", "write"), [("x" * 9, answer), ("x" * 20_001, answer), ("x" * 4, comment),
                                             ("x" * 601, comment), (" \n ", answer), (" \n ", comment)])  # fmt: skip
def test_too_short_and_too_long_is_refused(app, body, write):
    question, person = make_question(), make_person()
    with pytest.raises(Invalid) as refused, transaction():
        write(person, question.id, body)
    assert refused.value.details["field"] == "body"


def test_signed_out_visitors_write_nothing(app):
    question = make_question()
    for write in (answer, comment):
        with pytest.raises(NotAllowed), transaction():
            write(ANONYMOUS, question.id, TEXT)


def test_comments_stand_under_questions_and_answers_only(app):
    question = make_question()
    made = make_answer(question)
    make_comment(question, "Which *part* of town?")
    under = make_comment(made)
    assert session().get(Question, question.id).comment_count == 1
    assert session().get(Answer, made.id).comment_count == 1
    kept = session().get(Comment, under.id)
    assert (kept.parent_id, kept.question_id) == (made.id, question.id)
    with pytest.raises(NotFound):
        make_comment(under)


def test_a_comment_has_words_but_no_blocks(app):
    assert make_comment(body="# big\n*so*").body_html == "# big<br>\n<em>so</em>"


@pytest.mark.parametrize("write", [answer, comment])
def test_the_same_form_sent_at_once_makes_one_post(app, write):
    question, person, made = make_question(), make_person(), []
    outcomes = race(
        app, 4, lambda _number: made.append(write(person, question.id, TEXT, posting_key="key").id)
    )
    assert not any(outcomes)
    assert (len(made), len(set(made))) == (4, 1)
    kept = session().get(Question, question.id)
    assert kept.answer_count + kept.comment_count == 1


def test_answers_posted_at_once_are_all_counted(app):
    question = make_question()
    people = [make_person() for _number in range(4)]
    assert not any(race(app, 4, lambda number: answer(people[number], question.id, TEXT)))
    assert session().get(Question, question.id).answer_count == 4
