"""Files of tickets: kept with a message, given out to who may read the ticket, swept away when nobody has them."""

import os
from datetime import timedelta

import pytest
from lxml import html
from sqlalchemy import delete, select

from app.accounts.models import Person
from app.core.access import SYSTEM
from app.core.clock import now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.files.checking import SentFile, check_file
from app.core.files.limits import FileLimits
from app.core.files.store import file_store
from app.tickets.models import Ticket, TicketAttachment, TicketHistory, TicketMessage
from app.tickets.operations import attaching
from app.tickets.operations.opening import Caller, NewTicket, open_on_behalf, open_ticket
from app.tickets.operations.people import name_person
from app.tickets.operations.sweeping import GRACE, sweep_files
from app.tickets.operations.writing import Then, reply
from app.tickets.queries.conversation import get_attachment, list_messages
from app.tickets.states import Act, State
from tests.core.files.makers import pdf
from tests.factories import make_official, make_person, make_ticket


@pytest.fixture
def letter(app):
    """Give a file that was checked."""
    return check_file(SentFile("Brev om husleje.pdf", pdf()), FileLimits())


@pytest.fixture
def attachment(ticket, requester, letter):
    """Give a file the requester sent with a reply."""
    send(requester, ticket, [letter])
    return attachments()[0]


def send(actor, ticket, files, **more):
    with transaction():
        return reply(actor, ticket.reference, "Here it is.", files=files, **more)


def attachments() -> list[TicketAttachment]:
    return list(session().scalars(select(TicketAttachment).order_by(TicketAttachment.id)))


def acts(ticket) -> list[str]:
    return list(
        session().scalars(
            select(TicketHistory.what)
            .where(TicketHistory.ticket_id == ticket.id)
            .order_by(TicketHistory.number)
        )
    )


def stored_files() -> list[str]:
    return sorted(path.name for path in file_store().folder.glob("??/*"))


def test_both_sides_send_files_with_their_messages(ticket, requester, caseworker, letter):
    send(requester, ticket, [letter, letter])
    send(caseworker, ticket, [letter])
    kept = attachments()
    assert [(one.name, one.content_type, one.size, one.sha256) for one in kept] == [
        ("Brev om husleje.pdf", "application/pdf", len(pdf()), letter.sha256)
    ] * 3
    assert all(file_store().path(one.stored_name).read_bytes() == pdf() for one in kept)
    assert len({one.stored_name for one in kept}) == 3
    messages = list_messages(requester, ticket.id)
    assert [len(message.attachments) for message in messages] == [0, 2, 1]
    assert acts(ticket) == [Act.OPENED, Act.WROTE, Act.ATTACHED, Act.ANSWERED, Act.ATTACHED]


def test_the_history_counts_files_and_names_none(ticket, attachment):
    row = session().scalars(select(TicketHistory).where(TicketHistory.what == Act.ATTACHED)).one()
    assert row.details == {"message": attachment.message_id, "files": 1}


def test_a_ticket_opens_with_files(department, requester, letter):
    with transaction():
        new = NewTicket("A letter", "Here it is.", department_id=department.id)
        opened = open_ticket(requester, new, files=[letter])
    assert acts(opened) == [Act.OPENED, Act.ATTACHED]
    assert [message.attachments[0].name for message in list_messages(requester, opened.id)] == [letter.name]


def test_an_official_who_cannot_read_the_ticket_afterwards_hands_in_the_callers_papers(department, letter):
    official = make_official(department)
    with transaction():
        new = NewTicket("A letter", "Here it is.", department_id=department.id)
        opened = open_on_behalf(official, new, Caller("Anna Berg"), files=[letter])
    (kept,) = attachments()
    with pytest.raises(NotFound):
        get_attachment(official, opened.reference, kept.id)


def test_a_last_message_takes_its_files_along_before_the_ticket_closes(ticket, caseworker, letter):
    send(caseworker, ticket, [letter], then=Then.CLOSE)
    assert acts(ticket)[-3:] == [Act.ANSWERED, Act.ATTACHED, Act.CLOSED]


def test_files_of_a_reply_that_comes_too_late_stand_in_the_ticket_that_follows(
    ticket, caseworker, requester, letter
):
    send(caseworker, ticket, [], then=Then.CLOSE)
    with transaction() as current:
        current.get_one(Ticket, ticket.id).reopen_until = now() - timedelta(days=1)
    message = send(requester, ticket, [letter])
    assert message.ticket_id != ticket.id
    (kept,) = attachments()
    assert kept.message_id == message.id
    following = session().get_one(Ticket, message.ticket_id)
    assert get_attachment(requester, following.reference, kept.id) is kept
    with pytest.raises(NotFound):
        get_attachment(requester, ticket.reference, kept.id)
    assert following.state == State.NEW


def test_the_same_form_sent_twice_keeps_its_files_once(ticket, requester, letter):
    for _time in range(2):
        send(requester, ticket, [letter], posting_key="once")
    assert len(attachments()) == len(stored_files()) == 1


def test_a_ticket_has_room_for_so_much(ticket, requester, letter, monkeypatch):
    limits = FileLimits(file_megabytes=1, files=2, ticket_megabytes=0)
    monkeypatch.setattr(attaching, "file_limits", lambda: limits)
    with pytest.raises(Invalid, match="All files together") as full:
        send(requester, ticket, [letter])
    assert full.value.details["field"] == "files"
    with pytest.raises(Invalid, match="At most 2 files"):
        send(requester, ticket, [letter] * 3)
    assert stored_files() == []
    assert acts(ticket) == [Act.OPENED]


def test_what_other_messages_hold_counts(ticket, requester, letter, monkeypatch):
    class Tight(FileLimits):
        ticket_bytes = letter.size * 2

    monkeypatch.setattr(attaching, "file_limits", Tight)
    send(requester, ticket, [letter])
    send(requester, ticket, [letter])
    with pytest.raises(Invalid):
        send(requester, ticket, [letter])


def test_who_may_not_write_attaches_nothing(ticket, letter):
    with pytest.raises(NotFound):
        send(make_person(), ticket, [letter])
    assert stored_files() == []


def test_a_refused_message_leaves_no_row(ticket, caseworker, requester, letter):
    read = session().get_one(Ticket, ticket.id).version
    send(requester, ticket, [])
    with pytest.raises(Conflict):
        send(caseworker, ticket, [letter], version=read)
    assert attachments() == []


def test_a_file_is_given_out_to_be_saved(visit_as, ticket, attachment, requester, caseworker, statements):
    for reader in (requester, caseworker):
        visitor = visit_as(reader)
        statements.clear()
        page = visitor.open(f"/tickets/{ticket.reference}/attachments/{attachment.id}")
        assert len(statements) <= 8, statements
        assert page.response.data == pdf()
        assert page.response.content_type == "application/pdf"
        assert page.response.headers["Content-Disposition"] == 'attachment; filename="Brev om husleje.pdf"'
        assert page.response.headers["Cache-Control"] == "no-store"


def test_whoever_is_named_reads_files_and_whoever_is_not_finds_nothing(
    visit_as, visitor, ticket, attachment, requester, elsewhere
):
    named = make_person("Bo Lund")
    address = f"/tickets/{ticket.reference}/attachments/{attachment.id}"
    missing = f"/tickets/{ticket.reference}/attachments/{attachment.id + 1}"
    pages = [visit_as(named).open(path) for path in (address, missing, "/tickets/X/attachments/1")]
    assert [page.status for page in pages] == [404, 404, 404]
    assert len({html.tostring(page.one("main")) for page in pages}) == 1
    with transaction():
        name_person(requester, ticket.reference, session().get_one(Person, named.id).email or "")
    assert visit_as(named).open(address).status == 200
    assert visit_as(named).open(missing).status == 404
    assert "/sign-in?to=" in (visitor.open(address, follow=False).location or "")


def test_a_file_of_one_ticket_is_not_found_in_another(visit_as, department, requester, ticket, attachment):
    other = make_ticket(department, requester)
    path = f"/tickets/{other.reference}/attachments/{attachment.id}"
    assert visit_as(requester).open(path).status == 404


def test_a_file_that_is_lost_is_not_found(visit_as, ticket, attachment, requester):
    file_store().path(attachment.stored_name).unlink()
    path = f"/tickets/{ticket.reference}/attachments/{attachment.id}"
    assert visit_as(requester).open(path).status == 404


def test_files_nobody_has_are_swept_away_and_the_others_stay(ticket, attachment, requester, letter):
    with pytest.raises(Conflict), transaction():
        reply(requester, ticket.reference, "Here it is.", files=[letter])
        raise Conflict()
    assert len(stored_files()) == 2
    with transaction():
        assert sweep_files(SYSTEM) == 0
    long_ago = (now() - GRACE - timedelta(minutes=1)).timestamp()
    for path in file_store().folder.glob("??/*"):
        os.utime(path, (long_ago, long_ago))
    with transaction():
        assert sweep_files(SYSTEM) == 1
    assert stored_files() == [attachment.stored_name]
    with transaction() as current:
        current.execute(delete(TicketAttachment))
        current.execute(delete(TicketMessage).where(TicketMessage.id == attachment.message_id))
    with transaction():
        assert sweep_files(SYSTEM) == 1
    assert stored_files() == []


def test_only_the_site_sweeps(requester):
    with pytest.raises(NotAllowed):
        sweep_files(requester)
