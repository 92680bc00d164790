"""Opening a ticket for somebody on the phone or at the counter, and what to read out to them."""

from flask import make_response, render_template
from werkzeug.wrappers import Response

from app.core.access import require_posting
from app.core.db import transaction
from app.core.doors import staff
from app.core.files.uploads import takes_files
from app.core.forms import form_page
from app.core.templating import language
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.departments.queries import list_departments
from app.tickets.operations.opening import Caller, NewTicket, OpenedOnBehalf, open_on_behalf
from app.tickets.queries.tickets import find_ticket
from app.tickets.references import LETTERS
from app.tickets.staff_forms import CallerForm
from app.tickets.states import Channel
from app.tickets.views.blueprint import tickets
from app.tickets.views.opening import offer_topics

CALL_TAKERS = ("official", "caseworker")


@tickets.get("/staff/tickets/new")
@staff(*CALL_TAKERS)
def new_for_caller() -> Response:
    """Offer to write down the case of a caller."""
    require_posting(viewer())
    return _page(CallerForm(formdata=None))


@tickets.post("/staff/tickets/new")
@kept_on_screen("requester_name", "requester_contact", "subject", "body")
@takes_files
@staff(*CALL_TAKERS)
def open_for_caller() -> Response:
    """Open the ticket, and show what to read out. Sent again, as by loading the page again, it shows the same."""
    form = CallerForm()
    _offer(form)
    if form.validate():
        with form.taking():
            with transaction():
                opened = _open(form)
            return _read_out(opened)
    return _page(form)


def _open(form: CallerForm) -> OpenedOnBehalf:
    return open_on_behalf(
        viewer(),
        NewTicket(
            form.subject.data,
            form.body.data,
            topic_id=form.chosen_topic,
            department_id=form.chosen_department,
            language=language(),
        ),
        Caller(form.requester_name.data, form.requester_contact.data, Channel(form.channel.data)),
        form.posting_key.data,
        form.files.checked,
    )


def _read_out(opened: OpenedOnBehalf) -> Response:
    """Show reference and claim code; the ticket itself is linked to whoever may see it."""
    ticket = find_ticket(viewer(), opened.reference)
    return make_response(
        render_template("tickets/read_out.html", opened=opened, ticket=ticket, letters=" ".join(LETTERS))
    )


def _page(form: CallerForm) -> Response:
    _offer(form)
    return form_page("tickets/new_for_caller.html", form)


def _offer(form: CallerForm) -> None:
    offer_topics(form)
    form.offer_departments((one.id, one.name_in(language())) for one in list_departments())
