"""A small whole town: every role, every state a post can have, and every secret a request could carry."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from app.accounts import tokens
from app.accounts.models import FOR_GOOD, Badge, Person, PersonSession, Role, RoleKind, TokenPurpose
from app.accounts.names import name_key
from app.accounts.passwords import hash_password
from app.core.access import ANONYMOUS, SYSTEM, Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.core.tokens import new_token, sign, token_hash
from app.departments.models import Department, Holiday, Topic
from app.notifications.links import UNSUBSCRIBE, held_by
from app.questions.models import Answer, Comment, Draft, OldAddress, Post, Question
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.merging import merge_questions
from app.questions.operations.watching import watch
from app.terms.operations import publish_terms
from app.terms.queries import get_current_number
from app.tickets.queries.conversation import list_messages
from app.verification.operations import verify_answer, withdraw_verification
from tests.factories import (
    make_answer,
    make_comment,
    make_department,
    make_person,
    make_question,
    make_staff,
    make_topic,
)
from tests.security.moderation_world import make_moderation
from tests.security.ticket_world import make_canned_reply, make_phone_ticket, make_publications, make_tickets
from tests.security.trust_world import make_trust

ROLES = (
    "anonymous", "unconfirmed", "suspended", "citizen", "asker", "answerer",
    "official", "other_official", "caseworker", "moderator", "administrator",
)  # fmt: skip
PASSWORD = "purple lamps sing quietly"
REVIEW = (now() + timedelta(days=200)).date()


@dataclass
class World:
    """What one town holds. Paths and forms of the matrix name its parts: `/answers/{answer.id}`."""

    name: str
    people: dict[str, Actor]
    department: Department
    other_department: Department
    topic: Topic
    other_topic: Topic
    posts: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        """Put the parts of this town into a path or a form's value."""
        return text.format_map({**vars(self), **self.posts})

    def session_token(self, role: str) -> str | None:
        """Give the token of a role's browser; nobody's for signed-out people."""
        return self.secrets.get(f"session of {role}")


def make_world(name: str = "Torup") -> World:
    """Make a town inside the app's context; `name` tells two of them apart in all they write."""
    department, other = make_department(f"{name} Roads"), make_department(f"{name} Parks")
    world = World(
        name=name,
        people=_make_people(name, department, other),
        department=department,
        other_department=other,
        topic=make_topic(department, f"{name} winter"),
        other_topic=make_topic(other, f"{name} summer"),
    )
    world.posts = _make_posts(world)
    _publish_terms()
    _make_tickets(world)
    kept, world.secrets["notice"] = make_moderation(name, world.people, world.posts)
    world.posts |= kept
    _hide_some(world)
    _set_states(world)
    _merge_one(world)
    world.posts |= make_trust(name, world.people, world.posts)
    _close_soon(world)
    _make_secrets(world)
    session().close()
    return world


def _make_people(name: str, department: Department, other: Department) -> dict[str, Actor]:
    people = {"anonymous": ANONYMOUS}
    for role in ("unconfirmed", "suspended", "citizen", "asker", "answerer"):
        people[role] = make_person(f"{name} {role}", **_FIELDS.get(role, {}))
    people["official"] = make_staff(RoleKind.OFFICIAL, department, f"{name} official")
    people["other_official"] = make_staff(RoleKind.OFFICIAL, other, f"{name} other official")
    people["caseworker"] = make_staff(RoleKind.CASEWORKER, department, f"{name} caseworker")
    people["moderator"] = make_staff(RoleKind.MODERATOR, None, f"{name} moderator")
    people["administrator"] = make_staff(RoleKind.ADMINISTRATOR, None, f"{name} administrator")
    hashed = hash_password(PASSWORD)
    with transaction() as current:
        for role, actor in people.items():
            # Made by factories with keys of their own; the real ones, and a password, so that forms can be sent.
            values = {"name_key": name_key(actor.name), "password_hash": hashed}
            values["email"] = f"{role}@{name.lower()}.example.org"
            current.execute(update(Person).where(Person.id == actor.id).values(values))
    return people


_FIELDS: dict[str, dict[str, Any]] = {
    "unconfirmed": {"email_confirmed_at": None},
    "suspended": {"suspended_until": FOR_GOOD, "suspended_reason": "Sold firewood in answers."},
}


def _make_posts(world: World) -> dict[str, Any]:
    people, name = world.people, world.name
    asked: dict[str, Any] = {"asker": people["asker"], "topic_id": world.topic.id, "tags": ("snow", "roads")}
    question = make_question(f"When is the snow cleared in {name}?", body="It **lies** high.", **asked)
    closed = make_question(f"Who owns the old bridge in {name}?", **asked)
    answered = {"question": question, "answerer": people["answerer"]}
    return {
        "question": question,
        "closed_question": closed,
        "merged_question": make_question(f"Who has the old bridge in {name}?", **asked),
        "hidden_question": make_question(f"Who lives at number 7 in {name}?", **asked),
        "officials_question": make_question(
            f"Which lamps are dark in {name}?", asker=people["official"], topic_id=world.topic.id
        ),
        "answer": make_answer(body=f"Before seven in {name}, as a rule.", **answered),
        "accepted_answer": make_answer(body=f"In {name} the big roads come first.", **answered),
        "hidden_answer": make_answer(body=f"In {name} it is the fault of one man.", **answered),
        "withdrawn_answer": make_answer(body=f"In {name} never on a Sunday.", **answered),
        "verified_answer": make_answer(
            question, f"{name} clears by the winter plan.", people["official"], world.department
        ),
        "comment": make_comment(question, f"Which part of {name}?", people["citizen"]),
        "hidden_comment": make_comment(question, f"Nobody in {name} cares.", people["citizen"]),
    }


def _publish_terms() -> None:
    with transaction():
        if get_current_number() == 0:
            texts = {"en": "## Be kind\n\nTo everybody.", "da": "## Vær venlig\n\nMod alle."}
            publish_terms(SYSTEM, 0, texts, "The first.")


def _make_tickets(world: World) -> None:
    world.posts |= make_tickets(world.name, world.people, world.department)
    world.posts |= make_publications(world.name, world.people, world.department)
    first, _answer = list_messages(world.people["asker"], world.posts["ticket"].id)
    world.ids["attachment"] = first.attachments[0].id
    on_behalf = make_phone_ticket(world.name, world.people["official"], world.department)
    world.ids["canned"] = make_canned_reply(world.name, world.people["caseworker"], world.department)
    world.secrets |= {"phone_reference": on_behalf.reference, "claim_code": on_behalf.claim_code}


def _hide_some(world: World) -> None:
    hidden = [world.posts[name].id for name in ("hidden_question", "hidden_answer", "hidden_comment")]
    values = {"hidden_at": now(), "hidden_by_id": world.people["moderator"].id, "hidden_reason": "Personal."}
    with transaction() as current:
        current.execute(update(Post).where(Post.id.in_(hidden)).values(values))


def _merge_one(world: World) -> None:
    with transaction():
        merge_questions(
            world.people["moderator"], world.posts["merged_question"].id, world.posts["closed_question"].id
        )


def _set_states(world: World) -> None:
    people, posts = world.people, world.posts
    today, official = now().date(), people["official"]
    for answer in (posts["verified_answer"], posts["withdrawn_answer"]):
        with transaction():
            verify_answer(official, answer.id, 1, f"The winter plan of {world.name}", REVIEW, today)
    with transaction():
        withdraw_verification(official, posts["withdrawn_answer"].id, f"{world.name} has a new plan.")
    with transaction():
        watch(people["citizen"], posts["question"].id)
    edit = Edit(f"Before six in {world.name}, as a rule.", "It is earlier now")
    with transaction():
        edit_post(people["answerer"], posts["answer"].id, edit, 1)
    with transaction() as current:
        closing = {"closed_at": now(), "close_reason": "Nobody knows."}
        current.execute(update(Post).where(Post.id == posts["closed_question"].id).values(closing))
        accepted = posts["accepted_answer"]
        current.execute(
            update(Post).where(Post.id == posts["question"].id).values(accepted_answer_id=accepted.id)
        )
        current.execute(update(Post).where(Post.id == accepted.id).values(accepted_at=now()))
    for kind, model in (("question", Question), ("answer", Answer), ("comment", Comment)):
        with transaction() as current:
            posts[kind] = current.get(model, posts[kind].id)


def _close_soon(world: World) -> None:
    """Let the department be closed on a day its page tells of."""
    holiday = Holiday(
        department_id=world.department.id, day=now().date() + timedelta(days=3), name=f"{world.name} outing"
    )
    with transaction() as current:
        current.add(holiday)
    world.ids["holiday"] = holiday.id


def _make_secrets(world: World) -> None:
    people, asker = world.people, world.people["asker"]
    for role, actor in people.items():
        if actor.is_authenticated:
            world.secrets[f"session of {role}"] = sign_in(actor)
    world.secrets["other session"] = new_token()
    with transaction() as current:
        other = PersonSession(token_hash=token_hash(world.secrets["other session"]), person_id=asker.id)
        for name in ("question", "hidden_question"):
            post_id = world.posts[name].id
            # An old address is unique among all sites, so that two towns need different ones.
            current.add(OldAddress(site=world.name, kind="question", old_id=post_id + 1000, new_id=post_id))
            world.ids[f"old_{name}"] = post_id + 1000
        badge = {"name": "Teacher", "rank": 3, "awarded_at": now(), "site": world.name, "old_id": 1}
        current.add(Badge(person_id=asker.id, **badge))
        draft = Draft(person_id=asker.id, key="ask", data={"title": f"A secret of {world.name}"})
        current.add_all([other, draft])
        current.flush()
        world.ids |= {"other_session": other.id, "draft": draft.id}
        role = select(Role.id).where(Role.person_id == people["moderator"].id)
        world.ids["moderators_role"] = current.scalars(role).one()
    citizen, question = people["citizen"].id or 0, world.posts["question"].id
    world.secrets["unsubscribe"] = sign(UNSUBSCRIBE, held_by(citizen, question))
    for purpose in TokenPurpose:
        payload = f"new@{world.name.lower()}.example.org" if purpose is TokenPurpose.CHANGE_EMAIL else ""
        person_id = people["unconfirmed" if purpose is TokenPurpose.CONFIRM_EMAIL else "asker"].id or 0
        with transaction():
            world.secrets[purpose.name] = tokens.issue(person_id, purpose, payload)


def sign_in(actor: Actor) -> str:
    """Open a session for a person and give its token."""
    token = new_token()
    with transaction() as current:
        current.add(PersonSession(token_hash=token_hash(token), person_id=actor.id, user_agent="Tester"))
    return token
