"""Signing in and out, and the list of where one is signed in."""

import structlog
from flask import Response, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import login_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import queries
from app.accounts.devices import device_words
from app.accounts.forms import SignInForm
from app.accounts.operations import sessions
from app.accounts.views.blueprint import accounts, network
from app.core.access import ANONYMOUS, Actor
from app.core.clock import now
from app.core.db import transaction
from app.core.doors import public, signed_in
from app.core.errors import Invalid
from app.core.forms import form_page
from app.core.redirects import safe_path
from app.core.templating import moment
from app.core.viewer import viewer

log = structlog.get_logger("torv.accounts")


@accounts.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> AnyResponse:
    """Sign in and go on to where the person wanted to."""
    to = safe_path(request.args.get("to"))
    if viewer().is_authenticated:
        return redirect(to)
    form = SignInForm()
    if form.validate_on_submit():
        recognised = _recognise(form)
        if recognised is not None:
            _let_in(recognised)
            return redirect(to, 303)
    return form_page("accounts/sign_in.html", form, to=to)


def _recognise(form: SignInForm) -> queries.Recognised | None:
    """Find who gives these, or refuse the form, with the same words for an unknown address and a wrong password."""
    with form.taking(), transaction():
        sessions.count_try(ANONYMOUS, form.email.data, network())
    if form.errors:
        return None
    recognised = queries.find_recognised(form.email.data, form.password.data)
    if recognised is None:
        message = _(
            "The e-mail address or the password is wrong. Check both. New here? Open the link we mailed you first."
        )
        form.take(Invalid(message, field="password"))
    return recognised


def _let_in(recognised: queries.Recognised) -> None:
    """Begin a new session, so that nothing known of the one before is worth anything."""
    with transaction():
        token = sessions.open_session(ANONYMOUS, recognised, network(), request.user_agent.string)
    session.clear()
    session.permanent = True
    actor = queries.find_actor_by_token(token)
    if actor is None:
        raise RuntimeError("a session just opened is not there")
    login_user(actor)
    if actor.suspended:
        _tell_of_suspension(recognised.person_id)


def _tell_of_suspension(person_id: int) -> None:
    person = queries.get_person(person_id)
    if person.suspended_until is None or person.suspended_for_good:
        message = _("Your account is suspended for good. You can read everything, but not post anything.")
    else:
        message = _(
            "Your account is suspended until %(until)s. Until then you can read everything, but not post anything.",
            until=moment(person.suspended_until),
        )
    flash(message + " " + _("Reason: %(reason)s", reason=person.suspended_reason), "warning")


@accounts.post("/sign-out")
@public
def sign_out() -> AnyResponse:
    """End this session; for somebody who is signed out already there is nothing to do."""
    actor = viewer()
    if actor.session_id is not None:
        with transaction():
            sessions.end_session(actor, actor.session_id)
    session.clear()
    return redirect(url_for("home.show"), 303)


@accounts.get("/account/sessions")
@signed_in
def list_sessions() -> str:
    """List where one is signed in."""
    found = queries.list_sessions(viewer().id or 0)
    return render_template("accounts/sessions.html", sessions=found, device_words=device_words)


@accounts.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> AnyResponse:
    """End one session."""
    with transaction():
        sessions.end_session(viewer(), session_id)
    flash(_("That device is signed out."), "success")
    return redirect(url_for("accounts.list_sessions"), 303)


@accounts.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> AnyResponse:
    """End every session but this one."""
    with transaction():
        sessions.end_other_sessions(viewer())
    flash(_("All other devices are signed out."), "success")
    return redirect(url_for("accounts.list_sessions"), 303)


@accounts.after_app_request
def note_seen(response: Response) -> Response:
    """Note now and then that a session is in use, and have the browser keep its cookie as long.

    A database that cannot be written spoils no page.
    """
    actor: Actor = g.get("viewer", ANONYMOUS)
    if actor.session_seen_at is not None and actor.session_seen_at < now() - sessions.SEEN_EVERY:
        try:
            with transaction():
                sessions.note_seen(actor)
            session.modified = True
        except OperationalError:
            log.warning("session_not_noted")
    return response
