"""Posting answers and comments."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.access import Actor, require_posting
from app.core.db import transaction
from app.core.doors import signed_in
from app.core.errors import NotAllowed, NotFound
from app.core.forms import Form, form_page
from app.core.guard.answering import consent, take_out, wants_removal
from app.core.templating import language
from app.core.viewer import viewer
from app.questions.forms import AnswerForm, CommentForm
from app.questions.models import Comment, Post, Question
from app.questions.operations.answering import answer
from app.questions.operations.commenting import comment
from app.questions.queries.posts import get_post_with_question, get_question
from app.questions.views.blueprint import questions
from app.questions.views.keeping import find_draft, forget_form
from app.questions.views.showing import hats_of, usual_hat


def held_words() -> str:
    """Say that a post waits for a moderator before others see it."""
    return str(
        _(
            "Your post is saved and waits for a moderator before others see it. It says why beside it. If all is well "
            "it appears in its place, and you need not do anything."
        )
    )


@contextmanager
def taking_refusals(form: Form) -> Iterator[None]:
    """Show a refusal on the form itself, so that what was typed stays on the screen."""
    with form.taking():
        try:
            yield
        except NotAllowed as error:
            form.take(error)


@questions.post("/questions/<int:question_id>/answers")
@signed_in
def post_answer(question_id: int) -> Response:
    """Post an answer."""
    actor = viewer()
    question = get_question(actor, question_id)
    form = AnswerForm()
    form.offer_hats(hats_of(actor, language()))
    if wants_removal():
        take_out(actor, form, ["body"])
    elif form.validate():
        with taking_refusals(form):
            with transaction():
                posted = answer(
                    actor,
                    question_id,
                    form.body.data,
                    form.chosen_hat,
                    form.posting_key.data,
                    consent=consent(),
                )
                forget_form(actor, f"answer-{question_id}")
            flash(held_words() if posted.hidden else _("Your answer is posted."), "success")
            return redirect(url_for("questions.answer", answer_id=posted.id), 303)
    return form_page("questions/answer.html", form, question=question)


@questions.get("/posts/<int:post_id>/comments")
@signed_in
def write_comment(post_id: int) -> Response:
    """Offer to comment on a question or an answer, with what was begun already."""
    actor = viewer()
    require_posting(actor)
    post, question = _find_commented(actor, post_id)
    draft = find_draft(actor, f"comment-{post_id}")
    form = CommentForm(post_id, formdata=None, body=draft.get("body", ""))
    form.offer_hats(hats_of(actor, language()), draft.get("hat", usual_hat(actor, question)))
    return form_page("questions/comment.html", form, post=post, question=question)


@questions.post("/posts/<int:post_id>/comments")
@signed_in
def post_comment(post_id: int) -> Response:
    """Post a comment on a question or an answer."""
    actor = viewer()
    post, question = _find_commented(actor, post_id)
    form = CommentForm(post_id)
    form.offer_hats(hats_of(actor, language()))
    if wants_removal():
        take_out(actor, form, ["body"])
    elif form.validate():
        with taking_refusals(form):
            with transaction():
                posted = comment(
                    actor,
                    post_id,
                    form.body.data,
                    form.chosen_hat,
                    form.posting_key.data,
                    consent=consent(),
                )
                forget_form(actor, f"comment-{post_id}")
            if posted.hidden:
                flash(held_words(), "success")
            return redirect(url_for("questions.comment", comment_id=posted.id), 303)
    return form_page("questions/comment.html", form, post=post, question=question)


def _find_commented(actor: Actor, post_id: int) -> tuple[Post, Question]:
    """Find a post that takes comments, with its question."""
    post, question = get_post_with_question(actor, post_id)
    if isinstance(post, Comment):
        raise NotFound()
    return post, question
