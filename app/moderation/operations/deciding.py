"""Claiming a case and deciding it: of two moderators at once, one decides and the other is told."""

from datetime import timedelta

from flask_babel import gettext as _

from app.accounts.queries import list_names
from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.moderation.kinds import TABLE, Kind, Outcome, Scope, Source
from app.moderation.models import Decision, ModerationCase
from app.moderation.operations.actions import Done, act, suspend_author, undo
from app.moderation.operations.cases import close_case, open_case, settle_flags
from app.moderation.operations.misuse import answer_misuse
from app.moderation.operations.stating import end_decision, state_decision
from app.moderation.permissions import can_decide_case, can_moderate
from app.moderation.queries.cases import get_case, list_in_force
from app.moderation.rulings import Ruling
from app.moderation.statements import clean_statement
from app.questions.models import Post
from app.questions.operations.closing import reopen_question
from app.questions.operations.hiding import restore_post
from app.questions.queries.locking import lock_post
from app.questions.queries.posts import get_question

CLAIM = timedelta(minutes=15)
# What a decision takes the place of; any other only of a hold.
ENDS = {Kind.RESTORE: tuple(Kind), Kind.HIDE: (Kind.HOLD, Kind.HIDE)}


def claim_case(actor: Actor, case_id: int) -> ModerationCase:
    """Say for a quarter of an hour that the actor decides this case; again, for as long from then."""
    require(can_moderate(actor))
    case = get_case(case_id, lock=True)
    require(can_decide_case(actor, case), _("You wrote this, so another moderator decides on it."))
    _require_free(actor, case)
    case.claimed_by_id, case.claimed_until = actor.id, now() + CLAIM
    return case


def release_case(actor: Actor, case_id: int) -> ModerationCase:
    """Say that the actor does not decide this case after all."""
    require(can_moderate(actor))
    case = get_case(case_id, lock=True)
    if case.claimed_by_id == actor.id:
        case.claimed_by_id = case.claimed_until = None
    return case


def decide_unasked(actor: Actor, post_id: int, ruling: Ruling) -> Decision:
    """Decide on a post that nobody flagged, or whose case is open anyway."""
    case = open_case(actor, post_id, Source.MODERATOR)
    return decide(actor, case.id, case.version, ruling)


def decide(actor: Actor, case_id: int, version: int, ruling: Ruling) -> Decision:
    """Decide a case, or decide anew what was decided, if nobody has done so since `version`.

    Does it, writes the statement of reasons down, tells whom it concerns and who flagged the post.
    """
    require(can_moderate(actor))
    post = _hold_rows(actor, get_case(case_id).post_id, ruling)
    case = get_case(case_id, lock=True)
    require(can_decide_case(actor, case), _("You wrote this, so another moderator decides on it."))
    _require_free(actor, case)
    if case.version != version:
        raise Conflict(_("Somebody else has just decided on this. Look at it again before you decide."))
    clean_statement(ruling.kind, ruling.statement)
    if ruling.kind == Kind.HOLD:
        raise Invalid(_("Choose a decision."), field="kind")
    done = _carry_out(actor, case, post, ruling)
    decision = _write_down(actor, case, ruling, done)
    _settle(actor, case, ruling)
    return decision


def _hold_rows(actor: Actor, post_id: int, ruling: Ruling) -> Post:
    """Hold the rows of a post, and before them those of two questions in the order of their numbers."""
    if ruling.original_id is not None:
        for question_id in sorted((post_id, ruling.original_id)):
            if question_id != post_id:
                get_question(actor, question_id, lock=True)
    return lock_post(actor, post_id)[0]


def _require_free(actor: Actor, case: ModerationCase) -> None:
    held = case.claimed_until is not None and case.claimed_until > now()
    if held and case.claimed_by_id != actor.id:
        name = list_names([case.claimed_by_id or 0]).get(case.claimed_by_id or 0, "")
        raise Conflict(_("%(name)s is deciding on this just now.", name=name))


def _carry_out(actor: Actor, case: ModerationCase, post: Post, ruling: Ruling) -> Done:
    """Do what was decided, after ending what it takes the place of: a hold always, an earlier hiding if it hides."""
    ended = ENDS.get(ruling.kind, (Kind.HOLD,))
    before = [decision for decision in list_in_force(post.id) if decision.kind in ended]
    for earlier in before:
        if ruling.kind != Kind.HIDE:
            undo(actor, post, earlier)
        end_decision(actor, earlier, now())
    case.held_at = None
    if ruling.kind == Kind.RESTORE and not before:
        _bring_back(actor, post)
    return act(actor, post, ruling)


def _bring_back(actor: Actor, post: Post) -> None:
    """End what restricts a post without a decision: its author took it down, or its department closed it."""
    if post.hidden:
        restore_post(actor, post.id)
    elif post.closed_at is not None and not post.is_stub:
        reopen_question(actor, post.id)
    else:
        raise Conflict(_("There is nothing to bring back: nothing about this post is restricted."))


def _write_down(actor: Actor, case: ModerationCase, ruling: Ruling, done: Done) -> Decision:
    person_rules = TABLE[ruling.kind].on_person
    if (person_rules or ruling.measure) and case.author_id is None:
        raise Invalid(_("Whoever wrote this has no account any more."), field="kind")
    until = ruling.until if ruling.kind == Kind.SUSPEND else None
    decision = state_decision(
        actor,
        ruling.kind,
        ruling.statement,
        case,
        until=until,
        details=done.details,
        taken=done.taken,
    )
    record(actor, "decision_made", f"decision:{decision.id}", kind=ruling.kind)
    if ruling.kind == Kind.SUSPEND:
        suspend_author(actor, case.author_id or 0, ruling)
    if ruling.measure in (Kind.WARN, Kind.SUSPEND) and not person_rules:
        _take_measure(actor, case, ruling, ruling.measure)
    return decision


def _take_measure(actor: Actor, case: ModerationCase, ruling: Ruling, measure: Kind) -> None:
    until = ruling.until if measure == Kind.SUSPEND else None
    decision = state_decision(actor, measure, ruling.statement, case, until=until)
    record(actor, "decision_made", f"decision:{decision.id}", kind=measure)
    if measure == Kind.SUSPEND:
        suspend_author(actor, case.author_id or 0, ruling)


def _settle(actor: Actor, case: ModerationCase, ruling: Ruling) -> None:
    """Close the case, and say of every flag on the post whether it was right; its sender is told."""
    close_case(actor, case)
    outcome = _outcome_of_flags(ruling)
    if outcome is None:
        return
    settled = settle_flags(actor, case, outcome)
    if outcome == Outcome.UNFOUNDED:
        for person_id in sorted({flag.person_id for flag in settled if flag.person_id is not None}):
            answer_misuse(actor, person_id, Scope.FLAGGING)


def _outcome_of_flags(ruling: Ruling) -> Outcome | None:
    upholds = TABLE[ruling.kind].upholds
    if upholds is None:
        return None
    if upholds:
        return Outcome.UPHELD
    return Outcome.UNFOUNDED if ruling.unfounded else Outcome.DECLINED
