"""What a post has said over time, and going back to it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.addresses import read_id
from app.core.db import transaction
from app.core.doors import public, signed_in
from app.core.paging import Place, number_cursor
from app.core.viewer import viewer
from app.departments.queries import find_department
from app.questions.operations.editing import roll_back
from app.questions.queries.posts import get_post_with_question
from app.questions.queries.revisions import page_of_revisions
from app.questions.views.blueprint import questions
from app.questions.views.places import place_of


@questions.get("/posts/<int:post_id>/revisions")
@public
def revisions(post_id: int) -> str:
    """Show a post's revisions, the newest first, each with what it changed."""
    post, question = get_post_with_question(viewer(), post_id)
    return render_template(
        "questions/revisions.html",
        post=post,
        question=question,
        hat=find_department(post.hat_department_id),
        place=place_of(post, question),
        page=page_of_revisions(post_id, Place.read(request.args)),
    )


@questions.get("/posts/<int:post_id>/revisions/<int:number>")
@public
def revision(post_id: int, number: int) -> Any:
    """Lead to one revision's place on the page of all."""
    page = url_for("questions.revisions", post_id=post_id, before=number_cursor(number + 1, 0))
    return redirect(f"{page}#revision-{number}")


@questions.post("/posts/<int:post_id>/revisions/<int:number>/restore", endpoint="roll_back")
@signed_in
def go_back(post_id: int, number: int) -> Any:
    """Give the post the words of this revision again."""
    version = request.form.get("version", 0, type=read_id)
    with transaction():
        roll_back(viewer(), post_id, number, version)
    flash(_("The post is back at version %(number)s.", number=number), "success")
    return redirect(url_for("questions.revisions", post_id=post_id), 303)
