"""What staff see of their work, how they narrow it, and how they share it out."""

import re

import pytest
from sqlalchemy import select

from app.accounts.models import Role, RoleKind
from app.core.db import session, transaction
from app.questions.models import Question
from app.routing.operations.claiming import claim_question
from app.tickets.models import Ticket
from app.tickets.operations.holding import claim, set_priority
from app.tickets.operations.moving import close
from app.tickets.operations.publishing import Draft, draft_publication
from app.tickets.operations.writing import Then, reply
from app.tickets.states import Priority
from tests.factories import (
    actor,
    make_administrator,
    make_caseworker,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_ticket,
    make_topic,
)


@pytest.fixture
def roads(app):
    return make_department("Roads and Parks")


@pytest.fixture
def mette(roads):
    """Give an official of a department who is its caseworker, too."""
    mette = make_official(roads, "Mette Holm")
    with transaction() as current:
        current.add(Role(person_id=mette.id, kind=RoleKind.CASEWORKER, department_id=roads.id))
    return actor(mette.id)


def ask(department, number=1, topic=None):
    topic = topic or make_topic(department)
    return [make_question(topic_id=topic.id) for _one in range(number)]


def holder_of(thing):
    column = Question.claimed_by_id if isinstance(thing, Question) else Ticket.assignee_id
    kind = Question if isinstance(thing, Question) else Ticket
    found = session().scalar(select(column).where(kind.id == thing.id))
    session().close()
    return found


def key(ticket):
    version = session().scalar(select(Ticket.version).where(Ticket.id == ticket.id))
    session().close()
    return f"{ticket.reference}.{version}"


def send(visitor, path, **form):
    """Send the form of a list with what no page offers."""
    token = visitor.open(path).one("[data-worklist] [name=csrf_token]").get("value")
    return visitor.post(path, {**form, "csrf_token": token})


def tiles(page):
    return {
        tile.cssselect("span")[0].text_content(): int(tile.cssselect("strong")[0].text_content())
        for tile in page.all(".tile")
    }


def test_the_first_page_counts_and_each_count_leads_to_what_it_counts(roads, mette, visit_as):
    questions, tickets = ask(roads, 3), [make_ticket(roads) for _one in range(2)]
    ask(make_department(), 2)
    with transaction():
        claim_question(mette, questions[0].id)
    with transaction():
        claim(mette, tickets[0].reference)
    visitor = visit_as(mette)
    page = visitor.open("/staff")
    counted = tiles(page)
    assert counted["wait for an answer"] == 3
    assert (counted["you look into"], counted["nobody has"], counted["are yours"]) == (1, 1, 1)
    for tile in page.all(".tile"):
        number, address = int(tile.cssselect("strong")[0].text_content()), tile.get("href")
        if "verification" not in address:
            assert len(visitor.open(address).all("[data-row]")) == number, address


def test_what_the_first_page_costs_does_not_grow(roads, mette, visit_as, statements):
    visitor = visit_as(mette)
    ask(roads)
    make_ticket(roads)
    visitor.open("/staff")
    statements.clear()
    visitor.open("/staff")
    few = len(statements)
    topic = make_topic(roads)
    ask(roads, 9, topic)
    for _one in range(6):
        make_ticket(roads)
    statements.clear()
    visitor.open("/staff")
    assert len(statements) == few <= 16, statements


def test_an_official_who_is_no_caseworker_sees_no_ticket_and_no_count(roads, visit_as):
    ticket = make_ticket(roads)
    page = visit_as(make_official(roads)).open("/staff")
    assert ticket.reference not in page.source
    assert 'href="/staff/tickets"' not in page.source
    assert "icket" not in page.one("main").text_content()


def test_staff_without_a_department_find_what_they_do(app, visit_as):
    assert visit_as(make_moderator()).open("/staff").all('main .panel a[href="/questions"]')
    assert visit_as(make_administrator()).open("/staff").all('main .panel a[href="/admin/people"]')


def test_a_newcomer_reads_what_will_come_here(roads, visit_as):
    assert "New ones come here by themselves" in visit_as(make_official(roads)).open("/staff").text


def test_filters_stay_until_they_are_reset(roads, mette, visit_as):
    topic = make_topic(roads)
    (about,), _others = ask(roads, 1, topic), ask(roads, 2)
    visitor = visit_as(mette)
    visitor.open("/staff/questions")
    page = visitor.submit("main .filters form", topic=topic.id)
    assert len(page.all("[data-row]")) == 1
    visitor.open("/")
    page = visitor.open("/staff/questions")
    assert f"topic={topic.id}" in page.response.request.full_path
    assert [one.text_content() for one in page.all(".work__title")] == [about.title]
    visitor.open(page.one(".filters a").get("href"))
    assert len(visitor.open("/staff/questions").all("[data-row]")) == 3


def test_tickets_are_narrowed_by_priority_and_state_and_found_by_reference(roads, mette, visit_as):
    first, second = make_ticket(roads), make_ticket(roads)
    with transaction():
        set_priority(mette, second.reference, Priority.URGENT)
    visitor = visit_as(mette)
    page = visitor.open("/staff/tickets?priority=urgent&state=new&nonsense=1&due=never")
    assert second.reference in page.text
    assert first.reference not in page.text
    found = visitor.open(f"/staff/tickets?find={first.reference.lower()}", follow=False)
    assert found.location.endswith(f"/tickets/{first.reference}")
    other = make_ticket()
    assert "You can see no ticket" in visitor.open(f"/staff/tickets?find={other.reference}").text


def test_a_question_is_taken_in_one_click(roads, mette, visit_as):
    (question,) = ask(roads)
    visitor = visit_as(mette)
    visitor.open("/staff/questions?due=open")
    visitor.submit("[data-worklist]", button=f"take={question.id}")
    assert holder_of(question) == mette.id


def test_the_chosen_are_given_to_a_colleague_and_what_is_not_possible_is_told(roads, mette, visit_as):
    soren, amal = make_official(roads, "Søren Kjær"), make_official(roads, "Amal Yusuf")
    questions = ask(roads, 3)
    with transaction():
        claim_question(amal, questions[2].id)
    visitor = visit_as(mette)
    visitor.open("/staff/questions?all=1")
    page = visitor.submit("[data-worklist]", to=soren.id)
    assert [holder_of(one) for one in questions] == [soren.id, soren.id, amal.id]
    assert "2 were given to Søren Kjær." in page.text
    assert (
        f"1 could not be given. “{questions[2].title}”: Amal Yusuf is looking into this already." in page.text
    )


def test_a_question_is_given_to_no_stranger(roads, mette, visit_as):
    (question,) = ask(roads)
    stranger = make_official(make_department())
    page = send(visit_as(mette), "/staff/questions", chosen=question.id, to=stranger.id)
    assert holder_of(question) is None
    assert "Choose an official of the department" in page.text


def test_a_ticket_that_changed_since_it_was_listed_is_not_given(roads, mette, visit_as):
    amal, tickets = make_caseworker(roads, "Amal Yusuf"), [make_ticket(roads) for _one in range(2)]
    visitor = visit_as(mette)
    visitor.open("/staff/tickets?all=1")
    with transaction():
        set_priority(mette, tickets[0].reference, Priority.HIGH)
    page = visitor.submit("[data-worklist]", to=amal.id)
    assert [holder_of(one) for one in tickets] == [None, amal.id]
    assert "1 was given to Amal Yusuf." in page.text
    assert re.search(rf"1 could not be given\. {tickets[0].reference}: ", page.text)


def test_tickets_are_let_go(roads, mette, visit_as):
    ticket = make_ticket(roads)
    with transaction():
        claim(mette, ticket.reference)
    visitor = visit_as(mette)
    visitor.open("/staff/tickets")
    page = visitor.submit("[data-worklist]", chosen=key(ticket), to="nobody")
    assert holder_of(ticket) is None
    assert "1 was let go." in page.text


def test_nothing_chosen_is_said_and_nonsense_is_not_found(roads, mette, visit_as):
    ask(roads), make_ticket(roads)
    visitor = visit_as(mette)
    visitor.open("/staff/questions")
    assert "Nothing was chosen" in visitor.submit("[data-worklist]", to="me").text
    for path in ("/staff/questions", "/staff/tickets"):
        assert "could not be given" in send(visitor, path, chosen="nonsense", to="me").text


def test_a_long_list_goes_on_and_the_work_place_stands_on_every_page_of_staff(roads, mette, visit_as):
    ask(roads, 25, make_topic(roads))
    visitor = visit_as(mette)
    page = visitor.open("/staff/questions")
    seen = {one.text_content() for one in page.all(".work__title")}
    page = visitor.open(page.one('.pager [rel="next"]').get("href"))
    seen |= {one.text_content() for one in page.all(".work__title")}
    assert len(seen) == 25
    page = visitor.open(page.one('.pager [rel="prev"]').get("href"))
    assert len(page.all(".work__title")) == 20
    assert not page.all('.pager [rel="prev"]')
    for path in ("/", "/questions", "/staff/verification"):
        assert visitor.open(path).all('.nav a[href="/staff"]')


def test_two_departments_stand_together_or_apart(roads, mette, visit_as):
    waste = make_department("Waste and Water")
    with transaction() as current:
        current.add(Role(person_id=mette.id, kind=RoleKind.OFFICIAL, department_id=waste.id))
    ask(roads), ask(waste, 2)
    visitor = visit_as(actor(mette.id))
    assert tiles(visitor.open("/staff"))["wait for an answer"] == 3
    assert tiles(visitor.open(f"/staff?department={waste.id}"))["wait for an answer"] == 2
    assert len(visitor.open(f"/staff/questions?department={waste.id}").all("[data-row]")) == 2


def test_the_next_ticket_is_the_next_of_the_list_as_it_is_narrowed(roads, mette, visit_as):
    make_ticket(roads, subject="Case calm")
    one, two, three = [make_ticket(roads, subject=f"Case {number}") for number in (1, 2, 3)]
    for ticket in (one, two, three):
        with transaction():
            set_priority(mette, ticket.reference, Priority.HIGH)
    visitor = visit_as(mette)
    visitor.open("/staff/tickets?priority=high")
    page = visitor.open(f"/tickets/{two.reference}")
    assert page.one("[aria-keyshortcuts=j]").text == "Next of your list"
    assert page.one(".crumbs a").get("href") == "/staff/tickets"
    page = visitor.open(page.one("[aria-keyshortcuts=j]").get("href"))
    assert page.one("h1").text == "Case 3"
    page = visitor.submit("form[action$='/messages']", button="action=next", body="Done.", then="close")
    assert page.one("h1").text == "Case 1", "after the last the first, and not the one that presses less"
    visitor.submit("form[action$='/close']", button="action=next")
    page = visitor.submit("form[action$='/close']", button="action=next")
    assert "No other ticket of this list waits for you." in page.text
    assert "No ticket is like that." in page.text
    visitor.open("/staff/tickets?reset=1")
    assert visitor.open(f"/tickets/{two.reference}").one("[aria-keyshortcuts=j]").text == "Next ticket"
    page = visitor.open(f"/staff/tickets/{two.reference}/next")
    assert page.one("h1").text == "Case calm"


def test_the_next_ticket_after_one_that_cannot_be_seen_is_the_first(roads, mette, visit_as):
    first, elsewhere = make_ticket(roads, subject="The first"), make_ticket()
    for reference in (elsewhere.reference, "nonsense"):
        assert visit_as(mette).open(f"/staff/tickets/{reference}/next").one("h1").text == first.subject


def test_drafts_for_the_public_that_wait_to_be_read_are_on_the_desk(roads, mette, visit_as):
    ticket, colleague = make_ticket(roads), make_caseworker(roads)
    with transaction():
        close(colleague, ticket.reference)
        draft = Draft("Can the rent go up twice in one year?", "", "No: twelve months have to be between.")
        draft_publication(colleague, ticket.reference, draft)
    page = visit_as(mette).open("/staff")
    assert page.one(".desk__also a").text == "1 draft for the public waits for you to read it"
    assert not visit_as(colleague).open("/staff").all(".desk__also")


def test_a_row_says_that_the_person_has_answered_and_when(roads, mette, visit_as):
    requester = make_person("Anna Berg")
    tickets = [make_ticket(roads, requester, f"Case number {number}") for number in range(3)]
    with transaction():
        for ticket in tickets[:2]:
            reply(mette, ticket.reference, "Which month was it?", then=Then.WAIT)
        reply(requester, tickets[0].reference, "It was May.")
    for path in ("/staff", "/staff/tickets"):
        page = visit_as(mette).open(path)
        (row,) = [one for one in page.all("[data-row]") if one.cssselect(".answered-back")]
        assert "Case number 0" in row.text_content()
        assert row.cssselect(".answered-back")[0].text.startswith("They answered ")
