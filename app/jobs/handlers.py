"""The one list of everything that handles events; importing it registers them."""

from app.accounts import handlers as accounts
from app.moderation import handlers as moderation
from app.notifications import handlers as notifications
from app.notifications import suggestion_notices
from app.questions import handlers as questions
from app.routing import handlers as routing
from app.search import handlers as search
from app.tickets import handlers as tickets
from app.trust import handlers as trust

ALL = (
    accounts,
    questions,
    tickets,
    routing,
    moderation,
    trust,
    search,
    notifications,
    suggestion_notices,
)
