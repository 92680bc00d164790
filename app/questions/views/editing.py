"""Editing a post: the form, its preview, and what to do when somebody else was faster."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.access import require
from app.core.addresses import number_in
from app.core.db import transaction
from app.core.differences import differences
from app.core.doors import signed_in
from app.core.errors import DomainError
from app.core.guard.answering import consent, take_out, wants_removal
from app.core.prose import render, render_comment
from app.core.templating import language
from app.core.viewer import viewer
from app.questions.models import Comment, Post, Question
from app.questions.operations.editing import EditedMeanwhile, edit_post
from app.questions.operations.suggesting import suggest_edit
from app.questions.permissions import can_choose_topic, can_edit_post, can_suggest_edit
from app.questions.queries.posts import get_post_with_question
from app.questions.queries.revisions import find_revision
from app.questions.queries.suggestions import find_own_waiting
from app.questions.views.blueprint import questions
from app.questions.views.editing_forms import EditForm, form_for
from app.questions.views.places import place_of


@questions.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(post_id: int) -> Any:
    """Edit a question, an answer or a comment."""
    post, question = get_post_with_question(viewer(), post_id)
    suggests = can_suggest_edit(viewer(), post)
    require(suggests or can_edit_post(viewer(), post))
    topics = not suggests and can_choose_topic(viewer(), question)
    form = form_for(post, topics=topics, language=language())
    if post.author_id != viewer().id:
        form.ask_why()
    if request.method == "GET":
        form.take_post(post)
        form.take_suggestion(find_own_waiting(viewer(), post_id) if suggests else None)
        return _page(form, post, question)
    if wants_removal():
        take_out(viewer(), form, ("title", "body", "tags", "place", "summary"), post.public_texts)
        return _page(form, post, question)
    if not form.validate():
        return _page(form, post, question, status=422)
    if "preview" in request.form:
        return _page(form, post, question, preview=True)
    return _suggest(form, post, question) if suggests else _save(form, post, question)


def _save(form: EditForm, post: Post, question: Question) -> Any:
    try:
        with transaction():
            saved = edit_post(
                viewer(), post.id, form.edit(post), number_in(form.version.data), consent=consent()
            )
    except EditedMeanwhile:
        return _conflict(form, post.id)
    except DomainError as error:
        form.take(error)
        return _page(form, post, question, status=error.status)
    flash(_("Your changes are saved."), "success")
    return redirect(place_of(saved, saved if isinstance(saved, Question) else question), 303)


def _suggest(form: EditForm, post: Post, question: Question) -> Any:
    try:
        with transaction():
            made = suggest_edit(
                viewer(), post.id, form.edit(post), number_in(form.revision.data), consent=consent()
            )
    except DomainError as error:
        form.take(error)
        return _page(form, post, question, status=error.status)
    flash(_("Thank you. Your suggestion waits to be looked at."), "success")
    return redirect(url_for("questions.suggestion", suggestion_id=made.id), 303)


def _page(form: EditForm, post: Post, question: Question, *, preview: bool = False, status: int = 200) -> Any:
    shown = None
    if preview:
        shown = (render_comment if isinstance(post, Comment) else render)(form.body.data or "")
    page = render_template(
        "questions/edit.html",
        form=form,
        post=post,
        question=question,
        place=place_of(post, question),
        preview=shown,
        suggests=can_suggest_edit(viewer(), post),
    )
    return make_response(page, status)


def _conflict(form: EditForm, post_id: int) -> Any:
    """Show what the other one saved beside what this one typed; sending the form again replaces the former."""
    post, question = get_post_with_question(viewer(), post_id)
    base = find_revision(post_id, number_in(form.revision.data))
    theirs = find_revision(post_id, post.revision_number)
    form.base_on(post)
    page = render_template(
        "questions/conflict.html",
        form=form,
        post=post,
        question=question,
        place=place_of(post, question),
        theirs=theirs,
        their_changes=differences(base.body if base else "", post.body),
        their_title=differences((base.title if base else "") or "", post.title or ""),
        apart=differences(post.body, form.body.data or ""),
    )
    return make_response(page, 409)
