"""What a caseworker does with a ticket besides writing in it: each a small form of its own on its page."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor
from app.core.db import transaction
from app.core.doors import signed_in
from app.core.errors import Invalid, NotFound
from app.core.forms import Form
from app.core.templating import language
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.departments.queries import find_department
from app.tickets.operations import holding, linking, moving
from app.tickets.queries.tickets import get_ticket
from app.tickets.staff_forms import (
    AssignForm,
    CloseForm,
    LinkForm,
    PriorityForm,
    PutOffForm,
    ResumeForm,
    TransferForm,
)
from app.tickets.views.blueprint import tickets
from app.tickets.views.queue import lead_away, way_onward
from app.tickets.views.showing import ticket_page


def _work(reference: str, form: Form, do: Callable[[Actor], None], done: str) -> Response:
    """Do one thing and lead back to the ticket, or to the next; else show the ticket with what was refused, and why."""
    actor = viewer()
    if form.validate():
        with form.taking():
            onward = way_onward(actor, reference)
            with transaction():
                do(actor)
            flash(done, "success")
            return onward() if onward else redirect(url_for("tickets.show", reference=reference), 303)
    return ticket_page(actor, reference, form)


@tickets.post("/tickets/<reference>/assignee")
@signed_in
def assign(reference: str) -> Response:
    """Give the ticket to somebody of the department."""
    form = AssignForm()
    return _work(
        reference,
        form,
        lambda actor: holding.assign(actor, reference, form.assignee_id.data, form.read_version),
        _("The ticket has somebody who works on it."),
    )


@tickets.post("/tickets/<reference>/claim")
@signed_in
def hold(reference: str) -> Response:
    """Take the ticket, or let it go."""
    if request.form.get("on") == "1":
        done = _("You have the ticket. Do nothing for four hours, and it is free again.")
        return _work(reference, Form(), lambda actor: holding.claim(actor, reference), done)
    done = _("Nobody has the ticket now.")
    return _work(reference, Form(), lambda actor: holding.release(actor, reference), done)


@tickets.post("/tickets/<reference>/department")
@kept_on_screen("note")
@signed_in
def transfer(reference: str) -> Response:
    """Give the ticket to another department, which is where it is seen from now on."""
    actor, form = viewer(), TransferForm()
    if form.validate():
        with form.taking():
            chosen, note = form.department_id.data, form.note.data
            with transaction():
                holding.transfer(actor, reference, chosen, note, form.read_version)
            department = find_department(chosen)
            name = department.name_in(language()) if department else ""
            flash(_("%(department)s has the ticket now.", department=name), "success")
            return lead_away(actor, reference)
    return ticket_page(actor, reference, form)


@tickets.post("/tickets/<reference>/priority")
@signed_in
def prioritise(reference: str) -> Response:
    """Say how much it presses."""
    form = PriorityForm()
    return _work(
        reference,
        form,
        lambda actor: holding.set_priority(actor, reference, form.chosen, form.read_version),
        _("The priority is set."),
    )


@tickets.post("/tickets/<reference>/waiting")
@signed_in
def put_off(reference: str) -> Response:
    """Put the ticket off until a day."""
    form = PutOffForm()
    return _work(
        reference,
        form,
        lambda actor: moving.wait_until(actor, reference, form.instant, form.read_version),
        _("The ticket is put off."),
    )


@tickets.post("/tickets/<reference>/resume")
@signed_in
def resume(reference: str) -> Response:
    """Take up what waits."""
    form = ResumeForm()
    return _work(
        reference,
        form,
        lambda actor: moving.resume(actor, reference, form.read_version),
        _("The ticket is open, and its clock goes on."),
    )


@tickets.post("/tickets/<reference>/close")
@signed_in
def close(reference: str) -> Response:
    """Close the ticket without another word."""
    form = CloseForm()
    return _work(
        reference,
        form,
        lambda actor: moving.close(actor, reference, form.read_version),
        _("The ticket is closed. The requester is asked how it went."),
    )


@tickets.post("/tickets/<reference>/links")
@signed_in
def link(reference: str) -> Response:
    """Link the ticket with another one works on."""
    form = LinkForm()
    return _work(
        reference,
        form,
        lambda actor: _link(actor, reference, form.other_reference.data),
        _("The two tickets are linked. Nobody sees more for it."),
    )


def _link(actor: Actor, reference: str, other_reference: str) -> None:
    get_ticket(actor, reference)
    try:
        linking.link(actor, reference, other_reference)
    except NotFound as error:
        words = _("You work on no ticket with this reference. Check it.")
        raise Invalid(words, field="other_reference") from error


@tickets.post("/tickets/<reference>/links/<other_reference>/remove")
@signed_in
def unlink(reference: str, other_reference: str) -> Response:
    """Take the link of two tickets away."""
    return _work(
        reference,
        Form(),
        lambda actor: linking.unlink(actor, reference, other_reference),
        _("The two tickets are no longer linked."),
    )
