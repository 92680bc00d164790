"""Where officials take up questions, send them on, and see how they came where they are."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import require
from app.core.clock import now
from app.core.coming import by_when
from app.core.db import transaction
from app.core.doors import staff
from app.core.forms import form_page
from app.core.templating import language
from app.core.viewer import viewer
from app.departments.queries import find_department, get_topic_by_id, list_departments
from app.questions.models import Question
from app.questions.queries.posts import get_question
from app.questions.queries.shown import ShownQuestion
from app.routing import clock
from app.routing.forms import TransferForm
from app.routing.models import Why
from app.routing.operations.claiming import claim_question, release_question
from app.routing.operations.routing import transfer_question
from app.routing.permissions import can_see_routing, can_transfer_question
from app.routing.queries.history import list_routings

routing = Blueprint("routing", __name__)
routing.add_app_template_global(by_when)


@routing.app_template_global()
def clock_face(question: ShownQuestion | Question) -> str:
    """Tell templates what the public clock of a question shows: none, running, late, stopped or stopped_late."""
    return clock.face_of(question, now())


@routing.app_template_global()
def settling_face(question: ShownQuestion | Question) -> str:
    """Tell templates what is still promised of an answered question that is to be settled: none, running or late."""
    return clock.settling_face_of(question, now())


@routing.app_template_global()
def is_claimed(question: ShownQuestion | Question) -> bool:
    """Tell templates whether somebody looks into a question."""
    return clock.is_claimed(question, now())


@routing.route("/questions/<int:id>/transfer", methods=["GET", "POST"])
@staff("official", "moderator")
def transfer(id: int) -> Response:
    """Show how a question came to its department, and send it on."""
    actor, question = viewer(), get_question(viewer(), id)
    require(can_see_routing(actor, question))
    form = TransferForm()
    _offer_departments(form, question)
    if request.method == "POST":
        require(can_transfer_question(actor, question), _("Only the department that has it can send it on."))
    if form.validate_on_submit():
        not_ours = form.why.data == Why.NOT_OURS
        with form.taking(), transaction():
            transfer_question(actor, id, form.department_id.data, form.note.data, not_ours=not_ours)
        if form.refusal is None:
            return _sent_to(question, form.department_id.data)
        question = get_question(actor, id)
    return form_page("routing/transfer.html", form, **_facts(question))


@routing.post("/questions/<int:id>/claim")
@staff("official")
def claim(id: int) -> Response:
    """Say that one looks into a question, or no longer."""
    with transaction():
        change = claim_question if request.form.get("on") == "1" else release_question
        question = change(viewer(), id)
    return redirect(_address(question), 303)


def _offer_departments(form: TransferForm, question: Question) -> None:
    others = [one for one in list_departments() if one.id != question.department_id]
    form.offer((one.id, one.name_in(language())) for one in others)


def _facts(question: Question) -> dict[str, Any]:
    """Gather what the page shows beside its form."""
    routings = list_routings(question.id)
    return {
        "question": question,
        "place": _address(question),
        "department": find_department(question.department_id),
        "topic": get_topic_by_id(question.topic_id) if question.topic_id else None,
        "routings": routings,
        "names": {one.id: one.name_in(language()) for one in list_departments()},
    }


def _sent_to(question: Question, department_id: int) -> Response:
    department = find_department(department_id)
    name = department.name_in(language()) if department else ""
    flash(_("%(department)s has this question now.", department=name), "success")
    return redirect(_address(question), 303)


def _address(question: Question) -> str:
    return url_for("questions.show", id=question.id, slug=question.slug)
