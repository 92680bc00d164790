"""Atom feeds of the newest questions: of all, of a topic with all below it, of a tag.

A reader that says which state it has gets 304 before any text is read.
"""

import hashlib
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.http import is_resource_modified

from app.core.doors import public
from app.core.paging import EPOCH, Place
from app.core.prose import RENDERER_VERSION
from app.core.templating import absolute_url, language
from app.departments.queries import get_branch, get_topic
from app.questions.queries import lists
from app.questions.queries.feeds import list_bodies
from app.questions.queries.lists import QuestionRow
from app.questions.queries.tags import get_tag

feeds = Blueprint("feeds", __name__)
BEGINNING = Place()


@feeds.get("/feeds/questions.atom")
@public(cached=True)
def questions() -> Response:
    """Give the newest questions of all."""
    page = lists.page_of_questions(lists.Sort.NEWEST, BEGINNING, language())
    return _feed(_("Newest questions"), url_for("questions.list"), page.rows)


@feeds.get("/topics/<slug>/feed.atom")
@public(cached=True)
def topic(slug: str) -> Response:
    """Give the newest questions about a topic and everything below it."""
    found = get_topic(slug)
    ids = [below.id for below in get_branch(found).topics()]
    page = lists.page_of_topics(ids, BEGINNING, language())
    title = _("Newest questions about %(topic)s", topic=found.name_in(language()))
    return _feed(title, url_for("topics.show", slug=slug), page.rows)


@feeds.get("/tags/<name>/feed.atom")
@public(cached=True)
def tag(name: str) -> Response:
    """Give the newest questions with a tag."""
    page = lists.page_of_tag(get_tag(name).id, BEGINNING, language())
    return _feed(_("Newest questions tagged “%(tag)s”", tag=name), url_for("tags.show", name=name), page.rows)


def _feed(title: str, page_path: str, rows: Sequence[QuestionRow]) -> Response:
    updated = max((row.edited_at or row.created_at for row in rows), default=EPOCH)
    response = Response(mimetype="application/atom+xml")
    response.set_etag(_state(title, rows))
    response.last_modified = updated
    etag = response.headers["ETag"]
    if not is_resource_modified(request.environ, etag, last_modified=updated):
        response.status_code = 304
        return response
    bodies = list_bodies([row.id for row in rows])
    response.set_data(
        render_template(
            "feeds/questions.xml",
            title=title,
            page_path=page_path,
            updated=updated,
            entries=[(_entry_id(row), row, *bodies[row.id]) for row in rows],
        )
    )
    return response


def _state(title: str, rows: Sequence[QuestionRow]) -> str:
    """Tell apart all states of a feed by everything it shows or what changes with it."""
    shown = [
        (row.id, row.title, row.tag_names, row.author_name, row.hat_name, str(row.edited_at)) for row in rows
    ]
    return hashlib.sha256(repr((title, RENDERER_VERSION, shown)).encode()).hexdigest()[:32]


def _entry_id(row: QuestionRow) -> str:
    """Name a question for ever (RFC 4151), whatever becomes of its title and so of its address."""
    authority = urlsplit(absolute_url("/")).hostname
    return f"tag:{authority},{row.created_at:%Y-%m-%d}:questions/{row.id}"
