"""Loads the demo town: its frame as rows, and its past by doing again, in order, what its people did.

Everything happens in one transaction through the site's own operations, each at its own moment, so the town keeps
every rule a real one keeps, and a load that is interrupted leaves nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import delete, or_, select, update

from app.accounts.models import Person, Role, RoleKind
from app.accounts.names import name_key
from app.accounts.passwords import hash_password
from app.accounts.queries import get_actor
from app.accounts.trust import Trust
from app.core import prose
from app.core.access import SYSTEM, Actor
from app.core.clock import as_of, now
from app.core.db import session, transaction
from app.core.limits import LimitCount
from app.core.outbox import OutboxEntry
from app.demo import content
from app.demo.casework import CaseTeller
from app.demo.moderating import moderation_story
from app.demo.reading import read_town
from app.demo.waiting import leave_waiting
from app.departments.hours_text import read_hours
from app.departments.models import Department, Kind, Measure, Topic
from app.departments.operations import import_holidays, set_opening_hours, set_targets
from app.questions.models import Answer, Post, Question
from app.questions.operations.accepting import accept
from app.questions.operations.answering import answer
from app.questions.operations.asking import NewQuestion, ask
from app.questions.operations.closing import close_as_duplicate, close_question
from app.questions.operations.commenting import comment
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.voting import vote
from app.questions.operations.watching import have_same, watch
from app.routing.learning import learn_all
from app.routing.operations.claiming import claim_question
from app.routing.operations.learning import keep_matchers
from app.routing.operations.routing import transfer_question
from app.routing.operations.timing import tell_overdue, warn_of_due
from app.routing.queries.experience import topics_mark
from app.verification.operations import age_verifications, verify_answer, withdraw_verification

# For a town on one's own machine; the loader refuses a site in production.
PASSWORD = "torv-demo-town"  # noqa: S105
# Votes and the like are not dated in the files: they come in one after another over these days.
REACTING = timedelta(days=4)
Act = Callable[[], object]


@dataclass(frozen=True)
class SignIn:
    """How to sign in to the demo town in one role."""

    role: str
    name: str
    email: str


class NotForProduction(SystemExit):
    """The demo town has known passwords."""


def load_town() -> bool:
    """Load the town into an empty site; False when there are people already."""
    if current_app.extensions["torv_config"].production:
        raise NotForProduction(
            "The demo town has passwords that everybody knows: it is not loaded in production."
        )
    if session().scalar(select(Person.id).limit(1)) is not None:
        return False
    with force_locale("en"), transaction():
        _Loader(read_town()).load()
    return True


def list_sign_ins() -> list[SignIn]:
    """List the demo town's sign-ins, one a role, if this site is the demo town."""
    wanted = [person for person in read_town().people if person.login]
    emails = set(
        session().scalars(select(Person.email).where(Person.email.in_([one.email for one in wanted])))
    )
    return [SignIn(str(one.login), one.name, one.email) for one in wanted if one.email in emails]


class _Loader:
    """Knows, while loading, which row each key of the files has become."""

    def __init__(self, town: content.Town) -> None:
        self.town = town
        self.loaded_at = now()
        self.departments: dict[str, int] = {}
        self.topics: dict[str, int] = {}
        self.people: dict[str, Actor] = {}
        self.posts: dict[object, int] = {}

    def load(self) -> None:
        """Make the frame, then let everything happen in order of time."""
        for department in self.town.departments:
            self._department(department)
        import_holidays(SYSTEM, None, self.town.holidays)
        for position, topic in enumerate(self.town.topics):
            self._topic(topic, position)
        self._learn()
        password_hash = hash_password(PASSWORD)
        for person in self.town.people:
            self._person(person, password_hash)
        cases = CaseTeller(self.people, self.departments, self.loaded_at)
        for reply in self.town.canned:
            cases.keep_ready(reply)
        acts = [act for question in self.town.questions for act in self._story(question)]
        acts += moderation_story(self.town, self.loaded_at, self.people, self.posts_by_key)
        acts += [act for ticket in self.town.tickets for act in cases.story(ticket)]
        for moment, act in sorted(acts, key=lambda one: one[0]):
            with as_of(moment):
                act()
        self._bring_up_to_now()
        self._learn()

    def posts_by_key(self, key: str) -> int:
        """Give the row of a post that moderation names."""
        question_key, _slash, answer_key = key.partition("/")
        question = next(one for one in self.town.questions if one.key == question_key)
        if not answer_key:
            return self.posts[question]
        return self.posts[next(one for one in question.answers if one.key == answer_key)]

    def _learn(self) -> None:
        """Learn where questions belong: at first from the topics' words alone, in the end from the whole town."""
        keep_matchers(SYSTEM, learn_all(), topics_mark())

    def _bring_up_to_now(self) -> None:
        """Let the calendar do to verifications what it did; no mail goes out, and the index is built from the rows."""
        zone = current_app.extensions["torv_config"].timezone
        for back in range(60, -1, -10):
            with as_of(self.loaded_at - timedelta(days=back)):
                age_verifications(SYSTEM, now().astimezone(zone).date())
                warn_of_due(SYSTEM)
                tell_overdue(SYSTEM)
        leave_waiting()
        session().execute(delete(LimitCount))
        past = [
            OutboxEntry.handler.startswith(f"{one}.")
            for one in ("notifications", "accounts", "search", "tickets", "moderation")
        ]
        session().execute(delete(OutboxEntry).where(or_(*past)))

    def _department(self, one: content.Department) -> None:
        department = Department(
            slug=one.slug,
            name=one.name.en,
            names={"da": one.name.da},
            description=one.description.en,
            descriptions={"da": one.description.da},
            contact=one.contact.en,
            contacts={"da": one.contact.da},
            front_desk=one.front_desk,
        )
        session().add(department)
        session().flush()
        self.departments[one.slug] = department.id
        hours = {weekday: read_hours(text) for weekday, text in enumerate(astuple(one.hours)) if text}
        set_opening_hours(SYSTEM, department.id, 1, hours)
        targets = {
            (kind, measure): getattr(one.targets, f"{kind}_{measure}") * 60
            for kind in Kind
            for measure in Measure
        }
        set_targets(SYSTEM, department.id, 2, targets)

    def _topic(self, one: content.Topic, position: int) -> None:
        topic = Topic(
            slug=one.slug,
            name=one.name.en,
            names={"da": one.name.da},
            description=one.description.en,
            descriptions={"da": one.description.da},
            department_id=self.departments[one.department],
            position=position,
        )
        session().add(topic)
        session().flush()
        self.topics[one.slug] = topic.id
        for place, leaf in enumerate(one.leaves):
            below = Topic(
                slug=leaf.slug,
                name=leaf.name.en,
                names={"da": leaf.name.da},
                keywords=", ".join(leaf.keywords),
                department_id=self.departments[leaf.department],
                parent_id=topic.id,
                position=place,
            )
            session().add(below)
            session().flush()
            self.topics[leaf.slug] = below.id

    def _person(self, one: content.Person, password_hash: str) -> None:
        joined = self.loaded_at - one.joined
        person = Person(
            name=one.name,
            name_key=name_key(one.name),
            email=one.email,
            email_confirmed_at=joined,
            joined_at=joined,
            trust=Trust.MEMBER,  # until everybody's level is settled, so that the past can happen
            password_hash=password_hash,
            language=one.language,
            job_title=one.job or "",
            about=one.about,
            about_html=prose.render(one.about),
        )
        session().add(person)
        session().flush()
        for role in one.roles:
            department_id = self.departments[role.department] if role.department else None
            session().add(Role(person_id=person.id, kind=RoleKind(role.kind), department_id=department_id))
        session().flush()
        session().expire(person)
        self.people[one.key] = get_actor(person.id)

    def _story(self, one: content.Question) -> Iterator[tuple[datetime, Act]]:
        """Tell when what happened around a question."""
        asked = self.loaded_at - one.ago
        yield asked, lambda: self._ask(one)
        yield from self._reactions(one, asked, one.up, lambda who, post: vote(who, post, 1))
        yield from self._reactions(one, asked, one.down, lambda who, post: vote(who, post, -1))
        yield from self._reactions(one, asked, one.same, have_same)
        yield from self._reactions(one, asked, one.watch, watch)
        yield from self._edits(one, one.edits)
        yield from self._comments(one, one.comments)
        for each in one.answers:
            yield from self._answer_story(one, each)
        for sent in one.transfers:
            yield self._moment(sent.ago), lambda sent=sent: self._transfer(one, sent)  # type: ignore[misc]
        if one.claim:
            yield self._moment(one.claim.ago), lambda: self._claim(one)
        if one.duplicate:
            yield self._moment(one.duplicate.ago), lambda: self._link_duplicate(one)
        if one.closed:
            yield self._moment(one.closed.ago), lambda: self._close(one)

    def _answer_story(
        self, question: content.Question, one: content.Answer
    ) -> Iterator[tuple[datetime, Act]]:
        answered = self.loaded_at - one.ago
        yield answered, lambda: self._answer(question, one)
        yield from self._reactions(one, answered, one.up, lambda who, post: vote(who, post, 1))
        yield from self._reactions(one, answered, one.down, lambda who, post: vote(who, post, -1))
        yield from self._edits(one, one.edits)
        yield from self._comments(one, one.comments)
        if one.accepted:
            yield self._moment(one.accepted), lambda: accept(self.people[question.asked_by], self.posts[one])
        if one.verification:
            yield self._moment(one.verification.ago), lambda: self._verify(one)
            if withdrawn := one.verification.withdrawn:
                yield (
                    self._moment(withdrawn.ago),
                    lambda: withdraw_verification(
                        self.people[withdrawn.by], self.posts[one], withdrawn.reason
                    ),
                )

    def _reactions(
        self, post: object, since: datetime, people: tuple[str, ...], react: Callable[[Actor, int], object]
    ) -> Iterator[tuple[datetime, Act]]:
        span = min(REACTING, self.loaded_at - since)
        for number, key in enumerate(people, start=1):
            moment = since + span * number / (len(people) + 1)
            yield moment, lambda key=key: react(self.people[key], self.posts[post])  # type: ignore[misc]

    def _edits(self, post: object, edits: tuple[content.Edit, ...]) -> Iterator[tuple[datetime, Act]]:
        for one in edits:
            yield self._moment(one.ago), lambda one=one: self._edit(post, one)  # type: ignore[misc]

    def _comments(
        self, post: object, comments: tuple[content.Comment, ...]
    ) -> Iterator[tuple[datetime, Act]]:
        for one in comments:
            yield self._moment(one.ago), lambda one=one: self._comment(post, one)  # type: ignore[misc]

    def _moment(self, ago: timedelta) -> datetime:
        return self.loaded_at - ago

    def _ask(self, one: content.Question) -> None:
        question = ask(
            self.people[one.asked_by],
            NewQuestion(
                title=one.title,
                body=one.body,
                tags=one.tags,
                topic_id=self.topics[one.topic] if one.topic else None,
                place=one.place or "",
                language=one.language,
            ),
        )
        self._settle(one, question, one.language)
        session().execute(update(Post).where(Post.id == question.id).values(view_count=one.views))

    def _answer(self, question: content.Question, one: content.Answer) -> None:
        posted = answer(self.people[one.by], self.posts[question], one.body, self._hat(one.hat))
        self._settle(one, posted, one.language or question.language)

    def _settle(self, key: object, post: Post, language: str) -> None:
        """Remember the row, and its language as the files tell it: a short text is guessed wrong at times."""
        post.language = language
        session().flush()
        self.posts[key] = post.id

    def _comment(self, post: object, one: content.Comment) -> None:
        comment(self.people[one.by], self.posts[post], one.body, self._hat(one.hat))

    def _hat(self, slug: str | None) -> int | None:
        return self.departments[slug] if slug else None

    def _edit(self, key: object, one: content.Edit) -> None:
        post = session().get_one(Post, self.posts[key])
        edit = Edit(body=one.body, summary=one.summary)
        if isinstance(post, Question):
            edit = Edit(
                body=one.body,
                summary=one.summary,
                title=one.title or post.title or "",
                tags=tuple(post.tags),
                topic_id=post.topic_id,
                place=post.place,
            )
        edit_post(self.people[one.by], post.id, edit, post.version)
        session().expire_all()

    def _verify(self, one: content.Answer) -> None:
        assert one.verification
        row = session().get_one(Answer, self.posts[one])
        today = now().astimezone(current_app.extensions["torv_config"].timezone).date()
        verify_answer(
            self.people[one.verification.by],
            row.id,
            row.revision_number,
            one.verification.source,
            today + one.verification.review_after,
            today,
        )

    def _transfer(self, question: content.Question, one: content.Transfer) -> None:
        to_id = self.departments[one.to]
        transfer_question(self.people[one.by], self.posts[question], to_id, one.note, not_ours=one.not_ours)

    def _claim(self, one: content.Question) -> None:
        assert one.claim
        claim_question(self.people[one.claim.by], self.posts[one])

    def _link_duplicate(self, one: content.Question) -> None:
        assert one.duplicate
        original = next(other for other in self.town.questions if other.key == one.duplicate.of)
        close_as_duplicate(self.people[one.duplicate.by], self.posts[one], self.posts[original])

    def _close(self, one: content.Question) -> None:
        assert one.closed
        close_question(self.people[one.closed.by], self.posts[one], one.closed.reason)
