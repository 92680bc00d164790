"""Opening the one case of a post, weighing it anew, and hiding the post until somebody decides."""

from collections.abc import Sequence

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.core.access import SYSTEM, Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.outbox import emit
from app.moderation.events import CaseOpened, FlagSettled, HeldPostShown
from app.moderation.kinds import Ground, Kind, Outcome, Reason, Source, State
from app.moderation.models import Flag, ModerationCase
from app.moderation.operations.stating import state_decision
from app.moderation.permissions import can_moderate
from app.moderation.queries.cases import BY_FLAGS, UNSEEN, find_open_case, find_unseen_hold, was_left_standing
from app.moderation.statements import Statement
from app.moderation.template_texts import section_of
from app.moderation.weighing import Weighed, is_enough_to_hide, precedence, weigh_case
from app.questions import texts
from app.questions.models import Post, Question
from app.questions.operations.hiding import REASON_MAX, hide_post
from app.questions.queries.locking import lock_post

FOUND_MAX = 1000


def open_case(
    actor: Actor,
    post_id: int,
    source: Source,
    found: str = "",
    *,
    hold: Statement | None = None,
    weight: int = 0,
    unseen: bool = False,
) -> ModerationCase:
    """Open the case of a post, or find it open, for what the site saw or why a moderator looks (`found`).

    With a statement to `hold` it with, the post is out of sight until somebody decides; its author is sent the words.
    `weight` is what the case weighs without flags, in hundredths as flags do. `unseen`: it is held in the very
    transaction that posted it, so that nobody was told of it yet.
    """
    require(can_moderate(actor))
    post, question = lock_post(actor, post_id)
    case = case_of(actor, post, question, source)
    if found:
        case.found = "\n".join(filter(None, (case.found, found)))[:FOUND_MAX]
    case.site_weight += weight
    weigh_anew(actor, case)
    if hold is not None:
        hold_post(actor, case, post, hold, details={UNSEEN: True} if unseen else {})
    return case


def case_of(actor: Actor, post: Post, question: Question, source: Source) -> ModerationCase:
    """Give the open case of a post whose row is held, with the post as it is now if the case is new."""
    case = find_open_case(post.id)
    if case is not None:
        return case
    case = ModerationCase(
        post_id=post.id,
        question_id=question.id,
        author_id=post.author_id,
        source=source,
        state=State.OPEN,
        opened_at=now(),
        site_weight=0,
        weight=0,
        reach=question.view_count,
        found="",
        version=1,
        kept_revision=post.revision_number,
        kept_title=post.title,
        kept_body=post.body,
    )
    session().add(case)
    session().flush()
    emit(CaseOpened(case.id, post.id))
    return case


def weigh_anew(actor: Actor, case: ModerationCase) -> None:
    """Weigh a case by all its flags that were not withdrawn, and give it its place in the queue."""
    weighing = (Flag.case_id == case.id, Flag.withdrawn_at.is_(None))
    flags = session().execute(select(Flag.weight, Flag.stranger).where(*weighing))
    case.weight = case.site_weight + weigh_case(Weighed(*flag) for flag in flags)
    case.precedence = precedence(case.weight, case.reach, case.opened_at)


def hold_if_heavy(actor: Actor, case: ModerationCase, post: Post) -> None:
    """Hide a citizen's post until somebody decides, if its flags weigh enough; never what stands in a hat.

    Nor what a moderator has seen as it stands and left there: many flags are no second opinion.
    """
    if post.hat_department_id is not None or not is_enough_to_hide(case.weight):
        return
    if not was_left_standing(post.id, post.revision_number):
        hold_post(actor, case, post, _statement_of_flags(case), details={BY_FLAGS: True})


def hold_post(
    actor: Actor, case: ModerationCase, post: Post, statement: Statement, *, details: dict[str, bool]
) -> None:
    """Take a post out of sight until its case is decided, with a statement like any restriction."""
    if post.hidden or case.held_at is not None:
        return
    hide_post(SYSTEM, post.id, texts.one_line(statement.facts)[:REASON_MAX])
    case.held_at = now()
    state_decision(SYSTEM, Kind.HOLD, statement, case, details=details)


def close_case(actor: Actor, case: ModerationCase) -> None:
    """Let a case wait no longer, be it that somebody decided it, or that nothing speaks for it any more."""
    case.state, case.decided_at, case.version = State.DECIDED, now(), case.version + 1
    case.claimed_by_id = case.claimed_until = None


def reopen_case(actor: Actor, case: ModerationCase) -> None:
    """Let a case wait for a decision again, its flags undecided, unless the post has another open one by now."""
    if find_open_case(case.post_id) is None:
        case.state, case.decided_at = State.OPEN, None
    case.version += 1
    for flag in session().scalars(select(Flag).where(Flag.case_id == case.id)):
        flag.outcome = None


def settle_flags(actor: Actor, case: ModerationCase, outcome: Outcome) -> Sequence[Flag]:
    """Say of the flags of a case what became of them; gives those whose senders are told, as they stand by them."""
    unsettled = select(Flag).where(Flag.case_id == case.id, Flag.outcome.is_(None)).order_by(Flag.id)
    flags = session().scalars(unsettled).all()
    for flag in flags:
        flag.outcome = outcome
    told = [flag for flag in flags if flag.withdrawn_at is None]
    for flag in told:
        emit(FlagSettled(flag.id))
    return told


def note_first_sight(actor: Actor, question_id: int, post_id: int) -> None:
    """Say of a post that comes back whether it is public for the first time; once, however often it is hidden again."""
    hold = find_unseen_hold(post_id)
    if hold is not None and hold.details[UNSEEN]:
        hold.details = {UNSEEN: False}
        emit(HeldPostShown(question_id, post_id))


def _statement_of_flags(case: ModerationCase) -> Statement:
    language = session().scalar(select(Person.language).where(Person.id == case.author_id)) or "en"
    weighing = (Flag.case_id == case.id, Flag.withdrawn_at.is_(None))
    reasons = select(Flag.reason).where(*weighing).order_by(Flag.weight.desc(), Flag.id)
    reason = session().scalars(reasons.limit(1)).first() or Reason.OTHER
    with force_locale(language):
        facts = _(
            "Several people have flagged this. It is out of sight until a moderator has looked at it, and comes back "
            "if it may stay. Nobody has decided yet."
        )
    return Statement(
        facts=facts, ground=Ground.RULE, rule=section_of(Reason(reason)), automated=True, language=language
    )
