"""The tree of topics: show, set up, change and move, delete."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.admin.forms import TopicForm, both_versions, facts_of
from app.admin.views.blueprint import admin, administrators
from app.core.db import transaction
from app.core.errors import Conflict
from app.core.forms import form_page
from app.core.viewer import viewer
from app.departments import operations
from app.departments.operations import TopicFacts
from app.departments.queries import get_topic_by_id, list_branches, list_departments

PAGE = "admin/topic.html"


@admin.get("/topics")
@administrators
def topics() -> str:
    """Show the tree."""
    return render_template("admin/topics.html", branches=list_branches(), departments=list_departments())


@admin.route("/topics/new", methods=["GET", "POST"])
@administrators
def new_topic() -> AnyResponse:
    """Set up a topic, below another if the address names it; it needs a department to own it."""
    if not list_departments():
        flash(_("Set up a department first: each topic is owned by one."))
        return redirect(url_for("admin.new_department"), 303)
    form = _offering(TopicForm(data={"parent_id": request.args.get("below", 0, int), "position": 0}))
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.create_topic(viewer(), _facts(form))
        if not form.errors:
            flash(_("The topic is set up."), "success")
            return redirect(url_for("admin.topics"), 303)
    return form_page(PAGE, form, topic=None, differences=[])


@admin.route("/topics/<int:topic_id>", methods=["GET", "POST"])
@administrators
def edit_topic(topic_id: int) -> AnyResponse:
    """Change a topic, or move it with all below it."""
    form = _offering(TopicForm(data=facts_of(get_topic_by_id(topic_id))), topic_id)
    if form.validate_on_submit():
        with form.taking(), transaction():
            operations.update_topic(viewer(), topic_id, form.version.data, _facts(form))
        if not form.errors:
            flash(_("The topic is saved."), "success")
            return redirect(url_for("admin.topics"), 303)
    return _page(form, topic_id)


@admin.post("/topics/<int:topic_id>/delete")
@administrators
def delete_topic(topic_id: int) -> AnyResponse:
    """Delete a topic that nothing stands under."""
    try:
        with transaction():
            operations.delete_topic(viewer(), topic_id)
    except Conflict as refused:
        flash(refused.message, "error")
        return redirect(url_for("admin.edit_topic", topic_id=topic_id), 303)
    flash(_("The topic is deleted."), "success")
    return redirect(url_for("admin.topics"), 303)


def _page(form: TopicForm, topic_id: int) -> Response:
    """Show the form; after a conflict with what is saved beside it, and ready to save over that."""
    topic = get_topic_by_id(topic_id)
    differences = []
    if isinstance(form.refusal, Conflict):
        saved = _offering(TopicForm(formdata=None, data=facts_of(topic)), topic_id)
        differences = both_versions(form, saved)
        form.version.data, form.version.raw_data = topic.version, None
    return form_page(PAGE, form, topic=topic, differences=differences)


def _offering(form: TopicForm, besides: int | None = None) -> TopicForm:
    form.offer(list_branches(), list_departments(), besides)
    return form


def _facts(form: TopicForm) -> TopicFacts:
    return TopicFacts(
        slug=form.slug.data,
        names=form.words("name"),
        descriptions=form.words("description"),
        department_id=form.department_id.data,
        parent_id=form.parent_id.data or None,
        keywords=form.keywords.data or "",
        position=form.position.data or 0,
    )
