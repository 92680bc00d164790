"""Contesting a decision, and deciding on that: by somebody else, in words, with everything restored if it was wrong."""

from dataclasses import replace
from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.moderation.events import AppealDecided, AppealMade
from app.moderation.kinds import TABLE, Kind, Outcome, Scope, Verdict
from app.moderation.models import Appeal, Decision, Flag
from app.moderation.operations.actions import end_suspension, undo
from app.moderation.operations.cases import reopen_case
from app.moderation.operations.misuse import answer_misuse
from app.moderation.operations.stating import end_decision
from app.moderation.permissions import can_decide_appeal, can_hear_appeals
from app.moderation.queries.cases import get_case
from app.moderation.queries.statements import get_decision, has_flagged
from app.moderation.queries.suspensions import require_appealing
from app.questions.models import Post
from app.questions.queries.locking import lock_post

APPEALING = Limit("appealing", 10, 3600)
DAYS = 183  # half a year
WORDS_MIN, WORDS_MAX = 10, 3000


def appeal(actor: Actor, decision_id: int, words: str) -> Appeal:
    """Contest a decision that concerns the actor, or that was made on a post they flagged; suspended people may too."""
    require(actor.id is not None, _("Sign in to do this."))
    require_appealing(actor)
    count(APPEALING, actor.id or 0)
    decision = _lock_decision(get_decision(decision_id).id)
    if decision.person_id != actor.id and not has_flagged(actor.id or 0, decision):
        raise NotFound()
    return _appeal(actor, decision, Appeal(person_id=actor.id), words)


def appeal_as_notifier(actor: Actor, decision_id: int, flag_id: int, words: str) -> Appeal:
    """Contest what was decided on a notice, as whoever sent it without being signed in."""
    count(APPEALING, f"flag-{flag_id}")
    decision = _lock_decision(get_decision(decision_id).id)
    flag = session().get(Flag, flag_id)
    if flag is None or flag.case_id != decision.case_id:
        raise NotFound()
    return _appeal(actor, decision, Appeal(flag_id=flag_id), words)


def decide_appeal(
    actor: Actor, appeal_id: int, verdict: Verdict, words: str, *, unfounded: bool = False
) -> Appeal:
    """Decide on an appeal: uphold the decision, or overturn it, which restores what it restricted.

    Overturned where nothing was done, the case is open again; other appeals against it are settled as well. An appeal
    that was plainly unfounded counts as misuse.
    """
    require(can_hear_appeals(actor))
    contested = _get_with_decision(appeal_id)
    post_id = contested.decision.post_id
    # An administrator decides with a moderator's power where there is no other moderator.
    deputy = replace(actor, moderator=True)
    post = lock_post(deputy, post_id)[0] if post_id is not None else None
    found = _lock(appeal_id)
    decision = _lock_decision(found.decision_id)
    require(can_decide_appeal(actor, found, decision), _("Somebody else has to decide on this appeal."))
    if found.outcome is not None:
        raise Conflict(_("Somebody else has just decided on this appeal."))
    found.words_back = _clean(words)
    found.outcome, found.decided_by_id, found.decided_at = verdict, actor.id, now()
    if verdict == Verdict.OVERTURN:
        _overturn(deputy, decision, post)
        _settle_others(actor, found)
    elif decision.overturned_at is not None:
        raise Conflict(_("This was overturned on another appeal, so it cannot be upheld any more."))
    record(actor, "appeal_decided", f"appeal:{found.id}", outcome=verdict)
    emit(AppealDecided(found.id))
    if unfounded and verdict == Verdict.UPHOLD:
        found.unfounded = True
        if found.person_id is not None:
            answer_misuse(actor, found.person_id, Scope.APPEALING)
    return found


def _appeal(actor: Actor, decision: Decision, made: Appeal, words: str) -> Appeal:
    if decision.kind == Kind.RESTORE or decision.overturned_at is not None:
        raise Conflict(_("There is nothing to contest: this decision restricts nothing, or no longer."))
    if decision.at < now() - timedelta(days=DAYS):
        raise Conflict(_("This was decided more than six months ago, so it can no longer be contested."))
    mine = Appeal.person_id == made.person_id if made.person_id else Appeal.flag_id == made.flag_id
    if session().scalar(select(Appeal.id).where(Appeal.decision_id == decision.id, mine).limit(1)):
        raise Conflict(_("You have contested this decision already."))
    made.decision_id, made.against_id = decision.id, decision.moderator_id
    made.words, made.at = _clean(words), now()
    session().add(made)
    session().flush()
    emit(AppealMade(made.id))
    return made


def _get_with_decision(appeal_id: int) -> Appeal:
    found = session().get(Appeal, appeal_id)
    if found is None:
        raise NotFound()
    session().refresh(found, ["decision"])
    return found


def _lock(appeal_id: int) -> Appeal:
    return session().get_one(Appeal, appeal_id, with_for_update={"key_share": True}, populate_existing=True)


def _lock_decision(decision_id: int) -> Decision:
    held = {"key_share": True}
    return session().get_one(Decision, decision_id, with_for_update=held, populate_existing=True)


def _overturn(actor: Actor, decision: Decision, post: Post | None) -> None:
    was_in_force = decision.ended_at is None
    end_decision(actor, decision, now(), overturned=True)
    if decision.kind == Kind.SUSPEND and was_in_force:
        if decision.scope == Scope.POSTING:
            end_suspension(actor, decision)
    elif decision.kind == Kind.NO_ACTION and decision.case_id is not None:
        reopen_case(actor, get_case(decision.case_id, lock=True))
    elif post is not None and was_in_force:
        undo(actor, post, decision)
        _settle_flags_again(decision)


def _settle_others(actor: Actor, overturned: Appeal) -> None:
    """Tell whoever else contests what was just overturned, in our words: the moderator's were for somebody else."""
    others = select(Appeal).where(
        Appeal.decision_id == overturned.decision_id,
        Appeal.outcome.is_(None),
        Appeal.person_id.is_distinct_from(actor.id),
    )
    for other in session().scalars(others.options(joinedload(Appeal.person), joinedload(Appeal.flag))).all():
        language = other.person.language if other.person else other.flag.language if other.flag else "en"
        with force_locale(language):
            other.words_back = _("The decision was overturned on somebody else's appeal.")
        other.outcome, other.decided_by_id, other.decided_at = Verdict.OVERTURN, actor.id, now()
        emit(AppealDecided(other.id))


def _settle_flags_again(decision: Decision) -> None:
    """Say of flags that were upheld by a decision that they were not right after all."""
    if not TABLE[Kind(decision.kind)].upholds:
        return
    upheld = select(Flag).where(Flag.case_id == decision.case_id, Flag.outcome == Outcome.UPHELD)
    for flag in session().scalars(upheld):
        flag.outcome = Outcome.DECLINED


def _clean(words: str) -> str:
    kept = words.replace("\r\n", "\n").strip()
    if len(kept) < WORDS_MIN:
        raise Invalid(_("Explain it in a few words; they are read by the other side."), field="words")
    if len(kept) > WORDS_MAX:
        raise Invalid(_("Shorten this to %(num)s characters.", num=WORDS_MAX), field="words")
    return kept
