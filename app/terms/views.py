"""The terms, for everybody to read: the version that stands, and those before it."""

from flask import Blueprint, render_template

from app.core.doors import public
from app.core.language import choose_language
from app.terms.queries import get_current_number, get_version, list_sections, list_versions

terms = Blueprint("terms", __name__)


@terms.get("/terms")
@public(cached=True)
def show() -> str:
    """Show the terms that stand."""
    return _page(get_current_number())


@terms.get("/terms/<int:number>")
@public(cached=True)
def version(number: int) -> str:
    """Show one version of the terms."""
    return _page(get_version(number).number)


def _page(number: int) -> str:
    versions = {one.number: one for one in list_versions()}
    return render_template(
        "terms/show.html",
        version=versions.get(number),
        current=max(versions, default=0),
        versions=list(versions.values()),
        sections=list_sections(number, choose_language()),
    )
