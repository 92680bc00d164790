"""A department's tickets as work: their order, their queues, what comes next; no list reads more than it shows."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from app.accounts.models import Role, RoleKind
from app.core.clock import now
from app.core.db import session, transaction
from app.core.paging import Place
from app.tickets.models import Ticket
from app.tickets.operations.holding import assign, claim, set_priority
from app.tickets.operations.moving import close, wait_until
from app.tickets.operations.writing import Then, reply
from app.tickets.queries.people import list_colleagues
from app.tickets.queries.work import Filter, Queue, count_work, find_next, page_of_work
from app.tickets.sla import NEVER
from app.tickets.states import Channel, Priority, State
from tests.factories import actor, make_caseworker, make_department, make_person, make_ticket
from tests.plans import plans, work_counted

HOUR = timedelta(hours=1)


def do(operation, *arguments, **options):
    with transaction():
        return operation(*arguments, **options)


def set_due(ticket, due_at, warn_at=None):
    """Say when a ticket is due, and when to warn; an hour before unless given."""
    with transaction() as current:
        values = {"turn_at": due_at, "resolution_due_at": due_at, "first_reply_due_at": due_at}
        values |= dict.fromkeys(("resolution_warn_at", "first_reply_warn_at"), warn_at or due_at - HOUR)
        current.execute(update(Ticket).where(Ticket.id == ticket.id).values(values))


def references(page):
    return [ticket.reference for ticket in page.rows]


def in_queue(who, queue):
    return set(references(page_of_work(who, Filter(queue=queue))))


@pytest.fixture
def three(department):
    """Give three tickets: late, due soon, due much later; the first made is the last due."""
    made = [make_ticket(department, subject=f"Case number {number}") for number in range(3)]
    made.reverse()
    set_dues(made)
    return made


def set_dues(three):
    for ticket, hours in zip(three, (-2, 0.5, 30), strict=True):
        set_due(ticket, now() + hours * HOUR)


def test_what_is_due_first_stands_first(three, caseworker):
    assert references(page_of_work(caseworker, Filter())) == [one.reference for one in three]


def test_what_waits_for_the_requester_stands_last(three, department, caseworker):
    do(reply, caseworker, three[0].reference, "Which flat is it?", then=Then.WAIT)
    page = page_of_work(caseworker, Filter())
    assert page.rows[-1].reference == three[0].reference
    assert page.rows[-1].turn_at == NEVER
    assert page.rows[-1].due_at is None


def test_a_first_reply_makes_the_end_what_is_due_next(caseworker, ticket):
    before = page_of_work(caseworker, Filter()).rows[0]
    assert before.due_at == before.first_reply_due_at
    assert before.due_soon_at == before.first_reply_warn_at
    session().close()
    do(reply, caseworker, ticket.reference, "We look into it.")
    after = page_of_work(caseworker, Filter()).rows[0]
    assert after.due_at == after.resolution_due_at > before.due_at
    assert after.due_soon_at == after.resolution_warn_at


def test_each_queue_holds_what_it_says(three, department, caseworker):
    late, soon, later = three
    colleague = make_caseworker(department)
    do(claim, caseworker, late.reference)
    do(assign, caseworker, soon.reference, colleague.id)
    set_dues(three)
    assert in_queue(caseworker, Queue.ALL) == {one.reference for one in three}
    assert in_queue(caseworker, Queue.MINE) == {late.reference}
    assert in_queue(caseworker, Queue.NOBODYS) == {later.reference}
    assert in_queue(caseworker, Queue.LATE) == {late.reference}
    assert in_queue(caseworker, Queue.SOON) == {soon.reference}
    do(reply, caseworker, later.reference, "We look into it.")
    assert in_queue(caseworker, Queue.UNANSWERED) == {late.reference, soon.reference}


def test_a_claim_that_lapsed_is_nobodys(three, caseworker):
    do(claim, caseworker, three[0].reference)
    with transaction() as current:
        current.execute(
            update(Ticket).values(claimed_until=now() - HOUR).where(Ticket.assignee_id.is_not(None))
        )
    assert in_queue(caseworker, Queue.MINE) == set()
    assert three[0].reference in in_queue(caseworker, Queue.NOBODYS)


def test_counts_say_what_the_lists_hold_in_one_statement(three, department, caseworker, statements):
    make_ticket(make_department())
    do(claim, caseworker, three[0].reference)
    closed = make_ticket(department)
    do(close, caseworker, closed.reference)
    statements.clear()
    counts = count_work(caseworker)
    assert len(statements) == 1
    assert counts.queues == {queue: len(in_queue(caseworker, queue)) for queue in Queue}
    assert counts.states[State.OPEN] == 1
    assert counts.states[State.NEW] == 2
    assert counts.states[State.CLOSED] == 0


def test_states_and_priorities_narrow_the_list(three, caseworker):
    late, soon, _later = three
    do(set_priority, caseworker, soon.reference, Priority.URGENT)
    do(close, caseworker, late.reference)
    assert references(page_of_work(caseworker, Filter(priority=Priority.URGENT))) == [soon.reference]
    assert references(page_of_work(caseworker, Filter(state=State.CLOSED))) == [late.reference]
    assert late.reference not in references(page_of_work(caseworker, Filter()))


def test_a_caseworker_of_two_departments_sees_both_in_one_order_or_one_of_them(department, elsewhere):
    both = make_caseworker(department)
    with transaction() as current:
        current.add(Role(person_id=both.id, kind=RoleKind.CASEWORKER, department_id=elsewhere.id))
    both = actor(both.id)
    made = [make_ticket(one) for one in (department, elsewhere, department)]
    for number, ticket in enumerate(reversed(made)):
        set_due(ticket, now() + number * HOUR)
    assert references(page_of_work(both, Filter())) == [one.reference for one in reversed(made)]
    assert references(page_of_work(both, Filter(elsewhere.id))) == [made[1].reference]
    assert count_work(both).queues[Queue.ALL] == 3
    assert count_work(both, elsewhere.id).queues[Queue.ALL] == 1


@pytest.mark.parametrize("state", [None, State.CLOSED])
def test_a_long_list_is_paged_without_losing_one(department, caseworker, state):
    made = many(department, 45, state or State.OPEN)
    seen, cursor = [], None
    for _page in range(4):
        page = page_of_work(caseworker, Filter(state=state), Place(before=cursor))
        seen += references(page)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == 45


@pytest.mark.parametrize("state", [None, State.CLOSED])
def test_a_long_list_is_read_backwards_page_by_page_too(department, caseworker, state):
    many(department, 45, state or State.OPEN)
    forwards, page = [], page_of_work(caseworker, Filter(state=state))
    while page.next_cursor:
        forwards.append(references(page))
        page = page_of_work(caseworker, Filter(state=state), Place(before=page.next_cursor))
    assert len(page.rows) == 5
    backwards = []
    while page.newer_cursor:
        page = page_of_work(caseworker, Filter(state=state), Place(after=page.newer_cursor))
        backwards.append(references(page))
    assert backwards == list(reversed(forwards))
    assert page.first


def test_of_a_list_narrowed_to_what_waits_or_is_closed_the_next_one_is_of_that_too(
    three, department, caseworker
):
    late, soon, later = three
    colleague = make_caseworker(department)
    for ticket in (late, later):
        do(assign, caseworker, ticket.reference, colleague.id)
        do(wait_until, caseworker, ticket.reference, now() + timedelta(days=2))
    put_off = Filter(state=State.WAITING_UNTIL)
    assert find_next(caseworker, put_off, late.id) is None, "a colleague has the other"
    put_off = Filter(state=State.WAITING_UNTIL, holder_id=colleague.id)
    assert find_next(caseworker, put_off, late.id) == later.reference
    do(close, caseworker, late.reference)
    do(close, caseworker, soon.reference)
    assert find_next(caseworker, Filter(state=State.CLOSED), soon.id) == late.reference


def test_the_next_ticket_is_the_next_in_the_list_and_after_the_last_the_first(three, caseworker):
    rows = page_of_work(caseworker, Filter()).rows
    places = [Filter().place_of(ticket) for ticket in rows]
    ids = [ticket.id for ticket in rows]
    following = [find_next(caseworker, Filter(), ids[at], places[at]) for at in range(3)]
    assert following == [three[1].reference, three[2].reference, three[0].reference]


def test_the_next_ticket_is_neither_a_colleagues_nor_one_that_waits(three, department, caseworker):
    late, soon, later = three
    do(assign, caseworker, soon.reference, make_caseworker(department).id)
    do(wait_until, caseworker, later.reference, now() + timedelta(days=2))
    assert find_next(caseworker, Filter(), late.id) is None
    assert find_next(caseworker, Filter(), later.id) == late.reference
    assert find_next(caseworker, Filter(queue=Queue.MINE), later.id) is None


def test_colleagues_are_the_caseworkers_of_ones_own_departments(department, elsewhere, caseworker):
    colleague = make_caseworker(department, "Anton Lund")
    make_caseworker(elsewhere)
    assert [one.id for one in list_colleagues(caseworker)] == [colleague.id, caseworker.id]
    assert list_colleagues(make_person()) == []


def many(department, number, state, after=1):
    """Write many tickets straight into the table, due an hour after each other, the first in so many hours."""
    closed = state == State.CLOSED
    begun = now()
    rows = [
        {
            "reference": f"{department.id}-{state}-{one}", "version": 1, "department_id": department.id,
            "channel": Channel.WEB, "subject": f"Case number {one}", "language": "en", "state": state,
            "priority": Priority.NORMAL, "created_at": begun, "active_at": begun,
            "turn_at": begun + (one + after) * HOUR, "closed_at": begun - one * HOUR if closed else None,
            "reopen_until": begun if closed else None,
        }
        for one in range(number)
    ]  # fmt: skip
    with transaction() as current:
        current.execute(insert(Ticket), rows)
    return [row["reference"] for row in rows]


def test_lists_and_counts_are_read_from_indexes_in_order(department, elsewhere, caseworker):
    many(department, 60, State.OPEN)
    with plans() as seen:
        page = page_of_work(caseworker, Filter())
        page_of_work(caseworker, Filter(), Place(before=page.next_cursor))
        page_of_work(caseworker, Filter(queue=Queue.LATE))
        find_next(caseworker, Filter(), page.rows[0].id, Filter().place_of(page.rows[0]))
        count_work(caseworker)
        page_of_work(caseworker, Filter(state=State.CLOSED))
    *live, closed = seen.steps()
    for steps, of_list in [*((one, "ix_tickets_turn") for one in live), (closed, "ix_tickets_closed")]:
        indexes = [step for step in steps if step.startswith(("SEARCH tickets", "SCAN tickets"))]
        assert not any("TEMP B-TREE" in step or step.startswith("SCAN tickets") for step in steps), steps
        assert all(any(name in step for name in (of_list, "PRIMARY KEY")) for step in indexes), steps


def test_what_is_closed_or_elsewhere_costs_nothing(department, elsewhere, caseworker):
    many(department, 30, State.OPEN)
    before = measure(caseworker)
    many(department, 3000, State.CLOSED)
    many(elsewhere, 3000, State.OPEN)
    # A larger tree is searched in some steps more; reading what was added would take thousands.
    assert measure(caseworker) == pytest.approx(before, abs=300)


def test_what_is_due_later_costs_the_first_page_nothing(department, caseworker):
    many(department, 30, State.OPEN)
    first, late, _counts = measure(caseworker)
    many(department, 3000, State.REOPENED, after=100)
    assert measure(caseworker)[:2] == pytest.approx((first, late), abs=300)


def work_of(read):
    session().close()
    with work_counted() as steps:
        read()
    return steps[0]


def measure(caseworker):
    return (
        work_of(lambda: page_of_work(caseworker, Filter())),
        work_of(lambda: page_of_work(caseworker, Filter(queue=Queue.LATE))),
        work_of(lambda: count_work(caseworker)),
    )
