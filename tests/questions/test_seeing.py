"""A question's page is put together from remembered pieces: what changes shows at once, and to each what is theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import transaction
from app.departments.models import Department
from app.questions.models import Post
from app.questions.operations.hiding import hide_post
from app.questions.operations.voting import vote
from app.verification.operations import verify_answer
from tests.factories import (
    actor,
    make_answer,
    make_comment,
    make_department,
    make_moderator,
    make_official,
    make_person,
    make_question,
    make_topic,
)

TODAY = now().date()


def set_on(table, thing, **values):
    with transaction() as current:
        current.execute(update(table).where(table.id == thing.id).values(**values))


@pytest.fixture
def town(app):
    """A question with an answer and a comment, and who may vouch for it."""
    department = make_department("Waste and Water")
    question = make_question("When is paper collected?", topic_id=make_topic(department).id)
    answer = make_answer(question, "On Mondays.", make_person("Asta Friis"))
    comment = make_comment(answer, "Also in winter?")
    return question, answer, comment, make_official(department), department


def changes(town):
    """Give each kind of change, and the words the page has only before and only after it."""
    question, answer, comment, official, _department = town

    moderator, voter = make_moderator(), make_person()

    def hide(post):
        with transaction():
            hide_post(moderator, post.id, "It names a person.")

    def rename():
        set_on(Person, actor(answer.author_id), name="Asta Holm")

    def vouch():
        with transaction():
            verify_answer(official, answer.id, 1, "The collection plan", TODAY + timedelta(days=90), TODAY)

    def like():
        with transaction():
            vote(voter, answer.id, 1)

    return {
        "edited": (lambda: set_on(Post, answer, body_html="On Fridays."), "On Mondays.", "On Fridays."),
        "a comment edited": (lambda: set_on(Post, comment, body_html="And in May?"), "Also in winter?", "And in May?"),
        "its writer renamed": (rename, "Asta Friis", "Asta Holm"),
        "hidden": (lambda: hide(answer), "On Mondays.", ""),
        "a comment hidden": (lambda: hide(comment), "Also in winter?", ""),
        "the question hidden": (lambda: hide(question), "When is paper collected?", ""),
        "verified": (vouch, "", "The collection plan"),
        "voted for": (like, "", "Score: 1"),
        "closed": (lambda: set_on(Post, question, closed_at=now(), close_reason="Settled"), "", "Settled"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    [
        "edited", "a comment edited", "its writer renamed", "hidden", "a comment hidden", "the question hidden",
        "verified", "voted for", "closed",
    ],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_change_shows_at_once(town, kind, signed_in, visitor, visit_as):
    question = town[0]
    reader = visit_as(make_person()) if signed_in else visitor
    address = f"/questions/{question.id}/{question.slug}"
    change, before, after = changes(town)[kind]
    first, again = reader.open(address).text, reader.open(address).text
    assert before in first
    assert before in again
    assert not after or after not in again
    change()
    then = reader.open(address).text
    assert after in then
    assert not before or before not in then


def test_a_department_renamed_shows_at_once(town, visitor):
    question, _answer, _comment, _official, department = town
    make_answer(question, "On Tuesdays.", hat=department)
    address = f"/questions/{question.id}/{question.slug}"
    assert "Waste and Water" in visitor.open(address).text
    set_on(Department, department, name="Town Cleaning", names={})
    page = visitor.open(address)
    assert "Town Cleaning" in page.text
    assert "Waste and Water" not in page.text


def test_each_finds_their_own_controls_and_vote_whoever_looked_before(town, visitor, visit_as):
    question, answer, _comment, official, _department = town
    address = f"/questions/{question.id}/{question.slug}"
    fan = make_person()
    with transaction():
        vote(fan, answer.id, 1)
    moderator, citizen = make_moderator(), make_person()
    expected = {
        None: (0, 0, 0, 0),
        citizen.id: (0, 0, 0, 1),
        fan.id: (0, 0, 1, 1),
        official.id: (1, 0, 0, 1),
        moderator.id: (0, 1, 0, 1),
        answer.author_id: (0, 0, 0, 0),
    }
    for person_id in [*expected, *reversed(list(expected))]:
        reader = visit_as(person_id) if person_id else visitor
        page = reader.open(address)
        of_answer = f"#answer-{answer.id} "
        found = (
            len(page.all(f'{of_answer}a[href="/answers/{answer.id}/verify"]')),
            len(page.all(f'{of_answer}a[href="/posts/{answer.id}/moderate"]')),
            len(page.all(f'{of_answer}button[aria-pressed="true"]')),
            len(page.all(f"#vote-{answer.id} form")),
        )
        assert found == expected[person_id], person_id


def test_two_people_get_forms_that_are_their_own(town, visit_as):
    question = town[0]
    address = f"/questions/{question.id}/{question.slug}"
    people = [visit_as(make_person()) for _person in range(2)]
    pages = [person.open(address) for person in people]
    tokens = [{one.get("value") for one in page.all('input[name="csrf_token"]')} for page in pages]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    keys = [page.one('#write input[name="posting_key"]').get("value") for page in pages]
    assert keys[0] != keys[1]
