"""The one list of everything with addresses."""

from flask import Flask

from app.accounts.views import accounts
from app.admin.views import admin
from app.admin.views.guard import guard
from app.home.views import home
from app.imports.views import imports
from app.moderation.views import moderation
from app.notifications.views import notifications
from app.questions.views import questions
from app.questions.views.departments import departments
from app.questions.views.feeds import feeds
from app.questions.views.people import people
from app.questions.views.tags import tags
from app.questions.views.topics import topics
from app.routing.views import routing
from app.search.views import search
from app.terms.views import terms
from app.tickets.views import tickets
from app.trust.views.crises import crises
from app.trust.views.levels import trust
from app.trust.views.removals import removals
from app.verification.staff_views import verification
from app.workplace.views import workplace

ALL = (
    home,
    questions,
    tags,
    topics,
    departments,
    people,
    feeds,
    search,
    accounts,
    terms,
    verification,
    tickets,
    routing,
    moderation,
    trust,
    removals,
    crises,
    workplace,
    notifications,
    imports,
    admin,
    guard,
)


def register(app: Flask) -> None:
    """Give the app all its pages."""
    for blueprint in ALL:
        app.register_blueprint(blueprint)
