"""Writing in a ticket: messages of both sides, notes for colleagues, and the sign that somebody is writing."""

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import delete

from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.files.checking import CheckedFile
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.core.prose import RENDERER_VERSION, render
from app.questions.upserts import insert_into
from app.tickets import texts
from app.tickets.events import TicketNoted, TicketReopened, TicketReplied, TicketWaiting
from app.tickets.models import Ticket, TicketDrafting, TicketMessage, TicketNote
from app.tickets.operations.attaching import attach
from app.tickets.operations.beginning import prepare_message
from app.tickets.operations.changing import change, note_first_reply, require_nothing_said, require_possible
from app.tickets.operations.following_up import follow_up
from app.tickets.operations.moving import close_held
from app.tickets.operations.posting_keys import MESSAGE, NOTE, claim_key, settle_key
from app.tickets.permissions import can_change_ticket, can_write_in_ticket, is_requesters_side
from app.tickets.queries.conversation import get_message
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act, State

REPLYING = Limit("replying-in-tickets", 60, 3600)
WORKING = Limit("working-on-tickets", 600, 3600)


class Then(StrEnum):
    """What a caseworker's message does to the ticket besides."""

    NOTHING = "nothing"
    WAIT = "wait"
    CLOSE = "close"


def reply(
    actor: Actor,
    reference: str,
    body: str,
    *,
    then: Then = Then.NOTHING,
    version: int | None = None,
    posting_key: str | None = None,
    files: Sequence[CheckedFile] = (),
) -> TicketMessage:
    """Write to the other side. The requester's words end any waiting, and reopen what is closed while that is allowed.

    Later they open a new ticket, linked with this one; then the message stands in that. A caseworker's message may
    wait for an answer or close the ticket. With a `version` it leaves only if nothing was said since.
    """
    require_posting(actor)
    made_before = claim_key(actor, posting_key, MESSAGE)
    if made_before is not None:
        return get_message(actor, made_before)
    ticket = get_ticket(actor, reference, lock=True)
    require(can_write_in_ticket(actor, ticket))
    message = (
        _write(actor, ticket, texts.clean_message(body), files, version)
        if is_requesters_side(actor, ticket)
        else _answer(actor, ticket, texts.clean_message(body), files, then, version)
    )
    _stop_writing(actor, ticket)
    settle_key(actor, posting_key, message.id)
    return message


def note(actor: Actor, reference: str, body: str, *, posting_key: str | None = None) -> TicketNote:
    """Leave a note that only caseworkers of the holding department read."""
    require_posting(actor)
    made_before = claim_key(actor, posting_key, NOTE)
    ticket = get_ticket(actor, reference, lock=True)
    require(can_change_ticket(actor, ticket))
    if made_before is not None:
        return session().get_one(TicketNote, made_before)
    count(WORKING, actor.id or 0)
    left = leave_note(actor, ticket, texts.clean_note(body))
    change(actor, ticket, Act.NOTED, note=left.id)
    _stop_writing(actor, ticket)
    settle_key(actor, posting_key, left.id)
    emit(TicketNoted(ticket.id, left.id))
    return left


def say_writing(actor: Actor, reference: str) -> None:
    """Let colleagues see for two minutes that the actor is writing here."""
    ticket = get_ticket(actor, reference)
    require(can_write_in_ticket(actor, ticket))
    seen = insert_into(TicketDrafting).values(ticket_id=ticket.id, person_id=actor.id, at=now())
    session().execute(
        seen.on_conflict_do_update(
            index_elements=[TicketDrafting.ticket_id, TicketDrafting.person_id], set_={"at": now()}
        )
    )


def _write(
    actor: Actor, ticket: Ticket, body: str, files: Sequence[CheckedFile], version: int | None
) -> TicketMessage:
    count(REPLYING, actor.id or 0)
    require_nothing_said(actor, ticket, version)
    message = prepare_message(actor, body)
    if ticket.state == State.CLOSED and not ticket.can_still_be_reopened:
        attach(actor, follow_up(actor, ticket, message), message, files)
        return message
    closed = ticket.state == State.CLOSED
    _put(ticket, message)
    change(actor, ticket, Act.WROTE, message=message.id)
    attach(actor, ticket, message, files)
    emit(TicketReplied(ticket.id, message.id))
    if closed:
        ticket.satisfaction, ticket.satisfaction_words = None, ""
        emit(TicketReopened(ticket.id))
    return message


def _answer(
    actor: Actor, ticket: Ticket, body: str, files: Sequence[CheckedFile], then: Then, version: int | None
) -> TicketMessage:
    count(WORKING, actor.id or 0)
    act = Act.ASKED if then == Then.WAIT else Act.ANSWERED
    require_nothing_said(actor, ticket, version)
    require_possible(actor, ticket, act)
    message = prepare_message(actor, body, ticket.department_id)
    _put(ticket, message)
    note_first_reply(actor, ticket, message)
    change(actor, ticket, act, message=message.id)
    attach(actor, ticket, message, files)
    emit(TicketReplied(ticket.id, message.id))
    if then == Then.WAIT:
        emit(TicketWaiting(ticket.id))
    elif then == Then.CLOSE:
        close_held(actor, ticket)
    return message


def leave_note(actor: Actor, ticket: Ticket, body: str) -> TicketNote:
    """Put a note, its text clean already, into a ticket that is held."""
    left = TicketNote(
        ticket_id=ticket.id,
        author_id=actor.id,
        department_id=ticket.department_id,
        created_at=now(),
        body=body,
        body_html=render(body),
        html_version=RENDERER_VERSION,
    )
    session().add(left)
    session().flush()
    return left


def _put(ticket: Ticket, message: TicketMessage) -> None:
    message.ticket_id = ticket.id
    session().add(message)
    session().flush()


def _stop_writing(actor: Actor, ticket: Ticket) -> None:
    mine = (TicketDrafting.ticket_id == ticket.id) & (TicketDrafting.person_id == actor.id)
    session().execute(delete(TicketDrafting).where(mine))
