"""Turning questions into tickets: what goes where, who then reads it, and that it happens once."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.core.access import Actor
from app.core.db import session, transaction
from app.core.errors import Conflict, NotAllowed, NotFound
from app.departments.models import Department
from app.questions.models import Post, Question
from app.questions.operations.editing import EditedMeanwhile
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.escalating import escalate_question
from app.tickets.operations.moving import close
from app.tickets.queries.conversation import list_history, list_messages
from app.tickets.queries.escalated import find_conversation
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act, Channel, State
from tests.factories import (
    make_caseworker,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)

TITLE = "When is my housing benefit paid?"
BODY = "I live in the old town. My number is 4711-22. When is it paid?"


@pytest.fixture
def question(department: Department, requester: Actor) -> Question:
    """Give a question of the requester that went to the department."""
    return make_question(TITLE, requester, body=BODY, topic_id=make_topic(department).id)


def escalate(actor: Actor, question: Question, version: int = 1, **what: Any) -> Ticket | None:
    with transaction():
        return escalate_question(actor, question.id, version, **what)


def messages(viewer: Actor, ticket: Ticket) -> list[TicketMessage]:
    session().close()
    return list(list_messages(viewer, ticket.id))


def count(of: Any) -> int:
    session().close()
    return session().scalar(select(func.count()).select_from(of)) or 0


def test_the_asker_goes_on_in_private_with_the_whole_question(question, requester, department, caseworker):
    ticket = escalate(requester, question)
    assert ticket is not None
    assert (ticket.subject, ticket.state, ticket.channel) == (TITLE, State.NEW, Channel.QUESTION)
    assert (ticket.requester_id, ticket.department_id) == (requester.id, department.id)
    assert (ticket.question_id, ticket.topic_id, ticket.opened_by_id) == (
        question.id,
        question.topic_id,
        None,
    )
    assert ticket.first_reply_due_at
    for reader in (requester, caseworker):
        (first,) = messages(reader, ticket)
        assert (first.body, first.author_id, first.from_question) == (BODY, requester.id, True)
    assert session().get_one(Question, question.id).is_stub


def test_only_the_sentences_chosen_are_moved(question, requester):
    ticket = escalate(requester, question, title=TITLE, kept={0, 2})
    assert ticket is not None
    assert [one.body for one in messages(requester, ticket)] == ["My number is 4711-22."]
    assert session().get_one(Question, question.id).body == "I live in the old town. When is it paid?"


def test_a_title_alone_is_the_message(department, requester):
    question = make_question("When does Anna Berg get her benefit?", requester)
    make_topic(department)
    ticket = escalate(requester, question, title="When is a benefit paid?")
    assert ticket is not None
    assert [one.body for one in messages(requester, ticket)] == ["When does Anna Berg get her benefit?"]


def test_an_official_who_is_no_caseworker_moves_it_out_of_sight(question, requester, department, caseworker):
    official = make_official(department)
    assert escalate(official, question) is None
    session().close()
    reference = find_conversation(requester, question.id)
    assert reference
    session().close()
    ticket = get_ticket(requester, reference)
    assert (ticket.requester_id, ticket.opened_by_id) == (requester.id, official.id)
    (row,) = list_history(caseworker, ticket.id)
    assert (row.part, row.actor_id) == ("staff", official.id)
    with pytest.raises(NotFound):
        get_ticket(official, reference)


def test_who_finds_where_it_goes_on(question, requester, department, caseworker, elsewhere):
    moderator = make_moderator()
    escalate(moderator, question)
    session().close()
    assert find_conversation(requester, question.id) == find_conversation(caseworker, question.id) is not None
    for nobody in (moderator, make_person(), make_official(department), make_caseworker(elsewhere)):
        assert find_conversation(nobody, question.id) is None


def test_others_may_not(question, elsewhere):
    for who in (make_person(), make_official(elsewhere), make_caseworker(elsewhere)):
        with pytest.raises(NotAllowed):
            escalate(who, question)
    assert count(Ticket) == 0


def test_of_two_at_once_one_is_told_and_makes_no_ticket(question, requester):
    with pytest.raises(EditedMeanwhile):
        escalate(requester, question, version=7)
    assert count(Ticket) == 0


def test_a_form_sent_twice_makes_one_ticket(question, requester, department):
    first = escalate(requester, question, title=TITLE, kept={0, 2}, posting_key="key")
    again = escalate(requester, question, title=TITLE, kept={0, 2}, posting_key="key")
    assert first is not None
    assert again is not None
    assert first.id == again.id
    official = make_official(department)
    for _time in range(2):
        assert escalate(official, question, version=2, posting_key="other") is None
    assert (count(Ticket), count(TicketMessage)) == (1, 2)


def test_what_is_moved_later_goes_into_the_same_ticket(question, requester, department, caseworker):
    ticket = escalate(requester, question, title=TITLE, kept={0, 2})
    escalate(make_official(department), question, version=2)
    assert ticket is not None
    said = [(one.body, one.author_id, one.from_question) for one in messages(requester, ticket)]
    assert said == [
        ("My number is 4711-22.", requester.id, True),
        ("I live in the old town. When is it paid?", requester.id, True),
    ]
    assert [row.what for row in list_history(caseworker, ticket.id)] == [Act.OPENED, Act.WROTE]


def test_after_it_was_closed_another_is_opened(question, requester, caseworker):
    ticket = escalate(requester, question, title=TITLE, kept={0, 2})
    assert ticket is not None
    with transaction():
        close(caseworker, ticket.reference)
    again = escalate(requester, question, version=2)
    assert again is not None
    assert again.id != ticket.id
    session().close()
    assert find_conversation(requester, question.id) == again.reference


def test_a_question_whose_asker_is_gone_stays(question):
    with transaction() as current:
        current.execute(update(Post).where(Post.id == question.id).values(author_id=None))
    with pytest.raises(Conflict):
        escalate(make_moderator(), question)
    assert count(Ticket) == 0
    assert session().get_one(Question, question.id).body == BODY
