"""Pages of the tree of topics, with the questions about each."""

from flask import Blueprint, render_template, request, url_for

from app.core.doors import public
from app.core.paging import Place
from app.core.templating import absolute_url, language
from app.departments.queries import get_branch, get_topic, list_branches, list_topic_path
from app.questions.queries import lists

topics = Blueprint("topics", __name__)


@topics.get("/topics", endpoint="list")
@public(cached=True)
def list_topics() -> str:
    """Show the whole tree of topics."""
    return render_template(
        "topics/list.html", branches=list_branches(), canonical=absolute_url(url_for("topics.list"))
    )


@topics.get("/topics/<slug>", endpoint="show")
@public(cached=True)
def show_topic(slug: str) -> str:
    """Show a topic with the questions about it and everything below it."""
    topic = get_topic(slug)
    branch = get_branch(topic)
    ids = [below.id for below in branch.topics()]
    path = list_topic_path(topic.id)
    page = lists.page_of_topics(ids, Place.read(request.args), language())
    return render_template(
        "topics/show.html",
        topic=topic,
        branch=branch,
        path=path[:-1],
        steps=path,
        page=page,
        canonical=absolute_url(url_for("topics.show", slug=slug)) if page.first else None,
    )
