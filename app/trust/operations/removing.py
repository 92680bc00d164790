"""Taking away everything a spammer did in one move, and undoing that: a handful of posts a transaction.

What others have written is never touched, nor hidden with what it stands under: a post they have answered or commented
on stays, and is put into the queue. What the move hid, it brings back, and nothing else: what was hidden before stays
hidden, what somebody decided since stays decided.
"""

from collections.abc import Collection
from uuid import uuid4

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.accounts.models import Person
from app.accounts.operations.suspension import lift_suspension
from app.accounts.queries import get_person
from app.core.access import SYSTEM, Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.outbox import emit
from app.moderation.events import FlagSettled
from app.moderation.kinds import Ground, Kind, Outcome, Source, State
from app.moderation.models import Decision, Flag, ModerationCase
from app.moderation.operations.cases import open_case
from app.moderation.operations.stating import end_decision, state_decision
from app.moderation.operations.suspending import suspend_person
from app.moderation.permissions import can_moderate
from app.moderation.queries.cases import find_open_case
from app.moderation.queries.suspensions import is_suspended_besides
from app.moderation.statements import Statement
from app.questions import texts
from app.questions.operations.hiding import REASON_MAX, hide_post, restore_post
from app.questions.operations.voting import set_vote_of
from app.questions.queries.locking import lock_post
from app.trust.events import RemovalGoesOn
from app.trust.models import Removal, RemovalState, RemovedPost, RemovedVote
from app.trust.permissions import can_remove_posts
from app.trust.queries import removals

AT_ONCE = 25
MOST_PEOPLE = 100


def remove_posts(actor: Actor, person_ids: Collection[int], statement: Statement) -> str:
    """Suspend these people for good and begin to take away all they did; gives the name of the move."""
    require(can_moderate(actor))
    if not 0 < len(set(person_ids)) <= MOST_PEOPLE:
        raise Invalid(_("Choose up to %(number)s people.", number=MOST_PEOPLE))
    move = uuid4().hex
    for person_id in sorted(set(person_ids)):
        person = _hold_person(person_id)
        require(
            can_remove_posts(actor, person),
            _("%(name)s has a role here. Decide on their posts one by one.", name=person.name),
        )
        if removals.find_in_force(person_id) is not None:
            raise Conflict(_("Everything %(name)s did was taken away already.", name=person.name))
        _begin(actor, move, person_id, statement)
    return move


def undo_removal(actor: Actor, removal_id: int) -> Removal:
    """Begin to bring back what a removal took away, and let the person post again."""
    require(can_moderate(actor))
    removal = removals.get_removal(removal_id, lock=True)
    if removal.state not in (RemovalState.WORKING, RemovalState.DONE):
        raise Conflict(_("This was undone already."))
    decision = session().get_one(Decision, removal.decision_id)
    end_decision(actor, decision, now())
    if not is_suspended_besides(removal.person_id, decision.id):
        lift_suspension(SYSTEM, removal.person_id)
    removal.state, removal.undone_by_id, removal.undone_at = RemovalState.UNDOING, actor.id, now()
    record(actor, "removal_undone", f"removal:{removal.id}")
    emit(RemovalGoesOn(removal.id))
    return removal


def undo_overturned(actor: Actor, decision_id: int) -> None:
    """Undo the removal a suspension came with, when an appeal against that was right."""
    require(actor.is_system)
    removal = removals.find_by_decision(decision_id)
    if removal is not None and removal.state in (RemovalState.WORKING, RemovalState.DONE):
        undo_removal(actor, removal.id)


def go_on(actor: Actor, removal_id: int) -> None:
    """See to the next handful of posts of a removal, or of its undoing."""
    require(actor.is_system)
    removal = removals.get_removal(removal_id, lock=True)
    if removal.state == RemovalState.WORKING and not _remove_some(removal):
        removal.state = RemovalState.DONE
    elif removal.state == RemovalState.UNDOING and not _restore_some(removal):
        removal.state = RemovalState.UNDONE
    elif removal.state in (RemovalState.WORKING, RemovalState.UNDOING):
        emit(RemovalGoesOn(removal.id))


def _hold_person(person_id: int) -> Person:
    """Get a person with the row held, so that of two who remove the same the second is told."""
    session().execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    return get_person(person_id)


def _begin(actor: Actor, move: str, person_id: int, statement: Statement) -> None:
    decision = suspend_person(actor, person_id, None, statement)
    removal = Removal(move=move, person_id=person_id, by_id=actor.id, decision_id=decision.id, at=now())
    session().add(removal)
    session().flush()
    record(actor, "removal_made", f"removal:{removal.id}")
    emit(RemovalGoesOn(removal.id))


def _remove_some(removal: Removal) -> bool:
    """Take away a handful; False when nothing is left."""
    suspension = session().get_one(Decision, removal.decision_id)
    posts = removals.list_next_posts(removal, AT_ONCE)
    for post_id in posts:
        _remove_post(removal, suspension, post_id)
    votes = [] if posts else removals.list_next_votes(removal, AT_ONCE)
    for vote in votes:
        session().add(
            RemovedVote(
                removal_id=removal.id, post_id=vote.post_id, value=vote.value, voted_at=vote.created_at
            )
        )
        set_vote_of(SYSTEM, removal.person_id, vote.post_id, 0, now())
    if not posts and not votes:
        _put_up_spared(removal)
    session().flush()
    return bool(posts or votes)


def _remove_post(removal: Removal, suspension: Decision, post_id: int) -> None:
    deputy = _deputy(removal)
    post, _question = lock_post(deputy, post_id)
    case, was_hidden = find_open_case(post_id), post.hidden
    if was_hidden and case is None:
        return  # somebody has just decided on it
    if not was_hidden:
        hide_post(deputy, post_id, texts.one_line(suspension.facts)[:REASON_MAX])
    decision = state_decision(
        deputy,
        Kind.HIDE,
        _statement_of(suspension),
        case,
        person_id=removal.person_id,
        post_id=post_id,
        told=False,
        details={"removal": removal.id},
    )
    if case is not None:
        _close(case)
    session().add(
        RemovedPost(removal_id=removal.id, post_id=post_id, decision_id=decision.id, was_hidden=was_hidden)
    )


def _close(case: ModerationCase) -> None:
    """Close a case as decided, its flags having been right."""
    case.state, case.decided_at, case.version = State.DECIDED, now(), case.version + 1
    case.claimed_by_id = case.claimed_until = None
    for flag in session().scalars(select(Flag).where(Flag.case_id == case.id, Flag.outcome.is_(None))):
        flag.outcome = Outcome.UPHELD
        emit(FlagSettled(flag.id))


def _put_up_spared(removal: Removal) -> None:
    """Ask for a look at what stays since others have written below it."""
    for post_id in removals.list_spared(removal.person_id):
        found = _(
            "Its author's other posts were removed as spam. This one stays, since others have written below it."
        )
        open_case(SYSTEM, post_id, Source.MODERATOR, found)


def _restore_some(removal: Removal) -> bool:
    """Bring back a handful; False when nothing is left."""
    rows = removals.list_to_restore(removal, AT_ONCE)
    for row in rows:
        _restore_post(removal, row)
        row.restored_at = now()
    votes = [] if rows else removals.list_votes_to_restore(removal, AT_ONCE)
    for vote in votes:
        set_vote_of(SYSTEM, removal.person_id, vote.post_id, vote.value, vote.voted_at)
        session().execute(
            delete(RemovedVote).where(
                RemovedVote.removal_id == removal.id, RemovedVote.post_id == vote.post_id
            )
        )
    session().flush()
    return bool(rows or votes)


def _restore_post(removal: Removal, row: RemovedPost) -> None:
    """Bring back one post, unless something else was decided on it since."""
    post, _question = lock_post(SYSTEM, row.post_id)
    decision = session().get_one(Decision, row.decision_id)
    if decision.ended_at is not None:
        return
    end_decision(SYSTEM, decision, now())
    if not row.was_hidden and post.hidden:
        restore_post(SYSTEM, post.id)
    if decision.case_id is not None and find_open_case(post.id) is None:
        _open_again(decision.case_id)


def _open_again(case_id: int) -> None:
    """Let a case that the removal closed wait again, its flags undecided."""
    case = session().get_one(ModerationCase, case_id)
    case.state, case.decided_at, case.version = State.OPEN, None, case.version + 1
    for flag in session().scalars(select(Flag).where(Flag.case_id == case.id)):
        flag.outcome = None


def _statement_of(suspension: Decision) -> Statement:
    return Statement(
        facts=suspension.facts,
        ground=Ground(suspension.ground) if suspension.ground else None,
        rule=suspension.rule,
        law=suspension.law,
        terms_number=suspension.terms_number,
        language=suspension.language,
    )


def _deputy(removal: Removal) -> Actor:
    """Act for the moderator who made the move, also when they have gone home."""
    return Actor(id=removal.by_id, confirmed=True, moderator=True)
