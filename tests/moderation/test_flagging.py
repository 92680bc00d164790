"""Flags and notices: one case a post, kept as it was; enough of them hide it until somebody decides."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.core.access import ANONYMOUS
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.core.outbox import deliver_all
from app.moderation.kinds import Ground, Kind, Reason, State
from app.moderation.models import Decision, Flag, ModerationCase
from app.moderation.operations.flagging import NOTIFYING, NewFlag, Notifier, flag_post, notify_of_post
from app.questions.models import Post
from app.questions.operations.editing import Edit, edit_post
from tests.factories import make_answer, make_comment, make_department, make_person, make_question
from tests.mailbox import take_mails
from tests.moderation.making import decisions_on, find_case, make_decision, make_flag, make_member, read

WORDS = "It says where my neighbour lives."
NOTICE = NewFlag(Reason.ILLEGAL, WORDS, good_faith=True)
NOTIFIER = Notifier("Karen Krag", "karen@example.org", "https://example.org/posts/1")


def notify(post, new=NOTICE, notifier=NOTIFIER, network="192.0.2.1"):
    with transaction():
        return notify_of_post(ANONYMOUS, post.id, new, notifier, network)


@pytest.mark.parametrize("make", [make_question, make_answer, make_comment])
def test_all_flags_on_a_post_are_one_case_that_keeps_it_as_it_was(app, make):
    post = make()
    make_flag(post, reason=Reason.SPAM)
    author = make_person()
    with transaction() as current:
        current.get_one(Post, post.id).body = "Now it says something else entirely."
    make_flag(post, author, Reason.WRONG)
    case = find_case(post.id)
    assert session().scalar(select(func.count()).select_from(ModerationCase)) == 1
    assert (case.kept_title, case.kept_body) == (post.title, post.body)
    assert case.author_id == post.author_id
    assert case.question_id == (post.question_id or post.id)


def test_a_person_flags_a_post_once_and_never_their_own(app):
    author, flagger = make_member(), make_member()
    question = make_question(asker=author)
    make_flag(question, flagger)
    with pytest.raises(Conflict, match="already"):
        make_flag(question, flagger)
    with pytest.raises(NotAllowed, match="yourself"):
        make_flag(question, author)


def test_a_post_nobody_sees_cannot_be_flagged(app):
    question = make_question()
    make_decision(question)
    with pytest.raises(NotFound):
        make_flag(question)


def test_three_members_hide_a_citizens_post_until_somebody_decides(app):
    question = make_question()
    for times in range(3):
        assert not read(Post, question.id).hidden, times
        make_flag(question)
    assert read(Post, question.id).hidden
    assert find_case(question.id).held_at is not None
    (hold,) = decisions_on(question.id)
    assert (hold.kind, hold.automated, hold.moderator_id) == (Kind.HOLD, True, None)
    assert hold.ground == Ground.RULE
    assert hold.facts


def test_what_stands_in_a_hat_is_never_hidden_by_flags(app):
    answer = make_answer(hat=make_department())
    for _times in range(6):
        make_flag(answer)
    assert not read(Post, answer.id).hidden
    assert find_case(answer.id).weight >= 600


def test_newcomers_and_notices_hide_nothing_however_many(app):
    question = make_question()
    for number in range(9):
        make_flag(question, make_person(trust="newcomer"))
        notify(question, notifier=replace(NOTIFIER, email=f"one{number}@example.org"))
    assert not read(Post, question.id).hidden


def test_what_a_moderator_left_standing_is_not_hidden_by_more_flags_until_it_is_edited(app):
    asker = make_member()
    question = make_question(asker=asker)
    make_flag(question)
    make_decision(question, Kind.NO_ACTION)
    for _times in range(4):
        make_flag(question)
    assert not read(Post, question.id).hidden
    make_decision(question, Kind.NO_ACTION)
    with transaction():
        edit_post(asker, question.id, Edit("Quite other words.", title=question.title), question.version)
    for _times in range(3):
        make_flag(question)
    assert read(Post, question.id).hidden


def test_who_was_wrong_before_weighs_less(app):
    careless = make_member()
    for _times in range(4):
        question = make_question()
        make_flag(question, careless)
        make_decision(question, Kind.NO_ACTION)
    assert make_flag(make_question(), careless).weight < make_flag(make_question()).weight


def test_a_notice_is_kept_whole_and_its_receipt_is_mailed(app):
    question = make_question()
    flag = notify(question)
    assert (flag.notifier_name, flag.notifier_email) == ("Karen Krag", "karen@example.org")
    assert (flag.words, flag.good_faith, flag.address) == (WORDS, True, NOTIFIER.address)
    (mail,) = take_mails(app)
    assert mail.to == "karen@example.org"
    assert NOTIFIER.address in mail.text
    assert "/notices/" in mail.text
    assert WORDS not in mail.text
    assert "Karen" not in mail.text


@pytest.mark.parametrize(
    ("new", "notifier", "field"),
    [
        (replace(NOTICE, words=""), NOTIFIER, "words"),
        (replace(NOTICE, good_faith=False), NOTIFIER, "good_faith"),
        (NOTICE, replace(NOTIFIER, name=" "), "notifier_name"),
        (NOTICE, replace(NOTIFIER, email=""), "notifier_email"),
        (NOTICE, replace(NOTIFIER, email="karen"), "notifier_email"),
        (NewFlag(Reason.SPAM, WORDS, True), replace(NOTIFIER, name="", about_children=True), "notifier_name"),
    ],
)
def test_a_notice_lacks_nothing_article_16_asks_for(app, new, notifier, field):
    question = make_question()
    with pytest.raises(Invalid) as refused:
        notify(question, new, notifier)
    assert refused.value.details["field"] == field
    assert session().scalar(select(func.count()).select_from(Flag)) == 0


def test_who_notifies_of_the_abuse_of_children_need_not_say_who_they_are(app):
    flag = notify(make_question(), notifier=Notifier(address=NOTIFIER.address, about_children=True))
    assert flag.about_children
    assert flag.notifier_email is None
    deliver_all()
    assert take_mails(app) == []


@pytest.mark.usefixtures("stopped_clock")
def test_one_network_sends_only_so_many_notices_an_hour(app):
    post = make_question()
    for number in range(NOTIFYING.times):
        notify(post, notifier=replace(NOTIFIER, email=f"one{number}@example.org"))
    with pytest.raises(TooMany):
        notify(post, notifier=replace(NOTIFIER, email="last@example.org"))
    notify(post, notifier=replace(NOTIFIER, email="other@example.org"), network="192.0.2.2")


@pytest.mark.usefixtures("stopped_clock")
def test_the_same_address_is_not_filled_with_receipts(app):
    posts = [make_question() for _number in range(6)]
    for number, post in enumerate(posts[:5]):
        notify(post, network=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        notify(posts[5], network="192.0.2.77")


def test_an_illegal_post_flagged_by_a_person_needs_words_and_good_faith(app):
    flagger, question = make_member(), make_question()
    for new, field in (
        (NewFlag(Reason.ILLEGAL, "", True), "words"),
        (replace(NOTICE, good_faith=False), "good_faith"),
    ):
        with pytest.raises(Invalid) as refused, transaction():
            flag_post(flagger, question.id, new)
        assert refused.value.details["field"] == field


def test_misuse_of_flags_is_warned_of_first_and_then_suspended(app):
    careless = make_member(language="da")
    steps = []
    for _times in range(5):
        question = make_question()
        make_flag(question, careless)
        make_decision(question, Kind.NO_ACTION, unfounded=True)
        made = select(Decision.kind).where(Decision.person_id == careless.id).order_by(Decision.id)
        steps.append(session().scalars(made).all())
        session().close()
    assert steps == [[], [], [Kind.WARN], [Kind.WARN], [Kind.WARN, Kind.SUSPEND]]
    with pytest.raises(NotAllowed, match="Decisions"):
        make_flag(make_question(), careless)
    assert find_case(question.id).state == State.DECIDED
