"""What happens to a ticket, operation by operation: the state, the clock, the history and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DatabaseError

from app.accounts.operations.suspension import suspend
from app.core.access import ANONYMOUS, SYSTEM
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from app.core.outbox import OutboxEntry
from app.tickets.guards import REFUSAL
from app.tickets.models import (
    Ticket,
    TicketHistory,
    TicketLink,
    TicketMessage,
    TicketPause,
    TicketPerson,
    TicketPostingKey,
)
from app.tickets.operations.changing import ChangedMeanwhile
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import assign, claim, release, set_priority, transfer
from app.tickets.operations.linking import link, unlink
from app.tickets.operations.moving import close, rate, reopen, resume, wait_until
from app.tickets.operations.opening import Caller, NewTicket, claim_with_code, open_on_behalf, open_ticket
from app.tickets.operations.people import NAMING, name_person
from app.tickets.operations.writing import Then, note, reply, say_writing
from app.tickets.queries.conversation import (
    list_changes_since,
    list_history,
    list_linked,
    list_messages,
    list_writing,
)
from app.tickets.queries.people import list_possible_assignees
from app.tickets.queries.tickets import get_ticket, get_ticket_by_id
from app.tickets.states import Act, Channel, Priority, State
from tests.factories import (
    actor,
    make_administrator,
    make_caseworker,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_ticket,
    make_topic,
)
from tests.guards import writing
from tests.tickets.rewriting import COLUMNS, REWRITINGS


def do(operation, *arguments, **options):
    with transaction():
        return operation(*arguments, **options)


def row(ticket):
    session().close()
    return session().scalar(select(Ticket).where(Ticket.id == ticket.id))


def acts(ticket):
    query = select(TicketHistory.what).where(TicketHistory.ticket_id == ticket.id)
    return session().scalars(query.order_by(TicketHistory.number)).all()


def closed(ticket, caseworker):
    do(close, caseworker, ticket.reference)
    return row(ticket)


# Opening


def test_a_ticket_asked_in_private_goes_to_the_department_of_its_topic(requester):
    topic = make_topic()
    opened = do(open_ticket, requester, NewTicket("My rent", "It went up by half.", topic.id))
    kept = row(opened)
    assert (kept.department_id, kept.requester_id, kept.state) == (
        topic.department_id,
        requester.id,
        State.NEW,
    )
    assert kept.channel == Channel.WEB
    assert kept.first_reply_due_at > kept.first_reply_warn_at > kept.created_at
    assert kept.resolution_due_at > kept.first_reply_due_at
    assert [one.body for one in list_messages(requester, kept.id)] == ["It went up by half."]
    assert acts(kept) == [Act.OPENED]


def test_without_a_topic_it_goes_to_the_front_desk_and_without_one_nowhere(requester):
    with pytest.raises(Conflict):
        do(open_ticket, requester, NewTicket("My rent", "It went up by half."))
    desk = make_department(front_desk=True)
    opened = do(open_ticket, requester, NewTicket("My rent", "It went up by half."))
    assert row(opened).department_id == desk.id


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewTicket("Rent", "It went up."), "subject"),
        (NewTicket("My rent", " "), "body"),
        (NewTicket("x" * 151, "It went up."), "subject"),
        (NewTicket("My rent", "x" * 20_001), "body"),
        (NewTicket("My rent", "It went up.", department_id=99), "department_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(department, requester, new, field):
    with pytest.raises(Invalid) as refused:
        do(open_ticket, requester, new)
    assert refused.value.details["field"] == field


def test_nobody_opens_a_ticket_who_may_not_write(department):
    unconfirmed = make_person(email_confirmed_at=None)
    suspended = make_person()
    do(suspend, SYSTEM, suspended.id, None, "Spam")
    for who in (ANONYMOUS, unconfirmed, actor(suspended.id)):
        with pytest.raises(NotAllowed):
            do(open_ticket, who, NewTicket("My rent", "It went up."))


def test_ten_tickets_an_hour_are_enough(department, requester):
    with as_of(now().replace(minute=1)):
        for number in range(10):
            do(open_ticket, requester, NewTicket(f"Case number {number}", "It went up."))
        with pytest.raises(TooMany):
            do(open_ticket, requester, NewTicket("Case number ten", "It went up."))


def test_the_same_form_sent_again_makes_one_ticket_and_one_message(department, requester):
    new = NewTicket("My rent", "It went up.")
    first = do(open_ticket, requester, new, posting_key="a")
    assert do(open_ticket, requester, new, posting_key="a").id == first.id
    written = do(reply, requester, first.reference, "And again.", posting_key="b")
    assert do(reply, requester, first.reference, "And again.", posting_key="b").id == written.id
    assert len(list_messages(requester, first.id)) == 2
    with pytest.raises(Conflict):
        do(reply, requester, first.reference, "Something else.", posting_key="a")
    assert session().scalar(select(func.count()).select_from(TicketPostingKey)) == 2


# On behalf


def test_a_caller_takes_their_ticket_over_with_reference_and_code_once(department, caseworker):
    official = make_official(make_department())
    caller = Caller("Inge Dahl", "12 34 56 78", Channel.PHONE)
    opened = do(open_on_behalf, official, NewTicket("Her pension", "It did not come."), caller)
    with pytest.raises(NotFound):
        get_ticket(official, opened.reference)
    seen = get_ticket(caseworker, opened.reference)
    assert (seen.requester_name, seen.requester_contact, seen.channel) == (
        "Inge Dahl",
        "12 34 56 78",
        Channel.PHONE,
    )
    first = list_messages(caseworker, seen.id)[0]
    assert (first.author_id, first.entered_by_id) == (None, official.id)
    assert opened.claim_code not in str(session().execute(select(Ticket.claim_code_hash)).all())
    inge, other = make_person("Inge Dahl"), make_person()
    assert do(claim_with_code, inge, opened.reference, "CCCC-CCCC-CCCC") is None
    taken = do(claim_with_code, inge, opened.reference.lower(), opened.claim_code.replace("-", " "))
    assert get_ticket(inge, opened.reference).id == taken.id
    assert do(claim_with_code, other, opened.reference, opened.claim_code) is None
    with pytest.raises(NotFound):
        get_ticket(other, opened.reference)
    assert acts(taken) == [Act.OPENED, Act.CODE_CLAIMED]


def test_the_same_form_sent_again_for_a_caller_shows_the_same_code(department, caseworker):
    new, caller = NewTicket("Her pension", "It did not come."), Caller("Inge Dahl")
    opened = do(open_on_behalf, caseworker, new, caller, "a")
    assert do(open_on_behalf, caseworker, new, caller, "a") == opened
    assert do(open_on_behalf, make_caseworker(department), new, caller, "a").claim_code != opened.claim_code
    assert do(open_on_behalf, caseworker, new, caller, "b").claim_code != opened.claim_code
    assert do(claim_with_code, make_person(), opened.reference, opened.claim_code)
    assert session().scalar(select(func.count()).select_from(Ticket)) == 3


def test_a_caseworker_who_takes_over_a_ticket_they_had_has_it_no_more(department, caseworker):
    caller = Caller("Mette Holm", channel=Channel.COUNTER)
    opened = do(open_on_behalf, caseworker, NewTicket("My own case", "It did not come."), caller)
    do(claim, caseworker, opened.reference)
    taken = do(claim_with_code, caseworker, opened.reference, opened.claim_code)
    assert (row(taken).requester_id, row(taken).assignee_id) == (caseworker.id, None)


def test_guessing_codes_is_limited_for_the_person_and_for_the_ticket(department, caseworker):
    opened = do(open_on_behalf, caseworker, NewTicket("Her pension", "It did not come."), Caller("Inge"))
    with as_of(now().replace(minute=1)):
        guesser = make_person()
        for _ in range(20):
            assert do(claim_with_code, guesser, opened.reference, "CCCC-CCCC-CCCC") is None
        with pytest.raises(TooMany):
            do(claim_with_code, guesser, "CCCC-CCCC", "CCCC-CCCC-CCCC")
        with pytest.raises(TooMany):
            do(claim_with_code, make_person(), opened.reference, opened.claim_code)


def test_only_staff_open_tickets_for_others(department):
    for who in (make_person(), make_moderator()):
        with pytest.raises(NotAllowed):
            do(open_on_behalf, who, NewTicket("Her pension", "It did not come."), Caller("Inge"))


# Writing


def test_an_answer_opens_a_new_ticket_and_is_the_first_reply(ticket, caseworker, requester):
    do(reply, requester, ticket.reference, "One more thing.")
    assert row(ticket).first_reply_at is None
    message = do(reply, caseworker, ticket.reference, "We are looking into it.")
    kept = row(ticket)
    assert (kept.state, kept.first_reply_at) == (State.OPEN, message.created_at)
    assert message.hat_department_id == kept.department_id
    do(reply, caseworker, ticket.reference, "Still looking.")
    assert row(ticket).first_reply_at == message.created_at


def test_waiting_for_the_requester_stops_the_clock_until_they_write(ticket, caseworker, requester):
    start = now()
    do(reply, caseworker, ticket.reference, "Which month was it?", then=Then.WAIT)
    kept = row(ticket)
    before = ticket.resolution_due_at
    assert (kept.state, kept.resolution_due_at, kept.resolution_warn_at) == (
        State.WAITING_REQUESTER,
        None,
        None,
    )
    with as_of(start + timedelta(days=28)):
        do(reply, requester, ticket.reference, "May.")
    kept = row(ticket)
    assert kept.state == State.OPEN
    assert timedelta(days=27) < kept.resolution_due_at - before < timedelta(days=29)
    pause = session().scalars(select(TicketPause)).one()
    assert (pause.why, pause.ended - pause.begun > timedelta(days=27)) == ("requester", True)


def test_waiting_until_a_date_and_another_department_do_not_stop_the_clock(ticket, caseworker, elsewhere):
    due = ticket.resolution_due_at
    do(wait_until, caseworker, ticket.reference, now() + timedelta(days=3))
    assert row(ticket).resolution_due_at == due
    do(transfer, caseworker, ticket.reference, elsewhere.id, "Yours, I think.")
    assert row(ticket).resolution_due_at == due


def test_a_reply_reopens_within_fourteen_days(ticket, caseworker, requester):
    closed(ticket, caseworker)
    with as_of(now() + timedelta(days=13)):
        do(reply, requester, ticket.reference, "It happened again.")
    kept = row(ticket)
    assert (kept.state, kept.closed_at, kept.reopen_until) == (State.REOPENED, None, None)
    assert kept.resolution_due_at > ticket.resolution_due_at


def test_later_a_reply_opens_a_linked_new_ticket_and_the_next_one_goes_there_too(
    ticket, caseworker, requester
):
    make_person(email="bo@example.org")
    do(name_person, requester, ticket.reference, "bo@example.org")
    closed(ticket, caseworker)
    with as_of(now() + timedelta(days=15)):
        first = do(reply, requester, ticket.reference, "It happened again.")
        second = do(reply, requester, ticket.reference, "And again.")
        with pytest.raises(Conflict):
            do(reopen, requester, ticket.reference)
    assert row(ticket).state == State.CLOSED
    assert first.ticket_id == second.ticket_id != ticket.id
    new = get_ticket_by_id(requester, first.ticket_id)
    assert (new.subject, new.requester_id, new.state) == (ticket.subject, requester.id, State.NEW)
    assert [one.id for one in list_linked(requester, new.id)] == [ticket.id]
    assert acts(new) == [Act.FOLLOWED_UP, Act.WROTE]
    people = select(func.count()).select_from(TicketPerson).where(TicketPerson.ticket_id == new.id)
    assert session().scalar(people) == 1


def test_a_caseworker_does_not_write_in_a_closed_ticket(ticket, caseworker):
    closed(ticket, caseworker)
    for work in (reply, note):
        with pytest.raises(Conflict):
            do(work, caseworker, ticket.reference, "One more thing.")
    assert len(list_messages(caseworker, ticket.id)) == 1


def test_an_answer_can_close_which_is_two_changes(ticket, caseworker):
    do(reply, caseworker, ticket.reference, "It is paid back.", then=Then.CLOSE)
    assert acts(ticket) == [Act.OPENED, Act.ANSWERED, Act.CLOSED]
    assert row(ticket).version == 3


def test_of_two_caseworkers_who_answer_what_they_read_the_second_is_told(
    ticket, caseworker, department, requester
):
    colleague = make_caseworker(department)
    read = row(ticket).version
    do(set_priority, colleague, ticket.reference, Priority.HIGH)
    do(reply, caseworker, ticket.reference, "It is paid back.", version=read)
    with pytest.raises(ChangedMeanwhile) as refused:
        do(reply, colleague, ticket.reference, "It is not.", version=read)
    assert refused.value.details["version"] == row(ticket).version
    assert [one.what for one in list_changes_since(colleague, ticket.id, read)] == [
        Act.PRIORITISED,
        Act.ANSWERED,
    ]
    do(reply, colleague, ticket.reference, "It is not.", version=refused.value.details["version"])
    with pytest.raises(ChangedMeanwhile) as refused:
        do(reply, requester, ticket.reference, "I see.", version=read)
    do(reply, requester, ticket.reference, "I see.", version=refused.value.details["version"])


def test_the_requester_is_not_told_by_this_that_something_was_noted_or_decided_inside(
    ticket, caseworker, requester
):
    read = row(ticket).version
    do(note, caseworker, ticket.reference, "He called twice.")
    do(claim, caseworker, ticket.reference)
    do(set_priority, caseworker, ticket.reference, Priority.HIGH)
    do(reply, requester, ticket.reference, "One more thing.", version=read)
    do(reply, requester, ticket.reference, "And another, from another window.", version=read)


def test_who_reads_along_and_the_requester_do_not_write_past_each_other(ticket, requester):
    friend = make_person(email="bo@example.org")
    do(name_person, requester, ticket.reference, "bo@example.org")
    read = row(ticket).version
    do(reply, friend, ticket.reference, "She means in May.", version=read)
    with pytest.raises(ChangedMeanwhile):
        do(reply, requester, ticket.reference, "I mean in May.", version=read)


def test_one_sees_who_else_is_writing_until_they_are_done(ticket, caseworker, department, requester):
    colleague = make_caseworker(department, "Ole Friis")
    do(say_writing, colleague, ticket.reference)
    do(say_writing, colleague, ticket.reference)
    assert [one.person.name for one in list_writing(caseworker, ticket.id)] == ["Ole Friis"]
    assert not list_writing(colleague, ticket.id)
    assert not list_writing(requester, ticket.id)
    with as_of(now() + timedelta(minutes=3)):
        assert not list_writing(caseworker, ticket.id)
    do(reply, colleague, ticket.reference, "Done.")
    assert not list_writing(caseworker, ticket.id)


def test_a_stranger_cannot_write_note_or_be_seen_writing(ticket):
    for work in (reply, note):
        with pytest.raises(NotFound):
            do(work, make_person(), ticket.reference, "Hello.")
    with pytest.raises(NotFound):
        do(say_writing, make_person(), ticket.reference)


# Holding


def test_a_claim_keeps_others_out_until_it_lapses(ticket, caseworker, department):
    colleague = make_caseworker(department)
    do(claim, caseworker, ticket.reference)
    kept = row(ticket)
    assert (kept.state, kept.holder_id) == (State.OPEN, caseworker.id)
    with pytest.raises(Conflict):
        do(claim, colleague, ticket.reference)
    with as_of(now() + timedelta(hours=4, seconds=1)):
        assert row(ticket).holder_id is None
        do(claim, colleague, ticket.reference)
    assert row(ticket).assignee_id == colleague.id


def test_what_was_assigned_does_not_lapse_and_is_not_claimed_away(ticket, caseworker, department):
    colleague = make_caseworker(department)
    do(assign, caseworker, ticket.reference, colleague.id)
    with as_of(now() + timedelta(days=9)):
        assert row(ticket).holder_id == colleague.id
        with pytest.raises(Conflict):
            do(claim, caseworker, ticket.reference)
    do(release, colleague, ticket.reference)
    assert row(ticket).holder_id is None
    do(release, colleague, ticket.reference)
    assert acts(ticket) == [Act.OPENED, Act.ASSIGNED, Act.RELEASED]


def test_only_caseworkers_of_the_department_whom_it_does_not_concern_can_be_given_it(
    ticket, caseworker, department, elsewhere, requester
):
    named = make_caseworker(department)
    with transaction():
        session().add(TicketPerson(ticket_id=ticket.id, person_id=named.id))
    away = make_caseworker(department)
    do(suspend, SYSTEM, away.id, None, "On leave for good")
    possible = [person.id for person in list_possible_assignees(caseworker, ticket.id)]
    assert possible == [caseworker.id]
    assert not list_possible_assignees(requester, ticket.id)
    for other in (make_caseworker(elsewhere), make_official(department), requester, named, away):
        with pytest.raises(Invalid):
            do(assign, caseworker, ticket.reference, other.id)


def test_who_is_named_in_a_ticket_they_had_has_it_no_more(ticket, caseworker, requester):
    do(claim, caseworker, ticket.reference)
    with transaction() as current:
        current.execute(
            text("UPDATE people SET email = 'mette@example.org' WHERE id = :id"), {"id": caseworker.id}
        )
    do(name_person, requester, ticket.reference, "mette@example.org")
    assert row(ticket).assignee_id is None


def test_a_transfer_needs_another_department_and_a_note(ticket, caseworker, department, elsewhere):
    do(claim, caseworker, ticket.reference)
    for department_id, words in ((department.id, "Ours."), (99, "Whose?"), (elsewhere.id, " ")):
        with pytest.raises(Invalid):
            do(transfer, caseworker, ticket.reference, department_id, words)
    do(transfer, caseworker, ticket.reference, elsewhere.id, "It is about a road.")
    kept = row(ticket)
    assert (kept.department_id, kept.assignee_id, kept.claimed_until) == (elsewhere.id, None, None)
    history = list_history(make_caseworker(elsewhere), ticket.id)[-1]
    assert (history.details["from"], history.details["to"]) == (department.id, elsewhere.id)


@pytest.mark.parametrize(
    "work",
    [
        lambda who, ticket, version: assign(who, ticket, who.id, version),
        lambda who, ticket, version: set_priority(who, ticket, Priority.LOW, version),
        lambda who, ticket, version: wait_until(who, ticket, now() + timedelta(days=1), version),
        lambda who, ticket, version: close(who, ticket, version),
        lambda who, ticket, version: transfer(who, ticket, 99, "A note.", version),
    ],
)
def test_who_decides_on_what_they_read_is_told_if_it_changed(ticket, caseworker, requester, work):
    read = row(ticket).version
    do(reply, requester, ticket.reference, "Wait, there is more.")
    with pytest.raises(ChangedMeanwhile):
        do(work, caseworker, ticket.reference, read)
    assert row(ticket).version == read + 1


# Moving


def test_a_ticket_is_put_off_until_a_day_within_a_year_and_can_be_resumed(ticket, caseworker):
    for until in (now(), now() + timedelta(days=367)):
        with pytest.raises(Invalid):
            do(wait_until, caseworker, ticket.reference, until)
    until = now() + timedelta(days=2)
    do(wait_until, caseworker, ticket.reference, until)
    assert (row(ticket).state, row(ticket).waiting_until) == (State.WAITING_UNTIL, until)
    do(resume, caseworker, ticket.reference)
    assert (row(ticket).state, row(ticket).waiting_until) == (State.OPEN, None)
    with pytest.raises(Conflict):
        do(resume, caseworker, ticket.reference)


def test_closing_ends_a_claim_and_keeps_who_was_assigned(ticket, caseworker, department):
    do(claim, caseworker, ticket.reference)
    assert closed(ticket, caseworker).assignee_id is None
    other = make_ticket(department)
    do(assign, caseworker, other.reference, caseworker.id)
    assert closed(other, caseworker).assignee_id == caseworker.id


def test_how_it_went_is_asked_once_each_time_it_closes(ticket, caseworker, requester):
    with pytest.raises(Conflict):
        do(rate, requester, ticket.reference, 5)
    closed(ticket, caseworker)
    for wrong in (0, 6):
        with pytest.raises(Invalid):
            do(rate, requester, ticket.reference, wrong)
    with pytest.raises(NotAllowed):
        do(rate, caseworker, ticket.reference, 5)
    do(rate, requester, ticket.reference, 2, "It took long.")
    with pytest.raises(Conflict):
        do(rate, requester, ticket.reference, 5)
    assert (row(ticket).satisfaction, row(ticket).satisfaction_words) == (2, "It took long.")
    do(reopen, requester, ticket.reference)
    assert (row(ticket).satisfaction, row(ticket).satisfaction_words) == (None, "")
    closed(ticket, caseworker)
    do(rate, requester, ticket.reference, 5)
    assert row(ticket).satisfaction == 5


def test_what_is_closed_is_not_closed_again_and_what_is_open_not_reopened(ticket, caseworker):
    with pytest.raises(Conflict):
        do(reopen, caseworker, ticket.reference)
    closed(ticket, caseworker)
    with pytest.raises(Conflict):
        do(close, caseworker, ticket.reference)


# People and links


def test_naming_says_that_there_is_nobody_and_counts_it(ticket, requester):
    with as_of(now().replace(minute=1)):
        for _ in range(NAMING.times):
            assert not do(name_person, requester, ticket.reference, "nobody@example.org")
        with pytest.raises(TooMany):
            do(name_person, requester, ticket.reference, "nobody@example.org")


def test_only_the_requester_names_people(ticket, caseworker, requester):
    make_person(email="bo@example.org")
    named = make_person(email="ida@example.org")
    do(name_person, requester, ticket.reference, "ida@example.org")
    for who in (caseworker, named):
        with pytest.raises(NotAllowed):
            do(name_person, who, ticket.reference, "bo@example.org")


def test_linking_shows_each_only_to_who_may_see_it(department, elsewhere, caseworker, requester, ticket):
    other = make_ticket(department)
    do(link, caseworker, ticket.reference, other.reference)
    do(link, caseworker, other.reference, ticket.reference)
    assert [one.id for one in list_linked(caseworker, ticket.id)] == [other.id]
    assert not list_linked(requester, ticket.id)
    assert acts(ticket) == acts(other) == [Act.OPENED, Act.LINKED]
    do(unlink, caseworker, other.reference, ticket.reference)
    assert session().scalar(select(func.count()).select_from(TicketLink)) == 0
    with pytest.raises(Invalid):
        do(link, caseworker, ticket.reference, ticket.reference)
    with pytest.raises(NotFound):
        do(link, caseworker, ticket.reference, make_ticket(elsewhere).reference)


# The glass


def test_breaking_the_glass_needs_an_administrator_and_a_reason_and_is_kept(ticket, caseworker, requester):
    administrator = make_administrator()
    for who in (caseworker, requester, make_moderator(), make_person()):
        with pytest.raises(NotAllowed):
            do(break_glass, who, ticket.reference, "The police asked for it.")
    with pytest.raises(Invalid):
        do(break_glass, administrator, ticket.reference, "because")
    with pytest.raises(NotFound):
        do(break_glass, administrator, "CCCC-CCCC", "The police asked for it.")
    until = do(break_glass, administrator, ticket.reference, "The police asked for it.")
    assert until > now()
    with pytest.raises(Conflict):
        do(break_glass, administrator, ticket.reference, "The police asked for it.")
    told = list_history(requester, ticket.id)[-1]
    assert (told.what, told.actor_id, told.part) == (Act.GLASS_BROKEN, administrator.id, "glass")
    assert "police" not in str(told.details)


# The history


def test_each_change_is_one_row_whose_number_is_the_version(ticket, caseworker, requester):
    for work in (
        lambda: claim(caseworker, ticket.reference),
        lambda: reply(caseworker, ticket.reference, "When?"),
        lambda: note(caseworker, ticket.reference, "Check the files."),
        lambda: set_priority(caseworker, ticket.reference, Priority.URGENT),
        lambda: set_priority(caseworker, ticket.reference, Priority.URGENT),
        lambda: reply(requester, ticket.reference, "In May."),
    ):
        do(work)
    numbers = [one.number for one in list_history(caseworker, ticket.id)]
    assert numbers == [1, 2, 3, 4, 5, 6]
    assert row(ticket).version == 6


def test_the_history_names_who_acted_in_office_and_no_citizen(ticket, caseworker, requester):
    do(reply, requester, ticket.reference, "One more thing.")
    do(claim, caseworker, ticket.reference)
    kept = [(one.part, one.actor_id) for one in list_history(caseworker, ticket.id)]
    assert kept == [("requester", None), ("requester", None), ("staff", caseworker.id)]


@pytest.mark.parametrize("statement", REWRITINGS)
def test_nobody_rewrites_the_history(ticket, statement):
    session().close()
    with pytest.raises(DatabaseError, match=REFUSAL), writing() as connection:
        connection.execute(text(statement))
    assert acts(ticket) == [Act.OPENED]


def test_nobody_replaces_a_row_of_the_history(ticket):
    session().close()
    with writing() as connection:
        if connection.dialect.name != "sqlite":
            pytest.skip("only SQLite replaces rows without asking the trigger on delete")
        for key in (
            "id, ticket_id, number + 1000",
            "id + 1000, ticket_id, number",
        ):
            values = f"{key}, at, part, actor_id, 'closed', state_before, state_after, details"
            statement = (
                f"INSERT OR REPLACE INTO ticket_history ({COLUMNS}) SELECT {values} FROM ticket_history"
            )
            with pytest.raises(DatabaseError, match=REFUSAL):
                connection.execute(text(statement))
    assert acts(ticket) == [Act.OPENED]


def test_a_ticket_with_a_history_cannot_be_deleted(ticket):
    with pytest.raises(DatabaseError), transaction() as current:
        current.execute(delete(TicketMessage))
        current.execute(delete(Ticket))


def test_events_hold_ids_and_history_no_texts(ticket, caseworker):
    secret = "8f3k2q9x"
    do(reply, caseworker, ticket.reference, f"It says {secret}.")
    do(note, caseworker, ticket.reference, f"It says {secret}.")
    do(set_priority, caseworker, ticket.reference, Priority.HIGH)
    kept = session().execute(text("SELECT details FROM ticket_history")).all()
    assert secret not in str(kept)
    assert secret not in str(session().scalars(select(OutboxEntry.payload)).all())
