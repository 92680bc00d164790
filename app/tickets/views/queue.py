"""Going on to the next ticket: what is due first of what the viewer can take up, after the one they come from."""

from collections.abc import Callable

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor, require
from app.core.doors import signed_in
from app.core.errors import NotFound
from app.core.viewer import viewer
from app.tickets.permissions import can_change_ticket
from app.tickets.queries.tickets import get_ticket
from app.tickets.queries.work import Filter, find_next
from app.tickets.views.blueprint import tickets

QUEUE = Filter()


@tickets.get("/tickets/<reference>/next")
@signed_in
def go_on(reference: str) -> Response:
    """Lead to the next ticket, leaving this one as it is."""
    actor, ticket = viewer(), get_ticket(viewer(), reference)
    require(can_change_ticket(actor, ticket))
    return _lead_on(actor, ticket.id, QUEUE.place_of(ticket), reference)


def way_onward(actor: Actor, reference: str) -> Callable[[], Response] | None:
    """Give the way to the next ticket if the form asks for it, found from where this one stands now."""
    if request.form.get("action") != "next":
        return None
    ticket = get_ticket(actor, reference)
    if not can_change_ticket(actor, ticket):
        return None
    ticket_id, place = ticket.id, QUEUE.place_of(ticket)
    return lambda: _lead_on(actor, ticket_id, place, reference)


def _lead_on(actor: Actor, ticket_id: int, place: str, reference: str) -> Response:
    following = find_next(actor, QUEUE, ticket_id, place)
    if following is not None:
        return redirect(url_for("tickets.show", reference=following), 303)
    flash(_("No other ticket waits for you."), "info")
    return redirect(_stay(actor, reference), 303)


def _stay(actor: Actor, reference: str) -> str:
    """Give the address of the ticket one comes from, or of the list of tickets if that can no longer be seen."""
    try:
        return url_for("tickets.show", reference=get_ticket(actor, reference).reference)
    except NotFound:
        return url_for("workplace.tickets")


def lead_away(actor: Actor, reference: str) -> Response:
    """Lead back to a ticket that was given away, where it can still be seen."""
    return redirect(_stay(actor, reference), 303)
