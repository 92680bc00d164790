"""What one person did and what was decided about it: for the steps of misuse, and beside a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Kind, Outcome, Scope
from app.moderation.misuse import REMEMBERED, Record, Step, next_step
from app.moderation.models import Appeal, Decision, Flag, ModerationCase
from app.questions.models import Post

# What was wrong with a post itself, rather than with where it stood.
OF_POSTS = (Kind.HIDE, Kind.EDIT, Kind.REDACT)
STEPS = (Kind.WARN, Kind.SUSPEND)
LATEST = 5


@dataclass(frozen=True)
class History:
    """What is known of an author: how often what was decided, the last decisions, their flags, the step that is due."""

    posts: int
    decided: Mapping[Kind, int]
    latest: Sequence[Decision]
    flags_upheld: int
    flags_declined: int
    due: Step | None


def read_record(person_id: int, scope: Scope) -> Record:
    """Read what a person did within the last year, as `misuse` looks at it."""
    since = now() - REMEMBERED
    steps = session().scalars(
        select(Decision.at)
        .where(Decision.person_id == person_id, Decision.scope == scope, Decision.kind.in_(STEPS))
        .where(Decision.overturned_at.is_(None), Decision.at > since)
        .order_by(Decision.at)
    )
    taken = list(steps)
    bad, last = _bad_acts(person_id, scope, since), taken[-1] if taken else since
    return Record(
        bad=len(bad),
        all=_count(_all_acts(person_id, scope, since)),
        steps=len(taken),
        bad_since=sum(at > last for at in bad),
    )


def get_history(person_id: int) -> History:
    """Get what is known of an author."""
    mine = (Decision.person_id == person_id, Decision.overturned_at.is_(None))
    counted = session().execute(select(Decision.kind, func.count()).where(*mine).group_by(Decision.kind))
    flags = session().execute(
        select(Flag.outcome, func.count()).where(Flag.person_id == person_id).group_by(Flag.outcome)
    )
    outcomes = {outcome: times for outcome, times in flags}
    return History(
        posts=_count(select(Post.id).where(Post.author_id == person_id)),
        decided={Kind(kind): times for kind, times in counted},
        latest=session()
        .scalars(select(Decision).where(*mine).order_by(Decision.id.desc()).limit(LATEST))
        .all(),
        flags_upheld=outcomes.get(Outcome.UPHELD, 0),
        flags_declined=outcomes.get(Outcome.DECLINED, 0) + outcomes.get(Outcome.UNFOUNDED, 0),
        due=next_step(Scope.POSTING, read_record(person_id, Scope.POSTING)),
    )


def _bad_acts(person_id: int, scope: Scope, since: datetime) -> Sequence[datetime]:
    """List when what a person did was found to be misuse."""
    if scope == Scope.POSTING:
        query = select(func.min(Decision.at)).where(
            Decision.person_id == person_id, Decision.kind.in_(OF_POSTS), *_in_force(since)
        )
        return session().scalars(query.group_by(Decision.post_id)).all()
    if scope == Scope.FLAGGING:
        flags = select(ModerationCase.decided_at).join(Flag, Flag.case_id == ModerationCase.id)
        flags = flags.where(Flag.person_id == person_id, Flag.outcome == Outcome.UNFOUNDED)
        return [at for at in session().scalars(flags.where(ModerationCase.decided_at > since)) if at]
    appeals = select(Appeal.decided_at).where(Appeal.person_id == person_id, Appeal.unfounded.is_(True))
    return [at for at in session().scalars(appeals.where(Appeal.decided_at > since)) if at]


def _all_acts(person_id: int, scope: Scope, since: datetime) -> Select[Any]:
    if scope == Scope.POSTING:
        return select(Post.id).where(Post.author_id == person_id, Post.created_at > since)
    if scope == Scope.FLAGGING:
        return select(Flag.id).where(Flag.person_id == person_id, Flag.outcome.is_not(None), Flag.at > since)
    return select(Appeal.id).where(Appeal.person_id == person_id, Appeal.decided_at > since)


def _in_force(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return Decision.overturned_at.is_(None), Decision.at > since


def _count(query: Select[Any]) -> int:
    return session().scalar(select(func.count()).select_from(query.subquery())) or 0
