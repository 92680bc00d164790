"""Suggested edits: making one, the queue, and the page on which one is decided."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from app.core.access import require
from app.core.addresses import number_in
from app.core.db import transaction
from app.core.differences import differences
from app.core.doors import signed_in
from app.core.errors import Conflict
from app.core.forms import Form, form_page
from app.core.viewer import viewer
from app.questions.models import EditSuggestion, Post, Question
from app.questions.operations.suggesting import (
    WORDS_MAX,
    accept_suggestion,
    decline_suggestion,
    withdraw_suggestion,
    words_of,
)
from app.questions.permissions import can_review_suggestion, can_review_suggestions
from app.questions.queries.suggestions import count_waiting, get_suggestion, list_waiting
from app.questions.views.blueprint import questions
from app.questions.views.places import place_of


class ReviewForm(Form):
    """What becomes of a suggestion; `version` is that of the post it was compared with."""

    version = HiddenField()
    words = TextAreaField(
        _l("Why not?"),
        [Length(max=WORDS_MAX)],
        description=_l("Only needed to decline. Whoever suggested it is told these words."),
    )


@questions.get("/staff/suggestions")
@signed_in
def suggestions() -> str:
    """Show what waits for the viewer's review, the oldest first."""
    require(can_review_suggestions(viewer()), _("Suggested edits are reviewed by trusted people and staff."))
    return render_template(
        "questions/suggestions.html", waiting=list_waiting(viewer()), number=count_waiting(viewer())
    )


@questions.get("/suggestions/<int:suggestion_id>")
@signed_in
def suggestion(suggestion_id: int) -> Response:
    """Show a suggestion beside what the post says now."""
    return _page(ReviewForm(formdata=None), *get_suggestion(viewer(), suggestion_id))


@questions.post("/suggestions/<int:suggestion_id>")
@signed_in
def review(suggestion_id: int) -> Response:
    """Accept or decline a suggestion."""
    found, post, question = get_suggestion(viewer(), suggestion_id)
    require(can_review_suggestion(viewer(), post, question, found.person_id))
    form = ReviewForm()
    accepts = request.form.get("action") == "accept"
    if form.validate():
        with form.taking():
            with transaction():
                if accepts:
                    accept_suggestion(viewer(), suggestion_id, number_in(form.version.data))
                else:
                    decline_suggestion(viewer(), suggestion_id, form.words.data or "")
            flash(_("The change is in the post.") if accepts else _("The suggestion is declined."), "success")
            return redirect(_next(post, question), 303)
    return _page(form, *get_suggestion(viewer(), suggestion_id))


@questions.post("/suggestions/<int:suggestion_id>/withdraw")
@signed_in
def withdraw(suggestion_id: int) -> Response:
    """Take back one's own suggestion."""
    _found, post, question = get_suggestion(viewer(), suggestion_id)
    with transaction():
        withdraw_suggestion(viewer(), suggestion_id)
    flash(_("Your suggestion is taken back."), "success")
    return redirect(place_of(post, question), 303)


def _page(form: ReviewForm, found: EditSuggestion, post: Post, question: Question) -> Response:
    form.version.data = str(post.version)
    waiting = found.decided_at is None
    changes = words_of(viewer(), found, post) if found.state != "withdrawn" else {}
    return form_page(
        "questions/suggestion.html",
        form,
        suggestion=found,
        post=post,
        question=question,
        place=place_of(post, question),
        differences={key: _difference(post, key, words) for key, words in changes.items()} if waiting else {},
        moved=waiting and post.revision_number != found.base_revision,
        redacted=any(one.redacted_at is not None and found.at <= one.redacted_at for one in (post, question)),
        met=isinstance(form.refusal, Conflict),
        decides=waiting and can_review_suggestion(viewer(), post, question, found.person_id),
    )


def _difference(post: Post, key: str, words: str | None) -> Any:
    before = getattr(post, key) or ""
    return differences(before, words or "") if before != (words or "") else []


def _next(post: Post, question: Question) -> str:
    """Lead whoever works through the queue back to it, others to the post."""
    if can_review_suggestions(viewer()):
        return url_for("questions.suggestions")
    return place_of(post, question)
