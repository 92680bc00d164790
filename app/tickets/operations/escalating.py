"""Turning a public question, or some of its sentences, into a ticket: what was said in the open goes on in private."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.access import Actor
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.departments.queries import get_department_id_for
from app.questions.models import Question
from app.questions.operations.redacting import redact_question
from app.tickets.events import TicketReplied
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.beginning import begin, prepare_message, prepare_ticket
from app.tickets.operations.changing import change
from app.tickets.operations.posting_keys import TICKET, claim_key, settle_key
from app.tickets.permissions import can_see_ticket
from app.tickets.queries.tickets import get_ticket_by_id
from app.tickets.states import Act, Channel, State

ESCALATING = Limit("escalating-questions", 30, 3600)


def escalate_question(
    actor: Actor,
    question_id: int,
    version: int,
    title: str = "",
    kept: Collection[int] = (),
    posting_key: str | None = None,
) -> Ticket | None:
    """Move a question, but for a title and the sentences kept, into a ticket of its asker with its department.

    What is moved later goes into the same ticket while that is not closed. Whoever may take text out of the question
    may do this. Gives the ticket to those who may read it: an official who is no caseworker moves it out of sight.
    """
    made_before = claim_key(actor, posting_key, TICKET)
    if made_before is not None:
        return _if_seen(actor, made_before)
    redacted = redact_question(actor, question_id, version, title, kept)
    question = redacted.question
    if question.author_id is None:
        raise Conflict(
            _("Whoever asked this has no account any more, so nobody could go on with it in private.")
        )
    count(ESCALATING, actor.id or 0)
    message = prepare_message(actor, redacted.taken_out or redacted.title)
    message.author_id, message.from_question = question.author_id, True
    ticket = _find_live(question)
    if ticket is None:
        ticket = _prepare(actor, question, redacted.title)
        begin(actor, ticket, [message])
    else:
        _add(actor, ticket, message)
    settle_key(actor, posting_key, ticket.id)
    return ticket if can_see_ticket(actor, ticket) else None


def _prepare(actor: Actor, question: Question, subject: str) -> Ticket:
    return prepare_ticket(
        actor,
        subject=subject,
        department_id=question.department_id or get_department_id_for(None),
        topic_id=question.topic_id,
        channel=Channel.QUESTION,
        question_id=question.id,
        requester_id=question.author_id,
        opened_by_id=None if actor.id == question.author_id else actor.id,
        language=question.language,
    )


def _find_live(question: Question) -> Ticket | None:
    """Find the ticket the question goes on in already, its row held."""
    live = (
        select(Ticket)
        .options(selectinload(Ticket.people), selectinload(Ticket.glass_breaks))
        .where(Ticket.question_id == question.id, Ticket.requester_id == question.author_id)
        .where(Ticket.state != State.CLOSED)
        .order_by(Ticket.id.desc())
        .limit(1)
    )
    return session().scalar(live.with_for_update(of=Ticket, key_share=True))


def _add(actor: Actor, ticket: Ticket, message: TicketMessage) -> None:
    message.ticket_id = ticket.id
    session().add(message)
    session().flush()
    change(actor, ticket, Act.WROTE, message=message.id)
    emit(TicketReplied(ticket.id, message.id))


def _if_seen(actor: Actor, ticket_id: int) -> Ticket | None:
    try:
        return get_ticket_by_id(actor, ticket_id)
    except NotFound:
        return None
