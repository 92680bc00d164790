"""Opening tickets: asked in private, or for a caller, who takes theirs over by reference and code."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app.core.access import Actor, require, require_posting
from app.core.db import session
from app.core.errors import Invalid
from app.core.files.checking import CheckedFile
from app.core.languages import guess_language
from app.core.limits import Limit, count
from app.core.tokens import derive, token_hash
from app.departments.queries import find_department, get_department_id_for
from app.tickets import texts
from app.tickets.models import Ticket
from app.tickets.operations.attaching import attach
from app.tickets.operations.beginning import begin, prepare_message, prepare_ticket
from app.tickets.operations.changing import change, let_go
from app.tickets.operations.posting_keys import ON_BEHALF, TICKET, claim_key, settle_key
from app.tickets.permissions import can_open_on_behalf, can_open_ticket
from app.tickets.queries.tickets import get_ticket_by_id
from app.tickets.references import (
    claim_code_hash,
    new_claim_code,
    read_claim_code,
    read_reference,
)
from app.tickets.states import Act, Channel

OPENING = Limit("opening-tickets", 10, 3600)
OPENING_ON_BEHALF = Limit("opening-tickets-on-behalf", 120, 3600)
# Codes typed, by person and by ticket: of the 10^15 codes there are, guessing finds none.
CODES_BY_PERSON = Limit("claim-codes.person", 20, 3600)
CODES_FOR_TICKET = Limit("claim-codes.ticket", 20, 3600)


@dataclass(frozen=True)
class NewTicket:
    """A case as it was typed. `language` is what the page spoke, for texts too short to tell."""

    subject: str
    body: str
    topic_id: int | None = None
    department_id: int | None = None
    language: str = "en"


@dataclass(frozen=True)
class Caller:
    """Somebody on the phone or at the counter, as the official wrote them down."""

    name: str
    contact: str = ""
    channel: Channel = Channel.PHONE


@dataclass(frozen=True)
class OpenedOnBehalf:
    """What the caller is told: their reference and, once, the code with which they take the ticket over."""

    reference: str
    claim_code: str


def open_ticket(
    actor: Actor, new: NewTicket, posting_key: str | None = None, files: Sequence[CheckedFile] = ()
) -> Ticket:
    """Ask a department in private; it goes to the department chosen, else the topic's, else the front desk."""
    require_posting(actor)
    require(can_open_ticket(actor))
    made_before = claim_key(actor, posting_key, TICKET)
    if made_before is not None:
        return get_ticket_by_id(actor, made_before)
    count(OPENING, actor.id or 0)
    ticket = _ticket(actor, new, Channel.WEB)
    ticket.requester_id = actor.id
    message = prepare_message(actor, texts.clean_message(new.body))
    begin(actor, ticket, [message])
    attach(actor, ticket, message, files)
    settle_key(actor, posting_key, ticket.id)
    return ticket


def open_on_behalf(
    actor: Actor,
    new: NewTicket,
    caller: Caller,
    posting_key: str | None = None,
    files: Sequence[CheckedFile] = (),
) -> OpenedOnBehalf:
    """Open a ticket for a caller; only its holding department sees it until they take it over with the code.

    The code is kept as a hash only, but made of the form's key, so that the form sent twice shows the same one.
    """
    require_posting(actor)
    require(can_open_on_behalf(actor))
    if caller.channel not in (Channel.PHONE, Channel.COUNTER):
        raise Invalid(_("Say whether the person is on the phone or at the counter."), field="channel")
    code = new_claim_code(derive("claim-code", f"{actor.id} {posting_key}") if posting_key else b"")
    made_before = claim_key(actor, posting_key, ON_BEHALF)
    if made_before is not None:
        return OpenedOnBehalf(session().get_one(Ticket, made_before).reference, code)
    count(OPENING_ON_BEHALF, actor.id or 0)
    ticket = _ticket(actor, new, caller.channel)
    ticket.requester_name, ticket.requester_contact = (
        texts.clean_name(caller.name),
        texts.clean_contact(caller.contact),
    )
    ticket.opened_by_id, ticket.claim_code_hash = actor.id, claim_code_hash(ticket.reference, code)
    message = prepare_message(actor, texts.clean_message(new.body))
    message.author_id, message.entered_by_id = None, actor.id
    begin(actor, ticket, [message])
    attach(actor, ticket, message, files)
    settle_key(actor, posting_key, ticket.id)
    return OpenedOnBehalf(ticket.reference, code)


def claim_with_code(actor: Actor, reference: str, code: str) -> Ticket | None:
    """Let the caller take their ticket over, once; None, and counted, where the code is not the reference's."""
    require_posting(actor)
    reference = read_reference(reference)
    count(CODES_BY_PERSON, actor.id or 0)
    count(CODES_FOR_TICKET, token_hash(reference))
    held = select(Ticket).where(
        Ticket.reference == reference,
        Ticket.claim_code_hash == claim_code_hash(reference, read_claim_code(code)),
        Ticket.requester_id.is_(None),
    )
    ticket = session().scalar(held.with_for_update(key_share=True))
    if ticket is None:
        return None
    ticket.requester_id, ticket.claim_code_hash = actor.id, None
    let_go(actor, ticket, actor.id)
    session().flush()
    ticket = get_ticket_by_id(actor, ticket.id)
    change(actor, ticket, Act.CODE_CLAIMED)
    return ticket


def _ticket(actor: Actor, new: NewTicket, channel: Channel) -> Ticket:
    if new.department_id is not None and find_department(new.department_id) is None:
        raise Invalid(_("Choose a department."), field="department_id")
    return prepare_ticket(
        actor,
        subject=texts.clean_subject(new.subject),
        department_id=new.department_id or get_department_id_for(new.topic_id),
        topic_id=new.topic_id,
        channel=channel,
        language=guess_language(f"{new.subject}\n{new.body}", "da" if new.language == "da" else "en"),
    )
