"""The queue of cases, with filters, and one decision for many of them."""

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.doors import staff
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.forms import form_page
from app.core.language import is_language
from app.core.paging import Place
from app.core.templating import language
from app.core.viewer import viewer
from app.departments.queries import list_branches
from app.moderation.forms import BulkForm
from app.moderation.kinds import Kind, Reason, State
from app.moderation.operations.actions import refuse_personal_data
from app.moderation.operations.deciding import decide
from app.moderation.queries.queue import (
    Filters,
    count_appeals,
    count_open,
    list_claimed_elsewhere,
    page_of_queue,
)
from app.moderation.queries.showing import find_template
from app.moderation.rulings import Ruling
from app.moderation.statements import clean_statement
from app.moderation.views.blueprint import moderation
from app.moderation.views.words import own_words


@moderation.route("/staff/moderation", methods=["GET", "POST"])
@staff("moderator")
def queue() -> Response:
    """Show the cases that match, heaviest first; decide those that are chosen."""
    filters, form = _filters(), BulkForm()
    if request.method == "GET":
        _begin_words(form, filters.reason or Reason.SPAM, filters.language or language())
        form.kind.data = Kind.HIDE
    elif request.form.get("fill") in list(Reason):
        _begin_words(form, Reason(request.form["fill"]), form.language.data or language())
    elif form.validate():
        with form.taking():
            return _decide_chosen(form)
    found = page_of_queue(viewer(), filters, Place.read(request.args))
    return form_page(
        "moderation/queue.html",
        form,
        page=found.page,
        reasons=found.reasons,
        claimed=list_claimed_elsewhere(viewer(), found.page.rows),
        chosen={case_id for case_id, _version in form.chosen()},
        filters=filters,
        open_count=count_open(),
        appeal_count=count_appeals(),
        topics=[path for branch in list_branches() for path in branch.paths(language())],
        all_reasons=list(Reason),
    )


def _decide_chosen(form: BulkForm) -> Response:
    """Decide every chosen case by itself, so that one that changed meanwhile does not keep the others waiting."""
    chosen = form.chosen()
    if not chosen:
        raise Invalid(_("Choose the posts this is decided on."))
    kind = Kind(form.kind.data)
    ruling = Ruling(kind, own_words(kind, form.statement()))
    clean_statement(ruling.kind, ruling.statement)
    refuse_personal_data(viewer(), ruling)
    decided = 0
    for case_id, version in chosen:
        try:
            with transaction():
                decide(viewer(), case_id, version, ruling)
            decided += 1
        except (Conflict, Invalid, NotAllowed, NotFound):
            continue
    flash(ngettext("Decided: %(num)s post.", "Decided: %(num)s posts.", decided), "success")
    if decided < len(chosen):
        left = len(chosen) - decided
        flash(
            ngettext(
                "%(num)s post was left out: somebody else is deciding on it, or it has changed.",
                "%(num)s posts were left out: somebody else is deciding on them, or they have changed.",
                left,
            ),
            "warning",
        )
    return redirect(request.full_path.rstrip("?"), 303)


def _filters() -> Filters:
    asked = request.args
    reason, state, spoken = asked.get("reason"), asked.get("state"), asked.get("lang")
    return Filters(
        state=State.DECIDED if state == State.DECIDED else State.OPEN,
        reason=Reason(reason) if reason in list(Reason) else None,
        topic_id=asked.get("topic", type=int),
        language=spoken if is_language(spoken) else None,
        mine=asked.get("mine") == "1",
    )


def _begin_words(form: BulkForm, reason: Reason, spoken: str) -> None:
    form.take_statement(find_template(reason, spoken)[0])
