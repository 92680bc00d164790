"""What follows from what happens to tickets: mails that say there is something to read and where, never what.

First one entry for each person, then each mail on its own; whoever may not read the ticket by then gets none.
"""

from collections.abc import Iterable

from app.accounts.queries import get_actor
from app.core import letters, mail
from app.core.access import SYSTEM
from app.core.db import empty_log, session
from app.core.errors import NotFound
from app.core.outbox import emit, handles
from app.departments.events import WorkingTimeChanged
from app.tickets.concerned import find_concerned, find_reachable, find_writer_id
from app.tickets.events import (
    AssignmentNewsDue,
    ClosingNewsDue,
    DeadlinesOutdated,
    DueNewsDue,
    GlassBroken,
    GlassNewsDue,
    LateNewsDue,
    NamingNewsDue,
    PersonNamed,
    PublicationNewsDue,
    PublicationProposed,
    PublicationSentBack,
    ReplyNewsDue,
    SentBackNewsDue,
    TicketAssigned,
    TicketClosed,
    TicketDueBreached,
    TicketDueWarned,
    TicketNewsDue,
    TicketReplied,
    TicketsErased,
)
from app.tickets.operations import timing
from app.tickets.queries.tickets import get_ticket_by_id

# What the mail's template calls each.
NEWS: dict[type[TicketNewsDue], str] = {
    ReplyNewsDue: "reply",
    AssignmentNewsDue: "assigned",
    NamingNewsDue: "named",
    ClosingNewsDue: "closed",
    GlassNewsDue: "glass",
    PublicationNewsDue: "publication",
    SentBackNewsDue: "sent_back",
    DueNewsDue: "due",
    LateNewsDue: "late",
}


@handles(TicketReplied)
def tell_of_reply(event: TicketReplied) -> None:
    """Tell everybody on the requester's side and who works on it, but not who wrote."""
    concerned, writer_id = find_concerned(event.ticket_id), find_writer_id(event.message_id)
    if concerned is not None:
        people = concerned.side | ({concerned.holder_id} if concerned.holder_id else set())
        _tell(ReplyNewsDue, event.ticket_id, people - {writer_id})


@handles(TicketAssigned)
def tell_of_assignment(event: TicketAssigned) -> None:
    """Tell a caseworker that a colleague gave them the ticket."""
    if event.assignee_id != event.by_id:
        _tell(AssignmentNewsDue, event.ticket_id, [event.assignee_id])


@handles(PersonNamed)
def tell_of_naming(event: PersonNamed) -> None:
    """Tell somebody that they may read along."""
    _tell(NamingNewsDue, event.ticket_id, [event.person_id])


@handles(TicketClosed)
def tell_of_closing(event: TicketClosed) -> None:
    """Tell the requester that the ticket is closed, and ask how it went."""
    _tell_requester(ClosingNewsDue, event.ticket_id)


@handles(GlassBroken)
def tell_of_broken_glass(event: GlassBroken) -> None:
    """Tell the requester that somebody opened their ticket without having a part in it."""
    _tell_requester(GlassNewsDue, event.ticket_id)


@handles(PublicationProposed)
def tell_of_publication(event: PublicationProposed) -> None:
    """Tell the requester that they may refuse what is to be published."""
    _tell_requester(PublicationNewsDue, event.ticket_id)


@handles(PublicationSentBack)
def tell_of_sending_back(event: PublicationSentBack) -> None:
    """Tell who wrote a draft that it has to be put right."""
    _tell(SentBackNewsDue, event.ticket_id, [event.writer_id])


@handles(TicketDueWarned)
def tell_of_warning(event: TicketDueWarned) -> None:
    """Tell who has the ticket that something is soon due; what nobody has stands first in the lists."""
    _tell_holder(DueNewsDue, event.ticket_id)


@handles(TicketDueBreached)
def tell_of_breach(event: TicketDueBreached) -> None:
    """Tell who has the ticket that something was not done in time."""
    _tell_holder(LateNewsDue, event.ticket_id)


@handles(*NEWS, outside=True)
def send_news(event: TicketNewsDue) -> None:
    """Mail one person, if they can be reached and may still read the ticket."""
    person = find_reachable(event.person_id)
    try:
        ticket = get_ticket_by_id(get_actor(event.person_id), event.ticket_id)
    except NotFound:
        return
    finally:
        session().close()
    if person is None:
        return
    facts = {"name": person.name, "news": NEWS[type(event)], "reference": ticket.reference}
    mail.send(letters.write("ticket_news", person.email or "", person.language or ticket.language, **facts))


@handles(WorkingTimeChanged)
def begin_deadlines_anew(event: WorkingTimeChanged) -> None:
    """Have the tickets looked at that a department's new hours, holidays or targets could make due sooner."""
    emit(DeadlinesOutdated(event.department_id, 0))


@handles(DeadlinesOutdated)
def set_deadlines_anew(event: DeadlinesOutdated) -> None:
    """Look at a batch of them, and leave the rest to another transaction, so that nobody waits for the database."""
    last_id = timing.bring_forward(SYSTEM, event.department_id, event.after_id)
    if last_id is not None:
        emit(DeadlinesOutdated(event.department_id, last_id))


@handles(TicketsErased, outside=True)
def overwrite(event: TicketsErased) -> None:
    """Have the database's own files forget what was erased; while somebody is in the way, try again later."""
    if not empty_log():
        raise TimeoutError("the log of the database is being read")


def _tell_requester(news: type[TicketNewsDue], ticket_id: int) -> None:
    concerned = find_concerned(ticket_id)
    if concerned is not None and concerned.requester_id is not None:
        _tell(news, ticket_id, [concerned.requester_id])


def _tell_holder(news: type[TicketNewsDue], ticket_id: int) -> None:
    concerned = find_concerned(ticket_id)
    if concerned is not None and concerned.holder_id is not None:
        _tell(news, ticket_id, [concerned.holder_id])


def _tell(news: type[TicketNewsDue], ticket_id: int, people: Iterable[int]) -> None:
    for person_id in sorted(people):
        emit(news(ticket_id, person_id))
