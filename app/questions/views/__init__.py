"""Pages of questions, answers and comments. Importing this package gives the blueprint all its pages."""

from app.questions.views import (
    asking,
    deciding,
    editing,
    lists,
    mine,
    reacting,
    revisions,
    showing,
    suggesting,
    writing,
)
from app.questions.views.blueprint import questions

# The modules with pages: importing them is what puts them on the blueprint.
PAGES = (
    asking,
    deciding,
    editing,
    lists,
    mine,
    reacting,
    revisions,
    showing,
    suggesting,
    writing,
)

__all__ = ["PAGES", "questions"]
