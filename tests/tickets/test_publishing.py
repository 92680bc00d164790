"""Out of a closed ticket a question and an answer for everybody: two officials, the requester's leave, no way back."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.access import SYSTEM
from app.core.clock import as_of, now
from app.core.db import Base, session, transaction
from app.core.errors import Conflict, Invalid, NotAllowed, NotFound
from app.core.outbox import OutboxEntry
from app.core.paging import Place
from app.questions.models import Answer, Question, Watch
from app.tickets import clockwork
from app.tickets.anonymity import Tells, tells
from app.tickets.models import Publication, Ticket, TicketHistory
from app.tickets.operations.moving import close, reopen
from app.tickets.operations.opening import Caller, NewTicket, open_on_behalf
from app.tickets.operations.people import name_person
from app.tickets.operations.publishing import (
    BATCH,
    REFUSING,
    Draft,
    approve_publication,
    draft_publication,
    drop_publication,
    publish_due,
    refuse_publication,
)
from app.tickets.queries.publications import Waiting, find_publication, page_of_publications
from app.tickets.states import Act
from tests.factories import (
    make_administrator,
    make_caseworker,
    make_moderator,
    make_official,
    make_person,
    make_ticket,
)

DRAFT = Draft(
    "Can the rent go up twice in one year?",
    "My landlord raised it in May and again in July.",
    "No. There have to be twelve months between.",
)


@pytest.fixture
def closed(department, caseworker, requester):
    """Give a closed ticket."""
    ticket = make_ticket(department, requester)
    do(close, caseworker, ticket.reference)
    return ticket


@pytest.fixture
def second(department):
    """Give a second caseworker of the department."""
    return make_caseworker(department, "Ole Friis")


def do(operation, *arguments):
    with transaction():
        return operation(*arguments)


def approved(ticket, caseworker, second):
    do(draft_publication, caseworker, ticket.reference, DRAFT)
    do(approve_publication, second, ticket.reference, 1)


def questions():
    session().close()
    return session().scalars(select(Question)).all()


def to_read(viewer):
    page = page_of_publications(viewer, Waiting.READER, Place.read({}))
    return [publication.id for publication, _ticket in page.rows]


def after(days):
    return as_of(now() + REFUSING + timedelta(days=days, minutes=1))


def acts(ticket):
    session().close()
    query = select(TicketHistory.what).where(TicketHistory.ticket_id == ticket.id)
    return session().scalars(query.order_by(TicketHistory.number)).all()


def test_what_two_read_and_nobody_refused_is_published_for_the_department(
    closed, caseworker, second, department
):
    approved(closed, caseworker, second)
    with after(0):
        clockwork.tidy()
    (question,) = questions()
    answer = session().scalars(select(Answer)).one()
    assert (question.title, question.body, answer.body) == (DRAFT.title, DRAFT.body, DRAFT.answer_body)
    for post in (question, answer):
        assert (post.author_id, post.hat_department_id) == (None, department.id)
    assert (question.answer_count, question.official_answer_at) == (1, answer.created_at)
    assert session().scalar(select(func.count()).select_from(Publication)) == 0
    assert session().scalar(select(func.count()).select_from(Watch)) == 0


def test_nothing_leads_back(closed, caseworker, second):
    approved(closed, caseworker, second)
    history = acts(closed)
    with after(0):
        do(publish_due, SYSTEM)
    assert acts(closed) == history == [Act.OPENED, Act.CLOSED, Act.DRAFTED, Act.APPROVED]
    (question,) = questions()
    for name, table in Base.metadata.tables.items():
        if name.startswith(("ticket", "publication", "glass")):
            rows = str(session().execute(select(table)).all())
            assert not [text for text in (DRAFT.title, DRAFT.body, DRAFT.answer_body) if text in rows]
    kept = session().scalars(select(Ticket)).one()
    assert kept.question_id is None
    moments = session().scalars(select(TicketHistory.at)).all()
    assert question.created_at not in moments
    assert {kept.active_at, kept.closed_at} & {question.created_at, question.active_at} == set()
    payloads = session().execute(select(OutboxEntry.event, OutboxEntry.payload)).all()
    assert not [row for row in payloads if "question_id" in row.payload and "ticket_id" in row.payload]


def test_before_the_date_nothing_is_published_and_the_requester_may_refuse(
    closed, caseworker, second, requester
):
    approved(closed, caseworker, second)
    assert do(publish_due, SYSTEM) == 0
    assert find_publication(requester, closed.id).title == DRAFT.title
    do(refuse_publication, requester, closed.reference)
    with after(30):
        assert do(publish_due, SYSTEM) == 0
    assert questions() == []
    kept = session().scalars(select(Publication)).one()
    assert (kept.state, kept.title, kept.body, kept.answer_body) == ("refused", "", "", "")
    for again in (draft_publication, drop_publication):
        arguments = (DRAFT,) if again is draft_publication else ()
        with pytest.raises(Conflict):
            do(again, caseworker, closed.reference, *arguments)


def test_until_it_is_published_it_is_not_too_late_to_refuse(closed, caseworker, second, requester):
    approved(closed, caseworker, second)
    with after(3):
        do(refuse_publication, requester, closed.reference)
        assert do(publish_due, SYSTEM) == 0
        with pytest.raises(NotFound):
            do(refuse_publication, requester, make_ticket(requester=requester).reference)


def test_only_the_requester_refuses_and_sees_it_only_once_it_is_approved(
    closed, caseworker, second, requester
):
    do(draft_publication, caseworker, closed.reference, DRAFT)
    assert find_publication(requester, closed.id) is None
    with pytest.raises(NotFound):
        do(refuse_publication, requester, closed.reference)
    do(approve_publication, second, closed.reference, 1)
    for who, error in ((caseworker, NotAllowed), (make_person(), NotFound), (make_administrator(), NotFound)):
        with pytest.raises(error):
            do(refuse_publication, who, closed.reference)


def test_a_second_caseworker_has_to_read_it(closed, caseworker, second, department, elsewhere):
    do(draft_publication, caseworker, closed.reference, DRAFT)
    with pytest.raises(NotAllowed):
        do(approve_publication, caseworker, closed.reference, 1)
    for who in (make_official(department), make_moderator(), make_caseworker(elsewhere)):
        with pytest.raises(NotFound):
            do(approve_publication, who, closed.reference, 1)
    assert to_read(second) == [find_publication(second, closed.id).id]
    assert to_read(caseworker) == to_read(make_caseworker(elsewhere)) == []
    # Whoever changes it last is who wrote it.
    do(draft_publication, second, closed.reference, DRAFT, 1)
    with pytest.raises(NotAllowed):
        do(approve_publication, second, closed.reference, 2)
    with pytest.raises(Conflict):
        do(approve_publication, caseworker, closed.reference, 1)
    do(approve_publication, caseworker, closed.reference, 2)


def test_of_two_who_write_the_draft_anew_the_second_is_told(closed, caseworker, second):
    do(draft_publication, caseworker, closed.reference, DRAFT)
    do(draft_publication, second, closed.reference, DRAFT, 1)
    with pytest.raises(Conflict):
        do(draft_publication, caseworker, closed.reference, DRAFT, 1)


def test_only_out_of_a_closed_ticket(department, caseworker, requester, closed, second):
    with pytest.raises(Conflict):
        do(draft_publication, caseworker, make_ticket(department, requester).reference, DRAFT)
    approved(closed, caseworker, second)
    do(reopen, requester, closed.reference)
    with after(0):
        assert do(publish_due, SYSTEM) == 0
        do(close, caseworker, closed.reference)
        assert do(publish_due, SYSTEM) == 1


def test_a_draft_can_be_dropped_also_when_approved(closed, caseworker, second):
    approved(closed, caseworker, second)
    do(drop_publication, caseworker, closed.reference)
    with after(0):
        assert do(publish_due, SYSTEM) == 0
    assert find_publication(caseworker, closed.id) is None


def test_of_who_cannot_be_asked_nothing_is_published(department, caseworker, second):
    opened = do(open_on_behalf, caseworker, NewTicket("Her pension", "It did not come."), Caller("Inge Dahl"))
    do(close, caseworker, opened.reference)
    do(draft_publication, caseworker, opened.reference, DRAFT)
    with pytest.raises(Conflict):
        do(approve_publication, second, opened.reference, 1)


@pytest.mark.parametrize("field", ["title", "body", "answer_body"])
@pytest.mark.parametrize(
    "words", ["Anna Berg asks this.", "anna@example.org asks.", "Bo Lund does.", "Ring 33 12 45 67."]
)
def test_what_names_whose_case_it_was_is_refused_in_every_field(closed, caseworker, requester, field, words):
    make_person("Bo Lund", email="bo@example.org")
    with transaction() as current:
        table = Base.metadata.tables["people"]
        current.execute(table.update().where(table.c.id == requester.id).values(email="anna@example.org"))
    do(reopen, requester, closed.reference)
    do(name_person, requester, closed.reference, "bo@example.org")
    do(close, caseworker, closed.reference)
    texts = {"title": DRAFT.title, "body": DRAFT.body, "answer_body": DRAFT.answer_body, field: words}
    with pytest.raises(Invalid) as refused:
        do(draft_publication, caseworker, closed.reference, Draft(**texts))
    assert refused.value.details["field"] == field


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It went up in May.", None),
        ("Mrs Berg wrote.", Tells.NAME),
        ("BERG wrote.", Tells.NAME),
        ("The iceberg melts.", None),
        ("Anna is a common name.", None),
        ("Write to somebody@example.org.", Tells.ADDRESS),
        ("She lives at Lillegade 4, Torup.", Tells.ADDRESS),
        ("Case kd4r 7txm says so.", Tells.REFERENCE),
        ("Ring +45 12 34 56 78.", Tells.NUMBER),
        ("Her number is 010190-1234.", Tells.NUMBER),
        ("Until 31-12-2026 or 2026-12-31 it is 12.500 or 1 250 000 kroner in 2026.", None),
    ],
)
def test_what_a_program_can_find(text, told):
    assert tells(text, ["Anna Berg"], ["anna@example.org", "Lillegade 4"], "KD4R-7TXM") == told


def test_only_the_site_publishes(closed, caseworker, second):
    approved(closed, caseworker, second)
    with pytest.raises(NotAllowed):
        do(publish_due, caseworker)
    assert BATCH > 1


def test_the_page_names_the_department_and_nobody(closed, caseworker, second, visitor):
    approved(closed, caseworker, second)
    with after(0):
        do(publish_due, SYSTEM)
    (question,) = questions()
    page = visitor.open(f"/questions/{question.id}/{question.slug}")
    bylines = [" ".join(one.text_content().split()) for one in page.all(".author--official")]
    assert bylines == ["Citizen Service(official)"] * 2
    assert "Former member" not in page.text
