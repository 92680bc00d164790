"""The page of a ticket: one for the requester's side and for those who work on it, each with what they may do."""

from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response

from app.core.access import Actor
from app.core.doors import signed_in
from app.core.errors import NotFound
from app.core.forms import Form, form_page
from app.core.templating import language
from app.core.viewer import viewer
from app.questions.queries.showing import Thread, get_thread
from app.tickets.forms import NamePersonForm, Read, ReplyForm, SurveyForm
from app.tickets.models import Publication, Ticket, TicketHistory
from app.tickets.operations.changing import ChangedMeanwhile
from app.tickets.permissions import is_requesters_side
from app.tickets.phrases import next_words, state_words
from app.tickets.queries.conversation import (
    list_glass_breaks,
    list_history,
    list_linked,
    list_messages,
)
from app.tickets.queries.publications import find_publication
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act, was_published
from app.tickets.views.blueprint import tickets
from app.tickets.views.telling import tell
from app.tickets.views.tools import inside, tools


@tickets.get("/tickets/<reference>")
@signed_in
def show(reference: str) -> Response:
    """Show a ticket: what was said, what happens next, and what the viewer may do."""
    return ticket_page(viewer(), reference)


def ticket_page(actor: Actor, reference: str, refused: Form | None = None) -> Response:
    """Show the page of a ticket; with a form that was refused, what was typed is still in it, and why is said."""
    ticket = get_ticket(actor, reference)
    history = list_history(actor, ticket.id)
    since = _read_until(refused)
    forms = {name: _form(kind, refused) for name, kind in FORMS.items()}
    reply_form = forms["reply_form"]
    if since is not None or not reply_form.version.data:
        reply_form.version.data = str(ticket.version)
    facts = ticket_facts(actor, ticket, history, since)
    working = tools(actor, ticket, reply_form, refused)
    return form_page("tickets/show.html", refused or reply_form, ticket=ticket, **forms, **facts, **working)


FORMS: dict[str, type[Form]] = {
    "reply_form": ReplyForm,
    "naming_form": NamePersonForm,
    "survey_form": SurveyForm,
}


def _form(kind: type[Form], refused: Form | None) -> Any:
    return refused if isinstance(refused, kind) else kind(formdata=None)


def _read_until(refused: Form | None) -> int | None:
    """Give the version somebody had read whose form came too late; from now on it is bound to what they see now."""
    if isinstance(refused, Read) and isinstance(refused.refusal, ChangedMeanwhile):
        since: int = refused.read_version
        return since
    return None


def ticket_facts(
    actor: Actor, ticket: Ticket, history: Sequence[TicketHistory], since: int | None = None
) -> dict[str, Any]:
    """Gather what the page of a ticket shows to the actor, whatever brought them there."""
    own_side, linked = is_requesters_side(actor, ticket), list_linked(actor, ticket.id)
    glass_breaks = list_glass_breaks(actor, ticket.id) if ticket.glass_breaks else []
    within = inside(actor, ticket)
    messages = list_messages(actor, ticket.id)
    happenings = tell(actor, ticket, history, linked, language())
    publication = _publication(actor, ticket, history)
    return {
        **within,
        "own_side": own_side,
        "state": state_words(ticket, own_side),
        "next": next_words(ticket, own_side, language()),
        "thread": sorted([*messages, *within["notes"]], key=lambda one: one.created_at),
        "new": _news(history, since),
        "meanwhile": [one for one in happenings if since is not None and one.number > since],
        "linked": linked,
        "glass_breaks": glass_breaks,
        "happenings": happenings,
        "public": _public_part(actor, ticket),
        "publication": publication,
        "published": publication is None and was_published([entry.what for entry in history]),
    }


def _publication(actor: Actor, ticket: Ticket, history: Sequence[TicketHistory]) -> Publication | None:
    """Find what is to be published out of the ticket, if its history says that anything ever was."""
    drafted = any(entry.what in (Act.DRAFTED, Act.APPROVED) for entry in history)
    return find_publication(actor, ticket.id) if drafted else None


def _public_part(actor: Actor, ticket: Ticket) -> Thread | None:
    """Find what everybody can read of the question a ticket came out of: the two are one conversation."""
    if ticket.question_id is None or ticket.erased_at is not None:
        return None
    try:
        public = get_thread(actor, ticket.question_id)
    except NotFound:
        return None
    return None if public.question.is_stub and not public.answers else public


def _news(history: Sequence[TicketHistory], since: int | None) -> set[tuple[str, int]]:
    """Give what was written since, such as ("message", 7) and ("note", 2)."""
    later = [entry.details for entry in history if since is not None and entry.number > since]
    return {(kind, details[kind]) for details in later for kind in ("message", "note") if kind in details}
