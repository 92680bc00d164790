"""Decisions as those read them whom they concern."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.core.paging import Page, Place, fetch_page, time_cursor
from app.moderation.kinds import TABLE, Kind
from app.moderation.models import Appeal, Decision, Flag
from app.moderation.permissions import can_see_statement

FLAGS_SHOWN = 50


@dataclass(frozen=True)
class StatementShown:
    """A decision with the post it is about, and the appeals against it that the viewer may read."""

    decision: Decision
    appeals: Sequence[Appeal]
    own_appeal: Appeal | None
    concerns_viewer: bool
    flagged_by_viewer: bool


def get_decision(decision_id: int) -> Decision:
    """Get a decision, whoever asks."""
    decision = session().get(Decision, decision_id)
    if decision is None:
        raise NotFound()
    return decision


def has_flagged(person_id: int, decision: Decision) -> bool:
    """Tell whether a person flagged the post this was decided on; measures against its author are not for them."""
    if decision.case_id is None or TABLE[Kind(decision.kind)].on_person:
        return False
    mine = select(Flag.id).where(Flag.case_id == decision.case_id, Flag.person_id == person_id)
    return session().scalar(mine.limit(1)) is not None


def get_statement(actor: Actor, decision_id: int) -> StatementShown:
    """Get a statement of reasons for whom it concerns, who flagged the post, who decides; to others there is none."""
    decision = _get_with_post(decision_id)
    flagged = actor.id is not None and has_flagged(actor.id, decision)
    if not can_see_statement(actor, decision, flagged):
        raise NotFound()
    return _shown(actor, decision, flagged)


def get_statement_of_notice(flag_id: int) -> tuple[Flag, Decision | None, Appeal | None]:
    """Get a notice, the decision on it, and its sender's appeal; whoever holds the link from the mail has sent it."""
    flag = session().scalar(select(Flag).options(joinedload(Flag.case)).where(Flag.id == flag_id))
    if flag is None:
        raise NotFound()
    decision = find_last_decision(flag)
    if decision is None:
        return flag, None, None
    mine = select(Appeal).where(Appeal.decision_id == decision.id, Appeal.flag_id == flag_id)
    return flag, _get_with_post(decision.id), session().scalar(mine)


def find_last_decision(flag: Flag) -> Decision | None:
    """Find what was decided last on the post in the case of a flag, once the flag is settled."""
    if flag.outcome is None:
        return None
    on_posts = [kind for kind, rules in TABLE.items() if not rules.on_person and kind != Kind.HOLD]
    made = select(Decision).where(Decision.case_id == flag.case_id)
    last = session().scalar(made.where(Decision.kind.in_(on_posts)).order_by(Decision.id.desc()).limit(1))
    return last


def find_newest(actor: Actor, post_id: int) -> Decision | None:
    """Find the newest decision on a post that the actor may read."""
    made = select(Decision).where(Decision.post_id == post_id).order_by(Decision.id.desc()).limit(20)
    for decision in session().scalars(made):
        if can_see_statement(actor, decision, actor.id is not None and has_flagged(actor.id, decision)):
            return decision
    return None


def page_of_decisions(person_id: int, place: Place) -> Page[Decision]:
    """List the decisions that concern a person, the newest first."""
    mine = (
        select(Decision)
        .options(joinedload(Decision.post), joinedload(Decision.case))
        .where(Decision.person_id == person_id)
    )
    return fetch_page(
        lambda cut: session().scalars(cut.of(mine, Decision.at, Decision.id)).all(),
        lambda decision: time_cursor(decision.at, decision.id),
        place,
    )


def list_flags_of(person_id: int) -> Sequence[Flag]:
    """List the last flags of a person, the newest first, with the posts' cases."""
    mine = select(Flag).options(joinedload(Flag.case)).where(Flag.person_id == person_id)
    return session().scalars(mine.order_by(Flag.at.desc(), Flag.id.desc()).limit(FLAGS_SHOWN)).all()


def _get_with_post(decision_id: int) -> Decision:
    query = select(Decision).options(
        joinedload(Decision.post), joinedload(Decision.case), joinedload(Decision.moderator)
    )
    decision = session().scalar(query.where(Decision.id == decision_id))
    if decision is None:
        raise NotFound()
    return decision


def _shown(actor: Actor, decision: Decision, flagged: bool) -> StatementShown:
    made = select(Appeal).options(selectinload(Appeal.person)).where(Appeal.decision_id == decision.id)
    appeals = session().scalars(made.order_by(Appeal.id)).all()
    own = next((one for one in appeals if one.person_id is not None and one.person_id == actor.id), None)
    return StatementShown(
        decision,
        appeals if actor.moderator or actor.administrator else [one for one in appeals if one is own],
        own,
        decision.person_id is not None and decision.person_id == actor.id,
        flagged,
    )


def was_held(decision: Decision) -> bool:
    """Tell whether the post was out of sight before this was decided in its case."""
    held = select(Decision.id).where(Decision.case_id == decision.case_id, Decision.kind == Kind.HOLD)
    return session().scalar(held.where(Decision.id < decision.id).limit(1)) is not None
