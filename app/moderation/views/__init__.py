"""Pages of moderation. Importing this package gives the blueprint all its pages."""

from app.moderation.views import appeals, cases, flagging, public, queue, statements, templates
from app.moderation.views.blueprint import moderation

# The modules with pages: importing them is what puts them on the blueprint.
PAGES = (appeals, cases, flagging, public, queue, statements, templates)

__all__ = ["PAGES", "moderation"]
