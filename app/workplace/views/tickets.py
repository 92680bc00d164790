"""The tickets of a caseworker's departments, as a list to work through."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor
from app.core.doors import staff
from app.core.errors import NotFound
from app.core.viewer import viewer
from app.tickets.operations.holding import assign, claim, release
from app.tickets.phrases import PRIORITIES, STATES
from app.tickets.queries.people import list_colleagues
from app.tickets.queries.tickets import get_ticket
from app.tickets.queries.work import count_work, page_of_work
from app.workplace.filters import TicketFilter
from app.workplace.views.blueprint import workplace
from app.workplace.views.lists import (
    back_to,
    departments_of,
    keep,
    lead_to_kept,
    people_as_choices,
    read_sharing,
    share_out,
    tell,
    topics_of,
)

HERE = "workplace.tickets"


@workplace.get("/staff/tickets")
@staff("caseworker")
def tickets() -> Response | str:
    """List the tickets of the viewer's departments, what is due first before all else."""
    actor = viewer()
    found = _find(actor, request.args.get("find", "")) or lead_to_kept(HERE)
    if found is not None:
        return found
    chosen = TicketFilter.read(request.args, actor.caseworker_of)
    keep(HERE, chosen)
    ids = chosen.departments(actor.caseworker_of)
    return render_template(
        "workplace/tickets.html",
        page=page_of_work(actor, chosen.wanted(actor.id), request.args.get("after")),
        counts=count_work(actor, chosen.department),
        chosen=chosen,
        chosen_all="all" in request.args,
        departments=departments_of(actor.caseworker_of),
        topics=topics_of(ids),
        colleagues=people_as_choices(list_colleagues(actor), actor),
        states=STATES,
        priorities=PRIORITIES,
    )


@workplace.post("/staff/tickets")
@staff("caseworker")
def share_tickets() -> Response:
    """Give the chosen tickets to somebody, or let them go; only as they stood in the list."""
    actor = viewer()
    sharing = read_sharing(actor)
    outcome = share_out(sharing.chosen, lambda key: _give(actor, key, sharing.to))
    names = {person.id: person.name for person in list_colleagues(actor)}
    tell(outcome, names.get(sharing.to or 0, ""), lambda key: key.partition(".")[0][:20])
    return back_to(HERE)


def _give(actor: Actor, key: str, to: int | None) -> None:
    """Give one ticket, named by its reference and the version it was listed in."""
    reference, _dot, version = key.partition(".")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise NotFound()
    if to is None:
        release(actor, reference, int(version))
    elif to == actor.id:
        claim(actor, reference, int(version))
    else:
        assign(actor, reference, to, int(version))


def _find(actor: Actor, typed: str) -> Response | None:
    """Lead to the ticket whose reference was typed."""
    if not typed.strip():
        return None
    try:
        ticket = get_ticket(actor, typed)
    except NotFound:
        words = _(
            "You can see no ticket with the reference %(reference)s. It may be another department's.",
            reference=typed.strip()[:20],
        )
        flash(words, "warning")
        return redirect(url_for(HERE), 303)
    return redirect(url_for("tickets.show", reference=ticket.reference), 303)
