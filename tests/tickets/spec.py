"""What a ticket may do, said a second time and in another way than the program does, for the machine to compare with.

Nothing of the program's table, permissions or filters is used here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.core.errors import Conflict, DomainError, NotAllowed, NotFound

NEW, OPEN, ASKED, PUT_OFF, CLOSED, AGAIN = (
    "new",
    "open",
    "waiting_requester",
    "waiting_until",
    "closed",
    "reopened",
)
# Every move a history may show. Staying is no move.
LEGAL_MOVES = {
    (NEW, OPEN), (NEW, ASKED), (NEW, PUT_OFF), (NEW, CLOSED),
    (OPEN, ASKED), (OPEN, PUT_OFF), (OPEN, CLOSED),
    (ASKED, OPEN), (ASKED, PUT_OFF), (ASKED, CLOSED),
    (PUT_OFF, OPEN), (PUT_OFF, ASKED), (PUT_OFF, CLOSED),
    (CLOSED, AGAIN),
    (AGAIN, ASKED), (AGAIN, PUT_OFF), (AGAIN, CLOSED),
}  # fmt: skip
# What may happen to a closed ticket and leave it closed: nothing of this touches the case itself.
HARMLESS = {"rated", "unnamed", "linked", "unlinked", "glass_broken", "code_claimed"}
# What stays as it is while the case lies closed, whatever else happens.
FROZEN = (
    "department_id", "topic_id", "subject", "language", "state", "priority", "closed_at", "reopen_until",
    "first_reply_at", "first_reply_due_at", "first_reply_warned_at", "first_reply_breached_at",
    "resolution_due_at", "resolution_warned_at", "resolution_breached_at", "waiting_until", "created_at",
)  # fmt: skip
FORTNIGHT, FOUR_HOURS, AN_HOUR = timedelta(days=14), timedelta(hours=4), timedelta(hours=1)


@dataclass
class Somebody:
    """A person of the world: for which departments a caseworker, and whether an administrator."""

    name: str
    person_id: int
    works_for: set[int] = field(default_factory=set)
    administrator: bool = False
    official: bool = False


@dataclass
class Case:
    """A ticket as it should be."""

    ticket_id: int
    reference: str
    department: int
    requester: str | None
    code: str | None = None
    state: str = NEW
    named: set[str] = field(default_factory=set)
    glass: dict[str, datetime] = field(default_factory=dict)
    assignee: str | None = None
    claimed_until: datetime | None = None
    waiting_until: datetime | None = None
    closed_at: datetime | None = None
    satisfaction: int | None = None
    priority: str = "normal"
    messages: int = 1
    notes: int = 0
    links: set[int] = field(default_factory=set)
    # (what, who) of every change so far.
    history: list[tuple[str, str | None]] = field(default_factory=list)
    # Which sides did something that those who write have to know of: "staff", "requester", "named".
    spoke: set[str] = field(default_factory=set)

    def part_of(self, who: Somebody, at: datetime) -> str | None:
        """Tell what somebody is to the case: own, work, glass or nothing."""
        if who.name == self.requester or who.name in self.named:
            return "own"
        if self.department in who.works_for:
            return "work"
        if who.administrator and self.glass.get(who.name, at) > at:
            return "glass"
        return None

    def readers(self, everybody: list[Somebody], at: datetime, *parts: str) -> set[str]:
        """Name everybody who may read it, in one of these parts or in any."""
        return {who.name for who in everybody if self.part_of(who, at) in (parts or ("own", "work", "glass"))}

    def holder(self, at: datetime) -> str | None:
        """Name who has it now."""
        return None if self.claimed_until and self.claimed_until <= at else self.assignee

    def reopenable(self, at: datetime) -> bool:
        """Tell whether it lies closed for less than a fortnight."""
        return self.closed_at is not None and at < self.closed_at + FORTNIGHT

    def happened(self, what: str, who: Somebody | None = None, side: str = "") -> None:
        """Note a change; of who did it only those in office are named, of others their side."""
        self.history.append((what, who.name if who else None))
        if what in BEARS_ON_WRITING - {"noted"}:
            self.spoke.add("staff" if who else side)

    def side_of(self, who: Somebody) -> str:
        """Name the side of somebody whose own case it is."""
        return "requester" if who.name == self.requester else "named"

    def move(self, state: str, at: datetime) -> None:
        """Put it into a state."""
        self.state = state
        self.closed_at = at if state == CLOSED else None
        self.waiting_until = None
        if state == AGAIN:
            self.satisfaction = None

    def hear(self, at: datetime, side: str) -> None:
        """Take what the requester's side wrote: it ends any waiting, and reopens."""
        self.messages += 1
        self.happened("wrote", side=side)
        if self.state in (ASKED, PUT_OFF, CLOSED):
            self.move(AGAIN if self.state == CLOSED else OPEN, at)

    def take_up(self, what: str, who: Somebody, at: datetime) -> None:
        """Let somebody have it, which opens what is new."""
        self.happened(what, who)
        if self.state == NEW:
            self.move(OPEN, at)

    def close(self, who: Somebody, at: datetime) -> None:
        """Close it, which ends a claim."""
        self.happened("closed", who)
        self.move(CLOSED, at)
        if self.claimed_until:
            self.assignee = self.claimed_until = None

    def let_go(self, who: Somebody) -> None:
        """Whose own case it becomes has it no more to work on."""
        if self.assignee == who.name:
            self.assignee = self.claimed_until = None


Refusal = type[DomainError] | None


def refusal_to_work(case: Case, who: Somebody, at: datetime) -> Refusal:
    """Tell how somebody is refused who wants to work on a case that is not closed; None if they are not."""
    part = case.part_of(who, at)
    if part is None:
        return NotFound
    if part != "work":
        return NotAllowed
    return Conflict if case.state == CLOSED else None


def refusal_to_decide(case: Case, who: Somebody, at: datetime) -> Refusal:
    """Tell how somebody is refused what only the requester may do."""
    if case.part_of(who, at) is None:
        return NotFound
    return None if who.name == case.requester else NotAllowed


def refusal_to_write(case: Case, who: Somebody, at: datetime, *, stale: bool) -> Refusal:
    """Tell how somebody is refused who writes, perhaps having read only the beginning."""
    part = case.part_of(who, at)
    if part == "own":
        return Conflict if stale and case.spoke - {case.side_of(who)} else None
    missed = stale and any(what in BEARS_ON_WRITING and by != who.name for what, by in case.history)
    return Conflict if part == "work" and missed else refusal_to_work(case, who, at)


BEARS_ON_WRITING = {"wrote", "answered", "asked", "noted", "transferred", "closed", "reopened"}
