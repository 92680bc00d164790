"""Suspending a person apart from any post: a decision with its statement of reasons like every other."""

from datetime import datetime

from sqlalchemy import select

from app.accounts.operations.suspension import lift_suspension, suspend
from app.core.access import Actor
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Kind, Scope
from app.moderation.models import Decision
from app.moderation.operations.stating import end_decision, state_decision
from app.moderation.statements import Statement, clean_statement
from app.questions import texts
from app.questions.operations.hiding import REASON_MAX


def suspend_person(actor: Actor, person_id: int, until: datetime | None, statement: Statement) -> Decision:
    """Suspend a person until an instant, or for good (None); they are told why, and how to contest it."""
    kept = clean_statement(Kind.SUSPEND, statement)
    suspend(actor, person_id, until, texts.one_line(kept.facts)[:REASON_MAX])
    decision = state_decision(actor, Kind.SUSPEND, kept, person_id=person_id, until=until)
    record(actor, "decision_made", f"decision:{decision.id}", kind=Kind.SUSPEND)
    return decision


def end_suspensions(actor: Actor, person_id: int) -> None:
    """Let a person post again now, whatever was decided before."""
    lift_suspension(actor, person_id)
    in_force = select(Decision).where(
        Decision.person_id == person_id,
        Decision.kind == Kind.SUSPEND,
        Decision.scope == Scope.POSTING,
        Decision.ended_at.is_(None),
    )
    for decision in session().scalars(in_force):
        end_decision(actor, decision, now())
