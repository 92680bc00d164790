"""What a removal would do, what removals have done, and new accounts that may call for one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Person, Role
from app.accounts.trust import Trust
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.moderation.kinds import State
from app.moderation.models import Flag, ModerationCase
from app.questions.models import EditSuggestion, Kind, Post, Revision, SuggestionState, Vote
from app.trust.models import Removal, RemovalCase, RemovalState, RemovedPost, RemovedVote

NEW_FOR = timedelta(days=30)
MOST = 100
_writer, _reply = aliased(Person), aliased(Post)
_case, _edited = aliased(ModerationCase), aliased(Post)
# The question a post stands under, or is.
_QUESTION_ID = func.coalesce(Post.question_id, Post.id)


_OPEN_FLAGS = (
    Flag.outcome.is_(None),
    Flag.withdrawn_at.is_(None),
    exists().where(_case.id == Flag.case_id, _case.state == State.OPEN),
)
# A revision that says what somebody else's post says now.
_EDITED_LAST = (
    exists().where(
        _edited.id == Revision.post_id,
        _edited.revision_number == Revision.number,
        _edited.author_id.is_distinct_from(Revision.author_id),
        _edited.hidden_at.is_(None),
    ),
)


@dataclass(frozen=True)
class Work:
    """What a removal would do to one person's doings: what it hides, leaves, and takes back."""

    person_id: int
    name: str
    joined_at: datetime
    questions: int
    answers: int
    comments: int
    spared: int
    hidden: int
    vouched_for: int
    votes: int
    flags: int
    suggestions: int
    edited: int

    @property
    def posts(self) -> int:
        """How many posts it hides."""
        return self.questions + self.answers + self.comments


@dataclass(frozen=True)
class NewAccount:
    """A new account as moderators look through them."""

    id: int
    name: str
    joined_at: datetime
    posts: int
    waiting: int


def list_work(person_ids: Collection[int]) -> list[Work]:
    """List what a removal would do for these people, in one statement each for posts and the rest."""
    seen, spared = Post.hidden_at.is_(None), is_spared(people=person_ids)
    counted = session().execute(
        select(
            Person.id, Person.name, Person.joined_at,
            *(_sum((Post.kind == kind) & seen & ~spared) for kind in (Kind.QUESTION, Kind.ANSWER, Kind.COMMENT)),
            _sum(seen & spared), _sum(Post.hidden_at.is_not(None)),
            _sum(seen & Post.verification_state.in_(("verified", "due"))),
        )
        .outerjoin(Post, Post.author_id == Person.id)
        .where(Person.id.in_(person_ids))
        .group_by(Person.id, Person.name, Person.joined_at)
        .order_by(Person.name, Person.id)
    )  # fmt: skip
    rows: Sequence[Any] = counted.all()
    besides = [
        _count(Vote.person_id, person_ids),
        _count(Flag.person_id, person_ids, *_OPEN_FLAGS),
        _count(EditSuggestion.person_id, person_ids, EditSuggestion.state == SuggestionState.WAITING),
        _count(Revision.author_id, person_ids, *_EDITED_LAST),
    ]
    return [Work(*row, *(times.get(row[0], 0) for times in besides)) for row in rows]


def is_spared(people: Collection[int] = ()) -> ColumnElement[bool]:
    """Say in SQL that others have written below a post: hiding it would hide what they wrote with it.

    Others are who is not suspended and not among `people`, who are about to be.
    """
    below = (
        select(_reply.id)
        .outerjoin(_writer, _writer.id == _reply.author_id)
        .where(or_(_reply.question_id == Post.id, _reply.parent_id == Post.id), _reply.hidden_at.is_(None))
        .where(_reply.author_id.is_distinct_from(Post.author_id))
        .where(or_(_writer.id.is_(None), _writer.id.not_in(people)))
        .where(or_(_writer.suspended_until.is_(None), _writer.suspended_until <= now()))
    )
    return below.exists()


def list_next_posts(removal: Removal, most: int) -> Sequence[int]:
    """List what a removal has still to see to: what is in sight, and what is not but has an open case."""
    waits = exists().where(ModerationCase.post_id == Post.id, ModerationCase.state == State.OPEN)
    done = exists().where(RemovedPost.removal_id == removal.id, RemovedPost.post_id == Post.id)
    query = select(Post.id).where(Post.author_id == removal.person_id, ~done, ~is_spared())
    query = query.where(or_(Post.hidden_at.is_(None), waits)).order_by(Post.id.desc()).limit(most)
    return _by_question(session().scalars(query).all())


def _by_question(post_ids: Sequence[int]) -> Sequence[int]:
    """Sort posts by their questions, so that two who hold the rows of some do not wait for each other."""
    query = select(Post.id).where(Post.id.in_(post_ids)).order_by(_QUESTION_ID, Post.id.desc())
    return session().scalars(query).all()


def list_spared(person_id: int) -> Sequence[int]:
    """List a person's posts that a removal leaves, since others have written below them."""
    query = select(Post.id).where(Post.author_id == person_id, Post.hidden_at.is_(None), is_spared())
    return session().scalars(query.order_by(Post.id)).all()


def list_next_votes(removal: Removal, most: int) -> Sequence[Vote]:
    """List votes a removal has still to take back."""
    mine = select(Vote).where(Vote.person_id == removal.person_id).order_by(Vote.post_id)
    return session().scalars(mine.limit(most)).all()


def list_next_flags(removal: Removal, most: int) -> Sequence[int]:
    """List open flags a removal has still to take back, question by question."""
    mine = _flags_by_question().where(Flag.person_id == removal.person_id, *_OPEN_FLAGS)
    return session().scalars(mine.limit(most)).all()


def list_edited(person_id: int) -> Sequence[int]:
    """List posts of others whose words, as they are now, are this person's."""
    mine = select(Revision.post_id).where(Revision.author_id == person_id, *_EDITED_LAST)
    return session().scalars(mine.order_by(Revision.post_id)).all()


def list_flags_to_bring_back(removal: Removal, most: int) -> Sequence[int]:
    """List the flags that undoing a removal has still to let weigh again."""
    mine = _flags_by_question().where(Flag.person_id == removal.person_id, Flag.withdrawn_at.is_not(None))
    return session().scalars(mine.limit(most)).all()


def list_put_up(removal_id: int) -> Sequence[tuple[int, int]]:
    """List the cases a removal opened for what it left, each with its post."""
    opened = (
        select(ModerationCase.id, ModerationCase.post_id)
        .join(RemovalCase, RemovalCase.case_id == ModerationCase.id)
        .where(RemovalCase.removal_id == removal_id, ModerationCase.state == State.OPEN)
        .order_by(ModerationCase.question_id, ModerationCase.post_id)
    )
    return [(case_id, post_id) for case_id, post_id in session().execute(opened)]


def list_to_restore(removal: Removal, most: int) -> Sequence[RemovedPost]:
    """List the posts that undoing a removal has still to see to, question by question."""
    rows = select(RemovedPost).join(Post, Post.id == RemovedPost.post_id)
    rows = rows.where(RemovedPost.removal_id == removal.id, RemovedPost.restored_at.is_(None))
    return session().scalars(rows.order_by(_QUESTION_ID, RemovedPost.post_id).limit(most)).all()


def list_votes_to_restore(removal: Removal, most: int) -> Sequence[RemovedVote]:
    """List the votes that undoing a removal has still to give back."""
    rows = select(RemovedVote).where(RemovedVote.removal_id == removal.id)
    return session().scalars(rows.order_by(RemovedVote.post_id).limit(most)).all()


def get_removal(removal_id: int, *, lock: bool = False) -> Removal:
    """Get a removal; `lock` holds its row until the transaction ends."""
    mode = {"key_share": True} if lock else None
    removal = session().get(Removal, removal_id, with_for_update=mode, populate_existing=lock)
    if removal is None:
        raise NotFound()
    return removal


def find_in_force(person_id: int) -> Removal | None:
    """Find the removal of a person that was not undone."""
    mine = select(Removal).where(Removal.person_id == person_id, Removal.state != RemovalState.UNDONE)
    return session().scalar(mine)


def find_by_decision(decision_id: int) -> Removal | None:
    """Find the removal a suspension came with."""
    return session().scalar(select(Removal).where(Removal.decision_id == decision_id))


def list_removals(most: int = MOST) -> Sequence[tuple[Removal, int]]:
    """List the last removals with how many posts each decided on, the newest first."""
    posts = select(func.count()).where(RemovedPost.removal_id == Removal.id).scalar_subquery()
    query = select(Removal, posts).options(joinedload(Removal.person), joinedload(Removal.by))
    found = session().execute(query.order_by(Removal.id.desc()).limit(most))
    return [(removal, number) for removal, number in found]


def list_new_accounts() -> Sequence[NewAccount]:
    """List newcomers of the last weeks who wrote something, those with posts that wait first."""
    posts = select(func.count()).where(Post.author_id == Person.id).scalar_subquery()
    waiting = _waiting().where(ModerationCase.author_id == Person.id).scalar_subquery()
    query = (
        select(Person.id, Person.name, Person.joined_at, posts, waiting)
        .where(Person.trust == Trust.NEWCOMER, Person.joined_at > now() - NEW_FOR)
        .where(~exists().where(Role.person_id == Person.id), exists().where(Post.author_id == Person.id))
        .where(~exists().where(Removal.person_id == Person.id, Removal.state != RemovalState.UNDONE))
        .order_by(waiting.desc(), Person.id.desc())
        .limit(MOST)
    )
    return [NewAccount(*row) for row in session().execute(query)]


def _waiting() -> Select[int]:
    return select(func.count()).where(ModerationCase.state == State.OPEN)


def _flags_by_question() -> Select[int]:
    by_question = select(Flag.id).join(ModerationCase, ModerationCase.id == Flag.case_id)
    return by_question.order_by(ModerationCase.question_id, Flag.post_id, Flag.id)


def _count(column: Any, person_ids: Collection[int], *conditions: ColumnElement[bool]) -> dict[int, int]:
    """Count rows by whose they are."""
    counted = select(column, func.count()).where(column.in_(person_ids), *conditions).group_by(column)
    return {person_id: times for person_id, times in session().execute(counted)}


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
