"""One handler turns every error into its page, in the visitor's language, saying what to do."""

import structlog
from flask import Flask, Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from app.core.addresses import address_meant
from app.core.doors import keep_written, sent_from_our_page
from app.core.errors import DomainError, Invalid, TooMany, Unavailable
from app.core.viewer import viewer
from app.core.written import find_written

log = structlog.get_logger("torv.errors")
# Two transactions in each other's way, a lock not had in time, a shutdown; no connection, no room.
BUSY_STATES = ("40001", "40P01", "55P03", "57P01", "57P02", "57P03")
BUSY_CLASSES = ("08", "53")
BUSY_WORDS = ("locked", "full", "readonly", "connection")
PAGES = (403, 404, 409, 422, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Answer domain errors, HTTP errors, a refused form and a busy database with their pages."""
    app.register_error_handler(DomainError, answer_domain_error)
    app.register_error_handler(CSRFError, answer_stale_form)
    app.register_error_handler(SecurityError, answer_unknown_host)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(OperationalError, answer_busy_database)
    app.register_error_handler(DataError, answer_unwritable)


def wants_json() -> bool:
    """Tell whether the request rather has JSON than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and request.accept_mimetypes["text/html"] < 1


def answer_domain_error(error: DomainError) -> Response:
    """Answer with the error's own status, message and, for TooMany, when to come back."""
    response = answer(error.status, error.message)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.details.get("retry_after", 60))
    return response


def answer_stale_form(_error: CSRFError) -> Response:
    """Keep what was written in a form that was open too long and lead back to it; never post it.

    Only for a form of our own page: others must not be able to put words into somebody's drafts.
    """
    address = keep_written() if sent_from_our_page() else None
    if address is None:
        return _answer_unproven()
    if viewer().is_anonymous:
        address = url_for("accounts.sign_in", to=address)
    else:
        flash(
            _("The page was open too long, so nothing was sent. What you wrote is still here: send it again.")
        )
    return redirect(address, 303)  # type: ignore[return-value]


def _answer_unproven() -> Response:
    """Send nothing; what is kept on the screen stays there, if the browser says that the form was ours."""
    if sent_from_our_page() and find_written():
        return answer(400, _("The page was open too long, so nothing was sent."))
    message = _(
        "This page was open too long, or you signed out meanwhile. Go back, reload it and send again."
    )
    return _page(400, message)


def answer_unknown_host(_error: SecurityError) -> Response:
    """Refuse a host name that is not ours, in plain words: without a host no page can be drawn, since it has links."""
    return Response("This site does not answer to that host name.\n", 400, mimetype="text/plain")


def answer_http_error(error: HTTPException) -> Response:
    """Answer routing errors and aborts; redirects pass through, and a slash too many leads to the page without it."""
    code = error.code or 500
    if code < 400:
        return make_response(error.get_response())
    if code == 404 and (meant := address_meant()):
        return redirect(meant, 301)  # type: ignore[return-value]
    response = answer(code, _("That was too much at once. Send less.") if code == 413 else "")
    if code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return response


def answer_unwritable(_error: DataError) -> Response:
    """Refuse what no column can hold, such as PostgreSQL's NUL character in a text."""
    return answer(Invalid.status, "")


def answer_busy_database(error: OperationalError) -> Response:
    """Say that the site cannot write just now; whatever else went wrong in the database is a fault of ours."""
    if not _is_busy(error.orig):
        raise error
    log.warning("database_busy", error=type(error.orig).__name__)
    return answer(
        Unavailable.status, _("The site is busy just now. Nothing was lost: go back and send again.")
    )


def _is_busy(error: BaseException | None) -> bool:
    """Tell whether the database may well do the same thing a moment later."""
    state = getattr(error, "sqlstate", None)  # PostgreSQL's; none where it was not reached, and on SQLite
    if state is not None:
        return state in BUSY_STATES or state[:2] in BUSY_CLASSES
    return any(word in str(error).lower() for word in BUSY_WORDS)


def answer(status: int, message: str) -> Response:
    """Give the page (or JSON) for a status, with a message that says what to do; what was typed is still there."""
    if wants_json():
        return make_response(jsonify(error=status, message=message), status)
    written = find_written()
    if written is None:
        return _page(status, message)
    return make_response(
        render_template("errors/not_sent.html", written=written, message=message, status=status), status
    )


def _page(status: int, message: str) -> Response:
    page = status if status in PAGES else (500 if status >= 500 else 422)
    return make_response(render_template(f"errors/{page}.html", message=message, status=status), status)
