"""Breaking the glass: what follows from it is said before, and then it is done with a reason."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import require_posting
from app.core.db import transaction
from app.core.doors import staff
from app.core.errors import Invalid, NotFound
from app.core.forms import form_page
from app.core.templating import moment
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.tickets.operations.glass import break_glass
from app.tickets.references import read_reference
from app.tickets.staff_forms import BreakGlassForm
from app.tickets.views.blueprint import tickets

PAGE = "tickets/break_glass.html"
administrators = staff("administrator")


@tickets.get("/staff/break-the-glass")
@administrators
def glass() -> Response:
    """Say what breaking the glass does, and ask why."""
    require_posting(viewer())
    return form_page(PAGE, BreakGlassForm(formdata=None))


@tickets.post("/staff/break-the-glass")
@kept_on_screen("reason")
@administrators
def break_the_glass() -> Response:
    """Open the ticket for an hour."""
    form = BreakGlassForm()
    if form.validate():
        with form.taking():
            reference = read_reference(form.reference.data)
            try:
                with transaction():
                    ends_at = break_glass(viewer(), reference, form.reason.data)
            except NotFound as error:
                words = _("There is no ticket with this reference. Check it.")
                raise Invalid(words, field="reference") from error
            flash(_("You can read this ticket until %(until)s.", until=moment(ends_at)), "warning")
            return redirect(url_for("tickets.show", reference=reference), 303)
    return form_page(PAGE, form)
