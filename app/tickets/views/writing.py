"""Writing in a ticket: messages of both sides, and for those who work on it notes and who else is writing."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor, require
from app.core.db import transaction
from app.core.doors import signed_in
from app.core.files.uploads import takes_files
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.tickets.forms import ReplyForm
from app.tickets.models import Ticket, TicketMessage
from app.tickets.operations.changing import BEARS_ON_WRITING
from app.tickets.operations.writing import Then, note, reply, say_writing
from app.tickets.permissions import can_change_ticket
from app.tickets.queries.canned import get_canned_reply
from app.tickets.queries.conversation import list_changes_since, list_writing
from app.tickets.queries.tickets import get_ticket, get_ticket_by_id
from app.tickets.references import read_reference
from app.tickets.staff_forms import NoteForm
from app.tickets.states import State
from app.tickets.views.blueprint import tickets
from app.tickets.views.queue import way_onward
from app.tickets.views.showing import ticket_page

THEN = {one.value: one for one in Then}


@tickets.post("/tickets/<reference>/messages")
@kept_on_screen("body")
@takes_files
@signed_in
def write(reference: str) -> Response:
    """Send a message; if something was said meanwhile, show it first, with the message still in the form."""
    actor, form = viewer(), ReplyForm()
    if request.form.get("action") == "insert":
        return _insert(actor, reference, form)
    if form.validate():
        with form.taking():
            onward = way_onward(actor, reference)
            with transaction():
                message = _send(actor, reference, form)
            return _lead_to(actor, message, reference, onward)
    return ticket_page(actor, reference, form)


def _send(actor: Actor, reference: str, form: ReplyForm) -> TicketMessage:
    return reply(
        actor,
        reference,
        form.body.data,
        then=THEN.get(form.then.data, Then.NOTHING),
        version=form.read_version,
        posting_key=form.posting_key.data,
        files=form.files.checked,
    )


def _insert(actor: Actor, reference: str, form: ReplyForm) -> Response:
    """Show the page again with a canned reply behind what was typed; nothing is sent."""
    if form.chosen_canned is not None:
        form.insert(get_canned_reply(actor, form.chosen_canned).body)
    return ticket_page(actor, reference, form)


def _lead_to(
    actor: Actor, message: TicketMessage, reference: str, onward: Callable[[], Response] | None
) -> Response:
    """Lead to the message, in another ticket if this one was closed too long ago, or on to the next ticket."""
    ticket = get_ticket_by_id(actor, message.ticket_id)
    if ticket.reference == read_reference(reference):
        flash(_sent_words(ticket, by_staff=message.hat_department_id is not None), "success")
    else:
        words = _(
            "The other ticket was closed too long ago. Your message has gone into a new one, linked with it."
        )
        flash(words, "success")
    if onward is not None:
        return onward()
    return redirect(url_for("tickets.show", reference=ticket.reference) + f"#message-{message.id}", 303)


def _sent_words(ticket: Ticket, *, by_staff: bool) -> str:
    """Say that a message is sent, and to who works on the ticket what has become of it."""
    if by_staff and ticket.state == State.WAITING_REQUESTER:
        return str(_("Your message is sent. The clock stands until the requester answers."))
    if by_staff and ticket.state == State.CLOSED:
        return str(_("Your message is sent and the ticket is closed. The requester is asked how it went."))
    return str(_("Your message is sent."))


@tickets.post("/tickets/<reference>/notes")
@kept_on_screen("body")
@signed_in
def leave_note(reference: str) -> Response:
    """Leave a note for colleagues."""
    actor, form = viewer(), NoteForm()
    if form.validate():
        with form.taking():
            with transaction():
                left = note(actor, reference, form.body.data, posting_key=form.posting_key.data)
            flash(_("Your note is kept. Only caseworkers read it."), "success")
            return redirect(url_for("tickets.show", reference=reference) + f"#note-{left.id}", 303)
    return ticket_page(actor, reference, form)


@tickets.route("/tickets/<reference>/writing", methods=["GET", "POST"])
@signed_in
def writing(reference: str) -> str:
    """Say who else is writing, and whether something bears on it that came since; sent, that one is writing oneself."""
    actor = viewer()
    ticket = get_ticket(actor, reference)
    require(can_change_ticket(actor, ticket))
    if request.method == "POST":
        with transaction():
            say_writing(actor, reference)
    since = list_changes_since(actor, ticket.id, request.args.get("version", ticket.version, int))
    news = [one for one in since if one.what in BEARS_ON_WRITING and one.actor_id != actor.id]
    return render_template("tickets/_writing.html", writing=list_writing(actor, ticket.id), news=bool(news))
