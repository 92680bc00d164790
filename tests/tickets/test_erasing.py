"""Tickets closed long ago: texts, people and files go, row, states and timings stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core.access import SYSTEM
from app.core.clock import as_of, now
from app.core.db import Base, db, session, transaction
from app.core.errors import NotAllowed, NotFound
from app.core.outbox import deliver_all
from app.tickets import clockwork
from app.tickets.models import Ticket, TicketAttachment, TicketHistory, TicketMessage, TicketNote
from app.tickets.operations.erasing import BATCH, Erasure, count_erasable, erase_due
from app.tickets.operations.glass import break_glass
from app.tickets.operations.linking import link
from app.tickets.operations.moving import close, rate
from app.tickets.operations.opening import Caller, NewTicket, open_on_behalf
from app.tickets.operations.people import name_person
from app.tickets.operations.writing import note, reply
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act, State
from tests.factories import actor, make_administrator, make_person, make_ticket

LONG_AGO = now() - timedelta(days=800)
BEFORE = now() - timedelta(days=730)
CANARY = "9473kxqz8264"


@pytest.fixture
def old(department, caseworker):
    """Give a ticket that was closed long ago, with the canary in every text it has."""
    requester = make_person(f"Anna {CANARY}", email=f"{CANARY}@example.org")
    make_person(email="bo@example.org")
    administrator = make_administrator()
    with as_of(LONG_AGO):
        ticket = make_ticket(department, requester, f"The rent {CANARY}", f"It went up {CANARY}.")
        reference, other = ticket.reference, make_ticket(department)
        for work in (
            lambda: reply(caseworker, reference, f"We look into it {CANARY}."),
            lambda: note(caseworker, reference, f"He called {CANARY}."),
            lambda: name_person(requester, reference, "bo@example.org"),
            lambda: break_glass(administrator, reference, f"The police asked {CANARY}."),
            lambda: link(caseworker, reference, other.reference),
            lambda: _attach(ticket.id),
            lambda: close(caseworker, reference),
            lambda: rate(requester, reference, 2, f"It took long {CANARY}."),
        ):
            with transaction():
                work()
    return ticket


def _attach(ticket_id):
    message_id = session().scalar(
        select(func.max(TicketMessage.id)).where(TicketMessage.ticket_id == ticket_id)
    )
    session().add(
        TicketAttachment(
            message_id=message_id, name=f"{CANARY}.pdf", content_type="application/pdf", size=3, sha256="0",
            stored_name="0" * 32,
        )
    )  # fmt: skip


def row(ticket):
    session().close()
    return session().scalar(select(Ticket).where(Ticket.id == ticket.id))


def erase(before=BEFORE):
    with transaction():
        return erase_due(SYSTEM, before)


def tables_with(words):
    """Name the tables of tickets in which the words stand."""
    found = set()
    for name, table in Base.metadata.tables.items():
        if name.startswith(("ticket", "glass", "publication")):
            rows = session().execute(select(table)).all()
            if words in str(rows):
                found.add(name)
    return found


def test_a_dry_run_tells_and_changes_nothing(old):
    before = row(old).version
    assert count_erasable(SYSTEM, BEFORE) == Erasure(1, 2, 1, 1)
    assert row(old).version == before
    assert {
        "tickets",
        "ticket_messages",
        "ticket_notes",
        "ticket_attachments",
        "glass_breaks",
    } <= tables_with(CANARY)
    assert erase() == Erasure(1, 2, 1, 1)
    assert count_erasable(SYSTEM, BEFORE) == Erasure()


def test_texts_people_and_files_go_and_row_states_and_timings_stay(old, department):
    as_it_was = row(old)
    erase()
    kept = row(old)
    assert tables_with(CANARY) == set()
    assert (kept.requester_id, kept.assignee_id, kept.opened_by_id, kept.question_id) == (None,) * 4
    for column in (
        "reference",
        "department_id",
        "state",
        "created_at",
        "first_reply_at",
        "closed_at",
        "satisfaction",
    ):
        assert getattr(kept, column) == getattr(as_it_was, column)
    assert kept.erased_at is not None
    history = session().execute(select(TicketHistory.what, TicketHistory.part).order_by(TicketHistory.number))
    assert [tuple(one) for one in history.all() if one.what == Act.ERASED] == [(Act.ERASED, "site")]


def test_nobody_reads_an_erased_ticket_but_who_works_for_the_department(old, caseworker):
    requester_id = old.requester_id
    erase()
    with pytest.raises(NotFound):
        get_ticket(actor(requester_id), old.reference)
    assert get_ticket(caseworker, old.reference).subject == ""


def test_it_is_in_no_byte_of_the_database(old):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL writes over what is gone when it vacuums")
    with transaction() as current:  # the account is another matter
        current.execute(Base.metadata.tables["people"].update().values(name="Anna", email=None))
    assert in_the_files(CANARY)
    erase()
    deliver_all()
    assert not in_the_files(CANARY)


def in_the_files(words):
    files = Path(db.engine.url.database or "").parent.glob("torv.sqlite3*")
    return words.encode() in b"".join(path.read_bytes() for path in files)


def test_what_is_not_closed_or_not_long_enough_stays(department, caseworker, requester, old):
    with as_of(LONG_AGO):
        unfinished = make_ticket(department, requester)
        reopened = make_ticket(department, requester)
        with transaction():
            close(caseworker, reopened.reference)
        with transaction():
            reply(requester, reopened.reference, "It happened again.")
    late = make_ticket(department, requester)
    with transaction():
        close(caseworker, late.reference)
    assert erase().tickets == 1
    for ticket in (unfinished, reopened, late):
        assert row(ticket).erased_at is None
        assert row(ticket).subject
    assert session().scalar(select(func.count()).select_from(TicketMessage)) > 0
    assert session().scalar(select(func.count()).select_from(TicketNote)) == 0


def test_a_callers_name_and_code_go_too(department, caseworker):
    with as_of(LONG_AGO):
        with transaction():
            caller = Caller(f"Inge {CANARY}", CANARY)
            opened = open_on_behalf(caseworker, NewTicket("Her pension", "It did not come."), caller)
        with transaction():
            close(caseworker, opened.reference)
    erase()
    assert tables_with(CANARY) == set()
    kept = session().scalar(select(Ticket))
    assert (kept.claim_code_hash, kept.requester_contact, kept.state) == (None, "", State.CLOSED)


def test_the_page_of_an_erased_ticket_says_so_and_offers_nothing_to_do(old, caseworker, visit_as):
    erase()
    page = visit_as(caseworker).open(f"/tickets/{old.reference}")
    assert "All that was written here was erased on" in page.text
    assert "claim code" not in page.text
    assert "Who has it" not in page.text
    assert all(
        "sign-out" in form.get("action") or form.get("method") == "get" for form in page.all("main form")
    )


def test_only_the_site_erases(old, caseworker):
    for who in (caseworker, make_administrator()):
        for operation in (erase_due, count_erasable):
            with pytest.raises(NotAllowed), transaction():
                operation(who, now())


def test_batches_go_on_to_the_end(old, department, caseworker, monkeypatch):
    with as_of(LONG_AGO):
        for _ in range(4):
            ticket = make_ticket(department)
            with transaction():
                close(caseworker, ticket.reference)
    assert BATCH > 1
    with transaction():
        assert erase_due(SYSTEM, BEFORE, batch=2).tickets == 2
    assert clockwork.erase().tickets == 3


def test_the_command_tells_first_and_erases_then(app, old):
    run = app.test_cli_runner().invoke
    told = run(args=["tickets", "erase", "--dry-run"])
    assert told.output == (
        "Would erase 1 ticket with 2 messages, 1 note and 1 file, closed more than 730 days ago. "
        "Nothing was changed.\n"
    )
    assert row(old).subject
    done = run(args=["tickets", "erase"])
    assert (
        done.output == "Erased 1 ticket with 2 messages, 1 note and 1 file, closed more than 730 days ago.\n"
    )
    assert row(old).subject == ""
