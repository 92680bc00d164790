"""The last stage: what follows from all that was written is worked out in SQL, a stretch of posts at a time."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Update, and_, exists, func, select, text, update

from app.core.db import session
from app.imports.importing import ADDRESSES, IMPORTED, POSTS, Importing
from app.imports.report import Finding
from app.questions.models import Kind, Post, QuestionTag, Tag

STRETCH = 2_000
_other = POSTS.alias("other")


def list_stretches(site: str) -> list[tuple[int, int]]:
    """The numbers of the site's imported posts, first and last of each stretch."""
    imported = IMPORTED.c.new_id.label("id")
    ends = select(func.min(imported), func.max(imported)).where(
        IMPORTED.c.kind == "post", IMPORTED.c.site == site
    )
    first, last = session().execute(ends).one()
    if first is None:
        return []
    return [(start, start + STRETCH - 1) for start in range(first, last + 1, STRETCH)]


def settle_posts(importing: Importing, first: int, last: int) -> None:
    """Accept the answers that were accepted, and count answers and comments, for posts between two numbers."""
    # A question's number is lower than its answers', so it is settled before they are stamped.
    mine = _imported_between(importing.site, first, last)
    for change in (_accepting(importing.site, mine), *_stamping(mine), *_counting(mine)):
        session().execute(change)
    for post_id, old_id in session().execute(_dangling(importing.site, first, last)):
        importing.miss(
            Finding.DANGLING_ACCEPTED, f"question {post_id}: its accepted answer {old_id} is not there"
        )


def gather_statistics() -> None:
    """Let PostgreSQL know how much came in, by which it plans what follows: it may not have looked for itself yet."""
    if session().get_bind().dialect.name == "postgresql":
        session().execute(text("ANALYZE posts, old_addresses, imported"))


def settle_tags() -> None:
    """Count the questions that everybody sees, for each tag."""
    used = (
        select(func.count())
        .select_from(QuestionTag)
        .join(Post, Post.id == QuestionTag.question_id)
        .where(QuestionTag.tag_id == Tag.id, Post.hidden_at.is_(None))
    )
    counted = update(Tag).values(question_count=used.scalar_subquery())
    session().execute(counted.execution_options(synchronize_session=False))


def _imported_between(site: str, first: int, last: int) -> ColumnElement[bool]:
    here = and_(IMPORTED.c.kind == "post", IMPORTED.c.new_id == POSTS.c.id, IMPORTED.c.site == site)
    return and_(POSTS.c.id.between(first, last), exists().where(here))


def _accepting(site: str, mine: ColumnElement[bool]) -> Update:
    """Where nobody accepted an answer here, the one accepted there, if it stands under this question."""
    accepted = (
        select(_other.c.id)
        .join(ADDRESSES, ADDRESSES.c.new_id == _other.c.id)
        .join(IMPORTED, IMPORTED.c.accepted_old_id == ADDRESSES.c.old_id)
        .where(
            and_(ADDRESSES.c.site == site, ADDRESSES.c.kind == Kind.ANSWER),
            and_(IMPORTED.c.kind == "post", IMPORTED.c.new_id == POSTS.c.id),
            _other.c.question_id == POSTS.c.id,
        )
    )
    open_questions = and_(mine, POSTS.c.title.is_not(None), POSTS.c.accepted_answer_id.is_(None))
    return update(POSTS).where(open_questions).values(accepted_answer_id=_value(accepted))


def _stamping(mine: ColumnElement[bool]) -> Iterator[Update]:
    """An accepted answer has the time of its acceptance, or else its own; no other answer has one."""
    accepted = exists().where(_other.c.id == POSTS.c.question_id, _other.c.accepted_answer_id == POSTS.c.id)
    answers = and_(mine, POSTS.c.kind == Kind.ANSWER)
    yield update(POSTS).where(answers, POSTS.c.accepted_at.is_not(None), ~accepted).values(accepted_at=None)
    yield (
        update(POSTS)
        .where(answers, POSTS.c.accepted_at.is_(None), accepted)
        .values(accepted_at=POSTS.c.created_at)
    )


def _counting(mine: ColumnElement[bool]) -> Iterator[Update]:
    seen = select(func.count()).select_from(_other).where(_other.c.hidden_at.is_(None))
    answers = seen.where(_other.c.question_id == POSTS.c.id, _other.c.kind == Kind.ANSWER)
    comments = seen.where(_other.c.parent_id == POSTS.c.id)
    yield update(POSTS).where(mine, POSTS.c.kind == Kind.QUESTION).values(answer_count=_value(answers))
    yield update(POSTS).where(mine, POSTS.c.kind != Kind.COMMENT).values(comment_count=_value(comments))


def _dangling(site: str, first: int, last: int) -> Select[Any]:
    """Questions whose accepted answer is not there, by their old number and the answer's."""
    answer = ADDRESSES.alias("answer")
    there = and_(
        answer.c.site == site, answer.c.kind == Kind.ANSWER, answer.c.old_id == IMPORTED.c.accepted_old_id
    )
    return (
        select(IMPORTED.c.old_id, IMPORTED.c.accepted_old_id)
        .where(IMPORTED.c.kind == "post", IMPORTED.c.site == site, IMPORTED.c.new_id.between(first, last))
        .where(IMPORTED.c.accepted_old_id.is_not(None), ~exists().where(there))
        .order_by(IMPORTED.c.old_id)
    )


def _value(query: Select[Any]) -> Any:
    return query.correlate(POSTS).scalar_subquery()
