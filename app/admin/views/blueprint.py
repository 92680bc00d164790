"""The blueprint of the administration area, and its first page."""

from flask import Blueprint, render_template

from app.admin.queries import count_everything
from app.core.doors import staff

admin = Blueprint("admin", __name__, url_prefix="/admin")
administrators = staff("administrator")


@admin.get("")
@administrators
def index() -> str:
    """Show what there is to look after."""
    return render_template("admin/index.html", counts=count_everything())
