"""The tickets of a caseworker's departments, as a list to work through."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor
from app.core.doors import staff
from app.core.errors import NotFound
from app.core.paging import Place
from app.core.viewer import viewer
from app.tickets.operations.holding import assign, claim, release
from app.tickets.phrases import PRIORITIES, STATES
from app.tickets.queries.people import list_colleagues
from app.tickets.queries.tickets import find_ticket
from app.tickets.queries.work import Filter, count_work, find_next, list_answered_back, page_of_work
from app.tickets.states import State
from app.workplace.filters import TicketFilter
from app.workplace.views.blueprint import workplace
from app.workplace.views.lists import (
    back_to,
    departments_of,
    keep,
    kept_query,
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
    page = page_of_work(actor, chosen.wanted(actor.id), Place.read(request.args))
    return render_template(
        "workplace/tickets.html",
        page=page,
        answered_back=list_answered_back(actor, page.rows),
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


@workplace.get("/staff/tickets/<reference>/next")
@staff("caseworker")
def next_ticket(reference: str) -> Response:
    """Lead to the next ticket of the list as the viewer narrowed it last, from the one they come from.

    Where that stood is told with it if it changed since; what was closed in a list of closed ones stays in its place.
    """
    actor = viewer()
    wanted = TicketFilter.read(kept_query(HERE), actor.caseworker_of).wanted(actor.id)
    ticket = find_ticket(actor, reference)
    place = request.args.get("place") if wanted.state != State.CLOSED else None
    if ticket is not None and place is None:
        place = wanted.place_of(ticket)
    following = find_next(actor, wanted, ticket.id if ticket else 0, place)
    if following is not None:
        return redirect(url_for("tickets.show", reference=following), 303)
    if wanted == Filter() and ticket is not None:
        flash(_("No other ticket waits for you."), "info")
        return redirect(url_for("tickets.show", reference=ticket.reference), 303)
    flash(_("No other ticket of this list waits for you."), "info")
    return redirect(url_for(HERE), 303)


@workplace.app_template_global()
def tickets_narrowed() -> bool:
    """Tell templates whether the viewer works through a list that is narrowed."""
    return bool(kept_query(HERE))


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
    ticket = find_ticket(actor, typed)
    if ticket is None:
        words = _(
            "You can see no ticket with the reference %(reference)s. It may be another department's.",
            reference=typed.strip()[:20],
        )
        flash(words, "warning")
        return redirect(url_for(HERE), 303)
    return redirect(url_for("tickets.show", reference=ticket.reference), 303)
