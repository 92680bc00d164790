"""Publishing back: drafting out of a closed ticket, reading what a colleague drafted, and the requester's refusal."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from app.core.access import Actor, require
from app.core.db import transaction
from app.core.doors import signed_in, staff
from app.core.errors import Conflict, NotFound
from app.core.forms import Form, form_page
from app.core.guard.answering import look_at, take_out, wants_removal
from app.core.paging import Place
from app.core.prose import render
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.tickets.anonymity import Hint, hints
from app.tickets.models import Publication, Ticket
from app.tickets.operations import publishing
from app.tickets.operations.publishing import Draft
from app.tickets.permissions import can_change_ticket, can_work_on_ticket
from app.tickets.queries.conversation import list_history, list_messages
from app.tickets.queries.publications import (
    APPROVED,
    DRAFT,
    Waiting,
    count_publications,
    find_publication,
    list_letters,
    page_of_publications,
)
from app.tickets.queries.tickets import get_ticket
from app.tickets.staff_forms import PublicationForm, ReadDraftForm, SendBackForm
from app.tickets.states import State, was_published
from app.tickets.views.blueprint import tickets

TEXTS = ("title", "body", "answer_body")
HINTS = {
    Hint.COPIED: _l("“%(words)s” is copied word for word from what the person wrote."),
    Hint.CASE: _l("“%(words)s” reads as if it was about one person's case."),
    Hint.DAY: _l("%(words)s: with a day, people who know of it may guess who it is."),
}


@tickets.get("/staff/publications")
@staff("caseworker")
def publications() -> str:
    """List what is drafted for the public in the viewer's departments, by whom it waits for."""
    show = request.args.get("show", Waiting.READER)
    if show not in list(Waiting):
        raise NotFound()
    return render_template(
        "tickets/publications.html",
        page=page_of_publications(viewer(), Waiting(show), Place.read(request.args)),
        show=show,
        counts={waiting.value: count_publications(viewer(), waiting) for waiting in Waiting},
    )


@tickets.get("/tickets/<reference>/publication")
@signed_in
def publication(reference: str) -> Response:
    """Show what is to be published out of a ticket, and what the viewer may do about it."""
    return _page(viewer(), reference)


@tickets.post("/tickets/<reference>/publication")
@kept_on_screen("title", "body", "answer_body")
@signed_in
def draft_publication(reference: str) -> Response:
    """Save a draft; if somebody else did so first, show both."""
    form = PublicationForm()
    if wants_removal():
        take_out(viewer(), form, TEXTS)
        return _page(viewer(), reference, form)
    look_at(viewer(), form, *TEXTS, firm=True)
    if form.validate() and form.personal_data is None:
        with form.taking():
            draft = Draft(form.title.data, form.body.data, form.answer_body.data, form.language.data)
            with transaction():
                publishing.draft_publication(viewer(), reference, draft, form.read_version)
            return _back(reference, _("The draft is saved. A colleague has to read it next."))
    return _page(viewer(), reference, form)


@tickets.post("/tickets/<reference>/publication/approve")
@signed_in
def approve_publication(reference: str) -> Response:
    """Approve a draft as it was read."""
    form = ReadDraftForm()
    with form.taking():
        with transaction():
            publishing.approve_publication(viewer(), reference, form.read_version)
        return _back(reference, _("Approved. The person is asked now, and has a week to refuse."))
    return _page(viewer(), reference, form)


@tickets.post("/tickets/<reference>/publication/send-back")
@kept_on_screen("note")
@signed_in
def send_back_publication(reference: str) -> Response:
    """Send a draft back with what has to be put right."""
    form = SendBackForm()
    if form.validate():
        with form.taking():
            with transaction():
                publishing.send_back_publication(viewer(), reference, form.read_version, form.note.data)
            return _back(reference, _("Sent back. It waits for somebody to put it right."))
    return _page(viewer(), reference, form)


@tickets.post("/tickets/<reference>/publication/drop")
@signed_in
def drop_publication(reference: str) -> Response:
    """Give a draft up."""
    with transaction():
        publishing.drop_publication(viewer(), reference)
    flash(_("The draft is gone. Nothing is published."), "success")
    return redirect(url_for("tickets.show", reference=reference), 303)


@tickets.post("/tickets/<reference>/publication/refuse")
@signed_in
def refuse_publication(reference: str) -> Response:
    """Refuse that anything of one's own case is published."""
    with transaction():
        publishing.refuse_publication(viewer(), reference)
    flash(_("Nothing of this is published, and nobody asks you again."), "success")
    return redirect(url_for("tickets.show", reference=reference), 303)


def _back(reference: str, words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("tickets.publication", reference=reference), 303)


def _page(actor: Actor, reference: str, refused: Form | None = None) -> Response:
    """Show the page, to the requester's side once they are asked; a form that was refused holds what was typed."""
    ticket = get_ticket(actor, reference)
    kept = find_publication(actor, ticket.id)
    works = can_work_on_ticket(actor, ticket)
    if kept is None and not works:
        raise NotFound()
    if kept is None:
        _require_draftable(actor, ticket)
    forms = _forms(ticket, kept, refused)
    return form_page(
        "tickets/publication.html",
        refused or forms["draft_form"],
        ticket=ticket,
        publication=kept,
        works=works,
        theirs=kept if isinstance(forms["draft_form"].refusal, Conflict) else None,
        hints=_hints(actor, ticket, kept) if works and kept else [],
        body_html=render(kept.body) if kept else "",
        answer_html=render(kept.answer_body) if kept else "",
        may_write=works and ticket.state == State.CLOSED and (kept is None or kept.state == DRAFT),
        asked=kept is not None and kept.state == APPROVED,
        published=kept is None and was_published([one.what for one in list_history(actor, ticket.id)]),
        messages=list_messages(actor, ticket.id) if works else [],
        **forms,
    )


def _require_draftable(actor: Actor, ticket: Ticket) -> None:
    """Go on only if something could be drafted, before anybody writes it in vain."""
    require(can_change_ticket(actor, ticket))
    if ticket.state != State.CLOSED:
        raise Conflict(_("Only out of a closed ticket something can be published. Close it first."))
    publishing.require_texts(actor, ticket)


def _forms(ticket: Ticket, kept: Publication | None, refused: Form | None) -> dict[str, Any]:
    """Make the forms, bound to the draft as it is now."""
    kinds: dict[str, type[Form]] = {"draft_form": PublicationForm, "note_form": SendBackForm}
    forms: dict[str, Any] = {
        name: refused if isinstance(refused, kind) else kind(formdata=None, obj=_filled(ticket, kept))
        for name, kind in kinds.items()
    }
    for form in forms.values():
        if form is not refused or (refused and isinstance(refused.refusal, Conflict)):
            form.version.data = str(kept.version if kept else 0)
    return forms


def _filled(ticket: Ticket, kept: Publication | None) -> Draft:
    """Give what the form begins with: the draft, else nothing but the language, since a case has its own words."""
    if kept is None:
        return Draft("", "", "", ticket.language)
    return Draft(kept.title, kept.body, kept.answer_body, kept.language)


def _hints(actor: Actor, ticket: Ticket, kept: Publication) -> list[str]:
    """Say what readers should look at twice, each once."""
    letters = list_letters(actor, ticket.id)
    found = [one for text in (kept.title, kept.body, kept.answer_body) for one in hints(text, letters)]
    return [str(HINTS[hint]) % {"words": words} for hint, words in dict.fromkeys(found)]
