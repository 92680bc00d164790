"""How questions came to the departments that have them, and what was learned from it.

What a page needs to say who has a question, and by when it is answered, stands on the question itself.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.departments.models import Department


class Why(StrEnum):
    """Why a question went to a department."""

    TOPIC = "topic"
    SUGGESTION = "suggestion"
    FRONT_DESK = "front_desk"
    TRANSFER = "transfer"
    NOT_OURS = "not_ours"


class Routing(Base):
    """That a question went to a department, from another or as it was asked. By nobody where the site did it.

    `reasons` is what the text sounded like, for officials: `{"matches": [{department_id, confidence, words}, …]}`.
    """

    __tablename__ = "routings"
    __table_args__ = (
        CheckConstraint(
            "why in ('topic', 'suggestion', 'front_desk', 'transfer', 'not_ours')", name="why_known"
        ),
        CheckConstraint(
            "why not in ('transfer', 'not_ours') or "
            "(by_id is not null and note <> '' and to_id is not null and (from_id is null or from_id <> to_id))",
            name="moved_with_note",
        ),
        Index("ix_routings_question_id", "question_id", "id"),
        Index("ix_routings_moved", "why", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    from_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    why: Mapped[Why] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(default="")
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)

    by: Mapped[Person | None] = relationship(lazy="raise_on_sql")
    former: Mapped[Department | None] = relationship(lazy="raise_on_sql", foreign_keys=[from_id])
    to: Mapped[Department | None] = relationship(lazy="raise_on_sql", foreign_keys=[to_id])


class Subject(StrEnum):
    """What texts are matched with."""

    DEPARTMENTS = "departments"
    TOPICS = "topics"


class Learned(Base):
    """A matcher as it was learned last, written down. `mark` tells processes that keep it whether they have this one.

    `topics_mark` tells which topics it was learned with.
    """

    __tablename__ = "learned"
    __table_args__ = (CheckConstraint("subject in ('departments', 'topics')", name="subject_known"),)

    subject: Mapped[Subject] = mapped_column(String(20), primary_key=True)
    learned_at: Mapped[datetime] = mapped_column(default=now)
    mark: Mapped[str]
    topics_mark: Mapped[str]
    matcher: Mapped[bytes]
