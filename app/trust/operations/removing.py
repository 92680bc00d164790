"""Taking away everything a spammer did in one move, and undoing that: a handful of posts a transaction.

What others have written is never touched, nor hidden with what it stands under: a post they have answered or commented
on stays, and is put into the queue, as is what the person edited last of others' posts. Their open flags weigh nothing
any more; what they suggested waits as long as they are suspended, which is `questions`' own rule. What the move hid, it
brings back, and nothing else: what was hidden before stays hidden, what somebody decided since stays decided.
"""

from collections.abc import Collection
from uuid import uuid4

from flask_babel import force_locale
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
from app.core.language import SOURCE_LANGUAGE
from app.core.outbox import emit
from app.moderation.kinds import Ground, Kind, Outcome, Source, State
from app.moderation.models import Decision, ModerationCase
from app.moderation.operations.cases import close_case, open_case, reopen_case, settle_flags
from app.moderation.operations.stating import end_decision, state_decision
from app.moderation.operations.suspending import suspend_person
from app.moderation.operations.withdrawing import bring_back_flag, withdraw_flag
from app.moderation.permissions import can_moderate
from app.moderation.queries.cases import find_open_case, get_case, has_flags
from app.moderation.queries.suspensions import is_suspended_besides
from app.moderation.statements import Statement
from app.questions import texts
from app.questions.operations.hiding import REASON_MAX, hide_post, restore_post
from app.questions.operations.voting import set_vote_of
from app.questions.queries.locking import lock_post
from app.trust.events import RemovalGoesOn
from app.trust.models import Removal, RemovalCase, RemovalState, RemovedPost, RemovedVote
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
    """Take away a handful, one kind of doing after the other; False when nothing is left."""
    some = _remove_posts(removal) or _take_back_votes(removal) or _withdraw_flags(removal)
    if not some:
        _put_up_spared(removal)
    session().flush()
    return some


def _remove_posts(removal: Removal) -> bool:
    suspension = session().get_one(Decision, removal.decision_id)
    posts = removals.list_next_posts(removal, AT_ONCE)
    for post_id in posts:
        _remove_post(removal, suspension, post_id)
    return bool(posts)


def _take_back_votes(removal: Removal) -> bool:
    votes = removals.list_next_votes(removal, AT_ONCE)
    for vote in votes:
        session().add(
            RemovedVote(
                removal_id=removal.id, post_id=vote.post_id, value=vote.value, voted_at=vote.created_at
            )
        )
        set_vote_of(SYSTEM, removal.person_id, vote.post_id, 0, now())
    return bool(votes)


def _withdraw_flags(removal: Removal) -> bool:
    flags = removals.list_next_flags(removal, AT_ONCE)
    for flag_id in flags:
        withdraw_flag(SYSTEM, flag_id)
    return bool(flags)


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
        close_case(deputy, case)
        settle_flags(deputy, case, Outcome.UPHELD)
    session().add(
        RemovedPost(removal_id=removal.id, post_id=post_id, decision_id=decision.id, was_hidden=was_hidden)
    )


def _put_up_spared(removal: Removal) -> None:
    """Ask for a look at what stays since others have written below it, and at what of others the person edited last."""
    with force_locale(SOURCE_LANGUAGE):  # each moderator reads it in their own
        spared = _(
            "Its author's other posts were removed as spam. This one stays, since others have written below it."
        )
        edited = _(
            "Somebody whose posts were removed as spam has edited this last. The versions before say what it was."
        )
    for post_id in removals.list_spared(removal.person_id):
        _put_up(removal, post_id, spared)
    for post_id in removals.list_edited(removal.person_id):
        _put_up(removal, post_id, edited)


def _put_up(removal: Removal, post_id: int, found: str) -> None:
    lock_post(SYSTEM, post_id)
    is_new = find_open_case(post_id) is None
    case = open_case(SYSTEM, post_id, Source.MODERATOR, found)
    if is_new:
        session().add(RemovalCase(removal_id=removal.id, case_id=case.id))


def _restore_some(removal: Removal) -> bool:
    """Bring back a handful, one kind of doing after the other; False when nothing is left."""
    some = _restore_posts(removal) or _give_votes_back(removal) or _bring_back_flags(removal)
    if not some:
        _close_what_was_put_up(removal)
    session().flush()
    return some


def _restore_posts(removal: Removal) -> bool:
    rows = removals.list_to_restore(removal, AT_ONCE)
    for row in rows:
        _restore_post(removal, row)
        row.restored_at = now()
    return bool(rows)


def _give_votes_back(removal: Removal) -> bool:
    votes = removals.list_votes_to_restore(removal, AT_ONCE)
    for vote in votes:
        set_vote_of(SYSTEM, removal.person_id, vote.post_id, vote.value, vote.voted_at)
        session().execute(
            delete(RemovedVote).where(
                RemovedVote.removal_id == removal.id, RemovedVote.post_id == vote.post_id
            )
        )
    return bool(votes)


def _bring_back_flags(removal: Removal) -> bool:
    flags = removals.list_flags_to_bring_back(removal, AT_ONCE)
    for flag_id in flags:
        bring_back_flag(SYSTEM, flag_id)
    return bool(flags)


def _close_what_was_put_up(removal: Removal) -> None:
    """Close the cases the move opened, without a finding, save those somebody has decided or flagged since."""
    for case_id, post_id in removals.list_put_up(removal.id):
        lock_post(SYSTEM, post_id)
        case = get_case(case_id, lock=True)
        if case.state == State.OPEN and not has_flags(case_id):
            close_case(SYSTEM, case)


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
        reopen_case(SYSTEM, session().get_one(ModerationCase, decision.case_id))


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
