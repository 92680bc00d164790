"""Unsubscribing from a mail, without signing in. Mail programs press the button themselves (RFC 8058)."""

from flask import Blueprint, abort, render_template, request

from app.core.access import ANONYMOUS
from app.core.db import transaction
from app.core.doors import public
from app.core.tokens import unsign
from app.extensions import csrf
from app.notifications import operations
from app.notifications.links import UNSUBSCRIBE, read

notifications = Blueprint("notifications", __name__)


@notifications.get("/unsubscribe/<token>")
@public
def unsubscribe(token: str) -> str:
    """Ask about which mails; programs that look through mail open links, and must not unsubscribe."""
    _holder(token)
    return render_template("notifications/unsubscribe.html", done="")


@notifications.post("/unsubscribe/<token>")
@csrf.exempt  # a mail program has no session and no form of ours; the signed link says who it is
@public
def unsubscribe_now(token: str) -> str:
    """Stop the mails: about one question, or all of them."""
    person_id, question_id = _holder(token)
    everything = request.form.get("what") == "all"
    with transaction():
        if everything:
            operations.stop_mails(ANONYMOUS, person_id)
        else:
            operations.mute_question(ANONYMOUS, person_id, question_id)
    return render_template("notifications/unsubscribe.html", done="all" if everything else "question")


def _holder(token: str) -> tuple[int, int]:
    held = read(unsign(UNSUBSCRIBE, token))
    if held is None:
        abort(404)
    return held
