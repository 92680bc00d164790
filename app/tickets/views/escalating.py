"""Making a question private: the sentences to choose from, what stays public, and then the ticket."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField

from app.core.access import require
from app.core.db import transaction
from app.core.doors import signed_in
from app.core.errors import Conflict
from app.core.forms import PostingForm, choices, form_page, one_line
from app.core.prose import render
from app.core.viewer import viewer
from app.departments.queries import find_department
from app.questions import texts
from app.questions.models import Question
from app.questions.operations.redacting import plan_redaction
from app.questions.permissions import can_redact_in_office
from app.questions.personal_case import find_personal_case
from app.questions.queries.posts import get_question
from app.questions.queries.repeating import list_repeating
from app.questions.queries.revisions import list_revisions
from app.questions.redaction import what_stays
from app.questions.sentences import part
from app.tickets.operations.escalating import escalate_question
from app.tickets.queries.escalated import find_conversation
from app.tickets.views.blueprint import tickets

WHOLE, SOME = "whole", "some"


class MakePrivateForm(PostingForm):
    """What of a question becomes private."""

    how = RadioField(
        _l("What shall become private?"),
        choices=choices([(WHOLE, _l("The whole question")), (SOME, _l("Some sentences"))]),
    )
    title = StringField(
        _l("The question as everybody will see it"),
        filters=[one_line],
        description=_l("Leave nothing in it that is private. Left empty, it becomes a neutral title."),
        render_kw={"maxlength": texts.TITLE_MAX},
    )
    private = SelectMultipleField(_l("Which sentences become private?"), coerce=int, validate_choice=False)
    version = HiddenField()

    def offer(self, question: Question) -> None:
        """Begin with the question as it is, and what speaks of a case of one's own chosen."""
        self.how.data, self.title.data = SOME, question.title
        self.version.data = str(question.version)
        self.private.data = [one.number for one in part(question.body) if find_personal_case(one.text)]

    def what_stays(self, question: Question) -> tuple[str, set[int]]:
        """Give the title and the numbers of the sentences that stay public."""
        if self.how.data == WHOLE:
            return "", set()
        return self.title.data or "", {one.number for one in part(question.body)} - set(
            self.private.data or ()
        )


@tickets.route("/questions/<int:question_id>/make-private", methods=["GET", "POST"])
@signed_in
def make_private(question_id: int) -> Response:
    """Choose what becomes private, look at what stays public, then do it."""
    actor, question = viewer(), get_question(viewer(), question_id)
    require(can_redact_in_office(actor, question))
    if question.is_stub:
        return _on(question, find_conversation(actor, question_id))
    form = MakePrivateForm()
    if request.method == "GET":
        form.offer(question)
    elif form.version.data != str(question.version):
        form.offer(question)
        form.take(Conflict(_("Somebody changed the question meanwhile. Choose again.")))
    elif form.validate() and request.form.get("action") != "edit":
        with form.taking():
            return _do(form, question) if request.form.get("action") == "do" else _preview(form, question)
    return form_page(
        "tickets/make_private.html",
        form,
        question=question,
        sentences=part(question.body),
        stub=what_stays(question, [], "", ()),
    )


@tickets.app_template_global()
def conversation_of(question_id: int) -> str | None:
    """Give the reference of the ticket a question goes on in, to pages of those who may read it."""
    return find_conversation(viewer(), question_id)


def _preview(form: MakePrivateForm, question: Question) -> Response:
    """Show what stays public and what becomes private, before anything is done."""
    revisions = list_revisions(question.id)
    remainder = plan_redaction(viewer(), question, revisions, *form.what_stays(question))
    return form_page(
        "tickets/make_private_preview.html",
        form,
        question=question,
        remainder=remainder,
        body_html=render(remainder.body),
        taken_html=render(remainder.taken_body),
        tags=remainder.cleaned_tags(question.tags),
        place=remainder.cleaned_line(question.place),
        repeating=list_repeating(question.id, remainder.betraying_runs()),
        department=find_department(question.department_id),
    )


def _do(form: MakePrivateForm, question: Question) -> Response:
    """Make it private, and lead to where it goes on."""
    title, kept = form.what_stays(question)
    with transaction():
        ticket = escalate_question(
            viewer(), question.id, question.version, title, kept, form.posting_key.data
        )
    if question.author_id == viewer().id:
        flash(_("It is private now. Only you and the department's caseworkers can read it."), "success")
    else:
        flash(_("It is private now. Only who asked and the department's caseworkers can read it."), "success")
    return _on(question, ticket.reference if ticket else None)


def _on(question: Question, reference: str | None) -> Response:
    """Lead to the ticket whoever may read it, and others back to the question."""
    if reference is None:
        return redirect(url_for("questions.post", post_id=question.id), 303)
    return redirect(url_for("tickets.show", reference=reference), 303)
