"""Suggested edits, as those may see them who made them or may decide on them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Person
from app.accounts.trust import TABLE, level_of
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.errors import NotFound
from app.questions.models import EditSuggestion, Post, Question, SuggestionState
from app.questions.permissions import can_review_suggestion
from app.questions.queries.posts import get_post_with_question

MOST = 50
_question, _suggester = aliased(Question), aliased(Person)


def list_waiting(actor: Actor) -> Sequence[tuple[EditSuggestion, Post, str]]:
    """List the suggestions the actor may decide on, with post and title of the question; the oldest first, so many."""
    query: Any = _for_review(actor, select(EditSuggestion, Post, _question.title))
    query = query.options(joinedload(EditSuggestion.person)).order_by(EditSuggestion.id).limit(MOST)
    return [(suggestion, post, title) for suggestion, post, title in session().execute(query)]


def count_waiting(actor: Actor) -> int:
    """Count the suggestions the actor may decide on."""
    return session().scalar(_for_review(actor, select(func.count()).select_from(EditSuggestion))) or 0


def get_suggestion(actor: Actor, suggestion_id: int) -> tuple[EditSuggestion, Post, Question]:
    """Get a suggestion with its post and question, for who made it or may decide on it; to others there is none."""
    with_people = (joinedload(EditSuggestion.person), joinedload(EditSuggestion.decided_by))
    suggestion = session().get(EditSuggestion, suggestion_id, options=with_people)
    if suggestion is None:
        raise NotFound()
    post, question = get_post_with_question(actor, suggestion.post_id)
    mine = suggestion.person_id == actor.id
    if not mine and not can_review_suggestion(actor, post, question, suggestion.person_id):
        raise NotFound()
    return suggestion, post, question


def find_own_waiting(actor: Actor, post_id: int) -> EditSuggestion | None:
    """Find what the actor has suggested for a post and nobody has decided on yet."""
    return session().scalar(
        select(EditSuggestion).where(
            EditSuggestion.post_id == post_id,
            EditSuggestion.person_id == actor.id,
            EditSuggestion.state == SuggestionState.WAITING,
        )
    )


def _for_review(actor: Actor, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Narrow to what waits for the actor; what somebody suspended suggested waits until they may post again."""
    return (
        query.join(Post, Post.id == EditSuggestion.post_id)
        .join(_question, _question.id == func.coalesce(Post.question_id, Post.id))
        .where(EditSuggestion.state == SuggestionState.WAITING, EditSuggestion.person_id != actor.id)
        .join(_suggester, _suggester.id == EditSuggestion.person_id)
        .where(or_(_suggester.suspended_until.is_(None), _suggester.suspended_until <= now()))
        .where(Post.hidden_at.is_(None), _question.hidden_at.is_(None), _reviewable(actor))
    )


def _reviewable(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL what `can_review_suggestion` says of rows."""
    if actor.moderator:
        return Post.id.is_not(None)
    mine = (Post.author_id == actor.id) & or_(
        Post.hat_department_id.is_(None), Post.hat_department_id.in_(actor.official_of)
    )
    owned = func.coalesce(Post.hat_department_id, _question.department_id).in_(actor.official_of)
    ways = [mine, owned]
    if TABLE[level_of(actor)].reviews:
        vouched_for = Post.verification_state.in_(("verified", "due"))
        ways.append(Post.hat_department_id.is_(None) & or_(Post.verification_state.is_(None), ~vouched_for))
    return or_(*ways)
