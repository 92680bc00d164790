"""Who may do what, and that lists show exactly what may be seen."""

from itertools import product

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from app.core.access import ANONYMOUS, SYSTEM, Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.questions.models import Answer, Post, Question
from app.questions.permissions import (
    can_accept_answer,
    can_close_question,
    can_edit_post,
    can_see_post,
    can_vote,
    can_wear_hat,
    viewer_values,
    visible_posts,
    visible_to_viewer,
)
from tests.factories import (
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)


def hide(post: Post) -> None:
    with transaction() as current:
        current.execute(update(Post).where(Post.id == post.id).values(hidden_at=now()))


def test_lists_show_what_may_be_seen_and_nothing_else(app):
    asker, moderator = make_person(), make_moderator()
    question, hidden = make_question(asker=asker), make_question(asker=asker)
    under_hidden = make_answer(hidden)
    hidden_answer = make_answer(question)
    make_comment(question)
    hide(hidden)
    hide(hidden_answer)
    suspended = Actor(id=moderator.id, suspended=True, moderator=True)
    for actor in (ANONYMOUS, SYSTEM, asker, moderator, suspended, make_person()):
        listed = set(session().scalars(select(Post.id).where(visible_posts(actor))))
        prepared = select(Post.id).where(visible_to_viewer(Post))
        assert set(session().scalars(prepared, viewer_values(actor))) == listed
        allowed = {post.id for post in session().scalars(select(Post)) if can_see_post(actor, post)}
        assert listed == allowed
        asked = aliased(Question)
        pairs = select(Answer, asked).join(asked, asked.id == Answer.question_id)
        shown = session().scalars(pairs.where(visible_posts(actor, Answer, asked))).all()
        assert [answer.id for answer in shown] == [
            answer.id for answer, above in session().execute(pairs) if can_see_post(actor, answer, above)
        ]
    session().close()
    assert not can_see_post(ANONYMOUS, under_hidden, session().get(Question, hidden.id))


@pytest.mark.parametrize("kind", ["question", "answer"])
def test_nobody_votes_on_their_own_or_on_comments(app, kind):
    author, other = make_person(), make_person()
    post = make_question(asker=author) if kind == "question" else make_answer(answerer=author)
    assert can_vote(other, post)
    assert not can_vote(author, post)
    assert not can_vote(ANONYMOUS, post)
    assert not can_vote(other, make_comment(post))


def test_only_the_asker_accepts(app):
    asker = make_person()
    question = make_question(asker=asker)
    assert can_accept_answer(asker, question)
    assert not any(can_accept_answer(one, question) for one in (ANONYMOUS, make_person(), make_moderator()))


def test_a_hat_fits_officials_of_its_department_only(app):
    ours, theirs = make_department(), make_department()
    official = make_official(ours)
    fits = {(who.id, hat): can_wear_hat(who, hat) for who, hat in product(
        (official, make_person()), (None, ours.id, theirs.id)
    )}  # fmt: skip
    assert [hat for (who, hat), fit in fits.items() if who == official.id and fit] == [None, ours.id]
    assert [hat for (who, hat), fit in fits.items() if who != official.id and fit] == [None]


def test_colleagues_edit_what_was_written_for_their_department(app):
    department = make_department()
    answer = make_answer(hat=department)
    assert can_edit_post(make_official(department), answer)
    assert not can_edit_post(make_official(make_department()), answer)
    assert not can_edit_post(make_person(), answer)
    own = make_answer(answerer=make_official(department))
    assert not can_edit_post(make_person(trust="newcomer"), own)


def test_a_hidden_post_is_edited_by_moderators_only(app):
    author = make_person()
    post = make_question(asker=author)
    hide(post)
    hidden = session().get(Post, post.id)
    assert not can_edit_post(author, hidden)
    assert can_edit_post(make_moderator(), hidden)


def test_a_suspended_or_unconfirmed_author_edits_nothing(app):
    author = make_person()
    post = make_question(asker=author)
    assert can_edit_post(author, post)
    assert not can_edit_post(Actor(id=author.id, confirmed=False), post)
    assert not can_edit_post(Actor(id=author.id, confirmed=True, suspended=True), post)


def test_officials_close_what_is_theirs(app):
    topic = make_topic()
    question = make_question(topic_id=topic.id)
    assert can_close_question(
        Actor(id=1, confirmed=True, official_of=frozenset({topic.department_id})), question
    )
    assert can_close_question(make_moderator(), question)
    assert not can_close_question(make_official(make_department()), question)
    assert not can_close_question(make_person(), question)
