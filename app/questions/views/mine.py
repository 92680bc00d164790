"""One's own lists: what one watches, asked, answered and began to write."""

from flask import render_template, request

from app.core.doors import signed_in
from app.core.paging import Place
from app.core.templating import language
from app.core.viewer import viewer
from app.questions.queries import lists
from app.questions.queries.own import list_begun
from app.questions.views.blueprint import questions


@questions.get("/account/watched")
@signed_in
def watched() -> str:
    """Show the questions one watches."""
    page = lists.page_of_watcher(viewer().id or 0, Place.read(request.args), language())
    return render_template("questions/mine.html", tab="watched", page=page)


@questions.get("/account/questions")
@signed_in
def asked() -> str:
    """Show one's own questions, those that are hidden too."""
    page = lists.page_of_asker(viewer().id or 0, Place.read(request.args), language(), own=True)
    return render_template("questions/mine.html", tab="asked", page=page)


@questions.get("/account/answers")
@signed_in
def answered() -> str:
    """Show one's own answers, those that are hidden too."""
    page = lists.page_of_answerer(viewer().id or 0, Place.read(request.args), own=True)
    return render_template("questions/mine.html", tab="answered", page=page)


@questions.get("/account/drafts")
@signed_in
def drafts() -> str:
    """Show what one has begun to write."""
    return render_template("questions/drafts.html", drafts=list_begun(viewer().id or 0))
