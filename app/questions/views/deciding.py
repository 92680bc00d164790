"""Small pages on which authors take posts down and bring them back, and officials close, link or reopen questions."""

from collections.abc import Callable
from typing import Any

from flask import flash, make_response, redirect, render_template, request
from flask_babel import lazy_gettext as _l

from app.core.access import require
from app.core.db import transaction
from app.core.doors import signed_in
from app.core.errors import Conflict, Invalid
from app.core.forms import Form
from app.core.guard.answering import consent, take_out, wants_removal
from app.core.viewer import viewer
from app.questions.models import Post, Question
from app.questions.operations.closing import close_as_duplicate, close_question, reopen_question
from app.questions.operations.hiding import restore_post, take_down_post
from app.questions.permissions import (
    can_close_in_office,
    can_put_back_post,
    can_take_down_post,
)
from app.questions.queries.posts import get_post_with_question, get_question
from app.questions.views.blueprint import questions
from app.questions.views.editing_forms import DuplicateForm, ReasonForm
from app.questions.views.places import place_of

DONE = {
    "take_down": _l("The post is taken down. Only you and the moderators still see it."),
    "restore": _l("The post is back for everybody to see."),
    "close": _l("The question is closed."),
    "duplicate": _l("The question is closed and leads to the earlier one."),
    "reopen": _l("The question is open again."),
}


@questions.route("/posts/<int:post_id>/take-down", methods=["GET", "POST"])
@signed_in
def take_down(post_id: int) -> Any:
    """Take down one's own post."""
    post, question = get_post_with_question(viewer(), post_id)
    require(can_take_down_post(viewer(), post))
    return _decide("take_down", Form(), post, question, lambda: take_down_post(viewer(), post_id))


@questions.route("/posts/<int:post_id>/restore", methods=["GET", "POST"])
@signed_in
def restore(post_id: int) -> Any:
    """Bring back what one took down oneself."""
    post, question = get_post_with_question(viewer(), post_id)
    require(can_put_back_post(viewer(), post))
    return _decide("restore", Form(), post, question, lambda: restore_post(viewer(), post_id))


@questions.route("/questions/<int:id>/close", methods=["GET", "POST"])
@signed_in
def close(id: int) -> Any:
    """Close a question for a reason."""
    question, form = _to_close(id), ReasonForm()
    return _decide(
        "close",
        form,
        question,
        question,
        lambda: close_question(viewer(), id, form.reason.data or "", consent=consent()),
    )


@questions.route("/questions/<int:id>/duplicate", methods=["GET", "POST"])
@signed_in
def duplicate(id: int) -> Any:
    """Close a question because it was asked before."""
    question, form = _to_close(id), DuplicateForm()
    return _decide(
        "duplicate", form, question, question, lambda: close_as_duplicate(viewer(), id, form.original_id)
    )


@questions.route("/questions/<int:id>/reopen", methods=["GET", "POST"])
@signed_in
def reopen(id: int) -> Any:
    """Open a closed question again."""
    question = _to_close(id)
    return _decide("reopen", Form(), question, question, lambda: reopen_question(viewer(), id))


def _to_close(question_id: int) -> Question:
    question = get_question(viewer(), question_id)
    require(can_close_in_office(viewer(), question))
    return question


def _decide(what: str, form: Form, post: Post, question: Question, operation: Callable[[], Any]) -> Any:
    """Ask on GET; on POST do it, or say on the same page why it cannot be done."""
    status = 200
    if wants_removal():
        take_out(viewer(), form, ["reason"])
    elif request.method == "POST":
        status = 422
        if form.validate():
            try:
                with transaction():
                    operation()
                flash(str(DONE[what]), "success")
                return redirect(place_of(post, question), 303)
            except (Invalid, Conflict) as error:
                form.take(error)
                status = error.status
    page = render_template(
        "questions/decide.html",
        what=what,
        form=form,
        post=post,
        question=question,
        place=place_of(post, question),
    )
    return make_response(page, status)
