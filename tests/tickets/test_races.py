"""Several at the same moment: one wins, the others are told, nothing is lost and the history has no gap."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Conflict, NotFound
from app.tickets.models import Ticket, TicketHistory, TicketMessage
from app.tickets.operations.changing import ChangedMeanwhile
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import assign, claim, set_priority, transfer
from app.tickets.operations.linking import link
from app.tickets.operations.moving import close
from app.tickets.operations.opening import Caller, NewTicket, claim_with_code, open_on_behalf, open_ticket
from app.tickets.operations.people import name_person, unname_person
from app.tickets.operations.writing import reply
from app.tickets.queries.conversation import list_messages
from app.tickets.states import Act, Priority, State
from tests.factories import make_administrator, make_caseworker, make_person, make_ticket
from tests.racing import race

TIMES = 5


def row(ticket) -> Ticket:
    session().close()
    return session().scalars(select(Ticket).where(Ticket.id == ticket.id)).one()


def acts(ticket) -> list[Act]:
    """Give what happened, once it is sure that the numbers have no gap and end at the version."""
    session().close()
    query = select(TicketHistory.number, TicketHistory.what).where(TicketHistory.ticket_id == ticket.id)
    rows = session().execute(query.order_by(TicketHistory.number)).all()
    assert [number for number, _what in rows] == list(range(1, row(ticket).version + 1))
    return [what for _number, what in rows]


@pytest.fixture
def colleagues(department):
    """Give six caseworkers of the department."""
    return [make_caseworker(department) for _ in range(6)]


def test_of_six_who_claim_one_has_it(app, department, colleagues):
    for _ in range(TIMES):
        ticket = make_ticket(department)
        outcomes = race(
            app, 6, lambda number, reference=ticket.reference: claim(colleagues[number], reference)
        )
        assert outcomes.count(None) == 1
        assert {type(outcome) for outcome in outcomes} == {type(None), Conflict}
        assert row(ticket).assignee_id == colleagues[outcomes.index(None)].id
        assert acts(ticket) == [Act.OPENED, Act.CLAIMED]


def test_of_four_who_assign_what_they_read_one_does(app, department, colleagues):
    for _ in range(TIMES):
        ticket = make_ticket(department)
        reference, version = ticket.reference, ticket.version

        def give(number: int, reference=reference, version=version) -> None:
            assign(colleagues[number], reference, colleagues[number].id, version)

        outcomes = race(app, 4, give)
        assert outcomes.count(None) == 1
        assert {type(outcome) for outcome in outcomes} == {type(None), ChangedMeanwhile}
        assert row(ticket).assignee_id == colleagues[outcomes.index(None)].id


def test_a_reply_and_a_close_at_once_never_leave_the_words_in_a_closed_ticket(
    app, department, requester, caseworker
):
    seen = set()
    for _ in range(TIMES * 2):
        ticket = make_ticket(department, requester)
        reference, version = ticket.reference, ticket.version
        works: list[Callable[[], object]] = [
            lambda reference=reference: reply(requester, reference, "Wait, there is more."),
            lambda reference=reference, version=version: close(caseworker, reference, version),
        ]
        written, closed = race(app, 2, lambda number, works=works: works[number]())
        assert written is None
        assert len(list_messages(caseworker, ticket.id)) == 2
        seen.add(type(closed))
        if closed is None:
            assert (row(ticket).state, acts(ticket)) == (State.REOPENED, [Act.OPENED, Act.CLOSED, Act.WROTE])
        else:
            assert (type(closed), row(ticket).state) == (ChangedMeanwhile, State.NEW)
    assert seen <= {type(None), ChangedMeanwhile}


def test_of_two_who_answer_what_they_read_one_does(app, department, colleagues):
    for _ in range(TIMES):
        ticket = make_ticket(department)
        reference, version = ticket.reference, ticket.version

        def answer(number: int, reference=reference, version=version) -> None:
            reply(colleagues[number], reference, f"Answer {number}.", version=version)

        outcomes = race(app, 2, answer)
        assert {type(outcome) for outcome in outcomes} == {type(None), ChangedMeanwhile}
        assert len(list_messages(colleagues[0], ticket.id)) == 2


def test_the_same_form_sent_four_times_at_once_makes_one(app, department, requester):
    new = NewTicket("My rent", "It went up.", department_id=department.id)
    assert race(app, 4, lambda _number: open_ticket(requester, new, "a")) == [None] * 4
    ticket = session().scalars(select(Ticket)).one()
    race(app, 4, lambda _number: reply(requester, ticket.reference, "And again.", posting_key="b"))
    session().close()
    assert session().scalar(select(func.count()).select_from(TicketMessage)) == 2


def test_who_writes_while_the_ticket_is_transferred_writes_before_it_or_not_at_all(
    app, department, elsewhere, colleagues
):
    one, two = colleagues[:2]
    for _ in range(TIMES):
        ticket = make_ticket(department)
        works = [
            lambda reference=ticket.reference: transfer(one, reference, elsewhere.id, "Yours, I think."),
            lambda reference=ticket.reference: reply(two, reference, "We are looking into it."),
        ]
        transferred, written = race(app, 2, lambda number, works=works: works[number]())
        assert transferred is None
        expected = (
            [Act.OPENED, Act.ANSWERED, Act.TRANSFERRED] if written is None else [Act.OPENED, Act.TRANSFERRED]
        )
        assert acts(ticket) == expected
        assert written is None or isinstance(written, NotFound)


def test_who_is_unnamed_while_writing_writes_before_it_or_not_at_all(app, department, requester):
    named = make_person(email="bo@example.org")
    for _ in range(TIMES):
        ticket = make_ticket(department, requester)
        with transaction():
            name_person(requester, ticket.reference, "bo@example.org")
        works = [
            lambda reference=ticket.reference: unname_person(requester, reference, named.id),
            lambda reference=ticket.reference: reply(named, reference, "I know more."),
        ]
        unnamed, written = race(app, 2, lambda number, works=works: works[number]())
        assert unnamed is None
        happened = acts(ticket)[2:]
        assert happened == ([Act.WROTE, Act.UNNAMED] if written is None else [Act.UNNAMED])
        assert written is None or isinstance(written, NotFound)


def test_a_code_is_good_for_one_of_three(app, department, caseworker):
    for _ in range(TIMES):
        with transaction():
            caller = Caller("Inge Dahl")
            opened = open_on_behalf(caseworker, NewTicket("Her pension", "It did not come."), caller)
        people, taken = [make_person() for _ in range(3)], []

        def take(number: int, opened=opened, people=people, taken=taken) -> None:
            taken.append(claim_with_code(people[number], opened.reference, opened.claim_code) is not None)

        assert race(app, 3, take) == [None] * 3
        assert sorted(taken) == [False, False, True]


def test_two_who_link_the_same_tickets_from_either_side_do_not_wait_for_each_other(
    app, department, colleagues
):
    for _ in range(TIMES):
        one, two = make_ticket(department), make_ticket(department)
        sides = [(one.reference, two.reference), (two.reference, one.reference)]
        outcomes = race(app, 4, lambda number, sides=sides: link(colleagues[number], *sides[number % 2]))
        assert outcomes == [None] * 4
        assert acts(one) == acts(two) == [Act.OPENED, Act.LINKED]


def test_two_replies_that_come_too_late_at_once_open_one_ticket(app, department, requester, caseworker):
    for _ in range(TIMES):
        with as_of(now() - timedelta(days=30)):
            ticket = make_ticket(department, requester)
            with transaction():
                close(caseworker, ticket.reference)
        outcomes = race(
            app,
            3,
            lambda number, ticket=ticket: reply(requester, ticket.reference, f"It happened again: {number}."),
        )
        assert outcomes == [None] * 3
        assert acts(ticket) == [Act.OPENED, Act.CLOSED, Act.LINKED]
        newest = session().scalars(select(Ticket).order_by(Ticket.id.desc()).limit(1)).one()
        assert acts(newest) == [Act.FOLLOWED_UP, Act.WROTE, Act.WROTE]


def test_changes_by_many_at_once_are_all_kept(app, department, colleagues, requester):
    ticket, administrator = make_ticket(department, requester), make_administrator()
    works = [
        lambda: reply(colleagues[0], ticket.reference, "We are looking into it."),
        lambda: reply(requester, ticket.reference, "Thank you."),
        lambda: set_priority(colleagues[1], ticket.reference, Priority.HIGH),
        lambda: claim(colleagues[2], ticket.reference),
        lambda: break_glass(administrator, ticket.reference, "The police asked for it."),
        lambda: set_priority(colleagues[3], ticket.reference, Priority.URGENT),
    ]
    assert race(app, len(works), lambda number: works[number]()) == [None] * len(works)
    assert len(acts(ticket)) == 1 + len(works)
