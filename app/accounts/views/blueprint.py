"""The blueprint of everything about one's own account, and what its views share."""

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from app.accounts.limits import network_of

accounts = Blueprint("accounts", __name__)


def network() -> str:
    """Give the key under which the visitor's network is counted."""
    return network_of(request.remote_addr)


def link_expired(message: str = "") -> Response:
    """Say that a mailed link is good no more, and how to get another."""
    message = message or _("This link has been used or has expired.")
    return make_response(render_template("accounts/link_expired.html", message=message), 410)
