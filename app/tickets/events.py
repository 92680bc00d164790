"""What happens to tickets. Ids only; who hears of it asks again, with their own rights, what they may read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TicketOpened:
    """Somebody has a case with a department."""

    ticket_id: int


@dataclass(frozen=True)
class TicketReplied:
    """There is a new message, of the requester's side or of a caseworker."""

    ticket_id: int
    message_id: int


@dataclass(frozen=True)
class TicketNoted:
    """A caseworker left a note for the others."""

    ticket_id: int
    note_id: int


@dataclass(frozen=True)
class TicketAssigned:
    """A caseworker was given the ticket, by another (`by_id`) or by taking it."""

    ticket_id: int
    assignee_id: int
    by_id: int


@dataclass(frozen=True)
class TicketTransferred:
    """Another department holds the ticket now; the former sees it no more."""

    ticket_id: int
    from_id: int
    to_id: int


@dataclass(frozen=True)
class TicketWaiting:
    """The ticket waits, for the requester or until a date."""

    ticket_id: int


@dataclass(frozen=True)
class TicketClosed:
    """The case is closed; the requester is asked how it went."""

    ticket_id: int


@dataclass(frozen=True)
class TicketReopened:
    """A closed ticket is open again."""

    ticket_id: int


@dataclass(frozen=True)
class TicketRated:
    """The requester said how satisfied they are."""

    ticket_id: int


@dataclass(frozen=True)
class GlassBroken:
    """An administrator opened a ticket that is not theirs to read; the requester is told."""

    ticket_id: int
    glass_break_id: int


@dataclass(frozen=True)
class PersonNamed:
    """The requester lets somebody read and write with them."""

    ticket_id: int
    person_id: int


@dataclass(frozen=True)
class TicketDueWarned:
    """Three quarters of the time to the first reply, or to the end, have passed."""

    ticket_id: int
    first_reply: bool


@dataclass(frozen=True)
class TicketDueBreached:
    """The first reply, or the end, did not come in time."""

    ticket_id: int
    first_reply: bool


@dataclass(frozen=True)
class PublicationProposed:
    """A question and an answer are to be published out of a closed ticket; the requester may refuse."""

    ticket_id: int


@dataclass(frozen=True)
class PublicationSentBack:
    """A second reader sent a draft back to who wrote it, who is told."""

    ticket_id: int
    writer_id: int


@dataclass(frozen=True)
class PublicationRefused:
    """The requester wants nothing of their case published."""

    ticket_id: int


@dataclass(frozen=True)
class TicketsErased:
    """So many tickets were erased: their texts have to leave the files of the database too."""

    tickets: int


@dataclass(frozen=True)
class DeadlinesOutdated:
    """A department, or without one every department, has other hours or targets; tickets up to `after_id` know it."""

    department_id: int | None
    after_id: int


@dataclass(frozen=True)
class TicketNewsDue:
    """One person is to be told that there is something to read; each kind of news is a class of its own."""

    ticket_id: int
    person_id: int


@dataclass(frozen=True)
class ReplyNewsDue(TicketNewsDue):
    """There is a new message."""


@dataclass(frozen=True)
class AssignmentNewsDue(TicketNewsDue):
    """A colleague gave them the ticket."""


@dataclass(frozen=True)
class NamingNewsDue(TicketNewsDue):
    """They may read along."""


@dataclass(frozen=True)
class ClosingNewsDue(TicketNewsDue):
    """Their ticket is closed."""


@dataclass(frozen=True)
class GlassNewsDue(TicketNewsDue):
    """An administrator opened their ticket."""


@dataclass(frozen=True)
class PublicationNewsDue(TicketNewsDue):
    """They may refuse what is to be published."""


@dataclass(frozen=True)
class SentBackNewsDue(TicketNewsDue):
    """What they wrote for the public has to be put right."""


@dataclass(frozen=True)
class DueNewsDue(TicketNewsDue):
    """What they have is soon due."""


@dataclass(frozen=True)
class LateNewsDue(TicketNewsDue):
    """What they have was not done in time."""
