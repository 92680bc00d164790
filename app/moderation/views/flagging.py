"""Flagging a post, signed in or not, and what a notice's sender is shown of it."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.accounts.limits import network_of
from app.core.access import ANONYMOUS, require
from app.core.db import transaction
from app.core.doors import public
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.templating import language
from app.core.tokens import unsign
from app.core.viewer import viewer
from app.moderation.forms import AppealForm, FlagForm
from app.moderation.links import NOTICE
from app.moderation.operations.appealing import appeal_as_notifier
from app.moderation.operations.flagging import flag_post, notify_of_post
from app.moderation.permissions import can_flag_post
from app.moderation.queries.statements import get_statement_of_notice
from app.moderation.views.blueprint import moderation
from app.questions.models import Post, Question
from app.questions.queries.posts import get_post_with_question


@moderation.route("/posts/<int:post_id>/flag", methods=["GET", "POST"])
@public
def flag(post_id: int) -> Response:
    """Ask what is wrong with a post, and flag it."""
    post, question = get_post_with_question(viewer(), post_id)
    require(can_flag_post(viewer(), post), _("You wrote this yourself. You can edit it or take it down."))
    form = FlagForm()
    if viewer().is_anonymous:
        form.ask_strangers()
    if form.validate_on_submit():
        with form.taking():
            _take_flag(form, post)
        if form.refusal is None:
            flash(_flagged(), "success")
            return redirect(place_of(post, question), 303)
    return form_page(
        "moderation/flag.html", form, post=post, question=question, place=place_of(post, question)
    )


@moderation.route("/notices/<token>", methods=["GET", "POST"])
@public
def notice(token: str) -> Response:
    """Show whoever sent a notice what became of it, and let them contest that; the link came by mail."""
    flag_id = unsign(NOTICE, token)
    if not isinstance(flag_id, int):
        raise NotFound()
    flag, decision, appeal = get_statement_of_notice(flag_id)
    form = AppealForm()
    if decision is not None and form.validate_on_submit():
        with form.taking(), transaction():
            appeal_as_notifier(ANONYMOUS, decision.id, flag_id, form.words.data or "")
        if form.refusal is None:
            flash(_("Another moderator will look at it, and you will get an e-mail."), "success")
            return redirect(url_for("moderation.notice", token=token), 303)
    return form_page("moderation/notice.html", form, flag=flag, decision=decision, appeal=appeal)


def place_of(post: Post, question: Question) -> str:
    """Give the address of a question, or the one that leads to the post's place on its question's pages."""
    if isinstance(post, Question):
        return url_for("questions.show", id=question.id, slug=question.slug)
    return url_for("questions.post", post_id=post.id)


def _take_flag(form: FlagForm, post: Post) -> None:
    """Flag the post; a machine that filled in what nobody sees is told the same, and nothing is done."""
    if form.homepage.data:
        return
    actor = viewer()
    with transaction():
        if actor.is_authenticated:
            flag_post(actor, post.id, form.new_flag(language()))
            return
        address = url_for("questions.post", post_id=post.id, _external=True)
        notify_of_post(
            actor,
            post.id,
            form.new_flag(language()),
            form.notifier(address),
            network_of(request.remote_addr),
        )


def _flagged() -> str:
    return str(_("Thank you. A moderator will look at it, and you will be told what became of it."))
