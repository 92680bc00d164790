"""What happened to a ticket, told in plain words: to its requester, and to those who work on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.accounts.queries import list_names
from app.core.access import Actor
from app.core.templating import day
from app.departments.queries import list_departments
from app.tickets.models import Ticket, TicketHistory
from app.tickets.permissions import is_requesters_side
from app.tickets.phrases import PRIORITIES
from app.tickets.states import Act, Channel

Details = Mapping[str, Any]


@dataclass(frozen=True)
class Happening:
    """One thing that happened: when, what, and who did it; nobody where the clock did."""

    number: int
    at: datetime
    what: Act
    words: str
    who: str
    details: Details


@dataclass(frozen=True)
class Known:
    """What the words need besides the history, which holds ids alone."""

    ticket: Ticket
    own_side: bool
    departments: Mapping[int, str]
    people: Mapping[int, str]
    references: Mapping[int, str]


def tell(
    actor: Actor, ticket: Ticket, history: Sequence[TicketHistory], linked: Sequence[Ticket], language: str
) -> list[Happening]:
    """Tell a history, oldest first, to somebody who may read it."""
    assignees = {entry.details["assignee"] for entry in history if "assignee" in entry.details}
    transferred = any(entry.what == Act.TRANSFERRED for entry in history)
    known = Known(
        ticket,
        is_requesters_side(actor, ticket),
        {one.id: one.name_in(language) for one in list_departments()} if transferred else {},
        list_names(assignees) if assignees else {},
        {one.id: one.reference for one in linked},
    )
    return [
        Happening(
            entry.number,
            entry.at,
            entry.what,
            _words(entry, known),
            _who(actor, entry, ticket),
            entry.details,
        )
        for entry in history
    ]


def _who(actor: Actor, entry: TicketHistory, ticket: Ticket) -> str:
    if entry.part == "requester":
        name = ticket.requester.name if ticket.requester else ticket.requester_name
        return str(_("You")) if actor.id == ticket.requester_id else name
    if entry.part == "named":
        return str(_("Somebody who reads along"))
    if entry.part == "site":
        return ""
    return entry.actor.name if entry.actor else _("Former member")


def _words(entry: TicketHistory, known: Known) -> str:
    phrase = PHRASES.get(entry.what)
    return phrase(entry.details, known) if phrase else str(PLAIN[entry.what])


PLAIN = {
    Act.CODE_CLAIMED: _l("Taken over with the claim code"),
    Act.WROTE: _l("Wrote a message"),
    Act.ANSWERED: _l("Answered"),
    Act.NOTED: _l("Left a note for colleagues"),
    Act.CLAIMED: _l("Took the ticket"),
    Act.RELEASED: _l("Let go of the ticket"),
    Act.RESUMED: _l("Taken up again"),
    Act.WOKEN: _l("Taken up again, since the day it waited for has come"),
    Act.CLOSED: _l("Closed"),
    Act.REOPENED: _l("Reopened"),
    Act.RATED: _l("Said how it went"),
    Act.NAMED: _l("Let somebody read along"),
    Act.UNNAMED: _l("Let somebody read along no more"),
    Act.UNLINKED: _l("No longer linked with another ticket"),
    Act.GLASS_BROKEN: _l("Opened the ticket as an administrator, without having a part in it"),
    Act.WARNED: _l("Soon due"),
    Act.SOONER: _l("Due sooner than promised first, by the department's new hours or promises"),
    Act.DRAFTED: _l("Wrote a public answer out of this, without names"),
    Act.DROPPED: _l("Gave the public answer up"),
    Act.SENT_BACK: _l("Sent the public answer back to who wrote it"),
    Act.APPROVED: _l("Wants to publish an answer out of this, without names"),
    Act.REFUSED: _l("Wants nothing of this to be published"),
    Act.ERASED: _l("All that was written was erased"),
}
OPENED = {
    Channel.WEB: _l("Asked in private"),
    Channel.QUESTION: _l("Moved here from a public question"),
    Channel.PHONE: _l("Written down on the phone"),
    Channel.COUNTER: _l("Written down at the counter"),
}


def _opened(_details: Details, known: Known) -> str:
    return str(OPENED[known.ticket.channel])


def _followed_up(details: Details, known: Known) -> str:
    reference = known.references.get(details["linked"])
    if reference is None:
        return str(_("Opened by a message to a ticket that was closed"))
    return str(_("Opened by a message to ticket %(reference)s, which was closed", reference=reference))


def _asked(_details: Details, known: Known) -> str:
    if known.own_side:
        return str(_("Asked you something and waits for your answer"))
    return str(_("Asked the requester something and waits for the answer"))


def _attached(details: Details, _known: Known) -> str:
    return str(ngettext("Sent %(num)s file", "Sent %(num)s files", details["files"]))


def _assigned(details: Details, known: Known) -> str:
    return str(
        _("Gave the ticket to %(name)s", name=known.people.get(details["assignee"], _("Former member")))
    )


def _lapsed(details: Details, known: Known) -> str:
    name = known.people.get(details["assignee"], _("Former member"))
    return str(_("Free again: %(name)s took it and did not go on", name=name))


def _transferred(details: Details, known: Known) -> str:
    here, there = known.departments.get(details["from"], ""), known.departments.get(details["to"], "")
    return str(_("Passed on from %(here)s to %(there)s", here=here, there=there))


def _prioritised(details: Details, _known: Known) -> str:
    return str(_("Set the priority to “%(priority)s”", priority=PRIORITIES[details["to"]]))


def _put_off(details: Details, _known: Known) -> str:
    return str(_("Put off until %(day)s", day=day(datetime.fromisoformat(details["until"]))))


def _linked(details: Details, known: Known) -> str:
    reference = known.references.get(details["linked"])
    if reference is None:
        return str(_("Linked with another ticket"))
    return str(_("Linked with ticket %(reference)s", reference=reference))


def _breached(details: Details, _known: Known) -> str:
    if details["measure"] == "first_reply":
        return str(_("No answer came in time"))
    return str(_("Not settled in time"))


PHRASES: dict[Act, Callable[[Details, Known], str]] = {
    Act.OPENED: _opened,
    Act.FOLLOWED_UP: _followed_up,
    Act.ASKED: _asked,
    Act.ATTACHED: _attached,
    Act.ASSIGNED: _assigned,
    Act.LAPSED: _lapsed,
    Act.TRANSFERRED: _transferred,
    Act.PRIORITISED: _prioritised,
    Act.PUT_OFF: _put_off,
    Act.LINKED: _linked,
    Act.BREACHED: _breached,
}
