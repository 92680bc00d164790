"""Help that was given: what earns an award now, and what people have been given."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from app.core.db import session
from app.moderation.kinds import Outcome
from app.moderation.models import Flag
from app.questions.models import Answer, Kind, Post, Question
from app.trust.awards import Help
from app.trust.models import Award, AwardKind
from app.trust.queries.records import VOUCHED_FOR, is_good

_earlier = aliased(Post)
_question = aliased(Question)


def list_help(person_ids: Collection[int]) -> set[Help]:
    """List the help these people have given, as things are now: answers as oneself, and flags that were right."""
    answers = (
        select(Answer.id, Answer.author_id, Answer.verification_state, is_good(), _is_first(),
               _question.accepted_answer_id == Answer.id)
        .join(_question, _question.id == Answer.question_id)
        .where(Answer.author_id.in_(person_ids), Answer.hat_department_id.is_(None))
        .where(Answer.hidden_at.is_(None), _question.hidden_at.is_(None))
        .where(Answer.author_id.is_distinct_from(_question.author_id))
    )  # fmt: skip
    given: set[Help] = set()
    rows: Any = session().execute(answers)
    for answer_id, person_id, state, good, first, accepted in rows:
        ways = {
            AwardKind.ACCEPTED: accepted,
            AwardKind.VERIFIED: state in VOUCHED_FOR,
            AwardKind.FIRST: first and good,
        }
        given |= {Help(person_id, kind, answer_id) for kind, holds in ways.items() if holds}
    flags: Any = select(Flag.id, Flag.person_id).where(
        Flag.person_id.in_(person_ids), Flag.outcome == Outcome.UPHELD
    )
    return given | {
        Help(person_id, AwardKind.FLAG, flag_id) for flag_id, person_id in session().execute(flags)
    }


def list_awards(person_ids: Collection[int]) -> set[Help]:
    """List what these people have been given."""
    found = session().execute(
        select(Award.person_id, Award.kind, Award.ground_id).where(Award.person_id.in_(person_ids))
    )
    return {Help(person_id, AwardKind(kind), ground_id) for person_id, kind, ground_id in found}


def count_awards(person_id: int) -> Mapping[AwardKind, int]:
    """Count a person's awards by kind, for their profile."""
    counted = session().execute(
        select(Award.kind, func.count()).where(Award.person_id == person_id).group_by(Award.kind)
    )
    return {AwardKind(kind): times for kind, times in counted}


def list_authors(question_ids: Collection[int]) -> Sequence[int]:
    """List who asked or answered these questions."""
    wrote = select(Post.author_id).where(
        Post.author_id.is_not(None), Post.kind != Kind.COMMENT,
        func.coalesce(Post.question_id, Post.id).in_(question_ids),
    ).distinct()  # fmt: skip
    return [person_id for person_id in session().scalars(wrote) if person_id is not None]


def _is_first() -> ColumnElement[bool]:
    """Say in SQL that nobody but the asker answered before."""
    return ~exists().where(
        _earlier.question_id == Answer.question_id,
        _earlier.kind == Kind.ANSWER,
        _earlier.hidden_at.is_(None),
        _earlier.author_id.is_distinct_from(_question.author_id),
        _earlier.id < Answer.id,
    )
