"""Tells the town's tickets: each as it was opened, and step by step what was done with it, through the operations."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from app.core.access import Actor
from app.core.clock import now
from app.demo import content
from app.tickets.operations import holding, moving, publishing, writing
from app.tickets.operations.canned import Canned, save_canned_reply
from app.tickets.operations.opening import Caller, NewTicket, open_on_behalf, open_ticket
from app.tickets.operations.writing import Then
from app.tickets.states import Priority

Act = Callable[[], object]


class CaseTeller:
    """Knows, while loading, which reference each ticket of the files has got."""

    def __init__(
        self, people: Mapping[str, Actor], departments: Mapping[str, int], loaded_at: datetime
    ) -> None:
        self.people, self.departments, self.loaded_at = people, departments, loaded_at
        self.references: dict[str, str] = {}

    def keep_ready(self, reply: content.CannedReply) -> None:
        """Let a department have a reply ready, by one of its caseworkers."""
        department_id = self.departments[reply.department]
        worker = next(one for one in self.people.values() if department_id in one.caseworker_of)
        save_canned_reply(worker, Canned(department_id, reply.language, reply.title, reply.body))

    def story(self, ticket: content.Ticket) -> Iterator[tuple[datetime, Act]]:
        """Tell when what happened to a ticket."""
        yield self.loaded_at - ticket.ago, lambda: self._open(ticket)
        for step in ticket.steps:
            yield self.loaded_at - step.ago, lambda step=step: self._do(ticket, step)  # type: ignore[misc]

    def _open(self, ticket: content.Ticket) -> None:
        actor = self.people[ticket.asked_by]
        new = NewTicket(
            ticket.subject,
            ticket.body,
            department_id=self.departments[ticket.department],
            language=ticket.language,
        )
        if ticket.caller is None:
            opened = open_ticket(actor, new).reference
        else:
            opened = open_on_behalf(actor, new, Caller(ticket.caller, ticket.contact)).reference
        self.references[ticket.key] = opened
        if ticket.priority != "normal":
            worker = next(
                one
                for one in self.people.values()
                if self.departments[ticket.department] in one.caseworker_of
            )
            holding.set_priority(worker, opened, Priority(ticket.priority))

    def _do(self, ticket: content.Ticket, step: content.Step) -> None:
        actor, reference = self.people[step.by], self.references[ticket.key]
        acts: dict[content.StepKind, Act] = {
            "write": lambda: writing.reply(actor, reference, step.text),
            "answer": lambda: writing.reply(actor, reference, step.text),
            "ask": lambda: writing.reply(actor, reference, step.text, then=Then.WAIT),
            "close": lambda: moving.close(actor, reference),
            "reopen": lambda: moving.reopen(actor, reference),
            "rate": lambda: moving.rate(actor, reference, step.stars, step.text),
            "note": lambda: writing.note(actor, reference, step.text),
            "claim": lambda: holding.claim(actor, reference),
            "put_off": lambda: moving.wait_until(actor, reference, now() + timedelta(days=step.days)),
            "transfer": lambda: holding.transfer(
                actor, reference, self.departments[step.to or ""], step.text
            ),
            "draft": lambda: publishing.draft_publication(
                actor, reference, publishing.Draft(step.title, "", step.text, ticket.language)
            ),
            "approve": lambda: publishing.approve_publication(actor, reference, 1),
        }
        acts[step.do]()
