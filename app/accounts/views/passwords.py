"""A forgotten password: a mailed link, and a new one."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.forms import ForgottenForm, NewPasswordForm
from app.accounts.models import TokenPurpose
from app.accounts.operations import passwords
from app.accounts.passwords import hash_password
from app.accounts.queries import find_live_token, get_person
from app.accounts.views.blueprint import accounts, link_expired, network
from app.core.db import transaction
from app.core.doors import public
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.viewer import viewer


@accounts.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> AnyResponse:
    """Have a link mailed; the page does not tell whether anybody has the address."""
    form = ForgottenForm()
    if form.validate_on_submit():
        with form.taking(), transaction():
            passwords.request_reset(viewer(), form.email.data, network())
        if not form.errors:
            return redirect(url_for("accounts.forgotten_mail"), 303)
    return form_page("accounts/forgotten.html", form)


@accounts.get("/forgotten/mail")
@public
def forgotten_mail() -> str:
    """Say that a mail is on its way, if there is an account."""
    return render_template("accounts/forgotten_mail.html")


@accounts.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> AnyResponse:
    """Set a new password with a mailed link."""
    row = find_live_token(TokenPurpose.RESET_PASSWORD, token)
    if row is None:
        return link_expired()
    form = NewPasswordForm()
    person = get_person(row.person_id)
    form.personal = (person.name, person.email or "")
    if not form.validate_on_submit():
        return form_page("accounts/reset.html", form)
    return _reset(token, form.password.data)


def _reset(token: str, password: str) -> Response | AnyResponse:
    hashed = hash_password(password)
    try:
        with transaction():
            passwords.reset_password(viewer(), token, hashed)
    except NotFound as gone:
        return link_expired(gone.message)
    flash(_("Your new password is set, and you are signed out everywhere else. Sign in with it."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
