"""Setting a topic's crisis, and ending it."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.doors import staff
from app.core.forms import form_page
from app.core.guard.answering import consent, take_out, wants_removal
from app.core.templating import language
from app.core.viewer import viewer
from app.departments.queries import list_branches
from app.trust.forms import CrisisForm
from app.trust.operations.crises import begin_crisis, end_crisis
from app.trust.queries.crises import list_crises

crises = Blueprint("crises", __name__)


@crises.route("/staff/crises", methods=["GET", "POST"])
@staff("moderator", "administrator")
def show() -> Response:
    """Show the crises of topics, and set one."""
    form = CrisisForm()
    paths = [path for branch in list_branches() for path in branch.paths(language())]
    form.topic_id.choices = [("", _("Choose a topic")), *((str(number), path) for number, path in paths)]
    if wants_removal():
        take_out(viewer(), form, ["notice"])
    elif request.method == "POST" and form.validate():
        with form.taking():
            with transaction():
                begin_crisis(
                    viewer(), int(form.topic_id.data), form.notice.data, form.ends_at, consent=consent()
                )
            flash(
                _("It is pinned, and what citizens write about the topic waits for a moderator."), "success"
            )
            return redirect(url_for("crises.show"), 303)
    return form_page("trust/crises.html", form, crises=list_crises())


@crises.post("/staff/crises/<int:crisis_id>/end")
@staff("moderator", "administrator")
def end(crisis_id: int) -> Response:
    """End a crisis now."""
    with transaction():
        end_crisis(viewer(), crisis_id)
    flash(_("The crisis is over. What waits still has to be decided on."), "success")
    return redirect(url_for("crises.show"), 303)
