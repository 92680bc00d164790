"""Merging a question into another, and undoing it: nothing is lost and everything finds its way back."""

from typing import Any

import pytest
from sqlalchemy import inspect, select

from app.core.access import Actor
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.departments.models import Department, Topic
from app.questions.models import Answer, Merge, Post, Question, SameQuestion, Watch
from app.questions.operations.accepting import accept
from app.questions.operations.answering import answer as post_answer
from app.questions.operations.closing import close_as_duplicate
from app.questions.operations.commenting import comment
from app.questions.operations.hiding import hide_post, restore_post
from app.questions.operations.merging import merge_questions, unmerge
from app.questions.operations.voting import vote
from app.questions.operations.watching import have_same, watch
from tests.factories import (
    actor,
    make_answer,
    make_comment,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.racing import race

KEPT = (Post, Watch, SameQuestion, Topic)


def do(operation: Any, *arguments: Any) -> Any:
    with transaction():
        return operation(*arguments)


@pytest.fixture
def moderator(app) -> Actor:
    return make_moderator()


@pytest.fixture
def source(app) -> Question:
    """Give a question with an accepted, a commented and a hidden answer, watched, had and linked to."""
    question = make_question("When is my paper bin emptied?", topic_id=make_topic().id, tags=("bins",))
    first, second = make_answer(question), make_answer(question)
    make_comment(question, "Which street?")
    make_comment(first, "So it was here.")
    do(accept, actor(question.author_id or 0), second.id)
    for one in (make_person(), make_person()):
        do(vote, one, first.id, 1)
        do(watch, one, question.id)
        do(have_same, one, question.id)
    do(hide_post, make_moderator(), make_answer(question).id, "Names a neighbour")
    do(close_as_duplicate, make_moderator(), make_question("Paper bins: when?").id, question.id)
    return question


@pytest.fixture
def target(app) -> Question:
    question = make_question("On which days are the bins emptied?", topic_id=make_topic().id)
    make_answer(question)
    return question


def everything() -> dict[str, set[tuple[Any, ...]]]:
    """Give every row of posts and who follows them, versions apart."""
    session().close()
    rows: dict[str, set[tuple[Any, ...]]] = {}
    for model in KEPT:
        columns = [
            column for column in inspect(model).columns if column.key not in ("active_at", "created_at")
        ]
        rows[model.__tablename__] = {tuple(map(str, row)) for row in session().execute(select(*columns))}
    session().close()
    return rows


def shown(question: Question) -> Question:
    session().close()
    return session().get_one(Question, question.id)


def test_answers_stand_under_the_other_question_with_their_comments_and_votes(moderator, source, target):
    do(merge_questions, moderator, source.id, target.id)
    moved = session().scalars(select(Answer).where(Answer.question_id == target.id)).all()
    assert len(moved) == 4
    assert shown(target).answer_count == 3, "the hidden one is not counted"
    assert sorted(answer.score for answer in moved) == [0, 0, 0, 2]
    assert shown(source).answer_count == 0
    assert shown(source).hidden_at
    assert [answer.accepted_at for answer in moved if answer.accepted_at] == []


def test_who_watched_or_had_it_does_so_with_the_other(moderator, source, target):
    both = make_person()
    for question in (source, target):
        do(watch, both, question.id)
    do(merge_questions, moderator, source.id, target.id)
    watching = set(session().scalars(select(Watch.person_id).where(Watch.question_id == target.id)))
    assert watching >= set(session().scalars(select(Watch.person_id).where(Watch.question_id == source.id)))
    assert shown(target).same_count == 3, "two who had it, and its asker"


def test_undone_everything_is_as_it_was(moderator, source, target):
    watcher = make_person()
    for question in (source, target):
        do(watch, watcher, question.id)
    before = everything()
    do(merge_questions, moderator, source.id, target.id)
    assert everything() != before
    do(unmerge, moderator, source.id)
    assert everything() == before


def test_what_was_written_meanwhile_stays_where_it_was_written(moderator, source, target):
    answer = (
        session().scalars(select(Answer).where(Answer.question_id == source.id).order_by(Answer.id)).first()
    )
    do(merge_questions, moderator, source.id, target.id)
    new = make_answer(shown(target))
    remark = do(comment, make_person(), answer.id, "Not last week.")
    do(unmerge, moderator, source.id)
    assert session().get_one(Post, new.id).question_id == target.id
    assert session().get_one(Post, remark.id).question_id == source.id, "a comment goes with its answer"


def test_an_official_answer_that_moves_is_the_targets_first_official_one(moderator, source, target):
    topic = session().get_one(Topic, source.topic_id)
    official = make_official(session().get_one(Department, topic.department_id))
    do(post_answer, official, source.id, "Every second Tuesday.", topic.department_id)
    do(merge_questions, moderator, source.id, target.id)
    assert shown(target).official_answer_at
    do(unmerge, moderator, source.id)
    assert shown(target).official_answer_at is None
    assert shown(source).official_answer_at


def test_duplicates_of_the_merged_question_lead_to_the_other(moderator, source, target):
    linked = select(Question.duplicate_of_id).where(Question.duplicate_of_id.is_not(None))
    do(merge_questions, moderator, source.id, target.id)
    assert session().scalars(linked).all() == [target.id]
    do(unmerge, moderator, source.id)
    assert session().scalars(linked).all() == [source.id]


def test_only_moderators_merge(source, target):
    with pytest.raises(NotAllowed):
        do(merge_questions, actor(source.author_id or 0), source.id, target.id)


def test_a_question_is_not_merged_into_itself_nor_into_what_is_hidden(moderator, source, target):
    with pytest.raises(Invalid):
        do(merge_questions, moderator, source.id, source.id)
    do(hide_post, moderator, target.id, "Spam all over")
    with pytest.raises(Conflict):
        do(merge_questions, moderator, source.id, target.id)


def test_merges_are_undone_the_last_first_and_never_by_bringing_back(moderator, source, target):
    third = make_question("Which bins are emptied?")
    do(merge_questions, moderator, source.id, target.id)
    do(merge_questions, moderator, target.id, third.id)
    with pytest.raises(Conflict):
        do(unmerge, moderator, source.id)
    with pytest.raises(Conflict):
        do(restore_post, moderator, source.id)
    do(unmerge, moderator, target.id)
    do(unmerge, moderator, source.id)
    assert shown(source).answer_count == 2


def test_of_several_who_merge_at_once_one_does(app, moderator, source, target):
    outcomes = race(app, 4, lambda _number: merge_questions(moderator, source.id, target.id))
    assert [type(outcome) for outcome in outcomes if outcome] == [Conflict] * 3
    assert len(session().scalars(select(Merge)).all()) == 1


def test_old_addresses_lead_on_for_everybody_but_who_may_still_see_it(
    moderator, source, target, visitor, visit_as
):
    do(merge_questions, moderator, source.id, target.id)
    address = f"/questions/{source.id}/{source.slug}"
    assert visitor.open(address).response.request.path == f"/questions/{target.id}/{target.slug}"
    assert (
        visitor.open(f"/posts/{source.id}").response.request.path == f"/questions/{target.id}/{target.slug}"
    )
    asker = visit_as(source.author_id or 0).open(address)
    assert "This question was merged" in asker.text
    assert target.title in asker.text
