"""The ways on from a ticket: to the next of the list somebody works through, which the work place knows, or away."""

from collections.abc import Callable

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.core.access import Actor
from app.tickets.permissions import can_change_ticket
from app.tickets.queries.tickets import find_ticket, get_ticket
from app.tickets.queries.work import Filter


def way_onward(actor: Actor, reference: str) -> Callable[[], Response] | None:
    """Give the way to the next ticket if the form asks for it, found from where this one stands now."""
    if request.form.get("action") != "next":
        return None
    ticket = get_ticket(actor, reference)
    if not can_change_ticket(actor, ticket):
        return None
    following = url_for("workplace.next_ticket", reference=ticket.reference, place=Filter().place_of(ticket))
    return lambda: redirect(following, 303)


def lead_away(actor: Actor, reference: str) -> Response:
    """Lead back to a ticket that was given away, or to the list of tickets if it can no longer be seen."""
    ticket = find_ticket(actor, reference)
    here = url_for("tickets.show", reference=ticket.reference) if ticket else url_for("workplace.tickets")
    return redirect(here, 303)
