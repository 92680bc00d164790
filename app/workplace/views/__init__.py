"""Where staff work."""

from app.workplace.views import overview, questions, tickets
from app.workplace.views.blueprint import workplace

PAGES = (overview, questions, tickets)

__all__ = ["PAGES", "workplace"]
