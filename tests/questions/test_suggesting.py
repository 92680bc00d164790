"""Newcomers' edits of others' posts: nobody reads them before they are accepted, and nothing is lost on the way."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.core.access import Actor
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.questions.models import EditSuggestion, Post, Question, Revision
from app.questions.operations.editing import Edit, EditedMeanwhile, edit_post
from app.questions.operations.hiding import hide_post, restore_post
from app.questions.operations.merging import merge_questions, unmerge
from app.questions.operations.redacting import redact_question
from app.questions.operations.redacting_replies import give_words_back, redact_reply, words_of
from app.questions.operations.suggesting import (
    accept_suggestion,
    decline_suggestion,
    suggest_edit,
    withdraw_suggestion,
)
from app.questions.permissions import can_edit_post, can_review_suggestion, can_suggest_edit
from app.questions.queries.suggestions import count_waiting, get_suggestion, list_waiting
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
from tests.mailbox import take_mails

BETTER = "It is answered on Tuesday, at noon."


def newcomer() -> Actor:
    return make_person(trust="newcomer")


def suggest(
    who: Actor, post: Post, body: str = BETTER, summary: str = "Named the hour", **fields: Any
) -> int:
    with transaction():
        return suggest_edit(who, post.id, Edit(body, summary, **fields), 1).id


def stored(post: Post) -> Post:
    session().expire_all()
    return session().get_one(Post, post.id)


def author_of(post: Post) -> Actor:
    return actor(post.author_id or 0)


def test_newcomers_suggest_where_members_edit(app):
    answer, official = make_answer(), make_answer(hat=make_department())
    member, new = make_person(), newcomer()
    assert can_edit_post(member, answer)
    assert not can_suggest_edit(member, answer)
    assert can_suggest_edit(new, answer)
    assert not can_edit_post(new, answer)
    for who in (member, new, make_person(trust="trusted"), make_official(make_department())):
        assert can_suggest_edit(who, official)
        assert not can_edit_post(who, official)
    for who in (member, new):
        assert not can_suggest_edit(who, make_comment())
        assert not can_edit_post(who, make_comment())


def test_an_accepted_suggestion_is_a_revision_by_whoever_made_it(app):
    answer, new = make_answer(), newcomer()
    suggestion = suggest(new, answer)
    assert stored(answer).body == answer.body
    author, version = author_of(answer), stored(answer).version
    with transaction():
        accept_suggestion(author, suggestion, version)
    assert stored(answer).body == BETTER
    newest = (
        session().scalars(select(Revision).where(Revision.post_id == answer.id, Revision.number == 2)).one()
    )
    assert (newest.author_id, newest.summary) == (new.id, "Named the hour")


def test_who_reviews(app):
    department = make_department()
    question = make_question(topic_id=make_topic(department).id)
    answer, in_hat = make_answer(question), make_answer(question, hat=department)
    new, asker = newcomer(), author_of(question)
    trusted, official, other = (
        make_person(trust="trusted"),
        make_official(department),
        make_official(make_department()),
    )
    question = session().get_one(Post, question.id)
    reviewers = {
        answer.id: {author_of(answer).id, trusted.id, official.id, other.id, in_hat.author_id},
        in_hat.id: {official.id, in_hat.author_id},
        question.id: {asker.id, trusted.id, official.id, other.id, in_hat.author_id},
    }
    for post in (answer, in_hat, question):
        suggestion = suggest(new, post, title="When is this answered, then?" if post.title else "")
        everybody = {who.id: who for who in (
            new, asker, author_of(answer), author_of(in_hat), trusted, official, other, make_person(), newcomer()
        )}  # fmt: skip
        allowed = {
            number
            for number, who in everybody.items()
            if can_review_suggestion(who, post, question, new.id or 0)
        }
        assert allowed == reviewers[post.id]
        for number, who in everybody.items():
            listed = suggestion in {found.id for found, _post, _title in list_waiting(who)}
            assert listed == (number in allowed), who.name
            assert count_waiting(who) == len(list_waiting(who))


def test_to_others_there_is_no_suggestion(app, visit_as):
    suggestion = suggest(newcomer(), make_answer())
    with pytest.raises(NotFound):
        get_suggestion(make_person(), suggestion)
    assert visit_as(make_person()).open(f"/suggestions/{suggestion}").status == 404


def test_what_was_changed_meanwhile_is_not_written_over_unseen(app, visit_as):
    answer = make_answer()
    suggestion = suggest(newcomer(), answer)
    seen, author, moderator = stored(answer).version, author_of(answer), make_moderator()
    with transaction():
        edit_post(author, answer.id, Edit("It was answered on Monday."), seen)
    with pytest.raises(EditedMeanwhile), transaction():
        accept_suggestion(moderator, suggestion, seen)
    visitor = visit_as(moderator)
    page = visitor.open(f"/suggestions/{suggestion}")
    assert "was changed after this was suggested" in page.text
    assert "Monday" in "".join(one.text_content() for one in page.all("del"))
    assert visitor.submit(button="action=accept").status == 200
    assert stored(answer).body == BETTER


def test_a_declined_one_needs_words_that_its_maker_is_told(app):
    answer, new, moderator = make_answer(), newcomer(), make_moderator()
    suggestion = suggest(new, answer)
    take_mails(app)
    with pytest.raises(Invalid), transaction():
        decline_suggestion(moderator, suggestion, " ")
    with transaction():
        decline_suggestion(moderator, suggestion, "The hour differs from week to week.")
    (mail,) = take_mails(app)
    assert mail.to == session().get_one(Person, new.id).email
    assert "The hour differs from week to week." in mail.text
    assert mail.link == f"/suggestions/{suggestion}"
    with pytest.raises(Conflict), transaction():
        accept_suggestion(moderator, suggestion, 1)


def test_nobody_accepts_their_own(app):
    new = newcomer()
    suggestion = suggest(new, make_answer())
    with transaction() as current:
        current.execute(Post.__table__.update().values(author_id=new.id))
    with pytest.raises(NotAllowed), transaction():
        accept_suggestion(new, suggestion, 1)


def test_a_second_suggestion_takes_the_place_of_the_first(app):
    answer, new = make_answer(), newcomer()
    first = suggest(new, answer)
    assert suggest(new, answer, "It is answered on Tuesday, at one.") == first
    with transaction():
        withdraw_suggestion(new, first)
    assert session().get_one(EditSuggestion, first).body == ""
    assert suggest(new, answer) != first


def test_what_became_private_is_kept_in_no_suggestion(app, visit_as):
    asker, new = make_person(), newcomer()
    question = make_question(asker=asker, body="My number is 4711. When is it my turn?")
    title = "When is question 7 answered?"
    suggestion = suggest(new, question, "My number is 4711. When is it?", "4711 is enough", title=title)
    on_answer = suggest(new, make_answer(question), "Number 4711 is answered at noon.")
    take_mails(app)
    with transaction():
        redact_question(asker, question.id, stored(question).version, title, frozenset())
    for ended in (suggestion, on_answer):
        kept = session().get_one(EditSuggestion, ended, populate_existing=True)
        assert (kept.body, kept.title, kept.summary, kept.state) == ("", None, "", "withdrawn")
    page = visit_as(new).open(f"/suggestions/{suggestion}")
    assert "the words of the suggestion went with it" in page.text
    told = take_mails(app)
    assert [mail.to for mail in told] == [session().get_one(Person, new.id).email] * 2
    assert all("Text was taken out" in mail.text and "4711" not in mail.text for mail in told)


def test_taking_words_out_of_an_answer_ends_what_waits_for_it_and_nothing_else(app):
    """What was declined earlier quotes it too; giving the words back ends nothing."""
    moderator, new = make_moderator(), newcomer()
    answer = make_answer(body="Ask Bo at 4711. It is answered on Tuesday.")
    other = suggest(new, make_answer(session().get_one(Question, answer.question_id)))
    declined = suggest(newcomer(), answer, "Ask Bo at 4711.", "It is 4711 now")
    with transaction():
        decline_suggestion(moderator, declined, "It was 4711 before.")
    waiting = suggest(new, answer, "Ask Bo at 4711, on Tuesday.")
    with transaction():
        words = words_of(moderator, session().get_one(Post, answer.id))
        redact_reply(moderator, answer.id, 1, {1})
    quoted = repr([dict(row) for row in session().execute(select(EditSuggestion.__table__)).mappings()])
    assert "4711" not in quoted
    states = {one: session().get_one(EditSuggestion, one).state for one in (waiting, declined, other)}
    assert states == {waiting: "withdrawn", declined: "declined", other: "waiting"}
    with pytest.raises(Conflict), transaction():
        accept_suggestion(moderator, waiting, stored(answer).version)
    again = suggest(new, answer, "It is answered on Tuesdays.")
    with transaction():
        give_words_back(moderator, answer.id, words)
    assert session().get_one(EditSuggestion, again, populate_existing=True).state == "waiting"


def test_what_is_suggested_for_a_hidden_post_waits_until_that_is_back(app):
    moderator, question = make_moderator(), make_question(asker=make_person(trust="trusted"))
    answer = make_answer(question)
    suggestion, author_ids = suggest(newcomer(), answer), {question.author_id, answer.author_id}
    for hidden in (answer, question):
        with transaction():
            hide_post(moderator, hidden.id, "Personal data.")
        for who in (moderator, *map(actor, author_ids)):
            assert list_waiting(who) == []
            with pytest.raises(NotFound):
                get_suggestion(who, suggestion)
            with pytest.raises((NotFound, NotAllowed)), transaction():
                accept_suggestion(who, suggestion, stored(answer).version)
        with transaction():
            restore_post(moderator, hidden.id)
    assert [found.id for found, _post, _title in list_waiting(moderator)] == [suggestion]
    with transaction():
        accept_suggestion(moderator, suggestion, stored(answer).version)
    assert stored(answer).body == BETTER


def test_a_merge_takes_along_what_is_suggested_for_answers_and_gives_it_back(app):
    moderator, new = make_moderator(), newcomer()
    source, target = make_question(), make_question()
    on_question = suggest(new, source, title="When is this answered, then?")
    on_answer = suggest(new, make_answer(source))
    with transaction():
        merge_questions(moderator, source.id, target.id)
    assert [found.id for found, _post, _title in list_waiting(moderator)] == [on_answer]
    _found, _post, under = get_suggestion(moderator, on_answer)
    assert under.id == target.id
    with pytest.raises(NotAllowed), transaction():
        accept_suggestion(moderator, on_question, stored(source).version)
    with transaction():
        unmerge(moderator, source.id)
    assert [found.id for found, _post, _title in list_waiting(moderator)] == [on_question, on_answer]
    with transaction():
        accept_suggestion(moderator, on_question, stored(source).version)
    assert stored(source).title == "When is this answered, then?"


def test_a_newcomer_suggests_from_the_page_and_finds_it_again(app, visit_as):
    answer = make_answer()
    visitor = visit_as(newcomer())
    visitor.open(f"/questions/{answer.question_id}/x")
    page = visitor.open(f"/posts/{answer.id}/edit")
    assert "Suggest a change to the answer" in page.text
    page = visitor.submit(body=BETTER, summary="")
    assert page.status == 422
    assert page.one("textarea[name=body]").text.strip() == BETTER
    page = visitor.submit(summary="Named the hour")
    assert page.response.request.path.startswith("/suggestions/")
    assert "Your suggestion waits" in page.text
    assert visitor.open(f"/posts/{answer.id}/edit").one("textarea[name=body]").text.strip() == BETTER


def test_the_queue_asks_as_much_of_the_database_for_many_as_for_one(app, visit_as, statements):
    moderator = visit_as(make_moderator())
    suggest(newcomer(), make_answer())
    moderator.open("/staff/suggestions")
    statements.clear()
    moderator.open("/staff/suggestions")
    few = len(statements)
    for _number in range(5):
        suggest(newcomer(), make_answer())
    statements.clear()
    assert len(moderator.open("/staff/suggestions").all(".row")) == 6
    assert len(statements) == few


def test_who_suggests_a_change_is_not_told_that_saying_why_is_optional(app, visit_as):
    page = visit_as(make_person(trust="newcomer")).open(f"/posts/{make_answer().id}/edit")
    assert "optional" not in page.one("label[for=summary]").text_content()
