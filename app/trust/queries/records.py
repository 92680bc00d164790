"""What people have done so far, as `accounts.trust` judges it: read for many people at once."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from app.accounts.models import Person, is_suspended
from app.accounts.trust import REMEMBERED, STANDS_AFTER, Record
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Kind, Scope
from app.moderation.models import Decision
from app.questions.models import Kind as PostKind
from app.questions.models import Post

VOUCHED_FOR = ("verified", "due")


def read_records(person_ids: Collection[int]) -> Mapping[int, Record]:
    """Read what these people did so far, in three statements."""
    posts, against = _count_posts(person_ids), _count_against(person_ids)
    people = select(Person.id, Person.joined_at, Person.suspended_until).where(Person.id.in_(person_ids))
    records = {}
    for person_id, joined_at, suspended_until in session().execute(people):
        standing, good = posts.get(person_id, (0, 0))
        records[person_id] = Record(
            days=(now() - joined_at).days,
            standing=standing,
            good=good,
            against=against.get(person_id, 0),
            suspended=is_suspended(suspended_until),
        )
    return records


def read_record(person_id: int) -> Record:
    """Read what one person did so far."""
    return read_records([person_id]).get(person_id, Record())


def list_people_after(person_id: int, most: int) -> Sequence[int]:
    """List people by number, so many after one, for the clock that looks at everybody."""
    after = select(Person.id).where(Person.id > person_id).order_by(Person.id).limit(most)
    return session().scalars(after).all()


def is_good() -> ColumnElement[bool]:
    """Say in SQL that somebody found a question or answer useful: by vote, by accepting, by verifying."""
    return or_(Post.score > 0, Post.accepted_at.is_not(None), Post.verification_state.in_(VOUCHED_FOR))


def _count_posts(person_ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    counted = session().execute(
        select(Post.author_id, func.count(), func.sum(case((is_good(), 1), else_=0)))
        .where(Post.author_id.in_(person_ids), Post.kind != PostKind.COMMENT)
        .where(Post.hidden_at.is_(None), Post.created_at < now() - STANDS_AFTER)
        .group_by(Post.author_id)
    )
    return {person_id: (standing, good) for person_id, standing, good in counted}


def _count_against(person_ids: Collection[int]) -> Mapping[int, int]:
    """Count what moderators decided against people lately and still holds; what the site only holds is no decision."""
    hidden = and_(Decision.kind == Kind.HIDE, Decision.ended_at.is_(None))
    counted = session().execute(
        select(Decision.person_id, func.count())
        .where(Decision.person_id.in_(person_ids), Decision.overturned_at.is_(None))
        .where(Decision.at > now() - REMEMBERED, Decision.scope == Scope.POSTING)
        .where(or_(hidden, Decision.kind.in_((Kind.WARN, Kind.SUSPEND))))
        .group_by(Decision.person_id)
    )
    return {person_id: times for person_id, times in counted if person_id is not None}
