"""Sending questions to departments: as they are asked, with their topic, and by hand.

A question that has a topic stands with the topic's department: one that is given to another department loses it.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import exists, insert, literal, or_, select, update

from app.core.access import SYSTEM, Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.outbox import emit
from app.departments.queries import find_department, get_department_id_for, get_topic_by_id
from app.questions import texts
from app.questions.events import QuestionMoved
from app.questions.models import Kind, OldAddress, Question
from app.questions.operations.topics import count_under_topic
from app.questions.queries.posts import get_question
from app.routing.matching import Match
from app.routing.models import Routing, Subject, Why
from app.routing.operations.timing import settle_clock, start_clocks
from app.routing.permissions import can_transfer_question
from app.routing.queries.matchers import list_matches

# Of what sounds like a department with this confidence, some nine in ten do belong to it (see `bench.routing`).
ENOUGH = 0.4
NOTE_MIN, NOTE_MAX = 5, 500


def route_question(actor: Actor, question_id: int) -> None:
    """Send a new question to its topic's department, else where its text belongs, else to the front desk.

    From now on the public clock runs.
    """
    require(actor.is_system)
    question = get_question(actor, question_id)
    matches: Sequence[Match] = []
    if question.topic_id is not None:
        department_id, why = get_department_id_for(question.topic_id), Why.TOPIC
    else:
        matches = list_matches(Subject.DEPARTMENTS, question.title or "", question.body)
        department_id, why = _suggested(matches)
    if department_id is not None:
        _send(question, department_id)
        _note(question.id, None, department_id, why, reasons=_reasons(matches))


def follow_topic(actor: Actor, question_id: int, person_id: int | None) -> None:
    """Send a question with its new topic to the topic's department; without a topic it stays where it is."""
    require(actor.is_system)
    question = get_question(actor, question_id, lock=True)
    if question.topic_id is None:
        return
    department_id = get_topic_by_id(question.topic_id).department_id
    if department_id != question.department_id:
        _note(question.id, question.department_id, department_id, Why.TOPIC, by_id=person_id)
        _send(question, department_id)


def follow_owner(actor: Actor, topic_id: int) -> None:
    """Send all questions under a topic to the department that owns it now."""
    require(actor.is_system)
    department_id, at = get_department_id_for(topic_id), now()
    elsewhere = (
        Question.topic_id == topic_id,
        or_(Question.department_id != department_id, Question.department_id.is_(None)),
    )
    noted = select(
        Question.id, Question.department_id, literal(department_id), literal(at, Routing.at.type),
        literal(Why.TOPIC), literal(""), literal({}, Routing.reasons.type),
    ).where(*elsewhere)  # fmt: skip
    columns = ["question_id", "from_id", "to_id", "at", "why", "note", "reasons"]
    session().execute(insert(Routing).from_select(columns, noted))
    session().execute(
        update(Question)
        .where(*elsewhere)
        .values(department_id=department_id, routed_at=at, claimed_by_id=None, claimed_until=None)
        .execution_options(synchronize_session=False)
    )


def take_in(actor: Actor, department_id: int) -> None:
    """Give the first front desk what nobody has. The clock begins for what was asked here, not imported."""
    require(actor.is_system)
    nobodys = Question.department_id.is_(None)
    imported = exists().where(OldAddress.kind == Kind.QUESTION, OldAddress.new_id == Question.id)
    for question in session().scalars(select(Question).where(nobodys, ~imported).order_by(Question.id)).all():
        _send(question, department_id)
        _note(question.id, None, department_id, Why.FRONT_DESK)
        settle_clock(SYSTEM, question.id)
    session().execute(
        update(Question)
        .where(nobodys)
        .values(department_id=department_id)
        .execution_options(synchronize_session=False)
    )


def transfer_question(
    actor: Actor, question_id: int, to_id: int | None, note: str, *, not_ours: bool = False
) -> Question:
    """Give a question to another department with a note; `not_ours` says that it never belonged to the one it leaves.

    Either way it must be said whose it is. What was promised to the asker stays promised.
    """
    require_posting(actor)
    question = get_question(actor, question_id, lock=True)
    require(
        can_transfer_question(actor, question),
        _("Only officials of the department that has this question, and moderators, can send it on."),
    )
    if question.is_stub:
        raise Conflict(_("This question was made private, so there is nothing left to send on."))
    to = find_department(to_id)
    if to is None or to.id == question.department_id:
        raise Invalid(_("Say whose it is: choose another department."), field="department_id")
    note = _clean_note(note)
    why = Why.NOT_OURS if not_ours else Why.TRANSFER
    _note(question.id, question.department_id, to.id, why, by_id=actor.id, note=note)
    _take_topic_away(actor, question, to.id)
    _send(question, to.id)
    settle_clock(SYSTEM, question.id)
    emit(QuestionMoved(question.id))
    return question


def forget_reasons(actor: Actor, question_id: int) -> None:
    """Forget the words of a question that spoke for its department: some of them are private now."""
    require(actor.is_system)
    session().execute(update(Routing).where(Routing.question_id == question_id).values(reasons={}))


def _suggested(matches: Sequence[Match]) -> tuple[int | None, Why]:
    likeliest = matches[0] if matches else None
    if likeliest and likeliest.confidence >= ENOUGH and find_department(likeliest.label):
        return likeliest.label, Why.SUGGESTION
    return get_department_id_for(None), Why.FRONT_DESK


def _send(question: Question, department_id: int) -> None:
    """Give the question to a department; whoever looked into it does so no more. The first one sets the clocks."""
    if question.department_id is None:
        start_clocks(SYSTEM, question, department_id)
    question.department_id, question.routed_at = department_id, now()
    question.claimed_by_id = question.claimed_until = None


def _take_topic_away(actor: Actor, question: Question, department_id: int) -> None:
    """Let a question have no topic of a department it does not stand with; who edits it meanwhile is told."""
    if question.topic_id is None or get_topic_by_id(question.topic_id).department_id == department_id:
        return
    if not question.hidden:
        count_under_topic(actor, question.topic_id, None)
    question.topic_id = None
    question.version += 1


def _note(
    question_id: int,
    from_id: int | None,
    to_id: int | None,
    why: Why,
    *,
    by_id: int | None = None,
    note: str = "",
    reasons: dict[str, Any] | None = None,
) -> None:
    session().add(
        Routing(
            question_id=question_id,
            from_id=from_id,
            to_id=to_id,
            by_id=by_id,
            why=why,
            note=note,
            reasons=reasons or {},
        )
    )


def _reasons(matches: Sequence[Match]) -> dict[str, Any]:
    return {
        "matches": [
            {
                "department_id": match.label,
                "confidence": round(match.confidence, 2),
                "words": list(match.words),
            }
            for match in matches
        ]
    }


def _clean_note(text: str) -> str:
    note = texts.one_line(text)
    if len(note) < NOTE_MIN:
        raise Invalid(_("Say in a few words why, so that the next department need not ask."), field="note")
    if len(note) > NOTE_MAX:
        raise Invalid(_("Shorten the note to %(num)s characters.", num=NOTE_MAX), field="note")
    return note
