"""What officials see of the personal-data guard: how often it spoke up, and how often for nothing."""

from flask import Blueprint, render_template

from app.core.doors import staff
from app.core.guard.counts import list_records

guard = Blueprint("guard", __name__)


@guard.get("/staff/guard")
@staff("official", "moderator", "administrator")
def records() -> str:
    """Show what came of the guard's interruptions, by kind."""
    return render_template("admin/guard.html", records=list_records())
