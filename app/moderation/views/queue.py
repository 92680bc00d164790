"""The queue of cases, with filters: a mark for each of them, or one decision for many."""

from collections.abc import Sequence

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
from app.moderation.forms import LEAVE, BulkForm
from app.moderation.kinds import Kind, Reason, State
from app.moderation.operations.actions import refuse_personal_data
from app.moderation.operations.deciding import decide
from app.moderation.queries.queue import (
    Filters,
    count_appeals,
    count_open,
    list_claimed_elsewhere,
    list_languages,
    page_of_queue,
)
from app.moderation.queries.showing import find_template, list_templates
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement, clean_statement
from app.moderation.template_texts import IN_PASSING
from app.moderation.views.blueprint import moderation
from app.moderation.views.words import own_words

# The marks a case can be given in the queue, each with the key that gives it.
MARKS = {"0": LEAVE} | {str(number): str(reason) for number, reason in enumerate(IN_PASSING, 1)}


@moderation.route("/staff/moderation", methods=["GET", "POST"])
@staff("moderator")
def queue() -> Response:
    """Show the cases that match, heaviest first; decide those that are marked, or chosen."""
    filters, form = _filters(), BulkForm()
    if request.method == "GET":
        _begin_words(form, filters.reason or Reason.SPAM, filters.language or language())
        form.kind.data = Kind.HIDE
    elif request.form.get("fill") in list(Reason):
        _begin_words(form, Reason(request.form["fill"]), form.language.data or language())
    elif request.form.get("decide") == "marked":
        with form.taking():
            return _decide_marked(form)
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
        marked={case_id: mark for case_id, (_version, mark) in form.marked().items()},
        marks=MARKS,
        filters=filters,
        open_count=count_open(),
        appeal_count=count_appeals(),
        topics=[path for branch in list_branches() for path in branch.paths(language())],
        all_reasons=list(Reason),
    )


def _decide_chosen(form: BulkForm) -> Response:
    """Decide the same on every chosen case, with the same words."""
    kind = Kind(form.kind.data)
    ruling = Ruling(kind, own_words(kind, form.statement()))
    clean_statement(ruling.kind, ruling.statement)
    refuse_personal_data(viewer(), ruling)
    return _decide_each([(case_id, version, ruling) for case_id, version in form.chosen()])


def _decide_marked(form: BulkForm) -> Response:
    """Decide every marked case as it was marked, in the words for that reason and in its author's language."""
    marked = form.marked()
    spoken = list_languages(marked)
    words = {(one[0], one[1]): one[2] for one in list_templates(sorted(set(spoken.values())))}

    def ruling(case_id: int, mark: str) -> Ruling:
        if mark == LEAVE:
            return Ruling(Kind.NO_ACTION, Statement())
        return Ruling(Kind.HIDE, words[Reason(mark), spoken[case_id]])

    return _decide_each(
        [
            (case_id, version, ruling(case_id, mark))
            for case_id, (version, mark) in marked.items()
            if case_id in spoken
        ]
    )


def _decide_each(rulings: Sequence[tuple[int, int, Ruling]]) -> Response:
    """Decide each case by itself, so that one that changed meanwhile does not keep the others waiting."""
    if not rulings:
        raise Invalid(_("Choose the posts this is decided on."))
    decided = 0
    for case_id, version, ruling in rulings:
        try:
            with transaction():
                decide(viewer(), case_id, version, ruling)
            decided += 1
        except (Conflict, Invalid, NotAllowed, NotFound):
            continue
    flash(ngettext("Decided: %(num)s post.", "Decided: %(num)s posts.", decided), "success")
    if decided < len(rulings):
        left = len(rulings) - decided
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
