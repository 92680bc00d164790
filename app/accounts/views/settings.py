"""One's own account: what others see, address, password."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts import queries
from app.accounts.forms import ChangeEmailForm, ChangePasswordForm, ProfileForm, WithPassword
from app.accounts.models import Person, TokenPurpose
from app.accounts.operations import addresses, passwords, profile, sessions
from app.accounts.passwords import hash_password
from app.accounts.views.blueprint import accounts, link_expired, network
from app.core.db import transaction
from app.core.doors import public, signed_in
from app.core.errors import Conflict, Invalid, NotFound
from app.core.forms import form_page
from app.core.guard.answering import consent, take_out, wants_removal
from app.core.language import COOKIE, languages
from app.core.viewer import viewer


@accounts.get("/account")
@signed_in
def settings() -> str:
    """Show what there is to one's account, and lead on."""
    person = _me()
    return render_template(
        "accounts/settings.html",
        person=person,
        language_name=dict(languages())[person.language],
        session_count=queries.count_sessions(person.id),
    )


@accounts.route("/account/profile", methods=["GET", "POST"])
@signed_in
def edit_profile() -> AnyResponse:
    """Change name, text about oneself, language and mail."""
    person = _me()
    form = ProfileForm(obj=person)
    if wants_removal():
        take_out(viewer(), form, ("name", "about"), before=(person.name, person.about))
    elif form.validate_on_submit():
        wanted = profile.Profile(
            form.name.data, form.about.data, form.language.data, form.mail_on_watched.data
        )
        with form.taking(), transaction():
            profile.update_profile(viewer(), form.version.data, wanted, consent=consent())
        if form.refusal is None:
            return _profile_saved(wanted.language)
    return _profile_page(form)


def _profile_saved(language: str) -> AnyResponse:
    """Answer in the language just chosen, so a choice made before in this browser is forgotten."""
    with force_locale(language):
        flash(_("Your profile is saved."), "success")
    response = redirect(url_for("accounts.settings"), 303)
    response.delete_cookie(COOKIE)
    return response


def _profile_page(form: ProfileForm) -> Response:
    """Show the form; after a conflict with what is saved beside it, and ready to save over that."""
    saved = _me() if isinstance(form.refusal, Conflict) else None
    if saved is not None:
        form.version.data, form.version.raw_data = saved.version, None
    return form_page("accounts/profile.html", form, saved=saved)


@accounts.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> AnyResponse:
    """Change the password; every other session ends."""
    me = _me()
    form = ChangePasswordForm()
    form.personal = (me.name, me.email or "")
    if form.validate_on_submit() and _knows_password(form, me):
        hashed = hash_password(form.password.data)
        with transaction():
            passwords.change_password(viewer(), hashed)
        flash(_("Your new password is set, and you are signed out everywhere else."), "success")
        return redirect(url_for("accounts.settings"), 303)
    return form_page("accounts/password.html", form)


@accounts.route("/account/email", methods=["GET", "POST"])
@signed_in
def change_email() -> AnyResponse:
    """Ask for another address; it counts once the link mailed to it is opened."""
    me = _me()
    form = ChangeEmailForm()
    if form.validate_on_submit() and _knows_password(form, me):
        with form.taking(), transaction():
            addresses.request_email_change(viewer(), form.email.data)
        if not form.errors:
            flash(_("We have sent an e-mail to the new address. Open the link in it."), "success")
            return redirect(url_for("accounts.settings"), 303)
    return form_page("accounts/email.html", form, email=me.email)


@accounts.get("/account/email/<token>")
@public
def confirm_email_change(token: str) -> Response | str:
    """Ask for a press on a button before the new address counts."""
    if queries.find_live_token(TokenPurpose.CHANGE_EMAIL, token) is None:
        return link_expired()
    return render_template("accounts/confirm.html")


@accounts.post("/account/email/<token>")
@public
def confirm_email_change_now(token: str) -> AnyResponse:
    """Take the new address."""
    try:
        with transaction():
            addresses.change_email(viewer(), token)
    except (NotFound, Conflict) as refused:
        return link_expired(refused.message)
    flash(_("We use your new e-mail address from now on."), "success")
    return redirect(url_for("accounts.settings"), 303)


def _me() -> Person:
    return queries.get_person(viewer().id or 0)


def _knows_password(form: WithPassword, me: Person) -> bool:
    """Tell whether the password now is right; wrong ones are counted like failed sign-ins."""
    email = me.email or ""
    with form.taking(), transaction():
        sessions.count_try(viewer(), email, network())
    if form.errors:
        return False
    if not queries.knows_password(me.id, form.current_password.data):
        form.take(Invalid(_("This is not your password."), field="current_password"))
        return False
    with transaction():
        sessions.take_back_try(viewer(), email, network())
    return True
