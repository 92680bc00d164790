"""Who is told of what by mail; rights and wishes are asked again when the mail leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts.models import Person
from app.core.access import ANONYMOUS
from app.core.clock import now, today
from app.core.db import session, transaction
from app.core.outbox import OutboxEntry, emit
from app.notifications.events import AnswerNoticeDue, CommentNoticeDue, VerifiedNoticeDue
from app.notifications.operations import mute_question
from app.questions.models import Post, Watch
from app.questions.operations.closing import close_as_duplicate, close_question, reopen_question
from app.questions.operations.hiding import hide_post
from app.questions.operations.watching import watch
from app.routing.events import AnswerDueSoon, AnswerOverdue
from app.routing.operations.claiming import give_question, release_question
from app.verification.operations import verify_answer, withdraw_verification
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
from tests.mailbox import take_mails
from tests.web import Visitor


@pytest.fixture
def asker(app):
    """Make somebody who asks, whose address tests know."""
    return make_person("Anna Andersen", email="asker@example.org")


@pytest.fixture
def question(asker):
    """Make a question, which its asker watches."""
    return make_question("When is bulky waste collected?", asker=asker)


def set_person(person, **values) -> None:
    """Change a person behind the scenes."""
    with transaction() as current:
        current.execute(update(Person).where(Person.id == person.id).values(**values))


def follow(person, question, on: bool = True) -> None:
    """Let a person watch a question, or no more."""
    with transaction():
        watch(person, question.id, on)


def due(event) -> None:
    """Have a notice waiting, as the fan-out leaves it."""
    with transaction():
        emit(event)


def recipients(app) -> list[str]:
    """Send what waits and list who got it."""
    return sorted(mail.to for mail in take_mails(app))


def test_who_watches_hears_of_an_answer_and_who_wrote_it_does_not(app, question):
    watcher = make_person(email="watcher@example.org")
    answerer = make_person("Per Hansen", email="answerer@example.org")
    make_person(email="stranger@example.org")
    follow(watcher, question)
    follow(answerer, question)
    make_answer(question, "On **Tuesdays**, before 7.", answerer)
    mails = {mail.to: mail for mail in take_mails(app)}
    assert set(mails) == {"asker@example.org", "watcher@example.org"}
    mail = mails["asker@example.org"]
    assert mail.subject == "New answer: When is bulky waste collected?"
    assert "Per Hansen:\n\nOn Tuesdays, before 7." in mail.text
    assert "@example.org" not in mail.text


def test_a_hat_is_named_in_the_language_of_who_reads(app, question):
    set_person(make_person(email="x@example.org"), language="da")
    department = make_department("Waste", names={"en": "Waste", "da": "Affald"})
    official = make_official(department, "Mette Holm")
    dane = make_person(email="dane@example.org", language="da")
    follow(dane, question)
    make_answer(question, answerer=official, hat=department)
    mails = {mail.to: mail.text for mail in take_mails(app)}
    assert "Mette Holm, Waste:" in mails["asker@example.org"]
    assert "Mette Holm, Affald:" in mails["dane@example.org"]


def test_one_entry_waits_for_each_recipient_and_holds_ids_only(app, question):
    follow(make_person(), question)
    make_answer(question, "Secret words")
    from app.core import outbox

    outbox._deliver(outbox._handlers["notifications.tell_of_answer"])
    entries = session().scalars(select(OutboxEntry).where(OutboxEntry.event == "AnswerNoticeDue")).all()
    assert len(entries) == 2
    assert all(set(entry.payload) == {"person_id", "question_id", "post_id"} for entry in entries)


def test_a_comment_is_told_to_who_wrote_what_it_stands_under(app, question):
    answerer = make_person(email="answerer@example.org")
    answer = make_answer(question, answerer=answerer)
    take_mails(app)
    make_comment(answer)
    assert recipients(app) == ["answerer@example.org"]
    make_comment(answer, author=answerer)
    assert recipients(app) == []
    make_comment(question)
    assert recipients(app) == ["asker@example.org"]


def test_a_verification_and_its_end_are_told_to_watchers_and_the_answerer(app, asker):
    department = make_department("Waste")
    topic = make_topic(department)
    question = make_question(asker=asker, topic_id=topic.id)
    answerer = make_person(email="answerer@example.org")
    answer = make_answer(question, answerer=answerer)
    official = make_official(department)
    set_person(official, email="official@example.org")
    follow(official, question)
    take_mails(app)
    day = today(app.extensions["torv_config"].timezone)
    with transaction():
        verify_answer(official, answer.id, 1, "The waste regulations", day + timedelta(days=300), day)
    mails = take_mails(app)
    assert sorted(mail.to for mail in mails) == ["answerer@example.org", "asker@example.org"]
    assert all(mail.subject.startswith("Verified answer:") for mail in mails)
    with transaction():
        withdraw_verification(official, answer.id, "The regulations changed")
    mails = take_mails(app)
    assert sorted(mail.to for mail in mails) == ["answerer@example.org", "asker@example.org"]
    assert all(mail.subject.startswith("No longer verified:") for mail in mails)


def test_closing_and_linking_to_an_earlier_question_are_told(app, question):
    moderator, earlier = make_moderator(), make_question()
    with transaction():
        close_question(moderator, question.id, "It is not for the municipality")
    (mail,) = take_mails(app)
    assert mail.subject == "Closed: When is bulky waste collected?"
    with transaction():
        reopen_question(moderator, question.id)
    with transaction():
        close_as_duplicate(moderator, question.id, earlier.id)
    (mail,) = take_mails(app)
    assert mail.subject == "Asked before: When is bulky waste collected?"
    with transaction():
        reopen_question(moderator, question.id)
        close_question(moderator, question.id, "It is not for the municipality")
        reopen_question(moderator, question.id)
    assert take_mails(app) == [], "it is open again by the time the mail would leave"


@pytest.fixture
def given(app):
    """Have an official given a question by a colleague: the question, the colleague, the official."""
    roads = make_department("Roads and Parks")
    mette, soren = make_official(roads, "Mette Holm"), make_official(roads, "Søren Kjær")
    question = make_question("Who mends the lamp?", body="It is **dark**.", topic_id=make_topic(roads).id)
    take_mails(app)
    with transaction():
        give_question(mette, question.id, soren.id)
    return question, mette, soren


def test_an_official_hears_of_a_question_a_colleague_gave_them(app, given):
    question, mette, soren = given
    (mail,) = take_mails(app)
    assert mail.to == session().scalar(select(Person.email).where(Person.id == soren.id))
    assert mail.subject == "For you: Who mends the lamp?"
    assert "It is dark." in mail.text
    with transaction():
        release_question(soren, question.id)
        give_question(mette, question.id, mette.id)
    assert recipients(app) == [], "nobody is told what they did themselves"


@pytest.mark.parametrize(
    ("happened", "subject"),
    [(AnswerDueSoon, "Soon due: Who mends the lamp?"), (AnswerOverdue, "Late: Who mends the lamp?")],
)
def test_who_looks_into_a_question_is_told_of_its_clock_while_they_do(app, given, happened, subject):
    question, _mette, soren = given
    take_mails(app)
    due(happened(question.id, question.department_id))
    (mail,) = take_mails(app)
    assert mail.subject == subject
    assert f"/{question.id}" in mail.text
    with transaction():
        release_question(soren, question.id)
    due(happened(question.id, question.department_id))
    assert recipients(app) == []


def test_who_let_it_go_or_wants_no_mail_is_not_told_of_what_they_were_given(app, given):
    question, mette, soren = given
    with transaction():
        release_question(soren, question.id)
    assert recipients(app) == []
    with transaction():
        give_question(mette, question.id, soren.id)
        mute_question(ANONYMOUS, soren.id, question.id)
    assert recipients(app) == []


@pytest.mark.parametrize(
    "values",
    [
        {"mail_on_watched": False},
        {"email_confirmed_at": None},
        {"email": None},
        {"suspended_until": now() + timedelta(days=1)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_who_may_not_or_will_not_be_written_to_is_not(app, question, asker, values):
    answer = make_answer(question)
    take_mails(app)
    due(AnswerNoticeDue(asker.id, question.id, answer.id))
    set_person(asker, **values)
    make_answer(question)
    assert recipients(app) == []


def test_what_was_hidden_meanwhile_is_not_told(app, question, asker):
    answer = make_answer(question, "Canary 7391")
    comment = make_comment(answer)
    take_mails(app)
    moderator = make_moderator()
    due(AnswerNoticeDue(asker.id, question.id, answer.id))
    with transaction():
        hide_post(moderator, answer.id, "Personal details")
    assert recipients(app) == []
    author = session().scalar(select(Post.author_id).where(Post.id == answer.id))
    session().close()
    due(CommentNoticeDue(author, question.id, comment.id))
    assert recipients(app) == [], "a comment is hidden with its answer"


def test_nothing_is_told_of_a_hidden_question(app, question, asker):
    answer = make_answer(question)
    take_mails(app)
    moderator = make_moderator()
    with transaction():
        hide_post(moderator, question.id, "Personal details")
    due(AnswerNoticeDue(asker.id, question.id, answer.id))
    assert recipients(app) == []


def test_who_stopped_watching_meanwhile_is_not_told(app, question, asker):
    answer = make_answer(question)
    take_mails(app)
    due(AnswerNoticeDue(asker.id, question.id, answer.id))
    follow(asker, question, on=False)
    assert recipients(app) == []


def test_a_verification_gone_meanwhile_is_not_told(app, question, asker):
    answer = make_answer(question)
    take_mails(app)
    due(VerifiedNoticeDue(asker.id, question.id, answer.id))
    assert recipients(app) == []


def test_a_mail_can_be_stopped_with_one_press_without_signing_in(app, question, asker):
    make_answer(question)
    (mail,) = take_mails(app)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail.headers["List-Unsubscribe"].strip("<>").removeprefix(app.extensions["torv_config"].site_url)
    assert link in mail.text
    reader = Visitor(app)
    reader.open(link)
    assert watching(asker, question), "opening the link must not unsubscribe"
    # As a mail program does: no session, no token of a form (RFC 8058).
    answer = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not watching(asker, question)
    other = make_question(asker=asker)
    make_answer(question)
    make_answer(other)
    assert recipients(app) == ["asker@example.org"], "only this question was meant"


def test_all_mails_about_questions_can_be_stopped_from_one(app, question, asker):
    make_answer(question)
    (mail,) = take_mails(app)
    reader = Visitor(app)
    reader.open(
        mail.headers["List-Unsubscribe"].strip("<>").removeprefix(app.extensions["torv_config"].site_url)
    )
    page = reader.submit(button="what=all")
    assert "You get no more e-mails about questions" in page.text
    make_answer(question)
    make_answer(make_question(asker=asker))
    assert recipients(app) == []
    assert session().scalar(select(Person.mail_on_watched).where(Person.id == asker.id)) is False


def test_who_muted_a_question_hears_no_more_comments_until_they_watch_it(app, question):
    answerer = make_person(email="answerer@example.org")
    answer = make_answer(question, answerer=answerer)
    make_comment(answer)
    mail = next(mail for mail in take_mails(app) if mail.to == "answerer@example.org")
    link = mail.headers["List-Unsubscribe"].strip("<>").removeprefix(app.extensions["torv_config"].site_url)
    for _twice in range(2):
        assert app.test_client().post(link).status_code == 200
    make_comment(answer)
    assert recipients(app) == []
    follow(answerer, question)
    make_comment(answer)
    assert recipients(app) == ["answerer@example.org"]


@pytest.mark.parametrize("token", ["x", "", "MTox.abc.def"])
def test_a_link_that_was_not_ours_stops_nothing(app, token):
    assert app.test_client().post(f"/unsubscribe/{token}").status_code == 404


def test_a_token_signed_for_something_else_stops_nothing(app, question, asker):
    from app.core.tokens import sign

    link = f"/unsubscribe/{sign('feed', f'{asker.id}:{question.id}')}"
    assert app.test_client().post(link).status_code == 404
    assert watching(asker, question)


def test_telling_a_hundred_watchers_costs_the_fan_out_one_row_each_and_nothing_more(
    app, question, statements
):
    from app.core import outbox

    people = [make_person().id for _number in range(100)]
    with transaction() as current:
        current.add_all(Watch(person_id=person_id, question_id=question.id) for person_id in people)
    make_answer(question)
    statements.clear()
    outbox._deliver(outbox._handlers["notifications.tell_of_answer"])
    assert len([one for one in statements if not one.startswith("INSERT")]) <= 10
    assert outbox.waiting() >= 101


def watching(person, question) -> bool:
    """Tell whether a person watches a question."""
    session().close()
    return session().get(Watch, (person.id, question.id)) is not None
