"""The front of the site and what machines ask of it."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from sqlalchemy import text

from app.core.db import session
from app.core.doors import public
from app.core.errors import NotFound
from app.core.language import COOKIE, is_language
from app.core.redirects import safe_path
from app.core.templating import absolute_url, language
from app.departments.queries import list_branches, list_departments, list_roots
from app.home.queries import count_parts, list_part
from app.questions.queries import lists

home = Blueprint("home", __name__)
A_YEAR = 365 * 24 * 3600  # seconds
NEWEST_SHOWN, OTHERS_SHOWN = 8, 5
# Addresses no search engine should follow: personal, staff's, endless or of no use to a searcher.
KEPT_FROM_ROBOTS = ("/account", "/admin", "/staff", "/search", "/posts/", "/language/", "/questions/ask")


@home.get("/")
@public(cached=True)
def show() -> str:
    """Show the front page: what is new, what waits, what was verified, and where to look."""
    newest = lists.list_newest(NEWEST_SHOWN, language())
    waiting = lists.list_unanswered(NEWEST_SHOWN + OTHERS_SHOWN, language())
    return render_template(
        "home/show.html",
        newest=newest,
        unanswered=[row for row in waiting if row not in newest][:OTHERS_SHOWN],
        verified=lists.list_recently_verified(OTHERS_SHOWN, language()),
        roots=list_roots(),
        canonical=absolute_url("/"),
    )


@home.get("/language/<code>", endpoint="language")
@public
def choose_language(code: str) -> Response:
    """Remember the visitor's language and go back to where they were."""
    if not is_language(code):
        abort(404)
    response = make_response(redirect(safe_path(request.args.get("to"))))
    response.set_cookie(COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


@home.get("/robots.txt")
@public(cached=True)
def robots() -> Response:
    """Tell search engines what to leave alone and where the sitemap is."""
    rules = "\n".join(f"Disallow: {path}" for path in KEPT_FROM_ROBOTS)
    text_ = f"User-agent: *\n{rules}\n\nSitemap: {absolute_url('/sitemap.xml')}\n"
    return Response(text_, mimetype="text/plain")


@home.get("/sitemap.xml")
@public(cached=True)
def sitemap() -> Response:
    """List the parts of the sitemap."""
    xml = render_template("home/sitemap.xml", parts=range(1, count_parts() + 1))
    return Response(xml, mimetype="application/xml")


@home.get("/sitemap/questions-<int:part>.xml")
@public(cached=True)
def sitemap_questions(part: int) -> Response:
    """List the addresses of one part's questions."""
    if not 1 <= part <= count_parts():
        raise NotFound()
    return Response(
        render_template("home/sitemap_questions.xml", questions=list_part(part)), mimetype="application/xml"
    )


@home.get("/sitemap/topics.xml")
@public(cached=True)
def sitemap_topics() -> Response:
    """List the addresses of the front page, the topics and the departments."""
    topics = [topic for root in list_branches() for topic in root.topics()]
    xml = render_template("home/sitemap_topics.xml", topics=topics, departments=list_departments())
    return Response(xml, mimetype="application/xml")


@home.get("/healthz")
@public
def healthz() -> Response:
    """Say that the process lives."""
    return make_response({"status": "ok"})


@home.get("/readyz")
@public
def readyz() -> Response:
    """Say that the database answers too."""
    session().execute(text("SELECT 1"))
    return make_response({"status": "ok"})
