"""What time does to tickets: deadlines in working time, warnings and breaches once each, claims that lapse."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from app.accounts.models import Person
from app.core.access import SYSTEM
from app.core.clock import as_of
from app.core.db import session, transaction
from app.core.errors import NotAllowed
from app.core.outbox import deliver_all
from app.departments.models import Department, Holiday, Kind, Measure
from app.departments.operations import add_holiday, remove_holiday, set_targets
from app.departments.working_time import Calendar, Pause
from app.tickets import clockwork, sla
from app.tickets.models import Ticket, TicketHistory, TicketPostingKey
from app.tickets.operations import timing
from app.tickets.operations.holding import assign, claim, release, transfer
from app.tickets.operations.moving import close, reopen, wait_until
from app.tickets.operations.opening import NewTicket, open_ticket
from app.tickets.operations.writing import Then, reply
from app.tickets.queries.work import Filter, Queue, count_work, page_of_work
from app.tickets.states import Act, State
from tests.factories import make_administrator, make_caseworker, make_ticket
from tests.mailbox import take_mails

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
WEEKDAYS = Calendar(COPENHAGEN, {day: ((9 * 60, 16 * 60),) for day in range(5)})
# A Monday at nine; the site's own hours are from eight to four.
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def at(day, hour, minute=0):
    """Give an instant of that Monday's week, in local time."""
    wall = datetime(2026, 3, 2, hour, minute, tzinfo=COPENHAGEN) + timedelta(days=day)
    return wall.astimezone(UTC)


@pytest.mark.parametrize(
    ("pauses", "warn_at", "due_at"),
    [
        ([], at(0, 15), at(1, 10)),
        ([Pause(at(0, 10), at(0, 12))], at(1, 10), at(1, 12)),
        ([Pause(at(0, 10), at(2, 10))], at(2, 15), at(3, 10)),
        ([Pause(at(0, 10))], None, None),
        ([Pause(at(1, 11))], at(0, 15), at(1, 10)),
        ([Pause(at(0, 17), at(0, 20))], at(0, 15), at(1, 10)),
    ],
)
def test_a_deadline_is_working_time_less_the_pauses(pauses, warn_at, due_at):
    found = sla.deadline(WEEKDAYS, MONDAY, 8 * 60, pauses)
    assert (found.warn_at, found.due_at) == (warn_at, due_at)


@pytest.fixture
def told(app):
    """Collect the events of warnings and breaches, from the history, which says the same."""

    def read():
        query = select(TicketHistory.what, TicketHistory.details).where(
            TicketHistory.what.in_((Act.WARNED, Act.BREACHED))
        )
        found = [
            (row.what, row.details["measure"]) for row in session().execute(query.order_by(TicketHistory.id))
        ]
        session().close()
        return found

    return read


@pytest.fixture
def monday(department, requester, caseworker):
    """Give a ticket opened on Monday at nine: a reply is due on Tuesday at nine, the end in two weeks."""
    with as_of(MONDAY):
        return make_ticket(department, requester)


def row(ticket):
    session().close()
    return session().scalar(select(Ticket).where(Ticket.id == ticket.id))


def acts(ticket):
    session().close()
    query = select(TicketHistory.what).where(TicketHistory.ticket_id == ticket.id)
    return session().scalars(query.order_by(TicketHistory.number)).all()


def tick(moment):
    with as_of(moment):
        clockwork.look_at_clock()


def test_each_clock_warns_once_and_breaches_once(monday, told):
    assert (monday.first_reply_warn_at, monday.first_reply_due_at) == (at(0, 15), at(1, 9))
    tick(at(0, 14, 59))
    assert told() == []
    for minute in (0, 1, 30):
        tick(at(0, 15, minute))
    assert told() == [(Act.WARNED, "first_reply")]
    for day in (1, 1, 2):
        tick(at(day, 9))
    assert told() == [(Act.WARNED, "first_reply"), (Act.BREACHED, "first_reply")]
    tick(monday.resolution_warn_at)
    tick(monday.resolution_due_at)
    tick(monday.resolution_due_at + timedelta(days=9))
    assert told()[2:] == [(Act.WARNED, "resolution"), (Act.BREACHED, "resolution")]


def test_who_has_a_ticket_is_told_of_its_warning_and_its_breach_and_nobody_else(app, monday, caseworker):
    def mails_of(moment):
        tick(moment)
        return [(mail.to, "soon due" in mail.text, "is late" in mail.text) for mail in take_mails(app)]

    with as_of(MONDAY), transaction():
        assign(caseworker, monday.reference, caseworker.id)
    take_mails(app)
    address = session().scalar(select(Person.email).where(Person.id == caseworker.id))
    session().close()
    assert mails_of(at(0, 15)) == [(address, True, False)]
    assert mails_of(at(1, 9)) == [(address, False, True)]
    assert mails_of(at(1, 10)) == []
    with as_of(at(1, 10)), transaction():
        release(caseworker, monday.reference)
    assert mails_of(at(20, 9)) == [], "nobody has it any more"
    assert acts(monday)[-1] == Act.BREACHED


def test_after_a_long_night_of_the_worker_a_breach_makes_its_warning_needless(monday, told):
    tick(at(1, 12))
    assert told() == [(Act.BREACHED, "first_reply")]
    assert row(monday).first_reply_warned_at is not None


def test_what_was_answered_in_time_is_not_told(monday, told, caseworker):
    with as_of(at(0, 14)), transaction():
        reply(caseworker, monday.reference, "We are looking into it.")
    tick(at(3, 10))
    assert told() == []
    assert row(monday).first_reply_due_at == at(1, 9)


def test_a_late_answer_does_not_undo_the_breach(monday, told, caseworker):
    tick(at(1, 11))
    with as_of(at(1, 12)), transaction():
        reply(caseworker, monday.reference, "We are looking into it.")
    kept = row(monday)
    assert kept.first_reply_at > kept.first_reply_due_at
    assert kept.first_reply_breached_at == at(1, 11)


def test_while_it_waits_for_the_requester_nothing_is_due(monday, told, caseworker, requester):
    with as_of(at(0, 10)), transaction():
        reply(caseworker, monday.reference, "Which month was it?", then=Then.WAIT)
    tick(at(60, 10))
    assert told() == []
    with as_of(at(60, 10)), transaction():
        reply(requester, monday.reference, "May.")
    tick(at(60, 11))
    assert told() == []
    assert row(monday).resolution_due_at > at(60, 11)


def test_the_time_it_lay_closed_does_not_count(monday, caseworker, requester):
    with as_of(at(0, 10)), transaction():
        close(caseworker, monday.reference)
    assert row(monday).resolution_due_at == monday.resolution_due_at
    tick(at(10, 10))
    assert row(monday).first_reply_breached_at is None
    with as_of(at(7, 10)), transaction():
        reopen(requester, monday.reference)
    assert row(monday).resolution_due_at == monday.resolution_due_at + timedelta(days=7)


def test_another_department_works_against_the_same_clock_with_its_own_calendar(monday, caseworker, elsewhere):
    with transaction() as current:
        current.execute(
            update(Department).where(Department.id == elsewhere.id).values(timezone="America/New_York")
        )
    with as_of(at(0, 10)), transaction():
        transfer(caseworker, monday.reference, elsewhere.id, "Yours, I think.")
    kept = row(monday)
    # Opened at three in the morning over there: a working day later is that day's end.
    assert kept.first_reply_due_at == datetime(2026, 3, 2, 16, tzinfo=ZoneInfo("America/New_York"))


def test_a_claim_lapses_by_itself_and_an_assignment_does_not(department, caseworker, monday):
    other = make_ticket(department)
    with as_of(MONDAY):
        with transaction():
            claim(caseworker, monday.reference)
        with transaction():
            assign(caseworker, other.reference, caseworker.id)
    tick(MONDAY + sla.CLAIM - timedelta(seconds=1))
    assert row(monday).assignee_id == caseworker.id
    tick(MONDAY + sla.CLAIM)
    assert (row(monday).assignee_id, row(monday).claimed_until) == (None, None)
    assert row(other).assignee_id == caseworker.id
    lapsed = session().scalars(select(TicketHistory).where(TicketHistory.what == Act.LAPSED)).one()
    assert (lapsed.part, lapsed.details) == ("site", {"assignee": caseworker.id})


def test_what_waits_for_a_date_opens_on_it(monday, caseworker):
    with as_of(MONDAY), transaction():
        wait_until(caseworker, monday.reference, at(3, 9))
    tick(at(3, 8, 59))
    assert row(monday).state == State.WAITING_UNTIL
    tick(at(3, 9))
    assert (row(monday).state, row(monday).waiting_until) == (State.OPEN, None)


def test_only_the_site_lets_time_pass(caseworker):
    for work in (timing.tell_due, timing.lapse_claims, timing.wake_due):
        with pytest.raises(NotAllowed), transaction():
            work(caseworker)


def test_batches_are_small_and_go_on_to_the_end(department, told):
    with as_of(MONDAY):
        for _ in range(5):
            make_ticket(department)
    with as_of(at(1, 11)):
        with transaction():
            assert timing.tell_due(SYSTEM, batch=2) == 2
        clockwork.look_at_clock()
    assert told() == [(Act.BREACHED, "first_reply")] * 5


def test_what_presses_is_found_by_who_works_there(monday, caseworker, elsewhere):
    def pressing(who):
        counts = count_work(who).queues
        return counts[Queue.SOON], counts[Queue.LATE]

    with as_of(at(0, 15, 1)):
        assert pressing(caseworker) == (1, 0)
    with as_of(at(1, 9, 1)):
        assert pressing(caseworker) == (0, 1)
        assert [one.id for one in page_of_work(caseworker, Filter(queue=Queue.LATE)).rows] == [monday.id]
        assert pressing(make_caseworker(elsewhere)) == (0, 0)


def test_keys_of_old_forms_are_forgotten(department, requester):
    new = NewTicket("My rent", "It went up.", department_id=department.id)
    with as_of(MONDAY), transaction():
        open_ticket(requester, new, "old")
    with transaction():
        open_ticket(requester, new, "new")
    clockwork.tidy()
    assert session().scalars(select(TicketPostingKey.key)).all() == ["new"]


def set_target(department, minutes, measure=Measure.FIRST_REPLY):
    chief = make_administrator()
    with transaction() as current:
        version = current.get_one(Department, department.id).version
        set_targets(chief, department.id, version, {(Kind.TICKET, measure): minutes})


def test_a_target_that_becomes_shorter_makes_open_tickets_due_sooner_and_says_so(monday, department):
    with as_of(at(0, 10)):
        set_target(department, 4 * 60)
        deliver_all()
    kept = row(monday)
    assert (kept.first_reply_due_at, kept.turn_at) == (at(0, 13), at(0, 13))
    assert kept.first_reply_warn_at == at(0, 12)
    assert kept.resolution_due_at == monday.resolution_due_at
    assert acts(monday)[-1] == Act.SOONER


@pytest.mark.parametrize("minutes", [60, 40 * 60])
def test_no_new_target_breaks_a_promise_or_makes_a_ticket_late(monday, department, caseworker, minutes):
    with as_of(at(0, 11)):
        set_target(department, minutes)
        deliver_all()
    with as_of(at(0, 12)), transaction():
        claim(caseworker, monday.reference)
    assert row(monday).first_reply_due_at == monday.first_reply_due_at
    assert Act.SOONER not in acts(monday)


def test_what_was_promised_is_what_counts_after_a_pause(monday, department, caseworker, requester):
    with as_of(at(0, 10)), transaction():
        reply(caseworker, monday.reference, "Which month was it?", then=Then.WAIT)
    set_target(department, 10_000, Measure.RESOLUTION)
    with as_of(at(7, 10)), transaction():
        reply(requester, monday.reference, "May.")
    assert row(monday).resolution_due_at == monday.resolution_due_at + timedelta(days=7)


def test_a_day_off_added_later_moves_no_promise(monday, department, caseworker):
    chief = make_administrator()
    with as_of(at(0, 10)), transaction():
        add_holiday(chief, department.id, at(1, 9).date(), "Outing")
    with as_of(at(0, 10)):
        deliver_all()
    with as_of(at(0, 11)), transaction():
        reply(caseworker, monday.reference, "We look into it.")
    kept = row(monday)
    assert (kept.first_reply_due_at, kept.resolution_due_at) == (
        monday.first_reply_due_at,
        monday.resolution_due_at,
    )


def test_a_day_off_taken_back_makes_tickets_of_all_departments_due_sooner(department, requester):
    chief = make_administrator()
    with as_of(MONDAY), transaction():
        add_holiday(chief, None, at(1, 9).date(), "Outing")
    with as_of(MONDAY):
        ticket = make_ticket(department, requester)
    assert ticket.first_reply_due_at == at(2, 9)
    with as_of(at(0, 10)), transaction():
        remove_holiday(chief, session().scalars(select(Holiday.id)).one())
    with as_of(at(0, 10)):
        deliver_all()
    assert row(ticket).first_reply_due_at == at(1, 9)


def test_new_targets_reach_many_tickets_batch_by_batch(department, elsewhere, requester):
    with as_of(MONDAY):
        tickets = [make_ticket(department, requester) for _number in range(5)]
        other = make_ticket(elsewhere, requester)
    with as_of(at(0, 10)):
        set_target(department, 4 * 60)
        seen, last = [], 0
        while last is not None:
            with transaction():
                last = timing.bring_forward(SYSTEM, department.id, last, batch=2)
            seen.append(last)
    assert seen == [tickets[1].id, tickets[3].id, None]
    assert {row(ticket).first_reply_due_at for ticket in tickets} == {at(0, 13)}
    assert row(other).first_reply_due_at == at(1, 9)
