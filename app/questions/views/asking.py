"""Asking: the form, its preview with similar questions, and what helps while typing."""

import re

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.coming import by_when
from app.core.db import transaction
from app.core.doors import keep_for_later, public, signed_in
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.guard.answering import consent, look_at, take_out
from app.core.prose import render
from app.core.templating import language
from app.core.viewer import viewer
from app.departments.models import Kind, Measure
from app.departments.phrases import length_words
from app.departments.queries import Branch, find_department, get_calendar, get_target, list_branches
from app.questions import texts
from app.questions.forms import AskForm
from app.questions.models import Question
from app.questions.operations.asking import NewQuestion
from app.questions.operations.asking import ask as ask_question
from app.questions.personal_case import find_personal_case
from app.questions.queries.completing import list_tags_beginning
from app.questions.queries.similar import SimilarQuestion, list_similar
from app.questions.queries.suggesting import list_suggested_topics
from app.questions.views.blueprint import questions
from app.questions.views.keeping import find_draft, forget_form, keep_form
from app.questions.views.writing import held_words, taking_refusals

# The texts that everybody reads.
GUARDED = ("title", "body", "tags", "place")
KEY = re.compile(r"ask|(answer|comment|edit)-[0-9]{1,18}")


@questions.get("/questions/ask")
@public
def ask() -> Response:
    """Show the form, with what was begun earlier or handed over by the page before."""
    branches = list_branches()
    form = AskForm(formdata=None, data=find_draft(viewer(), "ask") or _handed_over(branches))
    _offer_topics(form, branches)
    return _form_page(form, similar=[])


@questions.post("/questions/ask")
@public
def receive_question() -> Response:
    """Take the form one step further: draft, preview, back to editing, or posting."""
    form, branches = AskForm(), list_branches()
    _offer_topics(form, branches)
    action = "post" if consent() else request.form.get("action", "preview")
    if action == "draft":
        return _save(form)
    if action == "discard":
        return _discard()
    if action == "remove":
        take_out(viewer(), form, GUARDED)
    if action in ("edit", "remove") or not form.validate():
        return _form_page(form, similar=_similar_to(form))
    if action == "post":
        return _post(form)
    return _preview(form, branches)


@questions.get("/questions/similar")
@public(cached=True)
def similar() -> str:
    """Show the questions like the one being typed, for the form to take in."""
    title = texts.one_line(request.args.get("title", ""))[: texts.TITLE_MAX]
    return render_template("questions/similar.html", similar=list_similar(viewer(), title))


@questions.get("/tags/complete")
@public(cached=True)
def complete_tags() -> Response:
    """Give the tags that begin with `q`, as a list of names."""
    return jsonify(list_tags_beginning(request.args.get("q", "")[:100]))


@questions.post("/drafts/<key>")
@signed_in
def save_draft(key: str) -> Response:
    """Save what is being written, for the script that does so while typing."""
    if not KEY.fullmatch(key):
        raise NotFound()
    keep_form(key)
    return make_response("", 204)


def _handed_over(branches: list[Branch]) -> dict[str, str]:
    """Read what a link to the form already says: the words searched for, the topic looked at."""
    ids = {topic.slug: str(topic.id) for branch in branches for topic in branch.topics()}
    return {
        "title": texts.one_line(request.args.get("title", ""))[: texts.TITLE_MAX],
        "topic_id": ids.get(request.args.get("topic", ""), ""),
    }


def _offer_topics(form: AskForm, branches: list[Branch]) -> None:
    paths = _paths(branches)
    form.offer_topics((str(topic_id), path) for topic_id, path in paths.items())
    if form.topic_id.data not in {str(topic_id) for topic_id in paths}:
        form.topic_id.data = ""


def _paths(branches: list[Branch]) -> dict[int, str]:
    """Write every topic with those above it, in the order of the tree."""
    return dict(path for branch in branches for path in branch.paths(language()))


def _form_page(form: AskForm, similar: list[SimilarQuestion]) -> Response:
    personal_case = find_personal_case(f"{form.title.data or ''}\n\n{form.body.data or ''}"[: texts.BODY_MAX])
    return form_page("questions/ask.html", form, similar=similar, personal_case=personal_case)


def _similar_to(form: AskForm) -> list[SimilarQuestion]:
    return list_similar(viewer(), texts.one_line(form.title.data or "")[: texts.TITLE_MAX])


def _save(form: AskForm) -> Response:
    if viewer().is_anonymous:
        return keep_for_later()
    keep_form("ask")
    flash(_("Your draft is saved. You find it here when you come back."), "success")
    return redirect(url_for("questions.ask"), 303)


def _discard() -> Response:
    actor = viewer()
    with transaction():
        forget_form(actor, "ask")
    return redirect(url_for("questions.ask"), 303)


def _preview(form: AskForm, branches: list[Branch]) -> Response:
    """Show the question as it will look, what is like it, and which topic it seems to be about."""
    keep_form("ask")
    look_at(viewer(), form, *GUARDED)
    title, body = texts.clean_title(form.title.data), texts.clean_details(form.body.data or "")
    paths = _paths(branches)
    suggested = [] if form.chosen_topic else list_suggested_topics(title, body)
    return form_page(
        "questions/preview.html",
        form,
        title=title,
        body_html=render(body),
        tags=texts.clean_tags(texts.tags_in(form.tags.data or "")),
        similar=list_similar(viewer(), title),
        personal_case=find_personal_case(f"{title}\n\n{body}"),
        paths=paths,
        suggested=[topic_id for topic_id in suggested if topic_id in paths],
    )


def _post(form: AskForm) -> Response:
    actor = viewer()
    if actor.is_anonymous:
        return keep_for_later()
    new = NewQuestion(
        title=form.title.data,
        body=form.body.data or "",
        tags=tuple(texts.tags_in(form.tags.data or "")),
        topic_id=form.chosen_topic,
        place=form.place.data or "",
        language=language(),
    )
    with taking_refusals(form):
        with transaction():
            question = ask_question(actor, new, form.posting_key.data, consent=consent())
            forget_form(actor, "ask")
        _say_where_it_went(question)
        return redirect(url_for("questions.show", id=question.id, slug=question.slug), 303)
    return _form_page(form, similar=_similar_to(form))


def _say_where_it_went(question: Question) -> None:
    if question.hidden:
        flash(held_words(), "success")
        return
    department = find_department(question.department_id)
    due_at = question.answer_due_at
    if department is None or due_at is None:
        flash(_("Your question is posted."), "success")
        return
    time = length_words(
        get_target(department.id, Kind.QUESTION, Measure.FIRST_REPLY), get_calendar(department.id)
    )
    name, when = department.name_in(language()), by_when(due_at)
    flash(
        _(
            "Your question is posted. %(department)s answers within %(time)s: by %(when)s.",
            department=name,
            time=time,
            when=when,
        ),
        "success",
    )
