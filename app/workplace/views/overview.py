"""The first page of staff: what is theirs, what presses most, and how much of each there is."""

from typing import Any

from flask import current_app, render_template, request

from app.core.access import Actor
from app.core.clock import today
from app.core.doors import STAFF_KINDS, staff
from app.core.viewer import viewer
from app.routing.queries.due import (
    COUNTED,
    NOBODY,
    Due,
    Narrowed,
    count_due,
    list_claimed,
    page_of_due,
)
from app.tickets.phrases import PRIORITIES, STATES
from app.tickets.queries.publications import Waiting, count_publications
from app.tickets.queries.work import Filter, Queue, count_work, list_answered_back, page_of_work
from app.verification.queries import count_queues
from app.workplace.views.blueprint import workplace
from app.workplace.views.lists import departments_of

# How many of a kind the page shows before it leads to the list.
SHOWN = 5


@workplace.get("/staff")
@staff(*STAFF_KINDS)
def show() -> str:
    """Show what the viewer has and what their departments owe, most urgent first."""
    actor = viewer()
    mine = departments_of(actor.official_of | actor.caseworker_of)
    asked_for = request.args.get("department", type=int)
    department = next((one for one in mine if one.id == asked_for), None)
    return render_template(
        "workplace/show.html",
        departments=mine,
        department=department,
        counted=COUNTED,
        **_questions(actor, department.id if department else None),
        **_tickets(actor, department.id if department else None),
    )


def _questions(actor: Actor, department_id: int | None) -> dict[str, Any]:
    """Gather what an official owes; nothing of it for others."""
    ids = _among(actor.official_of, department_id)
    if not ids:
        return {"due": None}
    day = today(current_app.extensions["torv_config"].timezone)
    return {
        "due": count_due(ids),
        "claims": list_claimed(actor.id or 0),
        "urgent": page_of_due(ids, Due.OPEN, narrowed=Narrowed(holder_id=NOBODY), size=SHOWN).rows,
        "queues": count_queues(ids, day),
    }


def _tickets(actor: Actor, department_id: int | None) -> dict[str, Any]:
    """Gather a caseworker's tickets; nothing of them, not even a count, for others."""
    if not _among(actor.caseworker_of, department_id):
        return {"work": None}
    own = page_of_work(actor, Filter(department_id, queue=Queue.MINE), size=SHOWN).rows
    urgent = page_of_work(actor, Filter(department_id, holder_id=NOBODY), size=SHOWN).rows
    return {
        "work": count_work(actor, department_id),
        "to_read": count_publications(actor, Waiting.READER),
        "own_tickets": own,
        "urgent_tickets": urgent,
        "answered_back": list_answered_back(actor, [*own, *urgent]),
        "states": STATES,
        "priorities": PRIORITIES,
    }


def _among(mine: frozenset[int], department_id: int | None) -> list[int]:
    return sorted(mine if department_id is None else mine & {department_id})
