"""The words statements of reasons begin with, for every reason in every language."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.addresses import number_in
from app.core.db import transaction
from app.core.doors import staff
from app.core.errors import NotFound
from app.core.forms import form_page
from app.core.language import is_language, languages
from app.core.viewer import viewer
from app.moderation.forms import TemplateForm
from app.moderation.kinds import Reason
from app.moderation.operations.templates import forget_template, save_template
from app.moderation.queries.showing import find_template, list_templates
from app.moderation.views.blueprint import moderation


@moderation.get("/staff/moderation/templates")
@staff("moderator")
def templates() -> str:
    """Show the words for every reason."""
    codes = [code for code, _name in languages()]
    return render_template(
        "moderation/templates.html", templates=list_templates(codes), names=dict(languages())
    )


@moderation.route("/staff/moderation/templates/<reason>/<lang>", methods=["GET", "POST"])
@staff("moderator")
def template(reason: str, lang: str) -> Response:
    """Write the words for one reason in one language."""
    wanted = _known(reason, lang)
    words, version = find_template(wanted, lang)
    form = TemplateForm(version=str(version))
    form.language.data = lang
    if form.validate_on_submit():
        with form.taking(), transaction():
            sent = number_in(form.version.data)
            save_template(viewer(), wanted, form.statement(), sent)
        if form.refusal is None:
            flash(_("Saved."), "success")
            return redirect(url_for("moderation.templates"), 303)
    elif not form.is_submitted():
        form.take_statement(words)
    return form_page(
        "moderation/template.html",
        form,
        reason=wanted,
        name=dict(languages())[lang],
        lang=lang,
        own=version > 0,
    )


@moderation.post("/staff/moderation/templates/<reason>/<lang>/forget")
@staff("moderator")
def forget(reason: str, lang: str) -> Response:
    """Go back to the words the site brings along."""
    wanted = _known(reason, lang)
    with transaction():
        forget_template(viewer(), wanted, lang)
    flash(_("These are the site's own words again."), "success")
    return redirect(url_for("moderation.templates"), 303)


def _known(reason: str, lang: str) -> Reason:
    if reason not in list(Reason) or not is_language(lang):
        raise NotFound()
    return Reason(reason)
