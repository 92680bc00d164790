"""Appeals as those read them who decide: the decision, the post, both sides' words."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.doors import staff
from app.core.forms import form_page
from app.core.paging import Place
from app.core.viewer import viewer
from app.moderation.forms import AnswerForm
from app.moderation.kinds import Kind, Verdict
from app.moderation.operations.appealing import decide_appeal
from app.moderation.permissions import can_decide_appeal
from app.moderation.queries.queue import count_appeals, count_open
from app.moderation.queries.showing import get_appeal, page_of_appeals
from app.moderation.views.blueprint import moderation


@moderation.get("/staff/moderation/appeals")
@staff("moderator", "administrator")
def appeals() -> str:
    """Show the appeals that wait, or those that were decided."""
    waiting = request.args.get("state") != "decided"
    page = page_of_appeals(waiting, Place.read(request.args))
    return render_template(
        "moderation/appeals.html",
        page=page,
        waiting=waiting,
        open_count=count_open(),
        appeal_count=count_appeals(),
    )


@moderation.route("/staff/moderation/appeals/<int:appeal_id>", methods=["GET", "POST"])
@staff("moderator", "administrator")
def answer(appeal_id: int) -> Response:
    """Show an appeal, and decide on it."""
    found, form = get_appeal(viewer(), appeal_id), AnswerForm()
    if form.validate_on_submit():
        with form.taking(), transaction():
            decide_appeal(
                viewer(),
                appeal_id,
                Verdict(form.outcome.data),
                form.words.data or "",
                unfounded=bool(form.unfounded.data),
            )
        if form.refusal is None:
            flash(_("Decided. Whoever contested the decision gets an e-mail."), "success")
            return redirect(_next(found.decision.kind, found.decision.case_id, form.outcome.data), 303)
    return form_page(
        "moderation/answer.html",
        form,
        appeal=found,
        decision=found.decision,
        may_decide=found.outcome is None and can_decide_appeal(viewer(), found, found.decision),
    )


def _next(kind: str, case_id: int | None, outcome: str) -> str:
    """Lead on: to the case that is open again where leaving a post alone was overturned, else to the other appeals."""
    if kind == Kind.NO_ACTION and outcome == Verdict.OVERTURN and case_id and viewer().moderator:
        return url_for("moderation.case", case_id=case_id)
    return url_for("moderation.appeals")
