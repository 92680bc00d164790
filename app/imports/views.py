"""Old addresses: `/q/ID` and `/a/ID` of an imported site lead to where the question or answer is now."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from app.core.doors import public
from app.core.errors import NotFound
from app.core.viewer import viewer
from app.imports.queries import find_old_post
from app.questions.models import Kind
from app.questions.queries.merging import get_merged_into
from app.questions.queries.posts import get_post_with_question

imports = Blueprint("imports", __name__)


@imports.get("/q/<int:old_id>")
@imports.get("/q/<int:old_id>/<path:rest>")
@public(cached=True)
def old_question(old_id: int, rest: str = "") -> Response:
    """Lead from a question's old address to its page; old short addresses may name an answer too."""
    return _lead(old_id, Kind.QUESTION, Kind.ANSWER)


@imports.get("/a/<int:old_id>")
@imports.get("/a/<int:old_id>/<path:rest>")
@public(cached=True)
def old_answer(old_id: int, rest: str = "") -> Response:
    """Lead from an answer's old address to its place on the question's page."""
    return _lead(old_id, Kind.ANSWER, Kind.QUESTION)


def _lead(old_id: int, *kinds: str) -> Response:
    found = find_old_post(old_id, *kinds)
    if found is None:
        raise NotFound()
    try:
        post, _question = get_post_with_question(viewer(), found.id)
    except NotFound:
        post = get_merged_into(found.id)
        return redirect(url_for("questions.show", id=post.id, slug=post.slug), 302)
    if post.kind == Kind.ANSWER:
        return redirect(url_for("questions.answer", answer_id=post.id), 301)
    return redirect(url_for("questions.show", id=post.id, slug=post.slug), 301)
