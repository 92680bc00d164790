"""New accounts, taking away everything a spammer did, and bringing it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.queries import get_person
from app.core.access import require
from app.core.addresses import LARGEST_ID
from app.core.db import transaction
from app.core.doors import staff
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.templating import language
from app.core.viewer import viewer
from app.moderation.kinds import Ground, Reason
from app.moderation.statements import Statement
from app.moderation.template_texts import section_of
from app.trust.forms import RemoveForm
from app.trust.operations.removing import MOST_PEOPLE, remove_posts, undo_removal
from app.trust.permissions import can_remove_posts
from app.trust.queries.removals import list_new_accounts, list_removals, list_work

removals = Blueprint("removals", __name__)


@removals.get("/staff/newcomers")
@staff("moderator")
def newcomers() -> str:
    """Show new accounts that wrote something, to choose from those whose doings are to go."""
    return render_template("trust/newcomers.html", people=list_new_accounts())


@removals.route("/staff/remove-posts", methods=["GET", "POST"])
@removals.route("/staff/people/<int:person_id>/remove-posts", methods=["GET", "POST"])
@staff("moderator")
def remove(person_id: int | None = None) -> Response:
    """Show what would be taken away from one person, or from those chosen, and take it away."""
    people = _chosen([person_id] if person_id else request.values.getlist("person", type=int))
    form = RemoveForm()
    if request.method == "GET":
        form.facts.data = _("The account has only advertised what has nothing to do with the questions.")
    elif form.validate():
        rule = section_of(Reason.SPAM)
        statement = Statement(form.facts.data, Ground.RULE, rule, language=language())
        with form.taking():
            with transaction():
                remove_posts(viewer(), people, statement)
            flash(_("It is being taken away, which takes a moment. You can undo it here."), "success")
            return redirect(url_for("removals.done"), 303)
    return form_page("trust/remove.html", form, work=list_work(people))


@removals.get("/staff/removals")
@staff("moderator")
def done() -> str:
    """Show what was taken away, each with a way back."""
    return render_template("trust/removals.html", removals=list_removals())


@removals.post("/staff/removals/<int:removal_id>/undo")
@staff("moderator")
def undo(removal_id: int) -> Response:
    """Bring back what one removal took away."""
    with transaction():
        undo_removal(viewer(), removal_id)
    flash(_("It is being brought back, and the person can post again."), "success")
    return redirect(url_for("removals.done"), 303)


def _chosen(named: list[int]) -> list[int]:
    """Give the people an address or a form names, none of whom may have a role."""
    people = sorted({number for number in named if 0 < number <= LARGEST_ID})[:MOST_PEOPLE]
    if not people:
        raise NotFound(_("Choose whose posts are to be removed."))
    for person_id in people:
        person = get_person(person_id)
        require(
            can_remove_posts(viewer(), person),
            _("%(name)s has a role here. Decide on their posts one by one.", name=person.name),
        )
    return people
