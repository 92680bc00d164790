"""Taking text out of a question: what stays, who may, and that no earlier version says it either."""

from typing import Any

import pytest
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed
from app.home.queries import IDS_A_PART
from app.questions.models import Draft, Post, Question, Revision, Tag
from app.questions.operations.closing import close_question
from app.questions.operations.drafts import save_draft
from app.questions.operations.editing import Edit, EditedMeanwhile, edit_post
from app.questions.operations.hiding import hide_post
from app.questions.operations.redacting import Redacted, redact_question
from app.questions.permissions import can_redact_question
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

TITLE = "When is my housing benefit paid?"
BODY = "I live in the old town. My number is 4711-22. When is it paid?"


def asker_of(question: Question) -> Actor:
    return actor(question.author_id or 0)


def redact(who: Actor, question: Question, version: int = 1, **what: Any) -> Redacted:
    with transaction():
        return redact_question(who, question.id, version, **what)


def reworded(question: Question, title: str, body: str, summary: str = "", tags: tuple[str, ...] = ()) -> int:
    """Edit the question as its asker; gives its version."""
    version, asker = row(question).version, asker_of(question)
    with transaction():
        edit = Edit(body=body, summary=summary, title=title, tags=tags, topic_id=question.topic_id)
        return edit_post(asker, question.id, edit, version).version


def row(question: Question) -> Question:
    session().close()
    return session().get_one(Question, question.id)


def revisions(question: Question) -> list[Revision]:
    session().close()
    of_question = select(Revision).where(Revision.post_id == question.id).order_by(Revision.number)
    return list(session().scalars(of_question))


def test_sentences_that_are_kept_stay_and_the_others_go(app) -> None:
    question = make_question(TITLE, body=BODY)
    done = redact(asker_of(question), question, title=TITLE, kept={0, 2})
    stands = row(question)
    assert (stands.title, stands.body) == (TITLE, "I live in the old town. When is it paid?")
    assert stands.body_html == "<p>I live in the old town. When is it paid?</p>"
    assert (done.title, done.body, done.taken_out) == (TITLE, BODY, "My number is 4711-22.")
    assert stands.redacted_at
    assert stands.edited_at
    assert stands.open_for_posts
    assert not stands.is_stub


def test_a_title_of_ones_own_makes_a_new_address(app) -> None:
    question = make_question("When does Karen Jensen get her benefit?", body=BODY)
    redact(asker_of(question), question, title="When is a benefit paid?", kept={2})
    assert row(question).slug == "when-is-a-benefit-paid"
    assert [one.title for one in revisions(question)] == ["When is a benefit paid?"]


@pytest.mark.parametrize("language", ["en", "da"])
def test_with_nothing_kept_a_closed_stub_in_the_questions_language_is_left(app, language) -> None:
    with force_locale(language):
        title, body = _("A question that was made private"), _("This text was made private.")
    question = make_question(TITLE, body=BODY, tags=("benefit",), place="Old town")
    with transaction() as current:
        current.execute(update(Post).where(Post.id == question.id).values(language=language))
    done = redact(asker_of(question), question)
    stands = row(question)
    assert (stands.title, stands.body, stands.tag_names, stands.place) == (title, body, "", "")
    assert stands.is_stub
    assert not stands.open_for_posts
    assert (done.title, done.taken_out) == (TITLE, BODY)
    with pytest.raises(Conflict):
        redact(asker_of(question), question, version=stands.version)


def test_every_revision_says_only_what_stays_public(app) -> None:
    question = make_question(
        "When does Karen get her benefit?", body="Karen is ill. When is it paid?", tags=("karen", "pay")
    )
    reworded(
        question,
        TITLE,
        "My mother Karen is very ill. When is it paid?",
        "Karen is my mother",
        ("karen", "pay"),
    )
    version = reworded(question, TITLE, "My mother is ill.\n\nWhen is it paid? I asked.", "Shorter", ("pay",))
    redact(asker_of(question), question, version=version, title=TITLE, kept={1, 2})
    said = [(one.title, one.body, one.tag_names) for one in revisions(question)]
    assert said == [
        (TITLE, "When is it paid?", "pay"),
        (TITLE, "When is it paid?", "pay"),
        (TITLE, "When is it paid? I asked.", "pay"),
    ]
    assert [one.summary for one in revisions(question)] == ["", "", "Shorter"]
    assert row(question).revision_number == 3


def test_a_revision_of_which_nothing_stays_says_that_it_is_private(app) -> None:
    question = make_question(TITLE, body="Karen is ill.")
    reworded(question, TITLE, "When, please?")
    version = reworded(question, TITLE, "")
    redact(asker_of(question), question, version=version, title="When is a benefit paid?", kept=())
    assert [one.body for one in revisions(question)] == ["This text was made private."] * 2 + [""]


def test_tags_and_place_that_name_what_is_private_go_too(app) -> None:
    question = make_question(
        TITLE, body="I live in Nygade. When is it paid?", tags=("nygade", "paid"), place="Nygade 5"
    )
    redact(asker_of(question), question, title=TITLE, kept={1})
    assert (row(question).tag_names, row(question).place) == ("paid", "")
    assert session().scalars(select(Tag.name)).all() == ["paid"]
    other = make_question(
        TITLE, body="I live in Nygade. When is it paid?", tags=("nygade",), place="Old town"
    )
    make_question(tags=("nygade",))
    redact(asker_of(other), other, title=TITLE, kept={1})
    assert row(other).place == "Old town"
    counts = session().execute(select(Tag.name, Tag.question_count).order_by(Tag.name)).all()
    assert [tuple(each) for each in counts] == [("nygade", 1), ("paid", 1)]


def test_nobody_keeps_a_draft_of_an_edit(app) -> None:
    question, other, moderator = make_question(TITLE, body=BODY), make_question(), make_moderator()
    for key in (f"edit-{question.id}", f"edit-{other.id}"):
        with transaction():
            save_draft(moderator, key, {"body": BODY})
    redact(asker_of(question), question)
    assert session().scalars(select(Draft.key)).all() == [f"edit-{other.id}"]


def test_who_else_repeats_it_is_told_and_not_touched(app) -> None:
    question = make_question(TITLE, body=BODY)
    quoting = make_answer(question, "> My number is 4711-22.\n\nThat is not a number of ours.")
    make_answer(question, "It is paid on the first of the month in the old town.")
    asking = make_comment(quoting, "Is 4711 the number, then?")
    done = redact(asker_of(question), question, title=TITLE, kept={0, 2})
    assert done.repeated_in == (quoting.id, asking.id)
    assert session().scalar(select(Post.body).where(Post.id == quoting.id)) == quoting.body


def test_asker_department_and_moderators_may(app) -> None:
    department = make_department()
    question = make_question(TITLE, topic_id=make_topic(department).id)
    for who in (asker_of(question), make_official(department), make_moderator()):
        assert can_redact_question(who, question)
    for who in (make_person(), make_official(make_department())):
        with pytest.raises(NotAllowed):
            redact(who, question)
    assert row(question).title == TITLE


def test_of_two_at_once_the_second_is_told(app) -> None:
    question = make_question(TITLE, body=BODY)
    reworded(question, TITLE, "Another thing. " + BODY)
    with pytest.raises(EditedMeanwhile):
        redact(asker_of(question), question, version=1, title=TITLE, kept={0, 2})
    assert "4711" in row(question).body
    assert session().scalar(select(func.count()).select_from(Revision)) == 2


def test_there_must_be_something_to_take_out(app) -> None:
    question = make_question(TITLE, body=BODY)
    with pytest.raises(Invalid):
        redact(asker_of(question), question, title=TITLE, kept={0, 1, 2})
    with pytest.raises(Invalid):
        redact(asker_of(question), question, title="Too short", kept={0, 1, 2})


def test_a_closed_or_locked_question_can_lose_words_but_not_get_others(app) -> None:
    question, moderator = make_question(TITLE, body=BODY), make_moderator()
    with transaction():
        close_question(moderator, question.id, "Answered on the phone")
    with transaction() as current:
        current.execute(update(Post).where(Post.id == question.id).values(locked_at=now()))
    with pytest.raises(Conflict):
        redact(asker_of(question), question, title="When is a benefit paid?", kept={0, 2})
    redact(asker_of(question), question, title=TITLE, kept={0, 2})
    assert "4711" not in row(question).body


def test_what_a_moderator_hid_only_a_moderator_changes(app) -> None:
    question, moderator = make_question(TITLE, body=BODY), make_moderator()
    with transaction():
        hide_post(moderator, question.id, "Names a neighbour")
    with pytest.raises(Conflict):
        redact(asker_of(question), question)
    redact(moderator, question)
    assert row(question).is_stub


def test_the_page_says_that_something_is_gone(app, visitor) -> None:
    question, other = make_question(TITLE, body=BODY), make_question(TITLE, body=BODY)
    redact(asker_of(question), question, title=TITLE, kept={0, 2})
    redact(asker_of(other), other)
    part = visitor.open(f"/questions/{question.id}")
    assert "Part of this question is private now" in part.text
    whole = visitor.open(f"/questions/{other.id}")
    assert "This question is private now" in whole.text
    assert "nothing new can be written here" not in whole.text
    assert [one.get("content") for one in whole.all("meta[name=robots]")] == ["noindex"]
    assert "taken out of every version" in visitor.open(f"/posts/{question.id}/revisions").text
    part = 1 + (question.id - 1) // IDS_A_PART  # on PostgreSQL numbers are not used again
    sitemap = visitor.open(f"/sitemap/questions-{part}.xml").source
    assert f"/questions/{question.id}/" in sitemap
    assert f"/questions/{other.id}/" not in sitemap
