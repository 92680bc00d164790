"""Tickets in words: the state one is in, and what happens next and by when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.clock import now
from app.core.templating import day
from app.departments.phrases import due_words
from app.departments.queries import site_timezone
from app.tickets.models import Ticket
from app.tickets.states import Priority, State

PRIORITIES = {
    Priority.LOW: _l("Low"),
    Priority.NORMAL: _l("Normal"),
    Priority.HIGH: _l("High"),
    Priority.URGENT: _l("Urgent"),
}
STATES = {
    State.NEW: _l("New"),
    State.OPEN: _l("Open"),
    State.WAITING_REQUESTER: _l("Waits for the requester"),
    State.WAITING_UNTIL: _l("Put off"),
    State.CLOSED: _l("Closed"),
    State.REOPENED: _l("Open again"),
}
# Where the requester's side is told in other words.
OWN_STATES = {State.NEW: _l("Received"), State.WAITING_REQUESTER: _l("Waits for you")}


def state_words(ticket: Ticket, own_side: bool) -> str:
    """Name the state of a ticket, to the requester's side or to others."""
    return str(OWN_STATES.get(ticket.state, STATES[ticket.state]) if own_side else STATES[ticket.state])


def next_words(ticket: Ticket, own_side: bool, language: str) -> str:
    """Say what happens next with a ticket, who does it, and by when."""
    department = ticket.department.name_in(language)
    if ticket.state == State.CLOSED:
        return _closed(ticket)
    if ticket.state == State.WAITING_REQUESTER:
        if own_side:
            return str(_("%(department)s needs an answer from you to go on.", department=department))
        return str(_("The clock stands until the requester answers."))
    promise = _promise(ticket, department)
    if ticket.waiting_until is None:
        return promise
    words = _(
        "%(department)s goes on with this on %(day)s.",
        department=department,
        day=_when(ticket, ticket.waiting_until),
    )
    return f"{words} {promise}".strip()


# By whether there was an answer yet, and whether the time is over.
PROMISES = {
    (False, False): _l("%(department)s answers by %(when)s."),
    (False, True): _l("%(department)s wanted to answer by %(when)s and is late."),
    (True, False): _l("%(department)s settles this by %(when)s."),
    (True, True): _l("%(department)s wanted to settle this by %(when)s and is late."),
}


def _promise(ticket: Ticket, department: str) -> str:
    """Say by when the department answers, or settles what it has answered; admit it where it is late."""
    answered = ticket.first_reply_at is not None
    due = ticket.resolution_due_at if answered else ticket.first_reply_due_at
    if due is None:
        return ""
    return str(PROMISES[answered, due <= now()]) % {"department": department, "when": _when(ticket, due)}


def _closed(ticket: Ticket) -> str:
    if ticket.erased_at is not None:
        return str(_("All that was written here was erased on %(day)s.", day=day(ticket.erased_at)))
    if ticket.can_still_be_reopened and ticket.reopen_until is not None:
        until = _when(ticket, ticket.reopen_until)
        return str(
            _("It can be reopened until %(until)s. After that, a message opens a new ticket.", until=until)
        )
    return str(_("It can no longer be reopened. A message opens a new ticket, linked with this one."))


def _when(ticket: Ticket, instant: datetime) -> str:
    """Write an instant with its weekday, as the clocks of the department show it."""
    zone = ticket.department.timezone
    return due_words(instant, ZoneInfo(zone) if zone else site_timezone())
