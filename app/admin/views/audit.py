"""The audit trail: who used which power, on what and when."""

from flask import render_template, request

from app.admin.audit_words import WORDS
from app.admin.queries import page_of_audit
from app.admin.views.blueprint import admin, administrators


@admin.get("/audit")
@administrators
def audit() -> str:
    """Show the trail, the newest first."""
    what = request.args.get("what")
    what = what if what in WORDS else None
    page = page_of_audit(what, request.args.get("after"))
    return render_template("admin/audit.html", page=page, what=what, words=WORDS)
