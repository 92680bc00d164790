"""Writing a decision down with its statement of reasons: the one place where rows of decisions are made."""

from datetime import datetime
from typing import Any

from app.core.access import Actor
from app.core.db import session
from app.core.outbox import emit
from app.moderation.events import DecisionMade
from app.moderation.kinds import Kind
from app.moderation.models import Decision, ModerationCase
from app.moderation.statements import Statement, clean_statement
from app.terms.queries import get_current_number


def state_decision(
    actor: Actor,
    kind: Kind,
    statement: Statement,
    case: ModerationCase | None = None,
    person_id: int | None = None,
    post_id: int | None = None,
    told: bool = True,
    **facts: Any,
) -> Decision:
    """Write down what is decided and why; whom it concerns is told. Without a whole statement nothing is restricted.

    Not `told` apart: what is one of many that another decision tells them of.
    """
    kept = clean_statement(kind, statement)
    decision = Decision(
        kind=kind,
        case_id=case.id if case else None,
        post_id=case.post_id if case else post_id,
        person_id=person_id if person_id is not None else case.author_id if case else None,
        moderator_id=actor.id,
        ground=kept.ground,
        rule=kept.rule,
        law=kept.law,
        terms_number=kept.terms_number or (get_current_number() or None if kept.rule else None),
        facts=kept.facts,
        automated=kept.automated,
        language=kept.language,
        **facts,
    )
    session().add(decision)
    session().flush()
    if told:
        emit(DecisionMade(decision.id))
    return decision


def end_decision(actor: Actor, decision: Decision, at: datetime, *, overturned: bool = False) -> None:
    """Say that a decision is no longer in force, be it because an appeal was right."""
    decision.ended_at = decision.ended_at or at
    if overturned:
        decision.overturned_at = at
