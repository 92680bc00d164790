"""Signing up and confirming the address. The pages are the same whether an address was known or not."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.forms import SignUpForm
from app.accounts.models import TokenPurpose
from app.accounts.operations import joining
from app.accounts.passwords import hash_password
from app.accounts.queries import find_live_token
from app.accounts.views.blueprint import accounts, link_expired, network
from app.core.db import transaction
from app.core.doors import public
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.redirects import safe_path
from app.core.templating import language
from app.core.viewer import viewer


@accounts.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> AnyResponse:
    """Make an account; its address is confirmed by mail."""
    to = safe_path(request.args.get("to"))
    if viewer().is_authenticated:
        return redirect(to)
    form = SignUpForm()
    if form.validate_on_submit():
        new = joining.NewPerson(
            form.name.data, form.email.data, hash_password(form.password.data), language()
        )
        with form.taking(), transaction():
            joining.sign_up(viewer(), new, network(), to)
        if not form.errors:
            return redirect(url_for("accounts.look_in_mail", to=None if to == "/" else to), 303)
    return form_page("accounts/sign_up.html", form, to=to)


@accounts.get("/sign-up/mail")
@public
def look_in_mail() -> str:
    """Say that a mail is on its way."""
    return render_template("accounts/look_in_mail.html", to=safe_path(request.args.get("to")))


@accounts.get("/confirm/<token>")
@public
def confirm(token: str) -> Response | str:
    """Ask for a press on a button: programs that look through mail open links, and must not confirm."""
    if find_live_token(TokenPurpose.CONFIRM_EMAIL, token) is None:
        return link_expired()
    return render_template("accounts/confirm.html")


@accounts.post("/confirm/<token>")
@public
def confirm_now(token: str) -> AnyResponse:
    """Confirm the address, and lead on to signing in and to where the person wanted to go."""
    try:
        with transaction():
            to = safe_path(joining.confirm_email(viewer(), token))
    except NotFound as gone:
        return link_expired(gone.message)
    flash(_("Your e-mail address is confirmed. Sign in to ask and answer."), "success")
    return redirect(url_for("accounts.sign_in", to=None if to == "/" else to), 303)
