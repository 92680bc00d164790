"""What must hold between the parts of a town: names refer to something, no effect precedes its cause.

Pure rules over `content`, with the site's own limits, since the loader goes through the site's operations; each
problem is one line that names the file and the key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta

from app.demo.content import (
    Answer,
    Comment,
    Decision,
    Department,
    Edit,
    Flag,
    Leaf,
    Person,
    Question,
    Topic,
    Town,
    Verification,
    Week,
)
from app.departments.hours_text import read_hours
from app.moderation.kinds import Kind, Reason
from app.questions.texts import BODY_MAX, COMMENT_MAX, COMMENT_MIN, MAX_TAGS, TITLE_MAX, TITLE_MIN
from app.routing.operations.routing import NOTE_MAX, NOTE_MIN
from app.verification.operations import LONGEST_TEXT
from app.verification.rules import LONGEST_REVIEW


@dataclass(frozen=True, slots=True)
class _Known:
    """What questions may refer to."""

    joined: Mapping[str, timedelta]
    officials: frozenset[tuple[str, str]]
    owners: Mapping[str, str]
    questions: Mapping[str, timedelta]


def frame_problems(town: Town) -> Iterator[str]:
    """Yield what is wrong with departments, topics and people."""
    departments = {each.slug for each in town.departments}
    tree: list[Topic | Leaf] = [*town.topics, *(leaf for topic in town.topics for leaf in topic.leaves)]
    yield from _twice("town.toml: department", (each.slug for each in town.departments))
    yield from _twice("topics.toml: topic", (each.slug for each in tree))
    yield from _twice("people.toml: key", (each.key for each in town.people))
    yield from _twice("people.toml: name", (each.name for each in town.people))
    yield from _twice("people.toml: email", (each.email for each in town.people))
    yield from _twice("people.toml: login", (each.login for each in town.people if each.login))
    if sum(each.front_desk for each in town.departments) != 1:
        yield "town.toml: front_desk: exactly one department is the front desk"
    for department in town.departments:
        yield from _week_problems(department)
    for owned in tree:
        if owned.department not in departments:
            yield f"topics.toml: {owned.slug}: department: unknown department {owned.department}"
    for person in town.people:
        for problem in _role_problems(person, departments):
            yield f"people.toml: {person.key}: roles: {problem}"


def moderation_problems(town: Town) -> Iterator[str]:
    """Yield what is wrong with flags and decisions: each names a post, a person, and words the site knows."""
    posts = {key: ago for question in town.questions for key, ago in _posts_of(question)}
    moderators = {each.key for each in town.people if any(role.kind == "moderator" for role in each.roles)}
    people = {each.key for each in town.people}
    for flag in town.flags:
        yield from _moderated(flag, flag.reason in list(Reason) and flag.by in people, posts)
    for decision in town.decisions:
        yield from _moderated(decision, decision.kind in list(Kind) and decision.by in moderators, posts)


def _moderated(one: Flag | Decision, possible: bool, posts: Mapping[str, timedelta]) -> Iterator[str]:
    if one.post not in posts:
        yield f"moderation.toml: {one.post}: unknown post"
    elif one.ago >= posts[one.post]:
        yield f"moderation.toml: {one.post}: older than the post"
    if not possible:
        yield f"moderation.toml: {one.post}: {one.by} cannot do this, or it is nothing the site knows"


def _posts_of(question: Question) -> Iterator[tuple[str, timedelta]]:
    yield question.key, question.ago
    for answer in question.answers:
        yield f"{question.key}/{answer.key}", answer.ago


def question_problems(town: Town, files: Mapping[str, Iterable[Question]]) -> Iterator[str]:
    """Yield what is wrong with the questions of each file, read against the whole town."""
    known = _Known(
        joined={each.key: each.joined for each in town.people},
        officials=frozenset(
            (each.key, role.department)
            for each in town.people
            for role in each.roles
            if role.department and role.kind == "official"
        ),
        owners={leaf.slug: leaf.department for topic in town.topics for leaf in topic.leaves},
        questions={each.key: each.ago for each in town.questions},
    )
    yield from _twice("questions: key", (each.key for each in town.questions))
    yield from _twice("questions: title", (each.title.casefold() for each in town.questions))
    for name, questions in files.items():
        for question in questions:
            for problem in _one_question(question, known):
                yield f"{name}: {question.key}: {problem}"


def _twice(where: str, values: Iterable[str]) -> Iterator[str]:
    return (
        f"{where}: {value} is there {times} times" for value, times in Counter(values).items() if times > 1
    )


def _week_problems(department: Department) -> Iterator[str]:
    for day in fields(Week):
        try:
            read_hours(getattr(department.hours, day.name))
        except ValueError as error:
            yield f"town.toml: {department.slug}: hours: {day.name}: {error}"


def _role_problems(person: Person, departments: set[str]) -> Iterator[str]:
    for role in person.roles:
        if role.kind in ("official", "caseworker") and role.department not in departments:
            yield f"{role.kind} of unknown department {role.department}"
        if role.kind in ("moderator", "administrator") and role.department:
            yield f"a {role.kind} belongs to no department"


def _one_question(question: Question, known: _Known) -> Iterator[str]:
    if not TITLE_MIN <= len(question.title) <= TITLE_MAX:
        yield f"title: {len(question.title)} characters, allowed are {TITLE_MIN} to {TITLE_MAX}"
    if len(question.tags) > MAX_TAGS:
        yield f"tags: {len(question.tags)}, at most {MAX_TAGS}"
    if question.topic is not None and question.topic not in known.owners:
        yield f"topic: {question.topic} is not a leaf of the topic tree"
    if sum(answer.accepted is not None for answer in question.answers) > 1:
        yield "answer: more than one is accepted"
    yield from _twice("answer", (each.key for each in question.answers))
    yield from _post(question, question.asked_by, known)
    yield from _readers("same", question.same, question.asked_by, known)
    yield from _readers("watch", question.watch, None, known)
    yield from _endings(question, known)
    yield from _routing(question, known)
    for answer in question.answers:
        for problem in _one_answer(answer, question, known):
            yield f"answer {answer.key}: {problem}"


def _endings(question: Question, known: _Known) -> Iterator[str]:
    written: list[Answer | Comment] = [*question.comments, *question.answers]
    written += [comment for answer in question.answers for comment in answer.comments]
    for what, ending in (("duplicate", question.duplicate), ("closed", question.closed)):
        if ending:
            yield from _act(what, ending.by, ending.ago, question.ago, known)
            if any(post.ago <= ending.ago for post in written):
                yield f"{what}: something was written afterwards"
    if question.duplicate and known.questions.get(question.duplicate.of, timedelta()) <= question.ago:
        yield f"duplicate: {question.duplicate.of} is not an earlier question"


def _routing(question: Question, known: _Known) -> Iterator[str]:
    departments = {department for _person, department in known.officials}
    for transfer in question.transfers:
        yield from _act("transfer", transfer.by, transfer.ago, question.ago, known)
        if transfer.to not in departments:
            yield f"transfer: {transfer.to} has no officials"
        if not NOTE_MIN <= len(transfer.note) <= NOTE_MAX:
            yield f"transfer: note: {len(transfer.note)} characters, allowed are {NOTE_MIN} to {NOTE_MAX}"
    if question.claim:
        yield from _act("claim", question.claim.by, question.claim.ago, question.ago, known)


def _one_answer(answer: Answer, question: Question, known: _Known) -> Iterator[str]:
    if answer.ago >= question.ago:
        yield "ago: the answer is older than its question"
    if answer.accepted is not None and answer.accepted >= answer.ago:
        yield "accepted: before the answer was written"
    yield from _hat(answer, known)
    yield from _post(answer, answer.by, known)
    if answer.verification:
        for problem in _verification(answer.verification, answer, question, known):
            yield f"verification: {problem}"


def _verification(
    verification: Verification, answer: Answer, question: Question, known: _Known
) -> Iterator[str]:
    owner = known.owners.get(question.topic or "")
    if owner is None or (verification.by, owner) not in known.officials:
        yield f"by: {verification.by} is no official of {owner}, which owns the topic"
    if answer.hat not in (None, owner):
        yield f"the answer speaks for {answer.hat}, the topic belongs to {owner}"
    if len(verification.source) > LONGEST_TEXT:
        yield f"source: {len(verification.source)} characters, at most {LONGEST_TEXT}"
    if not timedelta(days=1) <= verification.review_after <= LONGEST_REVIEW:
        yield f"review_after: {verification.review_after.days} days, allowed are 1 to {LONGEST_REVIEW.days}"
    yield from _act("time", verification.by, verification.ago, answer.ago, known)
    if verification.withdrawn:
        yield from _act(
            "withdrawn", verification.withdrawn.by, verification.withdrawn.ago, verification.ago, known
        )


def _post(post: Question | Answer, author: str, known: _Known) -> Iterator[str]:
    yield from _act("author", author, post.ago, None, known)
    yield from _readers("up", post.up, author, known)
    yield from _readers("down", post.down, author, known)
    yield from _twice("votes", (*post.up, *post.down))
    if len(post.body) > BODY_MAX:
        yield f"body: {len(post.body)} characters, at most {BODY_MAX}"
    yield from _edits(post, known)
    for comment in post.comments:
        yield from _act("comment", comment.by, comment.ago, post.ago, known)
        yield from _hat(comment, known)
        if not COMMENT_MIN <= len(comment.body) <= COMMENT_MAX:
            yield f"comment: {len(comment.body)} characters, allowed are {COMMENT_MIN} to {COMMENT_MAX}"


def _edits(post: Question | Answer, known: _Known) -> Iterator[str]:
    before: Question | Answer | Edit = post
    for edit in post.edits:
        yield from _act(f"edit {edit.summary!r}", edit.by, edit.ago, before.ago, known)
        if edit.body == before.body and edit.title is None:
            yield f"edit {edit.summary!r}: changes nothing"
        before = edit


def _hat(post: Answer | Comment, known: _Known) -> Iterator[str]:
    if post.hat is not None and (post.by, post.hat) not in known.officials:
        yield f"hat: {post.by} is no official of {post.hat}"


def _act(what: str, person: str, ago: timedelta, after: timedelta | None, known: _Known) -> Iterator[str]:
    if person not in known.joined:
        yield f"{what}: unknown person {person}"
    elif ago > known.joined[person]:
        yield f"{what}: {person} had not joined yet"
    if after is not None and ago >= after:
        yield f"{what}: by {person}, is older than what it refers to"


def _readers(what: str, people: Iterable[str], author: str | None, known: _Known) -> Iterator[str]:
    for person in people:
        if person not in known.joined:
            yield f"{what}: unknown person {person}"
        elif person == author:
            yield f"{what}: {person} wrote it"
    yield from _twice(what, people)
