"""Asking in private, and taking over what an official wrote down."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor, require_posting
from app.core.db import transaction
from app.core.doors import public, signed_in
from app.core.errors import Invalid
from app.core.files.uploads import takes_files
from app.core.forms import form_page
from app.core.templating import language
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.departments.queries import list_branches
from app.questions.texts import one_line
from app.tickets import texts
from app.tickets.forms import ClaimForm, TicketForm
from app.tickets.models import Ticket
from app.tickets.operations.opening import NewTicket, claim_with_code, open_ticket
from app.tickets.permissions import is_requester
from app.tickets.queries.tickets import find_ticket
from app.tickets.views.blueprint import tickets


@tickets.get("/tickets/new")
@signed_in
def new() -> Response:
    """Offer to ask in private."""
    require_posting(viewer())
    return _page(TicketForm(formdata=None))


@tickets.post("/tickets/new")
@kept_on_screen("subject", "title", "body")
@takes_files
@signed_in
def receive() -> Response:
    """Open a ticket; what the form for public questions hands over is only shown, for the person to send."""
    require_posting(viewer())
    if "subject" not in request.form:
        return _page(TicketForm(formdata=None, data=_handed_over()))
    form = TicketForm()
    offer_topics(form)
    if not form.validate():
        return _page(form)
    wanted = NewTicket(form.subject.data, form.body.data, form.chosen_topic, language=language())
    with form.taking():
        with transaction():
            ticket = open_ticket(viewer(), wanted, form.posting_key.data, form.files.checked)
        flash(_("Your message is sent. You find it here, and under “Your tickets”."), "success")
        return redirect(url_for("tickets.show", reference=ticket.reference), 303)
    return _page(form)


def _handed_over() -> dict[str, str]:
    """Read the form for public questions: its title, details, topic, and the place, which has no field here."""
    place = one_line(request.form.get("place", ""))
    body = [request.form.get("body", "").strip(), _("Place: %(place)s", place=place) if place else ""]
    return {
        "subject": one_line(request.form.get("title", ""))[: texts.SUBJECT_MAX],
        "body": "\n\n".join(part for part in body if part),
        "topic_id": request.form.get("topic_id", ""),
    }


def _page(form: TicketForm) -> Response:
    offer_topics(form)
    return form_page("tickets/new.html", form)


def offer_topics(form: TicketForm) -> None:
    """Let people choose among the topics, each with those above it."""
    paths = (path for branch in list_branches() for path in branch.paths(language()))
    form.offer_topics((str(topic_id), path) for topic_id, path in paths)


@tickets.get("/tickets/claim")
@public
def claim() -> Response:
    """Offer to take over a ticket with reference and claim code; to signed-out people say what they need first."""
    return form_page("tickets/claim.html", ClaimForm(formdata=None))


@tickets.post("/tickets/claim")
@signed_in
def claim_now() -> Response:
    """Take the ticket over. What is not right is counted, so that nobody guesses."""
    actor, form = viewer(), ClaimForm()
    if form.validate():
        with form.taking():
            with transaction():
                taken = claim_with_code(actor, form.reference.data, form.claim_code.data)
            ticket = taken or _find_own(actor, form.reference.data)
            if ticket is None:
                raise Invalid(
                    _("There is no ticket with this reference and this claim code. Check both."),
                    field="claim_code",
                )
            flash(_("This ticket is yours now. You find it here, and under “Your tickets”."), "success")
            return redirect(url_for("tickets.show", reference=ticket.reference), 303)
    return form_page("tickets/claim.html", form)


def _find_own(actor: Actor, reference: str) -> Ticket | None:
    """Find the ticket if the actor has it already, as after sending the form twice."""
    ticket = find_ticket(actor, reference)
    return ticket if ticket is not None and is_requester(actor, ticket) else None
