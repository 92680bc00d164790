"""A new version of the terms, written over the one that stands."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.admin.forms import TermsForm
from app.admin.views.blueprint import admin, administrators
from app.core.db import transaction
from app.core.forms import form_page
from app.core.language import languages
from app.core.viewer import viewer
from app.terms.operations import publish_terms
from app.terms.queries import get_current_number, list_sections, list_versions
from app.terms.sections import Part, join


@admin.route("/terms", methods=["GET", "POST"])
@administrators
def terms() -> AnyResponse:
    """Show the terms as one text in each language, and publish what was made of them."""
    number = get_current_number()
    form = TermsForm(data={"after": number, **_texts(number)})
    if form.validate_on_submit():
        texts = {code: form[f"text_{code}"].data or "" for code, _name in languages()}
        with form.taking(), transaction():
            publish_terms(viewer(), form.after.data or 0, texts, form.summary.data or "")
        if not form.errors:
            flash(_("The new terms are in force."), "success")
            return redirect(url_for("terms.show"), 303)
    return form_page("admin/terms.html", form, versions=list_versions())


def _texts(number: int) -> dict[str, str]:
    return {
        f"text_{code}": join(tuple(Part(one.title, one.body) for one in list_sections(number, code)))
        for code, _name in languages()
    }
