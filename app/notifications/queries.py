"""Who is to be told, and what is told: read anew at every step, since rights and wishes change on the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import session
from app.core.prose import excerpt
from app.departments.models import Department
from app.notifications.models import MutedQuestion
from app.questions.models import Answer, Comment, Kind, Post, Question, Watch
from app.verification.models import Verification

EXCERPT = 300  # characters of a post in a mail


@dataclass(frozen=True)
class Notice:
    """What a mail says of a post."""

    title: str
    author: str
    department: Department | None
    excerpt: str
    is_duplicate: bool
    is_closed: bool
    is_settled: bool
    is_verified: bool


def list_watchers(question_id: int, *, besides: int | None) -> Sequence[int]:
    """List who watches a question and can be written to, but for one: whoever made it happen."""
    watchers = select(Watch.person_id).join(Person, Person.id == Watch.person_id)
    watchers = watchers.where(
        Watch.question_id == question_id, Watch.person_id != (besides or 0), *reachable()
    )
    return session().scalars(watchers.order_by(Watch.person_id)).all()


def find_author_id(post_id: int) -> int | None:
    """Find who wrote a post."""
    return session().scalar(select(Post.author_id).where(Post.id == post_id))


def find_claimer_id(question_id: int) -> int | None:
    """Find who looks into a question now."""
    claimed = (Question.id == question_id, Question.claimed_until > now())
    return session().scalar(select(Question.claimed_by_id).where(*claimed))


def list_official_answers(question_id: int, department_id: int) -> Sequence[tuple[int, int]]:
    """List the answers to a question that everybody sees and that were written for a department, and who wrote them.

    Of several by one person only the newest.
    """
    answers = (
        select(func.max(Answer.id).label("answer_id"), Answer.author_id)
        .where(Answer.question_id == question_id, Answer.hat_department_id == department_id)
        .where(Answer.hidden_at.is_(None), Answer.author_id.is_not(None))
        .group_by(Answer.author_id)
        .order_by(Answer.author_id)
    )
    return [(row.answer_id, row.author_id) for row in session().execute(answers)]


def find_kind(post_id: int) -> Kind | None:
    """Find what kind of post it is."""
    return session().scalar(select(Post.kind).where(Post.id == post_id))


def find_parent_author_id(comment_id: int) -> int | None:
    """Find who wrote what a comment stands under."""
    parent = aliased(Post)
    query = select(parent.author_id).join(Comment, Comment.parent_id == parent.id)
    return session().scalar(query.where(Comment.id == comment_id))


def find_verifier_id(answer_id: int) -> int | None:
    """Find who confirmed an answer, or took that back, last."""
    newest = select(Verification).where(Verification.answer_id == answer_id).order_by(Verification.id.desc())
    verification = session().scalars(newest.limit(1)).first()
    return (verification.withdrawn_by_id or verification.verified_by_id) if verification else None


def find_recipient(person_id: int, question_id: int, *, took_part: bool) -> Person | None:
    """Find a person who can be written to and still wants to hear of this question.

    Whoever watches it does; whoever took part does too, unless they muted it.
    """
    watches = exists().where(Watch.person_id == person_id, Watch.question_id == question_id)
    muted = exists().where(MutedQuestion.person_id == person_id, MutedQuestion.question_id == question_id)
    wants = or_(watches, ~muted) if took_part else watches
    return session().scalar(select(Person).where(Person.id == person_id, wants, *reachable()))


def find_notice(question_id: int, post_id: int) -> Notice | None:
    """Find what to say of a post, if everybody may see it, the question and what it stands under."""
    question, parent = aliased(Question), aliased(Post)
    row = session().execute(
        select(Post, question, Person.name, Department)
        .select_from(Post)
        .join(question, question.id == question_id)
        .outerjoin(parent, parent.id == Post.parent_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(Department, Department.id == Post.hat_department_id)
        .where(
            Post.id == post_id,
            Post.hidden_at.is_(None),
            question.hidden_at.is_(None),
            parent.hidden_at.is_(None),
        )
    )
    found = row.one_or_none()
    if found is None:
        return None
    post, asked, name, department = found
    return Notice(
        title=asked.title or "",
        author=name or "",
        department=department,
        excerpt=excerpt(post.body_html, EXCERPT),
        is_duplicate=asked.duplicate_of_id is not None,
        is_closed=asked.closed_at is not None,
        is_settled=asked.settled_at is not None,
        is_verified=post.verification_state in ("verified", "due"),
    )


def reachable() -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that a person can be written to and wants mails about questions."""
    return (
        Person.email.is_not(None),
        Person.email_confirmed_at.is_not(None),
        Person.mail_on_watched.is_(True),
        or_(Person.suspended_until.is_(None), Person.suspended_until <= now()),
    )
