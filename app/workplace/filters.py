"""What a work list is narrowed to, read from an address and written back to one. Nonsense narrows nothing. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Self, TypeVar

from app.core.addresses import number_in
from app.routing.queries.due import Due, Narrowed
from app.tickets.queries.work import Filter, Queue
from app.tickets.states import Priority, State

Choice = TypeVar("Choice", bound=StrEnum)
ME, NOBODY = "me", "nobody"
UNANSWERED, ANSWERED = "unanswered", "answered"
DUES = (Queue.ALL, Queue.LATE, Queue.SOON, Queue.UNANSWERED)


@dataclass(frozen=True)
class Chosen:
    """What every work list can be narrowed to. `assignee` is ME, NOBODY or a colleague's number; empty is anybody."""

    department: int | None = None
    topic: int | None = None
    assignee: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether more is chosen than when it is due."""
        return any(value for name, value in self.query().items() if name != "due")

    def query(self) -> dict[str, str]:
        """Write it as the query of an address, leaving out what is as it is anyway."""
        written = {field.name: getattr(self, field.name) for field in fields(self)}
        defaults = {field.name: field.default for field in fields(self)}
        return {name: str(value) for name, value in written.items() if value and value != defaults[name]}

    def departments(self, mine: Collection[int]) -> list[int]:
        """Give the chosen department, or all of one's own."""
        return sorted(mine if self.department is None else {self.department} & set(mine))

    def holder(self, viewer_id: int | None) -> int | None:
        """Give who is meant by `assignee`: a person, 0 for nobody, None for anybody."""
        if self.assignee == ME:
            return viewer_id
        return 0 if self.assignee == NOBODY else number_in(self.assignee) or None

    @classmethod
    def read(cls, query: Mapping[str, str], mine: Collection[int]) -> Self:
        """Read it from the query of an address, for somebody with these departments."""
        department = number_in(query.get("department")) or None
        assignee = query.get("assignee", "")
        known = assignee in (ME, NOBODY) or number_in(assignee)
        return cls(
            department=department if department in mine else None,
            topic=number_in(query.get("topic")) or None,
            assignee=assignee if known else "",
            **cls._read_more(query),
        )

    @classmethod
    def _read_more(cls, _query: Mapping[str, str]) -> dict[str, Any]:
        return {}


@dataclass(frozen=True)
class QuestionFilter(Chosen):
    """Which questions that wait for an answer to list."""

    due: Due = Due.OPEN
    state: str = ""

    @classmethod
    def _read_more(cls, query: Mapping[str, str]) -> dict[str, Any]:
        state = query.get("state", "")
        return {
            "due": _one_of(Due, query.get("due", "")) or Due.OPEN,
            "state": state if state in (UNANSWERED, ANSWERED) else "",
        }

    def narrowed(self, viewer_id: int | None) -> Narrowed:
        """Give it as the questions' queries take it."""
        answered = {UNANSWERED: False, ANSWERED: True}.get(self.state)
        return Narrowed(self.topic, self.holder(viewer_id), answered)


@dataclass(frozen=True)
class TicketFilter(Chosen):
    """Which tickets to list."""

    due: Queue = Queue.ALL
    state: State | None = None
    priority: Priority | None = None

    @classmethod
    def _read_more(cls, query: Mapping[str, str]) -> dict[str, Any]:
        due = _one_of(Queue, query.get("due", ""))
        return {
            "due": due if due in DUES else Queue.ALL,
            "state": _one_of(State, query.get("state", "")),
            "priority": _one_of(Priority, query.get("priority", "")),
        }

    def wanted(self, viewer_id: int | None) -> Filter:
        """Give it as the tickets' queries take it."""
        return Filter(
            self.department, self.state, self.priority, self.due, self.topic, self.holder(viewer_id)
        )


def _one_of(kind: type[Choice], text: str) -> Choice | None:
    return kind(text) if text in set(kind) else None
