"""Taking back the flags of a spammer, and bringing them back. Flags that weigh nothing hide nobody's post."""

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.core.access import SYSTEM, Actor, require
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Kind, Source, State
from app.moderation.models import Flag, ModerationCase
from app.moderation.operations.actions import undo
from app.moderation.operations.cases import close_case, hold_if_heavy, reopen_case, weigh_anew
from app.moderation.operations.stating import end_decision, state_decision
from app.moderation.queries.cases import BY_FLAGS, find_open_case, get_case, has_flags, list_in_force
from app.moderation.statements import Statement
from app.moderation.weighing import is_enough_to_hide
from app.questions.models import Post
from app.questions.queries.locking import lock_post


def withdraw_flag(actor: Actor, flag_id: int) -> None:
    """Let an open flag weigh nothing: a post that is too light now shows again, a case with nothing left is closed."""
    require(actor.is_system)
    flag = session().get_one(Flag, flag_id)
    post, _question = lock_post(actor, flag.post_id)
    case = get_case(flag.case_id, lock=True)
    if case.state != State.OPEN:
        return  # somebody has just decided on it
    flag.withdrawn_at = now()
    session().flush()
    weigh_anew(actor, case)
    if not is_enough_to_hide(case.weight):
        _show_again(actor, case, post)
    if not _speaks(case):
        close_case(actor, case)


def bring_back_flag(actor: Actor, flag_id: int) -> None:
    """Let a withdrawn flag weigh again, in the open case of its post; what was decided since stays decided."""
    require(actor.is_system)
    flag = session().get_one(Flag, flag_id)
    post, _question = lock_post(actor, flag.post_id)
    case = get_case(flag.case_id, lock=True)
    flag.withdrawn_at = None
    if flag.outcome is not None:
        return
    if case.state != State.OPEN:
        case = _open_case_for(actor, flag, case)
    session().flush()
    weigh_anew(actor, case)
    hold_if_heavy(actor, case, post)


def _open_case_for(actor: Actor, flag: Flag, case: ModerationCase) -> ModerationCase:
    """Give the case a flag waits in: the one others have opened since, or its own, open again."""
    newer = find_open_case(case.post_id)
    if newer is None:
        reopen_case(actor, case)
        return case
    mine = select(Flag.id).where(Flag.case_id == newer.id, Flag.person_id == flag.person_id)
    if session().scalar(mine) is None:
        flag.case_id = newer.id
    return newer


def _speaks(case: ModerationCase) -> bool:
    """Tell whether anything is left for somebody to decide: a flag, or what the site or a moderator saw."""
    seen = case.source != Source.FLAGS or bool(case.found) or case.site_weight > 0
    return seen or case.held_at is not None or has_flags(case.id)


def _show_again(actor: Actor, case: ModerationCase, post: Post) -> None:
    """Bring back a post that only flags had hidden, and tell its author."""
    holds = [one for one in list_in_force(post.id) if one.kind == Kind.HOLD and one.details.get(BY_FLAGS)]
    for hold in holds:
        undo(actor, post, hold)
        end_decision(actor, hold, now())
    if holds:
        case.held_at = None
        state_decision(SYSTEM, Kind.RESTORE, _statement(case), case)


def _statement(case: ModerationCase) -> Statement:
    language = session().scalar(select(Person.language).where(Person.id == case.author_id)) or "en"
    with force_locale(language):
        facts = _(
            "Flags that had hidden this were taken back, since accounts that sent spam had raised them."
        )
    return Statement(facts=facts, automated=True, language=language)
