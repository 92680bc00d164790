"""Pages of tags."""

from flask import Blueprint, Response, redirect, render_template, request, url_for

from app.core.doors import public
from app.core.paging import Place
from app.core.slugs import tag_name
from app.core.templating import absolute_url, language
from app.questions.queries import lists
from app.questions.queries.tags import get_tag, page_of_tags

tags = Blueprint("tags", __name__)


@tags.get("/tags", endpoint="list")
@public(cached=True)
def list_tags() -> str:
    """Show the tags, the most used first; `?part=` narrows them to those with that in their name."""
    part = tag_name(request.args.get("part", "")) or ""
    page = page_of_tags(Place.read(request.args), part)
    return render_template(
        "tags/list.html",
        page=page,
        part=part,
        canonical=absolute_url(url_for("tags.list")) if page.first and not part else None,
    )


@tags.get("/tags/<name>")
@public(cached=True)
def show(name: str) -> str | Response:
    """Show the questions with a tag; another way of writing its name leads to the one we use."""
    written = tag_name(name) or name
    if written != name:
        return redirect(url_for("tags.show", name=written), 301)  # type: ignore[return-value]
    tag = get_tag(name)
    page = lists.page_of_tag(tag.id, Place.read(request.args), language())
    return render_template(
        "tags/show.html",
        tag=tag,
        page=page,
        canonical=absolute_url(url_for("tags.show", name=name)) if page.first else None,
    )
