"""The town as it is loaded: what its files say of departments is what the site holds."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import get_actor
from app.core.db import session
from app.demo.loading import list_sign_ins, load_town
from app.demo.reading import read_town
from app.departments.hours_text import write_hours
from app.departments.models import Department, Kind, Measure
from app.departments.queries import get_calendar, get_own_targets
from app.tickets.models import CannedReply, Publication, Ticket
from app.tickets.queries.publications import Waiting, count_publications, find_publication
from app.tickets.queries.work import Queue, count_work
from app.tickets.states import Channel, State
from tests.conftest import empty_database


@pytest.fixture(scope="module")
def loaded(whole_app) -> Iterator[dict[str, int]]:
    """Load the town once, and give the ids of its departments."""
    with whole_app.app_context():
        load_town()
        yield {row.slug: row.id for row in session().scalars(select(Department))}
        session().close()
        empty_database()


def test_departments_have_the_hours_holidays_and_targets_of_the_files(loaded):
    roads = get_calendar(loaded["roads-and-parks"])
    assert [write_hours(roads.hours[weekday]) for weekday in range(5)] == ["7:00–15:00"] * 5
    building = get_calendar(loaded["building-and-planning"])
    assert write_hours(building.hours[3]) == "9:00–12:00, 14:00–17:30"
    assert len(roads.holidays) == 26
    assert roads.holidays == building.holidays
    for each in read_town().departments:
        own = get_own_targets(loaded[each.slug])
        assert own[Kind.QUESTION, Measure.FIRST_REPLY] == each.targets.question_first_reply * 60
        assert own[Kind.TICKET, Measure.RESOLUTION] == each.targets.ticket_resolution * 60


def test_casework_is_shown_in_every_state_and_on_every_way(loaded):
    tickets = session().scalars(select(Ticket)).all()
    assert {ticket.state for ticket in tickets} == set(State)
    assert {ticket.language for ticket in tickets} == {"da", "en"}
    assert {ticket.channel for ticket in tickets} >= {Channel.WEB, Channel.PHONE}
    assert any(ticket.satisfaction for ticket in tickets)
    drafts = session().scalars(select(Publication)).all()
    assert {draft.state for draft in drafts} == {"draft", "approved"}
    ready = session().scalars(select(CannedReply)).all()
    assert {reply.language for reply in ready} == {"da", "en"}


def test_the_caseworker_who_signs_in_finds_work_and_the_citizen_is_asked(loaded):
    by_email = {row.email: row.id for row in session().scalars(select(Person))}
    sign_ins = {one.role: get_actor(by_email[one.email]) for one in list_sign_ins()}
    caseworker, citizen = sign_ins["caseworker"], sign_ins["citizen"]
    assert count_work(caseworker).queues[Queue.ALL] >= 5
    assert count_publications(caseworker, Waiting.READER) == 1
    asked = session().scalars(select(Publication).where(Publication.state == "approved")).one()
    assert find_publication(citizen, asked.ticket_id) is not None
