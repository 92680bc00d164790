"""Canned replies: what the viewer's departments have ready, in each language."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from app.core.access import require_posting
from app.core.db import transaction
from app.core.doors import staff
from app.core.errors import Conflict
from app.core.forms import form_page
from app.core.language import languages
from app.core.templating import language
from app.core.viewer import viewer
from app.core.written import kept_on_screen
from app.departments.models import Department
from app.departments.queries import list_departments
from app.tickets.models import CannedReply
from app.tickets.operations.canned import Canned, remove_canned_reply, save_canned_reply
from app.tickets.queries.canned import get_canned_reply, list_own_canned_replies
from app.tickets.staff_forms import CannedReplyForm
from app.tickets.views.blueprint import tickets

caseworkers = staff("caseworker")


@tickets.get("/staff/canned-replies")
@caseworkers
def canned_replies() -> str:
    """List what is ready, by department and language."""
    return render_template(
        "tickets/canned_replies.html",
        departments=_own_departments(),
        replies=list_own_canned_replies(viewer()),
        language_names=dict(languages()),
    )


@tickets.get("/staff/canned-replies/new")
@caseworkers
def new_canned_reply() -> Response:
    """Offer to add one, for the department the address names."""
    require_posting(viewer())
    chosen = {"department_id": request.args.get("department", 0, int), "language": language()}
    return _page(CannedReplyForm(formdata=None, data=chosen))


@tickets.post("/staff/canned-replies/new")
@kept_on_screen("title", "body")
@caseworkers
def add_canned_reply() -> Response:
    """Add one."""
    form = _offering(CannedReplyForm())
    if form.validate():
        with form.taking():
            with transaction():
                save_canned_reply(viewer(), _typed(form))
            return _done(_("The reply is added."))
    return _page(form)


@tickets.get("/staff/canned-replies/<int:reply_id>")
@caseworkers
def canned_reply(reply_id: int) -> Response:
    """Offer to change one."""
    reply = get_canned_reply(viewer(), reply_id)
    form = CannedReplyForm(formdata=None, obj=reply)
    form.version.data = str(reply.version)
    return _page(form, reply)


@tickets.post("/staff/canned-replies/<int:reply_id>")
@kept_on_screen("title", "body")
@caseworkers
def save_reply(reply_id: int) -> Response:
    """Save it; if somebody else did so first, show both."""
    form = _offering(CannedReplyForm())
    if form.validate():
        with form.taking():
            with transaction():
                save_canned_reply(viewer(), _typed(form), reply_id, form.read_version)
            return _done(_("The reply is saved."))
    reply = get_canned_reply(viewer(), reply_id)
    if isinstance(form.refusal, Conflict):
        form.version.data = str(reply.version)
    return _page(form, reply)


@tickets.post("/staff/canned-replies/<int:reply_id>/remove")
@caseworkers
def remove_reply(reply_id: int) -> Response:
    """Remove it."""
    with transaction():
        remove_canned_reply(viewer(), reply_id)
    return _done(_("The reply is removed."))


def _page(form: CannedReplyForm, reply: CannedReply | None = None) -> Response:
    theirs = reply if isinstance(form.refusal, Conflict) else None
    return form_page("tickets/canned_reply.html", _offering(form), reply=reply, theirs=theirs)


def _offering(form: CannedReplyForm) -> CannedReplyForm:
    form.department_id.choices = [SelectChoice(one.id, one.name_in(language())) for one in _own_departments()]
    return form


def _own_departments() -> Sequence[Department]:
    return [one for one in list_departments() if one.id in viewer().caseworker_of]


def _typed(form: CannedReplyForm) -> Canned:
    return Canned(form.department_id.data, form.language.data, form.title.data, form.body.data)


def _done(words: str) -> Response:
    flash(words, "success")
    return redirect(url_for("tickets.canned_replies"), 303)
