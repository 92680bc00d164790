"""One press of a button: vote, accept, join, watch. Each leads back to where it was pressed."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.db import transaction
from app.core.doors import public, signed_in
from app.core.errors import Invalid
from app.core.viewer import viewer
from app.questions.models import Question
from app.questions.operations import accepting, asking, voting, watching
from app.questions.views.blueprint import questions
from app.questions.views.keeping import forget_form


@questions.post("/posts/<int:post_id>/vote")
@signed_in
def vote(post_id: int) -> Response:
    """Vote up, down, or take the vote back."""
    values = {"1": 1, "-1": -1, "0": 0}
    value = values.get(request.form.get("value", ""))
    if value is None:
        raise Invalid(_("A vote is up, down or none."))
    with transaction():
        question = voting.vote(viewer(), post_id, value)
    if question.id == post_id:
        return _back_to(question)
    return redirect(url_for("questions.answer", answer_id=post_id), 303)


@questions.post("/answers/<int:answer_id>/accept")
@signed_in
def accept(answer_id: int) -> Response:
    """Say that the answer helped, or no longer."""
    with transaction():
        accepting.accept(viewer(), answer_id, _on())
    return redirect(url_for("questions.answer", answer_id=answer_id), 303)


@questions.post("/questions/<int:question_id>/same")
@signed_in
def same(question_id: int) -> Response:
    """Join a question as one's own too, or no longer."""
    with transaction():
        question = watching.have_same(viewer(), question_id, _on())
    if _on():
        flash(_("Noted. We tell you when there is an answer."), "success")
    return _back_to(question)


@questions.post("/questions/<int:question_id>/watch")
@signed_in
def watch(question_id: int) -> Response:
    """Watch a question, or no longer."""
    with transaction():
        question = watching.watch(viewer(), question_id, _on())
    return _back_to(question)


@questions.post("/questions/<int:question_id>/answers-me")
@public
def answers_me(question_id: int) -> Response:
    """Count that somebody about to ask found their answer, and let go of what they had begun."""
    actor = viewer()
    with transaction():
        asking.answers_me(actor, question_id, request.remote_addr or "")
        forget_form(actor, "ask")
    return redirect(url_for("questions.thanks", question_id=question_id), 303)


def _on() -> bool:
    return request.form.get("on", "1") != "0"


def _back_to(question: Question) -> Response:
    return redirect(url_for("questions.show", id=question.id, slug=question.slug), 303)
