"""The questions a department owes an answer to, as a list to work through."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.models import RoleKind
from app.accounts.queries import list_staff
from app.core.access import Actor
from app.core.addresses import number_in
from app.core.doors import staff
from app.core.errors import NotFound
from app.core.paging import Place
from app.core.viewer import viewer
from app.questions.queries.posts import get_question
from app.routing.operations.claiming import claim_question, give_question, release_question
from app.routing.queries.due import COUNTED, count_due, page_of_due
from app.workplace.filters import QuestionFilter
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

HERE = "workplace.questions"


@workplace.get("/staff/questions")
@staff("official")
def questions() -> Response | str:
    """List what waits for an answer of the viewer's departments, what is due first before all else."""
    actor = viewer()
    found = _find(actor, request.args.get("find", "")) or lead_to_kept(HERE)
    if found is not None:
        return found
    chosen = QuestionFilter.read(request.args, actor.official_of)
    keep(HERE, chosen)
    ids = chosen.departments(actor.official_of)
    narrowed = chosen.narrowed(actor.id)
    return render_template(
        "workplace/questions.html",
        page=page_of_due(ids, chosen.due, Place.read(request.args), narrowed),
        counts=count_due(ids),
        counted=COUNTED,
        chosen=chosen,
        chosen_all="all" in request.args,
        departments=departments_of(actor.official_of),
        topics=topics_of(ids),
        colleagues=people_as_choices(list_staff(RoleKind.OFFICIAL, ids), actor),
    )


@workplace.post("/staff/questions")
@staff("official")
def share_questions() -> Response:
    """Give the chosen questions to somebody, or let them go."""
    actor = viewer()
    sharing = read_sharing(actor)

    def give(key: str) -> None:
        question_id = number_in(key)
        if sharing.to is None:
            release_question(actor, question_id)
        elif sharing.to == actor.id:
            claim_question(actor, question_id)
        else:
            give_question(actor, question_id, sharing.to)

    outcome = share_out(sharing.chosen, give)
    names = {person.id: person.name for person in list_staff(RoleKind.OFFICIAL, actor.official_of)}
    tell(outcome, names.get(sharing.to or 0, ""), lambda key: _title_of(actor, key))
    return back_to(HERE)


def _find(actor: Actor, typed: str) -> Response | None:
    """Lead to the question whose number was typed."""
    number = typed.strip().lstrip("#")
    if not number:
        return None
    try:
        question = get_question(actor, number_in(number))
    except NotFound:
        flash(_("There is no question with the number %(number)s.", number=typed.strip()[:20]), "warning")
        return redirect(url_for(HERE), 303)
    return redirect(url_for("questions.show", id=question.id, slug=question.slug), 303)


def _title_of(actor: Actor, key: str) -> str:
    try:
        return f"“{get_question(actor, number_in(key)).title}”"
    except NotFound:
        return key[:20]
