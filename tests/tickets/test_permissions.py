"""Who reads a ticket: the requester, people they name, caseworkers of the holding department. Nobody else."""

import inspect
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from sqlalchemy import select

from app.accounts.models import RoleKind
from app.accounts.operations.roles import grant_role
from app.core.access import ANONYMOUS, SYSTEM
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.errors import NotAllowed, NotFound
from app.core.paging import Place
from app.tickets import queries
from app.tickets.models import Ticket
from app.tickets.operations.glass import break_glass
from app.tickets.operations.holding import transfer
from app.tickets.operations.people import name_person, unname_person
from app.tickets.operations.writing import note, reply
from app.tickets.permissions import (
    can_change_ticket,
    can_name_people,
    can_rate_ticket,
    can_see_notes,
    can_see_ticket,
    can_write_in_ticket,
    readable_inside,
    visible_to,
)
from app.tickets.queries.conversation import list_history, list_messages, list_notes
from app.tickets.queries.lists import page_of_own
from app.tickets.queries.publications import Waiting
from app.tickets.queries.tickets import get_ticket
from app.tickets.queries.work import Filter, Queue, count_work, page_of_work
from app.tickets.states import Act
from tests.factories import (
    actor,
    make_administrator,
    make_caseworker,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_ticket,
)


@pytest.fixture
def cast(department, elsewhere, caseworker, requester, ticket):
    """Give everybody there is, by what they are to the ticket."""
    named = make_person("Bo Berg", email="bo@example.org")
    breaker, whistler = make_administrator(), make_administrator()
    with transaction():
        assert name_person(requester, ticket.reference, "bo@example.org")
    with transaction():
        break_glass(breaker, ticket.reference, "The police asked for this, case 17.")
    return {
        "requester": requester,
        "named": named,
        "caseworker": caseworker,
        "broke the glass": breaker,
        "administrator": whistler,
        "moderator": make_moderator(),
        "official of the department": make_official(department),
        "caseworker elsewhere": make_caseworker(elsewhere),
        "citizen": make_person(),
        "nobody": ANONYMOUS,
        "the site": SYSTEM,
    }


READERS = {"requester", "named", "caseworker", "broke the glass"}


def those_who(may, cast):
    return {part for part, who in cast.items() if may(who)}


def test_readers_are_the_requester_the_named_the_caseworkers_and_a_live_glass_break(cast, ticket):
    def finds(who):
        try:
            return get_ticket(who, ticket.reference).id == ticket.id
        except NotFound:
            return False

    assert those_who(finds, cast) == READERS
    assert those_who(lambda who: list_messages(who, ticket.id), cast) == READERS
    assert those_who(lambda who: list_history(who, ticket.id), cast) == READERS
    assert those_who(lambda who: page_of_own(who, Place()).rows, cast) == {"requester", "named"}
    assert those_who(lambda who: page_of_work(who, Filter()).rows, cast) == {"caseworker"}
    assert those_who(lambda who: count_work(who).queues[Queue.ALL], cast) == {"caseworker"}


def test_the_rule_for_one_and_the_rule_for_lists_agree(cast, ticket, department, elsewhere):
    others = [make_ticket(elsewhere), make_ticket(department), make_ticket(elsewhere, cast["named"])]
    for who in cast.values():
        for one in [ticket, *others]:
            in_sql = session().scalar(select(Ticket.id).where(Ticket.id == one.id, visible_to(who)))
            inside = session().scalar(select(Ticket.id).where(Ticket.id == one.id, readable_inside(who)))
            whole = whole_ticket(one.id)
            assert (in_sql is not None) == can_see_ticket(who, whole)
            assert (inside is not None) == can_see_notes(who, whole)


def whole_ticket(ticket_id):
    from sqlalchemy.orm import selectinload

    query = select(Ticket).options(selectinload(Ticket.people), selectinload(Ticket.glass_breaks))
    return session().scalar(query.where(Ticket.id == ticket_id))


def test_what_each_may_do(cast, ticket):
    whole = whole_ticket(ticket.id)
    writers = {"requester", "named", "caseworker"}
    assert those_who(lambda who: can_write_in_ticket(who, whole), cast) == writers
    assert those_who(lambda who: can_change_ticket(who, whole), cast) == {"caseworker"}
    assert those_who(lambda who: can_see_notes(who, whole), cast) == {"caseworker", "broke the glass"}
    assert those_who(lambda who: can_name_people(who, whole), cast) == {"requester"}
    assert those_who(lambda who: can_rate_ticket(who, whole), cast) == {"requester"}


def test_whoever_only_broke_the_glass_reads_and_cannot_write(cast, ticket):
    with pytest.raises(NotAllowed), transaction():
        reply(cast["broke the glass"], ticket.reference, "I have read this.")
    with pytest.raises(NotAllowed), transaction():
        note(cast["broke the glass"], ticket.reference, "I have read this.")


def test_the_broken_glass_is_whole_again_after_an_hour_and_for_who_is_no_administrator_any_more(cast, ticket):
    breaker = cast["broke the glass"]
    with as_of(now() + timedelta(minutes=61)), pytest.raises(NotFound):
        get_ticket(breaker, ticket.reference)
    demoted = make_person()
    assert not can_see_ticket(demoted, whole_ticket(ticket.id))
    with transaction() as current:
        from app.tickets.models import GlassBreak

        current.add(
            GlassBreak(
                ticket_id=ticket.id,
                person_id=demoted.id,
                reason="x",
                at=now(),
                ends_at=now() + timedelta(hours=1),
            )
        )
    with pytest.raises(NotFound):
        get_ticket(demoted, ticket.reference)


def test_a_transfer_ends_reading_at_once(cast, ticket, elsewhere):
    with transaction():
        transfer(cast["caseworker"], ticket.reference, elsewhere.id, "This is about a road.")
    with pytest.raises(NotFound):
        get_ticket(cast["caseworker"], ticket.reference)
    for read in (list_messages, list_notes, list_history):
        assert list(read(cast["caseworker"], ticket.id)) == []
    assert get_ticket(cast["caseworker elsewhere"], ticket.reference).id == ticket.id
    assert [one.body for one in list_notes(cast["caseworker elsewhere"], ticket.id)] == [
        "This is about a road."
    ]
    assert get_ticket(cast["requester"], ticket.reference).department_id == elsewhere.id


def test_who_is_named_no_more_reads_no_more(cast, ticket):
    with transaction():
        unname_person(cast["requester"], ticket.reference, cast["named"].id)
    with pytest.raises(NotFound):
        get_ticket(cast["named"], ticket.reference)


def test_caseworkers_are_citizens_in_their_own_case_and_where_they_are_named(
    department, caseworker, requester
):
    own = make_ticket(department, caseworker)
    colleague = make_caseworker(department)
    with transaction():
        note(colleague, own.reference, "She works here. Take care.")
    assert not list_notes(caseworker, own.id)
    assert Act.NOTED not in [row.what for row in list_history(caseworker, own.id)]
    assert not can_change_ticket(caseworker, get_ticket(caseworker, own.reference))
    assert not page_of_work(caseworker, Filter()).rows
    # Being made a caseworker afterwards changes nothing.
    theirs = make_ticket(department, requester)
    with transaction():
        grant_role(SYSTEM, requester.id, RoleKind.CASEWORKER, department.id)
    assert not can_change_ticket(actor(requester.id), get_ticket(requester, theirs.reference))


def test_the_requesters_side_sees_no_notes_and_not_the_departments_own_work(cast, ticket):
    with transaction():
        note(cast["caseworker"], ticket.reference, "He called twice already.")
    for part in ("requester", "named"):
        assert not list_notes(cast[part], ticket.id)
        assert [row.what for row in list_history(cast[part], ticket.id)] == [
            Act.OPENED,
            Act.NAMED,
            Act.GLASS_BROKEN,
        ]
    assert list_notes(cast["caseworker"], ticket.id)
    assert Act.NOTED in [row.what for row in list_history(cast["caseworker"], ticket.id)]


def all_queries():
    for info in iter_modules(queries.__path__):
        module = import_module(f"{queries.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield function


@pytest.mark.parametrize("query", list(all_queries()), ids=lambda query: query.__name__)
def test_a_query_without_a_viewer_is_a_type_error(app, query):
    first, *others = inspect.signature(query).parameters.values()
    assert first.name == "viewer"
    assert first.default is inspect.Parameter.empty
    needed = {one.name: _some(one) for one in others if one.default is inspect.Parameter.empty}
    with pytest.raises(TypeError):
        query(**needed)
    with pytest.raises(TypeError):
        result = query(None, **needed)
        list(result)


def _some(parameter):
    return {
        "str": "KD4R-7TXM",
        "int": 1,
        "Place": Place(),
        "Filter": Filter(),
        "Waiting": next(iter(Waiting)),
        "Sequence": (),
    }[getattr(parameter.annotation, "__name__", str(parameter.annotation))]


@pytest.mark.parametrize("nobody", [None, 7, "Anna"])
def test_a_filter_without_a_viewer_is_a_type_error(nobody):
    for rule in (visible_to, readable_inside):
        with pytest.raises(TypeError):
            rule(nobody)


def test_nobody_in_particular_sees_no_row(app, ticket):
    for who in (ANONYMOUS, SYSTEM):
        assert (
            "false" in str(visible_to(who))
            or not session().scalars(select(Ticket).where(visible_to(who))).all()
        )
        assert not session().scalars(select(Ticket).where(visible_to(who))).all()


def test_what_does_not_exist_and_what_one_may_not_see_are_the_same(ticket):
    stranger, answers = make_person(), []
    for reference in (ticket.reference, "CCCC-CCCC"):
        with pytest.raises(NotFound) as refused:
            get_ticket(stranger, reference)
        answers.append((refused.value.message, refused.value.details))
    assert answers[0] == answers[1]


def test_a_department_without_caseworkers_is_read_by_nobody_at_work(app):
    made = make_ticket(make_department())
    assert not page_of_work(make_caseworker(make_department()), Filter(made.department_id)).rows
