"""Publishing back: a question and an answer for everybody, written anew out of a closed ticket.

Drafted by a caseworker, approved or sent back by a second one, shown to the requester, who may refuse. Publishing
copies the texts and removes the row here; neither the history nor the public question says which came of which.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.guard import look, refuse_any
from app.core.language import is_language
from app.core.outbox import emit
from app.questions import texts as public_texts
from app.questions.operations.answering import answer
from app.questions.operations.asking import NewQuestion, ask
from app.tickets import texts
from app.tickets.anonymity import Tells, tells
from app.tickets.events import PublicationProposed, PublicationRefused, PublicationSentBack
from app.tickets.models import Publication, Ticket
from app.tickets.operations.changing import change, get_to_change, require_possible
from app.tickets.permissions import can_approve_publication, can_refuse_publication
from app.tickets.queries.publications import APPROVED, DRAFT, REFUSED, find_publication
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act, State

REFUSING = timedelta(days=7)
BATCH = 50


@dataclass(frozen=True)
class Draft:
    """What is to be published, as it was typed."""

    title: str
    body: str
    answer_body: str
    language: str = "en"


def draft_publication(actor: Actor, reference: str, draft: Draft, version: int | None = None) -> int:
    """Draft a question and an answer out of a closed ticket, or write a draft anew as it was read; gives its number."""
    ticket = get_to_change(actor, reference)
    require_possible(actor, ticket, Act.DRAFTED)
    require_texts(actor, ticket)
    columns = _clean(actor, ticket, draft)
    kept = find_publication(actor, ticket.id)
    if kept is not None and kept.state != DRAFT:
        raise Conflict(_("What came of this ticket was decided already."))
    if kept is not None and version not in (None, kept.version):
        raise Conflict(_("Somebody else changed this meanwhile. Look at both versions and save again."))
    if kept is None:
        kept = Publication(ticket_id=ticket.id, department_id=ticket.department_id, version=0)
        session().add(kept)
    for column, value in columns.items():
        setattr(kept, column, value)
    kept.drafted_by_id, kept.drafted_at, kept.note = actor.id or 0, now(), ""
    kept.version += 1
    session().flush()
    change(actor, ticket, Act.DRAFTED)
    return kept.id


def require_texts(actor: Actor, ticket: Ticket) -> None:
    """Go on only if there is still something to publish."""
    if ticket.erased_at is not None:
        raise Conflict(_("All that was written in this ticket was erased. There is nothing to publish."))


def drop_publication(actor: Actor, reference: str) -> None:
    """Give a draft up, also one that was approved and is not yet published."""
    ticket = get_to_change(actor, reference)
    kept = _get(actor, ticket)
    if kept.state == REFUSED:
        raise Conflict(_("The person whose case it was has refused. This is kept so that nobody asks again."))
    session().delete(kept)
    session().flush()
    change(actor, ticket, Act.DROPPED)


def approve_publication(actor: Actor, reference: str, version: int) -> None:
    """Approve a draft as it was read, as a second reader; the requester is asked and has a week to refuse."""
    ticket, kept = _get_to_judge(actor, reference, version)
    if ticket.requester_id is None:
        raise Conflict(_("Whose case it was cannot be asked, so nothing of it can be published."))
    _clean(actor, ticket, Draft(kept.title, kept.body, kept.answer_body, kept.language))
    kept.state, kept.approved_by_id, kept.refuse_until, kept.note = APPROVED, actor.id, now() + REFUSING, ""
    change(actor, ticket, Act.APPROVED, until=kept.refuse_until.isoformat())
    emit(PublicationProposed(ticket.id))


def send_back_publication(actor: Actor, reference: str, version: int, note: str) -> None:
    """Send a draft back as it was read, as a second reader, with what has to be put right; who wrote it is told."""
    ticket, kept = _get_to_judge(actor, reference, version)
    kept.note, kept.version = texts.clean_returning_note(note), kept.version + 1
    change(actor, ticket, Act.SENT_BACK)
    emit(PublicationSentBack(ticket.id, kept.drafted_by_id))


def refuse_publication(actor: Actor, reference: str) -> None:
    """Let the requester refuse, as long as nothing is published; the draft's texts go, and nobody asks again."""
    ticket = get_ticket(actor, reference, lock=True)
    require(can_refuse_publication(actor, ticket), _("Only the person whose case it is can refuse."))
    kept = _get(actor, ticket)
    kept.state, kept.title, kept.body, kept.answer_body, kept.note = REFUSED, "", "", "", ""
    change(actor, ticket, Act.REFUSED)
    emit(PublicationRefused(ticket.id))


def publish_due(actor: Actor, batch: int = BATCH) -> int:
    """Publish what nobody refused in time, of tickets that are still closed, for their departments; gives how many."""
    require(actor.is_system)
    due = (
        select(Publication, Ticket.topic_id)
        .join(Ticket, Ticket.id == Publication.ticket_id)
        .where(Publication.state == APPROVED, Publication.refuse_until <= now())
        .where(Ticket.state == State.CLOSED, Ticket.erased_at.is_(None))
        # In no order that has to do with the tickets.
        .order_by(Publication.title)
        .limit(batch)
    )
    rows = (
        session()
        .execute(due.with_for_update(of=[Publication, Ticket], skip_locked=True, key_share=True))
        .all()
    )
    for kept, topic_id in rows:
        _publish(actor, kept, topic_id)
    return len(rows)


def _publish(actor: Actor, kept: Publication, topic_id: int | None) -> None:
    if look(
        actor, _public_texts(kept)
    ):  # by rules that are newer than the draft: somebody has to read it again
        kept.state, kept.approved_by_id, kept.refuse_until = DRAFT, None, None
        return
    hat = kept.department_id
    question = ask(
        actor,
        NewQuestion(kept.title, kept.body, topic_id=topic_id, language=kept.language, hat_department_id=hat),
    )
    answer(actor, question.id, kept.answer_body, hat)
    session().execute(delete(Publication).where(Publication.id == kept.id))


def _get_to_judge(actor: Actor, reference: str, version: int) -> tuple[Ticket, Publication]:
    """Get a draft for its second reader, as it was read, with the row of its ticket held."""
    ticket = get_to_change(actor, reference)
    kept = _get(actor, ticket)
    require(
        can_approve_publication(actor, ticket, kept),
        _("Somebody else than who wrote it has to read it before it is published."),
    )
    if kept.state != DRAFT or kept.version != version:
        raise Conflict(_("Somebody else changed this meanwhile. Read it as it is now."))
    return ticket, kept


def _public_texts(draft: Draft | Publication) -> dict[str, str]:
    return {"title": draft.title, "body": draft.body, "answer_body": draft.answer_body}


def _get(actor: Actor, ticket: Ticket) -> Publication:
    kept = find_publication(actor, ticket.id)
    if kept is None:
        raise NotFound()
    return kept


def _clean(actor: Actor, ticket: Ticket, draft: Draft) -> dict[str, str]:
    """Give the texts as they are kept; refuse what tells whose case it was."""
    if not is_language(draft.language):
        raise Invalid(_("Choose a language."), field="language")
    try:
        answer_body = public_texts.clean_answer(draft.answer_body)
    except Invalid as error:
        raise Invalid(error.message, field="answer_body") from error
    title, body = public_texts.clean_title(draft.title), public_texts.clean_details(draft.body)
    cleaned = Draft(title, body, answer_body, draft.language)
    people = [ticket.requester, *(one.person for one in ticket.people)]
    names = [person.name for person in people if person] + [ticket.requester_name]
    addresses = [person.email or "" for person in people if person] + [ticket.requester_contact]
    for field, text in asdict(cleaned).items():
        told = tells(text, names, addresses, ticket.reference)
        if told is not None:
            raise Invalid(_words(told), field=field, tells=told)
    refuse_any(actor, _public_texts(cleaned))
    return asdict(cleaned)


def _words(told: Tells) -> str:
    words: dict[Tells, str] = {
        Tells.NAME: _("This names the person. Write it so that it could be about anybody."),
        Tells.ADDRESS: _("There is an address in this. Take it out."),
        Tells.NUMBER: _("There is a number in this that could belong to somebody. Take it out."),
        Tells.REFERENCE: _("This gives the ticket's reference. Take it out."),
    }
    return words[told]
