"""A person's own tickets: those they requested and those they are named in."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.access import Actor
from app.core.db import session
from app.core.paging import Cut, Page, Place, fetch_page, time_cursor
from app.tickets.models import Ticket
from app.tickets.permissions import concerning
from app.tickets.states import State


def page_of_own(viewer: Actor, place: Place, states: Collection[State] = ()) -> Page[Ticket]:
    """List the tickets the viewer requested or is named in, the one something happened in last first."""
    mine = (
        select(Ticket)
        .options(joinedload(Ticket.department), joinedload(Ticket.requester))
        .where(concerning(viewer))
    )
    if states:
        mine = mine.where(Ticket.state.in_(sorted(states)))

    def fetch(cut: Cut) -> Sequence[Ticket]:
        return session().scalars(cut.of(mine, Ticket.active_at, Ticket.id)).all()

    return fetch_page(fetch, lambda ticket: time_cursor(ticket.active_at, ticket.id), place)


def count_waiting_for(viewer: Actor) -> int:
    """Count the tickets that wait for the viewer, or for whom the viewer is named beside, to write."""
    waiting = select(func.count()).select_from(Ticket).where(Ticket.state == State.WAITING_REQUESTER)
    return session().scalar(waiting.where(concerning(viewer))) or 0
