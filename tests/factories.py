"""Things for tests to stand on. Each `make_…` commits and gives back what it made."""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, TypeVar

from app.accounts.models import Person, Role, RoleKind
from app.accounts.queries import get_actor
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.files.checking import CheckedFile
from app.core.guard import PersonalData
from app.departments.models import Department, Topic
from app.questions.models import Answer, Comment, Post, Question
from app.questions.operations.answering import answer
from app.questions.operations.asking import NewQuestion, ask
from app.questions.operations.commenting import comment
from app.tickets.models import Ticket
from app.tickets.operations.opening import NewTicket, open_ticket

_numbers = count(1)
Made = TypeVar("Made")


def make_person(name: str | None = None, **fields: Any) -> Actor:
    """Make a citizen with a confirmed address, a member unless `trust` says otherwise, and give the Actor."""
    number = next(_numbers)
    fields = {
        "email": f"person{number}@example.org",
        "email_confirmed_at": now(),
        "trust": "member",
        **fields,
    }
    with transaction() as current:
        person = Person(name=name or f"Person {number}", name_key=f"person{number}", **fields)
        current.add(person)
        current.flush()
    return actor(person.id)


def actor(person_id: int) -> Actor:
    """Give the Actor a person acts as now."""
    found = get_actor(person_id)
    session().close()
    return found


def make_staff(kind: RoleKind, department: Department | None = None, name: str | None = None) -> Actor:
    """Make a person with one role."""
    person_id = make_person(name).id
    with transaction() as current:
        current.add(Role(person_id=person_id, kind=kind, department_id=department.id if department else None))
    return actor(person_id or 0)


def make_official(department: Department, name: str | None = None) -> Actor:
    """Make an official of a department."""
    return make_staff(RoleKind.OFFICIAL, department, name)


def make_caseworker(department: Department, name: str | None = None) -> Actor:
    """Make a caseworker of a department."""
    return make_staff(RoleKind.CASEWORKER, department, name)


def make_moderator() -> Actor:
    """Make a moderator."""
    return make_staff(RoleKind.MODERATOR)


def make_administrator() -> Actor:
    """Make an administrator."""
    return make_staff(RoleKind.ADMINISTRATOR)


def make_department(name: str | None = None, **fields: Any) -> Department:
    """Make a department."""
    number = next(_numbers)
    with transaction() as current:
        department = Department(name=name or f"Department {number}", slug=f"department-{number}", **fields)
        current.add(department)
    return department


def make_topic(department: Department | None = None, name: str | None = None, **fields: Any) -> Topic:
    """Make a topic, with a department of its own unless given."""
    department = department or make_department()
    number = next(_numbers)
    with transaction() as current:
        topic = Topic(
            name=name or f"Topic {number}", slug=f"topic-{number}", department_id=department.id, **fields
        )
        current.add(topic)
    return topic


def make_question(title: str | None = None, asker: Actor | None = None, **fields: Any) -> Question:
    """Make a question as its asker would: `body, tags, topic_id, place, language` as in NewQuestion."""
    asker = asker or make_person()
    new = NewQuestion(title=title or f"When is question {next(_numbers)} answered?", **fields)
    return _anyway(lambda consent: ask(asker, new, consent=consent))


def _anyway(post: Callable[[str], Made]) -> Made:
    """Post, saying yes to what the guard asks about."""
    try:
        with transaction():
            return post("")
    except PersonalData as refused:
        with transaction():
            return post(refused.found.mark)


def make_answer(
    question: Question | None = None,
    body: str = "It is answered on Tuesday.",
    answerer: Actor | None = None,
    hat: Department | None = None,
) -> Answer:
    """Make an answer, for the department `hat` by an official of it if given."""
    question = question or make_question()
    answerer = answerer or (make_official(hat) if hat else make_person())
    hat_id, question_id = hat.id if hat else None, question.id
    return _anyway(lambda consent: answer(answerer, question_id, body, hat_id, consent=consent))


def make_comment(
    post: Post | None = None, body: str = "Which Tuesday do you mean?", author: Actor | None = None
) -> Comment:
    """Make a comment on a question or an answer."""
    post, author = post or make_question(), author or make_person()
    with transaction():
        return comment(author, post.id, body)


def make_ticket(
    department: Department | None = None,
    requester: Actor | None = None,
    subject: str = "The letter about my rent",
    body: str = "It says I owe two months. I do not.",
    files: Sequence[CheckedFile] = (),
) -> Ticket:
    """Make a ticket as its requester would, with a department of its own unless given."""
    department, requester = department or make_department(), requester or make_person()
    with transaction():
        return open_ticket(requester, NewTicket(subject, body, department_id=department.id), files=files)
