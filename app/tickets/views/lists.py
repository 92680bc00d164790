"""A person's own tickets."""

from flask import render_template, request

from app.core.doors import signed_in
from app.core.errors import NotFound
from app.core.paging import Place
from app.core.viewer import viewer
from app.tickets.phrases import next_words, state_words
from app.tickets.queries.lists import count_waiting_for, page_of_own
from app.tickets.states import LIVE, State
from app.tickets.views.blueprint import tickets

SHOWN: dict[str, frozenset[State]] = {
    "all": frozenset(),
    "waiting": frozenset({State.WAITING_REQUESTER}),
    "open": LIVE,
    "closed": frozenset({State.CLOSED}),
}


@tickets.get("/tickets")
@signed_in
def mine() -> str:
    """List the tickets somebody requested or is named in, by state."""
    show = request.args.get("show", "all")
    if show not in SHOWN:
        raise NotFound()
    page = page_of_own(viewer(), Place.read(request.args), SHOWN[show])
    return render_template(
        "tickets/mine.html",
        page=page,
        show=show,
        waiting=tickets_waiting(),
        state_words=state_words,
        next_words=next_words,
    )


@tickets.app_template_global()
def tickets_waiting() -> int:
    """Count the tickets that wait for the viewer to write, for the pages that say so."""
    return count_waiting_for(viewer())
