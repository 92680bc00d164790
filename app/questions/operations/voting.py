"""Voting: useful, not useful, or the vote taken back."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.accounts.models import Person
from app.accounts.operations.limiting import count_act
from app.accounts.trust import Act
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.core.outbox import emit
from app.questions.events import PostVoted
from app.questions.models import Post, Question, Vote
from app.questions.operations.states import require_unlocked
from app.questions.permissions import can_vote
from app.questions.queries.locking import lock_post
from app.questions.queries.posts import get_post_with_question
from app.questions.scoring import change_of_vote
from app.questions.upserts import insert_into


def vote(actor: Actor, post_id: int, value: int) -> Question:
    """Make the actor's vote on a question or answer 1, -1 or none (0), and give its question."""
    require_posting(actor)
    if value not in (-1, 0, 1):
        raise Invalid(_("A vote is up, down or none."))
    count_act(actor, Act.VOTE)
    # The row is held, so that the vote read here is still the one replaced below.
    post, question = get_post_with_question(actor, post_id, lock=True)
    require(can_vote(actor, post), _("You cannot vote on your own post."))
    require_unlocked(actor, post, question)
    mine = (Vote.person_id == actor.id) & (Vote.post_id == post.id)
    before = session().scalar(select(Vote.value).where(mine)) or 0
    if before == value:
        return question
    if value:
        _set_vote(actor, post, value)
    else:
        session().execute(delete(Vote).where(mine))
    _count_vote(post, before, value)
    emit(PostVoted(question.id, post.id))
    return question


def set_vote_of(actor: Actor, person_id: int, post_id: int, value: int, at: datetime) -> int:
    """Set or take back (0) what somebody voted, by the site itself; gives what it was before."""
    require(actor.is_system)
    post, question = lock_post(actor, post_id)
    mine = (Vote.person_id == person_id) & (Vote.post_id == post_id)
    before = session().scalar(select(Vote.value).where(mine)) or 0
    session().execute(delete(Vote).where(mine))
    if value:
        row = insert_into(Vote).values(person_id=person_id, post_id=post_id, value=value, created_at=at)
        session().execute(row)
    _count_vote(post, before, value)
    emit(PostVoted(question.id, post_id))
    return before


def _set_vote(actor: Actor, post: Post, value: int) -> None:
    cast = insert_into(Vote).values(person_id=actor.id, post_id=post.id, value=value, created_at=now())
    session().execute(
        cast.on_conflict_do_update(index_elements=[Vote.person_id, Vote.post_id], set_={"value": value})
    )


def _count_vote(post: Post, before: int, after: int) -> None:
    session().execute(update(Post).where(Post.id == post.id).values(score=Post.score + after - before))
    change = change_of_vote(post.kind, before, after)
    session().execute(
        update(Person).where(Person.id == post.author_id).values(reputation=Person.reputation + change)
    )
