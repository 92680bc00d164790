"""Where officials vouch for answers and see what waits to be looked at again."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import require
from app.core.addresses import number_in
from app.core.clock import today
from app.core.db import transaction
from app.core.doors import public, staff
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.guard.answering import consent, take_out, wants_removal
from app.core.viewer import viewer
from app.departments.queries import list_departments
from app.verification import operations, queries, rules
from app.verification.forms import VerifyForm, WithdrawForm
from app.verification.permissions import can_verify_answer, can_withdraw_verification

verification = Blueprint("verification", __name__)


@verification.get("/staff/verification")
@staff("official")
def queue() -> str:
    """Show what a department has to look at: due, coming, edited since, expired."""
    actor, day = viewer(), today(current_app.extensions["torv_config"].timezone)
    mine = {
        department.id: department for department in list_departments() if department.id in actor.official_of
    }
    chosen = request.args.get("department", type=int)
    departments = [chosen] if chosen in mine else sorted(mine)
    name = request.args.get("queue", "due")
    if name not in queries.QUEUES:
        raise NotFound()
    return render_template(
        "verification/queue.html",
        page=queries.page_of_queue(departments, name, day, request.args.get("after")),
        counts=queries.count_queues(departments, day),
        queue=name,
        departments=mine.values(),
        chosen=chosen if chosen in mine else None,
        today=day,
        expires_before=rules.expires_before(day),
    )


@verification.route("/answers/<int:answer_id>/verify", methods=["GET", "POST"])
@staff("official")
def verify(answer_id: int) -> Response:
    """Ask for source and review date, and verify the revision that is shown."""
    actor, day = viewer(), today(current_app.extensions["torv_config"].timezone)
    answer, question = queries.get_answer_to_verify(actor, answer_id)
    require(
        can_verify_answer(actor, answer, question),
        _("Only officials of the department that owns the topic may verify this answer."),
    )
    form = VerifyForm(review_on=rules.default_review(day), revision=answer.revision_number)
    if wants_removal():
        take_out(actor, form, ["source"], before=[answer.verified_source or ""])
    elif form.validate_on_submit():
        with form.taking(), transaction():
            operations.verify_answer(
                actor,
                answer_id,
                number_in(form.revision.data),
                form.source.data,
                form.review_on.data,
                day,
                consent=consent(),
            )
        if form.refusal is None:
            flash(_("Verified. The badge stands for this version of the answer."), "success")
            return redirect(url_for("questions.answer", answer_id=answer_id), 303)
        answer, question = queries.get_answer_to_verify(actor, answer_id)
        form.revision.data = answer.revision_number
    return form_page("verification/verify.html", form, answer=answer, question=question)


@verification.route("/answers/<int:answer_id>/withdraw-verification", methods=["GET", "POST"])
@staff("official")
def withdraw(answer_id: int) -> Response:
    """Ask why, and withdraw the verification."""
    actor = viewer()
    answer, question = queries.get_answer_to_verify(actor, answer_id)
    require(can_withdraw_verification(actor, answer))
    form = WithdrawForm()
    if wants_removal():
        take_out(actor, form, ["reason"])
    elif form.validate_on_submit():
        with form.taking(), transaction():
            operations.withdraw_verification(actor, answer_id, form.reason.data, consent=consent())
        if form.refusal is None:
            flash(_("Withdrawn. The reason is shown with the answer."), "success")
            return redirect(url_for("questions.answer", answer_id=answer_id), 303)
    return form_page("verification/withdraw.html", form, answer=answer, question=question)


@verification.get("/answers/<int:answer_id>/verification")
@public(cached=True)
def history(answer_id: int) -> str:
    """Show who vouched for an answer, on what ground, and what became of it."""
    answer, question = queries.get_answer_to_verify(viewer(), answer_id)
    return render_template(
        "verification/history.html", answer=answer, question=question, history=queries.list_history(answer_id)
    )
