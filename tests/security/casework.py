"""The whole story of tickets, told with a canary in every private field, beside a town to which it is no business.

A canary is of digits and consonants, so that neither stemmer nor encoder hides it. Each stands behind `WORD`, which all
private texts share and nothing public holds: who could search private texts would find them by it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.accounts.models import Person, RoleKind
from app.core.access import Actor
from app.core.clock import now
from app.core.db import Base, session, transaction
from app.departments.models import Department
from app.tickets import models
from app.tickets.models import Publication, TicketAttachment
from app.tickets.operations.canned import Canned, save_canned_reply
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import transfer
from app.tickets.operations.linking import link
from app.tickets.operations.moving import close, rate
from app.tickets.operations.opening import Caller, NewTicket, open_on_behalf, open_ticket
from app.tickets.operations.people import name_person
from app.tickets.operations.writing import Then, note, reply, say_writing
from tests.factories import make_caseworker, make_department, make_person, make_staff
from tests.security.hostile import WRITTEN
from tests.security.world import World, sign_in

WORD = "kvittering"
# What caseworkers alone read: the requester's side must not see it either.
INSIDE = (
    "ticket_notes.body", "canned_replies.body",
    "publications.title", "publications.body", "publications.answer_body", "publications.note",
)  # fmt: skip


def canary(column: str) -> str:
    """Give the canary of a column: the same each time, and no part of another."""
    return f"zq{sum(ord(letter) * (place + 7) for place, letter in enumerate(column)) % 100_000:05d}xk"


def text_with(column: str) -> str:
    """Give a private text that holds the column's canary."""
    return f"{WORD} {canary(column)}"


def private_columns() -> list[str]:
    """List every column of the tickets feature in which somebody writes."""
    tables = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ == models.__name__
    }
    return sorted(column for column in WRITTEN if column.partition(".")[0] in tables)


@dataclass
class Case:
    """What the story left behind: whose it is, who works on it, and what nobody else may ever come across."""

    department: Department
    requester: Actor
    friend: Actor
    caseworker: Actor
    inspector: Actor
    reference: str = ""
    ticket_id: int = 0
    canaries: dict[str, str] = field(default_factory=dict)
    # The session of each who may read it, by who they are; and where those live to whom it may be named.
    sessions: dict[str, str] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()


def tell(world: World) -> Case:
    """Let a case happen: asked in the town's department, answered, moved to another, closed, rated, looked at."""
    department = make_department("Torup Family Desk")
    case = Case(
        department,
        requester=make_person("Torup requester"),
        friend=make_person("Torup friend", email="friend@torup.example.org"),
        caseworker=make_caseworker(department, "Torup family caseworker"),
        inspector=make_staff(RoleKind.ADMINISTRATOR, None, "Torup inspector"),
    )
    first = world.people["caseworker"]
    with transaction():
        ticket = open_ticket(
            case.requester,
            NewTicket(
                text_with("tickets.subject"),
                text_with("ticket_messages.body"),
                department_id=world.department.id,
            ),
        )
    case.reference, case.ticket_id = ticket.reference, ticket.id
    _work(case, first)
    _move(case, first)
    _close_and_look(case)
    _call(case)
    _fill_the_rest(case)
    case.canaries = {column: canary(column) for column in private_columns()} | {
        "tickets.reference": case.reference
    }
    people = {"requester": case.requester, "friend": case.friend, "caseworker": case.caseworker}
    case.sessions = {who: sign_in(person) for who, person in people.items()}
    concerned = [case.requester.id, case.friend.id, case.caseworker.id, case.inspector.id, first.id]
    addresses = session().scalars(select(Person.email).where(Person.id.in_(concerned)))
    case.addresses = frozenset(address for address in addresses if address)
    session().close()
    return case


def _work(case: Case, caseworker: Actor) -> None:
    """Answer, ask back and note in the department that has it first."""
    with transaction():
        say_writing(caseworker, case.reference)
    with transaction():
        note(caseworker, case.reference, text_with("ticket_notes.body"))
    with transaction():
        reply(caseworker, case.reference, text_with("ticket_messages.body"), then=Then.WAIT)
    with transaction():
        assert name_person(case.requester, case.reference, "friend@torup.example.org")
    with transaction():
        message = reply(case.friend, case.reference, text_with("ticket_messages.body"))
    with transaction() as current:
        facts = {"content_type": "application/pdf", "size": 3, "sha256": "0" * 64, "stored_name": "0" * 32}
        name = f"{canary('ticket_attachments.name')}.pdf"
        current.add(TicketAttachment(message_id=message.id, name=name, **facts))


def _move(case: Case, caseworker: Actor) -> None:
    with transaction():
        transfer(caseworker, case.reference, case.department.id, text_with("ticket_notes.body"))
    canned = Canned(case.department.id, "en", "Thank you", text_with("canned_replies.body"))
    with transaction():
        save_canned_reply(case.caseworker, canned)


def _close_and_look(case: Case) -> None:
    for happens in (
        lambda: close(case.caseworker, case.reference),
        lambda: rate(case.requester, case.reference, 4, text_with("tickets.satisfaction_words")),
        lambda: break_glass(case.inspector, case.reference, text_with("glass_breaks.reason")),
    ):
        with transaction():
            happens()
    with transaction() as current:  # the hour is over
        ended = {"at": now() - timedelta(hours=2), "ends_at": now() - timedelta(hours=1)}
        current.execute(update(models.GlassBreak).values(ended))


def _call(case: Case) -> None:
    """Open another for a caller, and link the two."""
    new = NewTicket(
        text_with("tickets.subject"), text_with("ticket_messages.body"), department_id=case.department.id
    )
    caller = Caller(canary("tickets.requester_name"), canary("tickets.requester_contact"))
    with transaction():
        opened = open_on_behalf(case.caseworker, new, caller)
    case.canaries["claim code"] = opened.claim_code
    with transaction():
        link(case.caseworker, case.reference, opened.reference)


def _fill_the_rest(case: Case) -> None:
    """Draft for the public what nobody has approved."""
    columns = ("title", "body", "answer_body", "note")
    with transaction() as current:
        texts = {column: text_with(f"publications.{column}") for column in columns}
        facts: dict[str, Any] = {"department_id": case.department.id, "drafted_by_id": case.caseworker.id}
        current.add(Publication(ticket_id=case.ticket_id, language="en", **facts, **texts))
