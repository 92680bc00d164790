"""The queue of cases, heaviest first, in a fixed number of statements however long it is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Person
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.paging import Page, Place, fetch_page, number_cursor, time_cursor
from app.moderation.kinds import Reason, State
from app.moderation.models import Appeal, Decision, Flag, ModerationCase
from app.questions.models import Post, Question

A_PAGE = 50
Query = Select[Any]


@dataclass(frozen=True)
class Filters:
    """Which cases to show."""

    state: State = State.OPEN
    reason: Reason | None = None
    topic_id: int | None = None
    language: str | None = None
    mine: bool = False


@dataclass(frozen=True)
class Queue:
    """One page of cases, and why people flagged each of these posts: how often for which reason."""

    page: Page[ModerationCase]
    reasons: Mapping[int, Mapping[Reason, int]]


def page_of_queue(actor: Actor, filters: Filters, place: Place) -> Queue:
    """List the cases that match: open ones by precedence, decided ones by when."""
    query, by_weight = _matching(actor, filters), filters.state == State.OPEN
    column = ModerationCase.precedence if by_weight else ModerationCase.decided_at

    def cursor_of(case: ModerationCase) -> str:
        if by_weight:
            return number_cursor(case.precedence, case.id)
        return time_cursor(case.decided_at or case.opened_at, case.id)

    page = fetch_page(
        lambda cut: session().scalars(cut.of(query, column, ModerationCase.id)).all(),
        cursor_of,
        place,
        A_PAGE,
    )
    return Queue(page, _reasons([case.id for case in page.rows]))


def count_open() -> int:
    """Count the cases that wait for a decision."""
    waiting = select(func.count()).select_from(ModerationCase).where(ModerationCase.state == State.OPEN)
    return session().scalar(waiting) or 0


def count_appeals() -> int:
    """Count the appeals that wait for a decision."""
    waiting = select(func.count()).select_from(Appeal).where(Appeal.outcome.is_(None))
    return session().scalar(waiting) or 0


def list_languages(case_ids: Collection[int]) -> dict[int, str]:
    """Say in which language each case's author is written to; where there is none, that of the post."""
    spoken = (
        select(ModerationCase.id, func.coalesce(Person.language, Post.language))
        .join(Post, Post.id == ModerationCase.post_id)
        .outerjoin(Person, Person.id == ModerationCase.author_id)
    )
    found = session().execute(spoken.where(ModerationCase.id.in_(case_ids)))
    return {case_id: language for case_id, language in found}


def list_claimed_elsewhere(actor: Actor, cases: Sequence[ModerationCase]) -> set[int]:
    """Say which of the cases somebody else is deciding on just now."""
    at = now()
    return {
        case.id
        for case in cases
        if case.claimed_until is not None and case.claimed_until > at and case.claimed_by_id != actor.id
    }


def _matching(actor: Actor, filters: Filters) -> Query:
    query = (
        select(ModerationCase)
        .join(Question, Question.id == ModerationCase.question_id)
        .options(
            contains_eager(ModerationCase.question),
            joinedload(ModerationCase.post),
            joinedload(ModerationCase.author),
            joinedload(ModerationCase.claimed_by),
        )
        .where(ModerationCase.state == filters.state)
    )
    if filters.topic_id is not None:
        query = query.where(Question.topic_id == filters.topic_id)
    if filters.language is not None:
        query = query.where(Question.language == filters.language)
    if filters.reason is not None:
        flagged = exists().where(Flag.case_id == ModerationCase.id, Flag.reason == filters.reason)
        query = query.where(flagged)
    if filters.mine and filters.state == State.OPEN:
        query = query.where(ModerationCase.claimed_by_id == actor.id, ModerationCase.claimed_until > now())
    elif filters.mine:
        decided = exists().where(Decision.case_id == ModerationCase.id, Decision.moderator_id == actor.id)
        query = query.where(decided)
    return query


def _reasons(case_ids: Sequence[int]) -> dict[int, dict[Reason, int]]:
    counted = session().execute(
        select(Flag.case_id, Flag.reason, func.count())
        .where(Flag.case_id.in_(case_ids), Flag.withdrawn_at.is_(None))
        .group_by(Flag.case_id, Flag.reason)
        .order_by(func.count().desc(), Flag.reason)
    )
    by_case: defaultdict[int, dict[Reason, int]] = defaultdict(dict)
    for case_id, reason, times in counted:
        by_case[case_id][Reason(reason)] = times
    return by_case
