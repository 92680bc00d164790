"""The one list of modules with tables; importing it makes the metadata whole."""

from app.accounts import models as accounts
from app.core import audit, limits, outbox
from app.core.guard import counts as guard
from app.departments import models as departments
from app.imports import models as imports
from app.jobs import schedule
from app.moderation import models as moderation
from app.notifications import models as notifications
from app.questions import models as questions
from app.routing import models as routing
from app.terms import models as terms
from app.tickets import models as tickets
from app.trust import models as trust
from app.verification import models as verification

ALL = (
    accounts,
    departments,
    terms,
    questions,
    verification,
    tickets,
    routing,
    moderation,
    trust,
    imports,
    notifications,
    audit,
    outbox,
    limits,
    guard,
    schedule,
)
