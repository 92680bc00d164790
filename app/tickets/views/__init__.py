"""Pages of tickets. Importing this package gives the blueprint all its pages."""

from app.tickets.views import (
    attachments,
    callers,
    canned,
    deciding,
    escalating,
    glass,
    lists,
    opening,
    publishing,
    showing,
    working,
    writing,
)
from app.tickets.views.blueprint import tickets

# The modules with pages: importing them is what puts them on the blueprint.
PAGES = (
    attachments,
    callers,
    canned,
    deciding,
    escalating,
    glass,
    lists,
    opening,
    publishing,
    showing,
    working,
    writing,
)

__all__ = ["PAGES", "tickets"]
