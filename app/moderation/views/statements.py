"""Statements of reasons, as those read them whom they concern; and contesting them."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.db import transaction
from app.core.doors import signed_in
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.paging import Place
from app.core.viewer import viewer
from app.moderation.forms import AppealForm
from app.moderation.kinds import TABLE, Kind
from app.moderation.operations.appealing import DAYS, appeal
from app.moderation.queries.statements import (
    StatementShown,
    find_newest,
    get_statement,
    list_flags_of,
    page_of_decisions,
)
from app.moderation.views.blueprint import moderation


@moderation.get("/decisions")
@signed_in
def mine() -> str:
    """Show what was decided about one's own posts, and what became of one's flags."""
    person_id = viewer().id or 0
    return render_template(
        "moderation/mine.html",
        page=page_of_decisions(person_id, Place.read(request.args)),
        flags=list_flags_of(person_id),
        now=now(),
    )


@moderation.get("/decisions/<int:decision_id>")
@signed_in
def statement(decision_id: int) -> str:
    """Show what was decided and why, and how to contest it."""
    shown = get_statement(viewer(), decision_id)
    return render_template(
        "moderation/statement.html", shown=shown, decision=shown.decision, contestable=_contestable(shown)
    )


@moderation.route("/decisions/<int:decision_id>/appeal", methods=["GET", "POST"])
@signed_in
def contest(decision_id: int) -> Response:
    """Contest a decision."""
    shown = get_statement(viewer(), decision_id)
    form = AppealForm()
    if form.validate_on_submit():
        with form.taking(), transaction():
            appeal(viewer(), decision_id, form.words.data or "")
        if form.refusal is None:
            flash(_("Another moderator will look at it, and you will get an e-mail."), "success")
            return redirect(url_for("moderation.statement", decision_id=decision_id), 303)
    return form_page(
        "moderation/appeal.html", form, shown=shown, decision=shown.decision, contestable=_contestable(shown)
    )


@moderation.get("/posts/<int:post_id>/why")
@signed_in
def why(post_id: int) -> Response:
    """Lead to the newest decision on a post, for whom it concerns."""
    decision = find_newest(viewer(), post_id)
    if decision is None:
        raise NotFound()
    return redirect(url_for("moderation.statement", decision_id=decision.id))


def _contestable(shown: StatementShown) -> bool:
    """Tell whether the viewer can still contest a decision: not their own office's, and not twice."""
    decision = shown.decision
    in_time = decision.at >= now() - timedelta(days=DAYS)
    against = TABLE[Kind(decision.kind)].restricts or decision.kind == Kind.NO_ACTION
    stands = decision.overturned_at is None and shown.own_appeal is None
    return in_time and against and stands and (shown.concerns_viewer or shown.flagged_by_viewer)
