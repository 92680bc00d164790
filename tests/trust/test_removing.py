"""Everything a spammer did goes in one move and comes back in one, exactly; innocent posts are never touched."""

from collections.abc import Sequence
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import aliased

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
from app.questions.models import Answer, Comment, Post, Question, Revision, Vote
from app.questions.operations.hiding import hide_post
from app.questions.operations.voting import vote
from app.trust.clockwork import settle_everybody
from app.trust.models import Removal
from app.trust.operations.removing import remove_posts, undo_removal
from app.trust.queries.removals import list_work
from tests.factories import (
    actor,
    make_administrator,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
)
from tests.security.snapshots import read_rows

Made = TypeVar("Made", Question, Answer, Comment)
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


def test_a_spam_wave_is_cleared_in_one_sitting_and_brought_back_exactly(app, visit_as):
    """500 posts from 50 accounts, votes besides, among 180 innocent ones: from the page, in one move, and back.

    As rows, since only what the move does is on trial.
    """
    moderator, questions = make_moderator(), [make_question() for _number in range(20)]
    innocent = {question.id for question in questions}
    for question in questions:
        answers = [make_answer(question) for _number in range(5)]
        innocent |= {one.id for one in (*answers, make_comment(question), make_comment(answers[0]))}
    people = _make_wave(questions)
    settle_everybody()
    before = _everything()
    spam = {row["id"] for row in before["posts"]} - innocent
    assert (len(spam), len({row["author_id"] for row in before["posts"] if row["id"] in spam})) == (500, 50)

    visitor = visit_as(moderator)
    page = visitor.open("/staff/newcomers")
    assert {int(box.get("value")) for box in page.all("input[name=person]")} >= set(people)
    page = visitor.submit("form[method=get]", person=people)
    assert "stay, since" not in page.text
    visitor.submit("main form[method=post]", facts=REASONS.facts)
    deliver_all(500)
    assert visible() == innocent
    session().close()
    after = _everything()
    assert [row for row in after["posts"] if row["id"] in innocent] == [
        {**row, **_without_spam(row)} for row in before["posts"] if row["id"] in innocent
    ]
    assert after["votes"] == []
    assert session().scalar(select(func.count(func.distinct(Removal.move)))) == 1
    told = select(func.count()).select_from(Decision).where(Decision.kind == Kind.SUSPEND)
    assert session().scalar(told) == 50
    session().close()

    move = session().scalars(select(Removal.move)).first() or ""
    undo(moderator, move, people[:5])
    mine = {row["id"] for row in before["posts"] if row["author_id"] in people[:5]}
    assert visible() == innocent | mine
    left = select(Removal.id).where(Removal.state == "done")
    for removal_id in session().scalars(left).all():
        session().close()
        with transaction():
            undo_removal(moderator, removal_id)
    deliver_all(500)
    assert _everything() == before


def _everything() -> dict[str, list[dict[str, Any]]]:
    """Give every row of posts, their words, votes and people."""
    rows = read_rows()
    return {name: sorted(rows[name], key=repr) for name in ("posts", "revisions", "votes", "people")}


def _without_spam(row: dict[str, Any]) -> dict[str, Any]:
    """Say what an innocent post counts once all that was spam is gone."""
    if row["kind"] == "question":
        return {"answer_count": 5, "comment_count": 1, "score": 0}
    return {"comment_count": min(row["comment_count"], 1), "score": 0} if row["kind"] == "answer" else {}


def _make_wave(questions: list[Question]) -> list[int]:
    """Let 50 accounts write 10 posts each: 2 questions, 5 answers, 3 comments, below each other's and innocent ones."""
    people = [spammer().id or 0 for _number in range(50)]
    with transaction() as current:
        asked = [_spam(Question(author_id=who, title="Buy now", slug="buy-now")) for who in people * 2]
        under = [*questions, *asked]
        answers = [
            _spam(Answer(author_id=who, question_id=under[number % len(under)].id))
            for number, who in enumerate(people * 5)
        ]
        for number, who in enumerate(people * 3):
            parent = [*answers, *under][number * 2]
            question_id = parent.question_id or parent.id
            _spam(Comment(author_id=who, question_id=question_id, parent_id=parent.id))
        for who in people:
            current.add(Vote(person_id=who, post_id=questions[0].id, value=1))
    _count_wave()
    with transaction() as current:
        current.execute(OutboxEntry.__table__.delete())
    return people


def _spam(post: Made) -> Made:
    """Write a post as a row, with its first revision."""
    post.created_at, post.body, post.body_html = now(), "Buy now", "Buy now"
    session().add(post)
    session().flush()
    session().add(
        Revision(post_id=post.id, number=1, author_id=post.author_id, body="Buy now", title=post.title)
    )
    return post


def _count_wave() -> None:
    """Count what the rows amount to, as the operations would have."""
    below, votes = aliased(Post), func.coalesce(func.sum(Vote.value), 0)
    answers = select(func.count()).where(below.question_id == Post.id, below.kind == "answer")
    comments = select(func.count()).where(below.parent_id == Post.id)
    with transaction() as current:
        current.execute(
            update(Post)
            .where(Post.kind != "comment")
            .values(
                answer_count=answers.scalar_subquery(),
                comment_count=comments.scalar_subquery(),
                score=select(votes).where(Vote.post_id == Post.id).scalar_subquery(),
            )
            .execution_options(synchronize_session=False)
        )


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


def test_an_answer_others_have_commented_on_stays_for_a_moderator_to_look_at(app, visit_as):
    """Hiding it would hide what they wrote with it; a comment of another spammer protects nothing."""
    moderator, who, other = make_moderator(), spammer(), spammer()
    question = make_question()
    commented, alone = make_answer(question, answerer=who), make_answer(question, answerer=who)
    protected, asked = make_answer(question, answerer=who), make_question(asker=who)
    innocent, second = make_comment(commented), make_comment(asked)
    theirs = make_comment(protected, author=other)
    visitor = visit_as(moderator)
    page = visitor.open(f"/staff/remove-posts?person={who.id}&person={other.id}")
    assert "2 posts stay, since others have written below them" in page.text
    visitor.submit("main form[method=post]", facts=REASONS.facts)
    deliver_all(500)
    assert visible() == {question.id, commented.id, innocent.id, asked.id, second.id}
    assert set(session().scalars(select(ModerationCase.post_id))) == {commented.id, asked.id}
    session().close()
    page = visit_as(make_person()).open(f"/questions/{question.id}")
    assert innocent.body in page.text
    assert not {alone.id, protected.id, theirs.id} & visible()
    case = session().scalars(select(ModerationCase).where(ModerationCase.post_id == commented.id)).one()
    assert "others have written below it" in visitor.open(f"/staff/moderation/cases/{case.id}").text


def test_whoever_was_removed_reads_what_was_decided_post_by_post(app, visit_as):
    """No post that was removed with the others has a case of its own to quote it from."""
    moderator, who = make_moderator(), spammer()
    removed = [make_answer(answerer=who, body="Buy firewood."), make_question("Who buys firewood?", who)]
    remove(moderator, who)
    page = visit_as(who).open("/decisions")
    assert (page.status, len(page.all("h3 a"))) == (200, 1 + len(removed))
    assert "Buy firewood." in page.text
    assert "Who buys firewood?" in page.text


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
