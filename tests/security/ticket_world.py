"""The tickets of a town: one in each state a page tells apart, of the same person with the same department."""

from datetime import timedelta
from typing import Any

from app.core.access import Actor
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.files.checking import CheckedFile, SentFile, check_file
from app.core.files.limits import FileLimits
from app.departments.models import Department
from app.tickets.models import Ticket
from app.tickets.operations.canned import Canned, save_canned_reply
from app.tickets.operations.glass import break_glass
from app.tickets.operations.moving import close
from app.tickets.operations.opening import Caller, NewTicket, OpenedOnBehalf, open_on_behalf
from app.tickets.operations.people import name_person
from app.tickets.operations.publishing import Draft, approve_publication, draft_publication
from app.tickets.operations.writing import Then, note, reply
from tests.factories import make_caseworker, make_ticket


def make_tickets(name: str, people: dict[str, Actor], department: Department) -> dict[str, Any]:
    """Make the asker's tickets. One the answerer reads along, and an administrator did who broke the glass."""
    asker, caseworker = people["asker"], people["caseworker"]
    tickets = {
        "ticket": make_ticket(
            department, asker, f"My rent in {name}", f"In {name} I owe **nothing**.", [_letter(name)]
        ),
        "waiting_ticket": make_ticket(department, asker, f"My lamp in {name}", f"In {name} it is dark."),
        "closed_ticket": make_ticket(department, asker, f"My tree in {name}", f"In {name} it fell."),
    }
    with transaction():
        name_person(asker, tickets["waiting_ticket"].reference, _email(name, "answerer"))
    _break_glass_long_ago(people["administrator"], tickets["waiting_ticket"], name)
    for which, then in (
        ("ticket", Then.NOTHING),
        ("waiting_ticket", Then.WAIT),
        ("closed_ticket", Then.CLOSE),
    ):
        with transaction():
            reply(caseworker, tickets[which].reference, f"Which one in {name}?", then=then)
    with transaction():
        note(caseworker, tickets["ticket"].reference, f"In {name} he has called twice.")
    for which in tickets:
        with transaction():
            tickets[which] = session().get_one(Ticket, tickets[which].id)
    return tickets


def make_publications(name: str, people: dict[str, Actor], department: Department) -> dict[str, Ticket]:
    """Make two closed tickets a colleague drafted public answers out of: the caseworker has read one of them."""
    colleague, made = make_caseworker(department, f"{name} colleague"), {}
    for which in ("drafted_ticket", "asked_ticket"):
        made[which] = make_ticket(department, people["asker"], f"My bin in {name}", f"In {name} it is full.")
        with transaction():
            close(colleague, made[which].reference)
        draft = Draft(f"When is a bin emptied in {name}?", f"It is full in {name}.", f"On Mondays in {name}.")
        with transaction():
            draft_publication(colleague, made[which].reference, draft)
    with transaction():
        approve_publication(people["caseworker"], made["asked_ticket"].reference, 1)
    return made


def make_phone_ticket(name: str, official: Actor, department: Department) -> OpenedOnBehalf:
    """Make a ticket that somebody on the phone can take over with a code."""
    new = NewTicket(f"A hole in {name}", f"In {name} it is deep.", department_id=department.id)
    with transaction():
        return open_on_behalf(official, new, Caller(f"{name} caller", "12 34 56 78"))


def make_canned_reply(name: str, caseworker: Actor, department: Department) -> int:
    """Make a reply the department has ready."""
    with transaction():
        return save_canned_reply(
            caseworker, Canned(department.id, "en", f"Which one in {name}", f"Which one in {name}?")
        )


def _break_glass_long_ago(administrator: Actor, ticket: Ticket, name: str) -> None:
    """Let an administrator have read a ticket, and read it no more."""
    with as_of(now() - timedelta(days=1)), transaction():
        break_glass(administrator, ticket.reference, f"The power failed in {name}.")


def _letter(name: str) -> CheckedFile:
    return check_file(SentFile("Rent.txt", f"The rent in {name}".encode()), FileLimits())


def _email(name: str, role: str) -> str:
    return f"{role}@{name.lower()}.example.org"
