"""Nothing written is lost: what a form held is kept when it cannot be posted yet, and put back into it later.

A signed-out visitor's text is found again by a random token in a cookie that no script can read.
"""

from collections.abc import Mapping
from typing import Any

from flask import after_this_request, current_app, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.wrappers import Response

from app.core.access import Actor
from app.core.db import transaction
from app.core.tokens import new_token
from app.core.viewer import viewer
from app.questions.operations.drafts import KEPT, discard_draft, save_draft
from app.questions.queries import drafts
from app.questions.views.blueprint import questions

# What people type; keys and tokens of a form are not theirs to come back to.
FIELDS = ("title", "body", "tags", "topic_id", "place", "hat", "summary")


def draft_token() -> str:
    """Give the token under which this browser's texts are kept, if there are any."""
    return request.cookies.get(current_app.config["DRAFT_COOKIE_NAME"], "")[:100]


def find_draft(actor: Actor, key: str) -> Mapping[str, Any]:
    """Find what was begun under a key; empty if nothing."""
    return drafts.find_draft(actor, draft_token(), key)


def keep_form(key: str) -> None:
    """Keep what the form of this request holds."""
    actor, token = viewer(), draft_token()
    written = {name: request.form[name] for name in FIELDS if request.form.get(name)}
    if actor.is_anonymous and not token:
        token = new_token()
    with transaction():
        save_draft(actor, key, written, token, request.remote_addr or "")
    if actor.is_anonymous:
        _remember(token)


def forget_form(actor: Actor, key: str) -> None:
    """Remove what was kept, inside the transaction that posts it."""
    discard_draft(actor, key, draft_token())


def keep_for_later() -> str | None:
    """Keep the text of a form that met a closed door, and tell where it is found again; None if it held none."""
    place = _place_of_form()
    if place is None:
        return None
    key, address = place
    keep_form(key)
    return address


def _place_of_form() -> tuple[str, str] | None:
    """Tell under which key the text of this request's form belongs, and on which page its form stands."""
    arguments = request.view_args or {}
    match request.endpoint:
        case "questions.receive_question":
            return "ask", url_for("questions.ask")
        case "questions.post_answer":
            question_id = arguments["question_id"]
            return f"answer-{question_id}", url_for("questions.show", id=question_id) + "#write"
        case "questions.post_comment":
            post_id = arguments["post_id"]
            return f"comment-{post_id}", url_for("questions.write_comment", post_id=post_id)
    return None


def _remember(token: str) -> None:
    @after_this_request
    def set_cookie(response: Response) -> Response:
        name, secure = (current_app.config[key] for key in ("DRAFT_COOKIE_NAME", "SESSION_COOKIE_SECURE"))
        response.set_cookie(name, token, max_age=KEPT, httponly=True, samesite="Lax", secure=secure)
        return response


@questions.record_once
def offer_keeping(state: BlueprintSetupState) -> None:
    """Let the doors and the check of stale forms keep what was written."""
    state.app.extensions["torv_keep_for_later"] = keep_for_later
