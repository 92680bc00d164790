"""One case: all that speaks for and against, and the decision; and deciding on a post that nobody flagged."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.queries import get_person
from app.core.clock import now
from app.core.db import transaction
from app.core.doors import staff
from app.core.forms import form_page
from app.core.viewer import viewer
from app.moderation.forms import RulingForm
from app.moderation.kinds import Kind, Reason, State
from app.moderation.operations.deciding import claim_case, decide, decide_unasked, release_case
from app.moderation.permissions import can_decide_case
from app.moderation.phrases import found_words
from app.moderation.queries.cases import find_open_case
from app.moderation.queries.records import get_history
from app.moderation.queries.showing import find_template, get_case_shown, list_decisions
from app.moderation.rulings import Ruling
from app.moderation.views.blueprint import moderation
from app.moderation.views.flagging import place_of
from app.moderation.views.words import own_words
from app.questions.models import Post
from app.questions.queries.posts import get_post_with_question
from app.questions.sentences import part


@moderation.route("/staff/moderation/cases/<int:case_id>", methods=["GET", "POST"])
@staff("moderator")
def case(case_id: int) -> Response:
    """Show a case, and decide it."""
    shown = get_case_shown(case_id)
    found, post = shown.case, shown.case.post
    decided = found.state == State.DECIDED
    form = RulingForm()
    form.choose_for(post, decided=decided)
    if request.method == "GET":
        form.offer(post, decided=decided)
        form.version.data = str(found.version)
        _begin_words(form, shown.reason, post, found.author)
    elif not _fills(form, post) and form.validate():
        with form.taking():
            return _decided(
                form,
                post,
                lambda ruling: decide(viewer(), case_id, form.case_version(), ruling),
                url_for("moderation.queue"),
            )
    return _page(form, shown=shown, post=post, question=found.question, history=shown.history)


@moderation.post("/staff/moderation/cases/<int:case_id>/claim")
@staff("moderator")
def claim(case_id: int) -> Response:
    """Claim a case for a quarter of an hour."""
    with transaction():
        claim_case(viewer(), case_id)
    return redirect(url_for("moderation.case", case_id=case_id), 303)


@moderation.post("/staff/moderation/cases/<int:case_id>/release")
@staff("moderator")
def release(case_id: int) -> Response:
    """Let others decide a case."""
    with transaction():
        release_case(viewer(), case_id)
    return redirect(url_for("moderation.case", case_id=case_id), 303)


@moderation.route("/posts/<int:post_id>/moderate", methods=["GET", "POST"])
@staff("moderator")
def moderate(post_id: int) -> Response:
    """Decide on a post that nobody flagged; where there is a case, that is where to decide."""
    post, question = get_post_with_question(viewer(), post_id)
    open_case = find_open_case(post_id)
    if open_case is not None and request.method == "GET":
        return redirect(url_for("moderation.case", case_id=open_case.id))
    decisions = list_decisions(post_id)
    form = RulingForm()
    form.choose_for(post, decided=bool(decisions))
    if request.method == "GET":
        wanted = request.args.get("kind", "")
        form.offer(
            post,
            decided=bool(decisions),
            kind=Kind(wanted) if wanted in list(Kind) else None,
        )
        _begin_words(form, Reason.OTHER, post, None)
    elif not _fills(form, post) and form.validate():
        with form.taking():
            return _decided(
                form,
                post,
                lambda ruling: decide_unasked(viewer(), post_id, ruling),
                place_of(post, question),
            )
    history = get_history(post.author_id) if post.author_id is not None else None
    return _page(form, shown=None, post=post, question=question, history=history, decisions=decisions)


def _page(form: RulingForm, **facts: Any) -> Response:
    shown, post = facts["shown"], facts["post"]
    return form_page(
        "moderation/case.html",
        form,
        sentences=part(post.body),
        place=place_of(post, facts["question"]),
        may_decide=can_decide_case(viewer(), post),
        claimed=shown is not None
        and shown.case.claimed_until is not None
        and shown.case.claimed_until > now(),
        reasons=list(Reason),
        found_words=found_words,
        author=get_person(post.author_id) if post.author_id is not None else None,
        **facts,
    )


def _decided(form: RulingForm, post: Post, do: Callable[[Ruling], Any], then: str) -> Response:
    ruling = form.ruling(post)
    ruling = replace(ruling, statement=own_words(ruling.kind, ruling.statement))
    with transaction():
        decision = do(ruling)
    flash(_("Decided. Read it as decision %(number)s.", number=decision.id), "success")
    return redirect(then, 303)


def _fills(form: RulingForm, post: Post) -> bool:
    """Put the words of a template into the form, if that is what was asked for; all else stays as it was typed."""
    wanted = request.form.get("fill", "")
    if wanted not in list(Reason):
        return False
    form.take_statement(find_template(Reason(wanted), form.language.data or post.language)[0])
    return True


def _begin_words(form: RulingForm, reason: Reason, post: Post, author: Any) -> None:
    """Begin with the words for a reason in the author's language; where nothing is known, in the post's."""
    language = author.language if author is not None else post.language
    form.take_statement(find_template(reason, language)[0])
    if author is None and reason == Reason.OTHER:
        form.facts.data = ""
