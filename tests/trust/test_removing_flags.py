"""What a spammer flagged and suggested goes with the move that removes what they wrote, and comes back with it."""

import pytest
from sqlalchemy import select

from app.core.access import Actor
from app.core.db import session, transaction
from app.core.errors import Conflict
from app.core.outbox import deliver_all
from app.moderation.kinds import Kind, Outcome, Reason, Source, State
from app.moderation.models import Decision, Flag, ModerationCase
from app.moderation.operations.cases import open_case
from app.moderation.operations.flagging import NewFlag, flag_post
from app.questions.models import Answer, EditSuggestion, Post
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.suggesting import accept_suggestion, suggest_edit
from app.questions.queries.suggestions import list_waiting
from tests.factories import actor, make_answer, make_moderator, make_person, make_question
from tests.moderation.making import decisions_on, find_case, make_decision, make_flag, make_member, read
from tests.trust.test_removing import REASONS, remove, undo


def make_trusted() -> Actor:
    """Make an account that was good for long, and is a spammer's now."""
    return make_member(trust="trusted")


def flag_by(post: Post, *flaggers: Actor) -> None:
    for flagger in flaggers:
        make_flag(post, flagger, Reason.SPAM)
    deliver_all(100)


def test_an_innocent_post_hidden_by_flags_of_spammers_alone_shows_again_and_its_case_is_closed(app):
    moderator, spammers, post = make_moderator(), [make_trusted(), make_trusted()], make_answer()
    flag_by(post, *spammers)
    assert read(Post, post.id).hidden
    move = remove(moderator, *spammers)
    case = find_case(post.id)
    assert not read(Post, post.id).hidden
    assert (case.state, case.held_at, case.weight) == (State.DECIDED, None, 0)
    assert {one.outcome for one in session().scalars(select(Flag))} == {None}
    session().close()

    undo(moderator, move)
    case = find_case(post.id)
    assert (case.state, read(Post, post.id).hidden) == (State.OPEN, True)
    assert case.weight == 300


def test_whose_post_shows_again_is_told_and_the_log_says_so(app, visit_as):
    moderator, spammers, author = make_moderator(), [make_trusted(), make_trusted()], make_person()
    post = make_answer(answerer=author)
    flag_by(post, *spammers)
    remove(moderator, *spammers)
    hold, back = decisions_on(post.id)
    assert (hold.kind, hold.ended_at is not None) == (Kind.HOLD, True)
    assert (back.kind, back.automated, back.moderator_id) == (Kind.RESTORE, True, None)
    page = visit_as(author).open(f"/decisions/{back.id}")
    assert "taken back" in page.text
    # No moderator has looked, so flags of others may hide it as before.
    flag_by(post, *(make_trusted() for _number in range(2)))
    assert read(Post, post.id).hidden


def test_a_case_that_others_have_flagged_too_stays_open_and_weighs_less(app):
    moderator, who, post = make_moderator(), make_trusted(), make_answer()
    flag_by(post, make_trusted(), who)
    assert read(Post, post.id).hidden
    move = remove(moderator, who)
    case = find_case(post.id)
    assert (case.state, case.weight, case.held_at) == (State.OPEN, 150, None)
    assert not read(Post, post.id).hidden
    undo(moderator, move)
    assert (find_case(post.id).weight, read(Post, post.id).hidden) == (300, True)


def test_a_flag_taken_back_is_no_misuse_and_comes_back_settled_if_its_case_was_decided_since(app):
    moderator, who, post = make_moderator(), make_trusted(), make_answer()
    flag_by(post, make_member(), who)
    move = remove(moderator, who)
    make_decision(post, moderator=moderator)
    undo(moderator, move)
    flags = session().scalars(select(Flag).order_by(Flag.id)).all()
    assert [(one.outcome, one.withdrawn_at) for one in flags] == [(Outcome.UPHELD, None)] * 2
    assert find_case(post.id).state == State.DECIDED


def test_a_flag_comes_back_to_the_case_that_others_have_opened_since(app):
    moderator, who, post = make_moderator(), make_trusted(), make_answer()
    flag_by(post, who)
    move = remove(moderator, who)
    flag_by(post, make_member())
    undo(moderator, move)
    (case,) = session().scalars(select(ModerationCase).where(ModerationCase.state == State.OPEN)).all()
    assert case.weight == 250
    assert set(session().scalars(select(Flag.case_id))) == {case.id}


def test_who_is_suspended_flags_with_the_weight_of_a_stranger(app):
    moderator, who, post = make_moderator(), make_trusted(), make_answer()
    remove(moderator, who)
    suspended = actor(who.id or 0)
    session().close()
    with transaction():
        flag = flag_post(suspended, post.id, NewFlag(Reason.SPAM))
    assert (flag.weight, flag.stranger) == (25, True)


def test_flags_taken_back_are_not_shown_as_reasons_in_the_queue(app, visit_as):
    moderator, who, post = make_moderator(), make_trusted(), make_answer()
    make_flag(post, make_member(), Reason.ABUSE)
    make_flag(post, who, Reason.PERSONAL_DATA)
    remove(moderator, who)
    chips = {one.text for one in visit_as(moderator).open("/staff/moderation").all(".chip")}
    assert chips == {"Abuse or threats"}
    page = visit_as(moderator).open(f"/staff/moderation/cases/{find_case(post.id).id}")
    assert "taken back, weighs nothing" in page.text


def suggest(who: Actor, post: Post) -> EditSuggestion:
    with transaction():
        return suggest_edit(who, post.id, Edit(body="Buy firewood here.", summary="Where to buy it"), 1)


def test_what_a_suspended_person_suggested_leaves_the_queue_until_they_may_post_again(app):
    moderator, who, post = make_moderator(), make_person(trust="newcomer"), make_answer()
    suggestion = suggest(who, post)
    move = remove(moderator, who)
    assert list_waiting(moderator) == []
    session().close()
    with pytest.raises(Conflict, match="suspended"), transaction():
        accept_suggestion(moderator, suggestion.id, 1)
    undo(moderator, move)
    assert [found.id for found, _post, _title in list_waiting(moderator)] == [suggestion.id]


def test_a_post_the_spammer_edited_last_is_put_into_the_queue_and_leaves_it_when_undone(app):
    moderator, who, post = make_moderator(), make_trusted(), make_answer()
    with transaction():
        edit_post(who, post.id, Edit(body="Buy firewood here.", summary="Where to buy it"), post.version)
    move = remove(moderator, who)
    assert not read(Answer, post.id).hidden
    assert "edited" in find_case(post.id).found
    undo(moderator, move)
    assert find_case(post.id).state == State.DECIDED


def test_undoing_closes_the_case_of_what_was_spared_unless_somebody_flagged_it_since(app):
    moderator, who = make_moderator(), make_person(trust="newcomer")
    quiet, flagged = make_question(asker=who), make_question(asker=who)
    for question in (quiet, flagged):
        make_answer(question)
    move = remove(moderator, who)
    make_flag(flagged)
    undo(moderator, move)
    assert find_case(quiet.id).state == State.DECIDED
    assert find_case(flagged.id).state == State.OPEN
    assert session().scalars(select(Decision.id).where(Decision.post_id == quiet.id)).all() == []


def test_what_will_be_taken_back_is_counted_before(app, visit_as):
    moderator, who, post = make_moderator(), make_person(trust="newcomer"), make_answer()
    make_flag(post, who)
    suggest(who, make_answer())
    page = visit_as(moderator).open(f"/staff/people/{who.id}/remove-posts")
    assert "1 flag is taken back" in page.text
    assert "1 suggested edit leaves the queue" in page.text


def test_a_post_that_was_held_already_counts_as_removed_and_nothing_is_counted_as_none(app, visit_as):
    moderator, who = make_moderator(), make_person("Sol og Briller", trust="newcomer")
    post = make_answer(answerer=who)
    with transaction():
        open_case(moderator, post.id, Source.SPAM, hold=REASONS)
    visitor = visit_as(moderator)
    page = visitor.open(f"/staff/people/{who.id}/remove-posts")
    assert [one.text for one in page.all("main section li")] == ["1 post is hidden already and stays so"]
    remove(moderator, who)
    row = visitor.open("/staff/removals").one("main li.row")
    assert "1 post" in " ".join(row.text_content().split())
    assert "row--plain" in row.get("class")
