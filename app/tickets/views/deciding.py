"""What the requester decides of a ticket: who reads along, how it went, and that it is not over."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.doors import signed_in
from app.core.errors import Invalid
from app.core.forms import Form
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.tickets.forms import NamePersonForm, SurveyForm
from app.tickets.operations import moving, people
from app.tickets.views.blueprint import tickets
from app.tickets.views.showing import ticket_page


@tickets.post("/tickets/<reference>/people")
@signed_in
def name_person(reference: str) -> Response:
    """Let somebody read and write along."""
    actor, form = viewer(), NamePersonForm()
    if form.validate():
        with form.taking():
            with transaction():
                found = people.name_person(actor, reference, form.email.data)
            if not found:
                raise Invalid(_("Nobody has an account here with this e-mail address."), field="email")
            flash(_("They can read and write along now, and we have told them."), "success")
            return redirect(url_for("tickets.show", reference=reference), 303)
    return ticket_page(actor, reference, form)


@tickets.post("/tickets/<reference>/people/<int:person_id>/remove")
@signed_in
def unname_person(reference: str, person_id: int) -> Response:
    """Let somebody read along no more."""
    with transaction():
        people.unname_person(viewer(), reference, person_id)
    flash(_("They can no longer see this ticket."), "success")
    return redirect(url_for("tickets.show", reference=reference), 303)


@tickets.post("/tickets/<reference>/survey")
@kept_on_screen("words")
@signed_in
def rate(reference: str) -> Response:
    """Take the answer to how it went."""
    actor, form = viewer(), SurveyForm()
    if form.validate():
        with form.taking():
            with transaction():
                moving.rate(actor, reference, form.satisfaction.data, form.words.data)
            flash(_("Thank you. It helps the department to do better."), "success")
            return redirect(url_for("tickets.show", reference=reference), 303)
    return ticket_page(actor, reference, form)


@tickets.post("/tickets/<reference>/reopen")
@signed_in
def reopen(reference: str) -> Response:
    """Reopen a closed ticket."""
    actor, form = viewer(), Form()
    with form.taking():
        with transaction():
            moving.reopen(actor, reference)
        flash(_("The ticket is open again. Write what is still missing."), "success")
        return redirect(url_for("tickets.show", reference=reference) + "#write", 303)
    return ticket_page(actor, reference, form)
