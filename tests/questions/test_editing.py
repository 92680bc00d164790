"""Editing: who may, what it leaves behind, and two people at once."""

from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.outbox import OutboxEntry
from app.departments.models import Topic
from app.questions.models import Post, QuestionTag, Revision, Tag
from app.questions.operations.editing import Edit, EditedMeanwhile, edit_post, roll_back
from app.questions.operations.hiding import hide_post, restore_post
from tests.factories import (
    actor,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.racing import race


def author_of(post: Post) -> Actor:
    return actor(post.author_id or 0)


def wanted(post: Post, **fields: Any) -> Edit:
    """Say what a post shall be, keeping what is not named."""
    kept = {"body": post.body, "title": post.title or "", "topic_id": post.topic_id, "place": post.place}
    kept["tags"] = tuple(post.tag_names.split())
    return Edit(**{**kept, **fields})


def change(editor: Actor, post: Post, version: int | None = None, **fields: Any) -> Post:
    """Edit a post, keeping what is not named."""
    with transaction():
        return edit_post(editor, post.id, wanted(post, **fields), version or post.version)


def stored(post: Post) -> Post:
    session().close()
    found = session().get(Post, post.id)
    assert found is not None
    return found


def revisions(post: Post) -> list[Revision]:
    session().close()
    return list(
        session().scalars(select(Revision).where(Revision.post_id == post.id).order_by(Revision.number))
    )


def counts() -> dict[str, int]:
    session().close()
    return {name: number for name, number in session().execute(select(Tag.name, Tag.question_count))}


def test_an_edit_changes_the_post_and_keeps_both_states(app) -> None:
    question = make_question("When is snow cleared?", body="In our street.", tags=("snow",))
    change(
        author_of(question), question,
        title="When is snow cleared in Elm Street?", body="In **Elm Street**.", tags=("snow", "streets"),
        place="Elm Street", summary="Named the street",
    )  # fmt: skip
    now = stored(question)
    assert (now.title, now.slug) == (
        "When is snow cleared in Elm Street?",
        "when-is-snow-cleared-in-elm-street",
    )
    assert (now.body_html, now.tag_names, now.place) == (
        "<p>In <strong>Elm Street</strong>.</p>",
        "snow streets",
        "Elm Street",
    )
    assert (now.version, now.revision_number) == (question.version + 1, 2)
    assert now.edited_at == now.active_at
    first, second = revisions(question)
    assert (first.title, first.body, first.tag_names) == ("When is snow cleared?", "In our street.", "snow")
    assert (second.number, second.body, second.summary) == (2, "In **Elm Street**.", "Named the street")
    assert (second.author_id, second.created_at) == (question.author_id, now.edited_at)


def test_tags_are_counted_anew_when_they_change(app) -> None:
    question = make_question(tags=("snow", "ice"))
    make_question(tags=("snow",))
    change(author_of(question), question, tags=("ice", "salt"))
    assert counts() == {"snow": 1, "ice": 1, "salt": 1}
    session().close()
    tagged = session().scalars(
        select(Tag.name).join(QuestionTag).where(QuestionTag.question_id == question.id).order_by(Tag.name)
    )
    assert list(tagged) == ["ice", "salt"]


def test_a_new_topic_moves_the_question_to_its_department(app) -> None:
    roads, parks = make_department(), make_department()
    street, tree = make_topic(roads), make_topic(parks)
    question = make_question(topic_id=street.id)
    change(author_of(question), question, topic_id=tree.id)
    now = stored(question)
    assert (now.topic_id, now.department_id) == (tree.id, parks.id)
    assert dict(session().execute(select(Topic.id, Topic.question_count)).all()) == {street.id: 0, tree.id: 1}


def test_an_asker_cannot_change_the_topic_once_somebody_has_answered(app) -> None:
    question = make_question(topic_id=make_topic().id)
    make_answer(question)
    with pytest.raises(NotAllowed):
        change(author_of(question), stored(question), topic_id=make_topic().id)
    change(make_moderator(), stored(question), topic_id=None, summary="Not about this")
    assert stored(question).topic_id is None


def test_an_unknown_topic_is_refused(app) -> None:
    question = make_question()
    with pytest.raises(Invalid) as refused:
        change(author_of(question), question, topic_id=987654)
    assert refused.value.details["field"] == "topic_id"


@pytest.mark.parametrize("make", [make_question, make_answer, make_comment])
def test_who_may_edit(app, make: Any) -> None:
    post = make()
    with pytest.raises(NotAllowed):
        change(
            make_person(trust="newcomer"),
            post,
            body="Nobody asked me to write this.",
            summary="I know better",
        )
    with pytest.raises(NotAllowed):
        change(make_person(trust="newcomer"), post, body="Another department writes.", summary="Mended")
    change(author_of(post), post, body="The author may write this.")
    assert stored(post).body == "The author may write this."


def test_a_moderator_may_edit_questions_and_answers_but_not_comments(app) -> None:
    moderator = make_moderator()
    for post in (make_question(), make_answer()):
        change(moderator, post, body="Mended by a moderator.", summary="Took a name out")
        assert stored(post).body == "Mended by a moderator."
    with pytest.raises(NotAllowed):
        change(moderator, make_comment(), body="Mended by a moderator.", summary="Took a name out")


def test_colleagues_may_edit_what_was_answered_for_their_department(app) -> None:
    department = make_department()
    answer = make_answer(hat=department)
    change(make_official(department), answer, body="It is answered on Wednesday.", summary="New day")
    assert stored(answer).body == "It is answered on Wednesday."


def test_anothers_words_need_a_summary_and_ones_own_do_not(app) -> None:
    question = make_question()
    with pytest.raises(Invalid) as refused:
        change(make_moderator(), question, body="Without a reason.", summary=" . ")
    assert refused.value.details["field"] == "summary"
    assert len(revisions(question)) == 1
    change(author_of(question), question, body="With no more words.")
    assert revisions(question)[1].summary == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Short"),
        ("title", "x" * 151),
        ("body", "x" * 20_001),
        ("tags", tuple("abcdef")),
        ("place", "x" * 101),
    ],
)
def test_an_edited_question_keeps_the_rules_of_a_new_one(app, field: str, value: Any) -> None:
    question = make_question()
    with pytest.raises(Invalid) as refused:
        change(author_of(question), question, **{field: value})
    assert refused.value.details["field"] == field
    assert len(revisions(question)) == 1


def test_the_same_words_again_change_nothing_even_from_an_old_version(app) -> None:
    question = make_question()
    change(author_of(question), question, body="Sent twice by mistake.")
    change(author_of(question), question, body="Sent twice by mistake.", version=question.version)
    assert len(revisions(question)) == 2


def test_whoever_saves_second_is_told_and_changes_nothing(app) -> None:
    answer = make_answer()
    change(author_of(answer), answer, body="The first to be saved.")
    with pytest.raises(EditedMeanwhile):
        change(make_moderator(), answer, body="The second to be saved.", summary="Better")
    assert stored(answer).body == "The first to be saved."
    assert [revision.body for revision in revisions(answer)] == [answer.body, "The first to be saved."]


def test_of_two_editors_at_the_same_moment_one_wins_and_the_other_is_told(app) -> None:
    for _round in range(8):
        question = make_question(tags=("snow",))
        edits = (
            (author_of(question), wanted(question, body="Written by the author.", tags=("ice",))),
            (make_moderator(), wanted(question, body="By the moderator.", tags=("salt",), summary="Mended")),
        )

        def edit(number, question=question, edits=edits):
            editor, wish = edits[number]
            edit_post(editor, question.id, wish, question.version)

        outcomes = race(app, 2, edit)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EditedMeanwhile", "NoneType"]
        now = stored(question)
        assert (now.version, now.revision_number) == (question.version + 1, 2)
        assert [revision.body for revision in revisions(question)] == [question.body, now.body]
        winner = "ice" if now.body == "Written by the author." else "salt"
        assert now.tag_names == winner
    assert counts()["snow"] == 0
    assert counts().get("ice", 0) + counts().get("salt", 0) == 8


def test_a_hidden_post_is_edited_by_moderators_alone_and_stays_hidden(app) -> None:
    topic, question = make_topic(), make_question(tags=("snow",))
    moderator = make_moderator()
    with transaction():
        hide_post(moderator, question.id, "Names a neighbour")
    with pytest.raises(NotAllowed):
        change(author_of(question), question, body="Put it back quietly.")
    with pytest.raises(NotFound):
        change(make_person(), question, body="Put it back quietly.", summary="Mended")
    changes = {"body": "Without the name.", "tags": ("ice",), "topic_id": topic.id}
    change(moderator, stored(question), **changes, summary="Took the name out")
    assert stored(question).hidden
    assert (counts().get("snow", 0), counts().get("ice", 0), topic_count(topic)) == (0, 0, 0)
    with transaction():
        restore_post(moderator, question.id)
    assert (counts().get("snow", 0), counts().get("ice", 0), topic_count(topic)) == (0, 1, 1)


def test_moderators_edit_what_stands_under_a_hidden_question(app) -> None:
    question, moderator = make_question(), make_moderator()
    answer = make_answer(question)
    with transaction():
        hide_post(moderator, question.id, "Names a neighbour")
    change(moderator, answer, body="It is answered without the name.", summary="Took the name out")
    assert stored(answer).body == "It is answered without the name."


def test_a_locked_post_is_edited_by_nobody(app) -> None:
    question = make_question()
    with transaction() as current:
        current.execute(update(Post).where(Post.id == question.id).values(locked_at=now()))
    for editor in (author_of(question), make_moderator()):
        with pytest.raises(Conflict):
            change(editor, question, body="Put it another way.", summary="Mended")


def topic_count(topic) -> int:
    return session().scalar(select(Topic.question_count).where(Topic.id == topic.id)) or 0


def test_edits_are_told_to_whoever_listens(app, monkeypatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("app.questions.operations.editing.emit", told.append)
    topic = make_topic()
    question, comment = make_question(), make_comment()
    answer = make_answer(question)
    change(author_of(answer), answer, body="Another answer altogether.")
    change(author_of(comment), comment, body="Another comment altogether.")
    change(make_moderator(), stored(question), topic_id=topic.id, summary="About this")
    assert [type(event).__name__ for event in told] == [
        "AnswerEdited",
        "TopicChosen",
        "QuestionMoved",
        "QuestionEdited",
    ]
    assert (told[0].question_id, told[0].answer_id, told[0].revision) == (question.id, answer.id, 2)


def test_nothing_is_told_when_the_edit_is_lost(app) -> None:
    answer = make_answer()
    change(author_of(answer), answer, body="The first to be saved.")
    session().close()
    before = len(session().scalars(select(OutboxEntry.id)).all())
    session().close()
    with pytest.raises(EditedMeanwhile):
        change(make_moderator(), answer, body="The second to be saved.", summary="Better")
    session().close()
    assert len(session().scalars(select(OutboxEntry.id)).all()) == before


def test_going_back_is_a_new_revision_with_the_old_words(app) -> None:
    question = make_question("When is snow cleared?", body="In our street.", tags=("snow",))
    change(author_of(question), question, title="Something else entirely?", body="Else.", tags=("else",))
    moderator, version = make_moderator(), stored(question).version
    with transaction():
        roll_back(moderator, question.id, 1, version)
    now = stored(question)
    assert (now.title, now.body, now.tag_names, now.slug) == (
        "When is snow cleared?",
        "In our street.",
        "snow",
        "when-is-snow-cleared",
    )
    assert [revision.number for revision in revisions(question)] == [1, 2, 3]
    assert revisions(question)[2].summary == "Went back to version 1"
    assert counts() == {"snow": 1, "else": 0}


def test_going_back_asks_who_may_and_from_what(app) -> None:
    question = make_question()
    change(author_of(question), question, body="Changed.")
    version = stored(question).version
    author = author_of(question)
    for editor, number, given, error in (
        (make_person(trust="newcomer"), 1, version, NotAllowed),
        (author, 9, version, NotFound),
        (author, 1, version - 1, EditedMeanwhile),
    ):
        with pytest.raises(error), transaction():
            roll_back(editor, question.id, number, given)
    assert stored(question).body == "Changed."


def test_an_edit_leaves_the_verification_alone(app) -> None:
    answer = make_answer()
    with transaction() as current:
        found = current.get(Post, answer.id)
        found.verification_state, found.verified_revision = "verified", 1
    change(author_of(answer), answer, body="Changed after it was verified.")
    now = stored(answer)
    assert (now.verification_state, now.verified_revision, now.revision_number) == ("verified", 1, 2)
