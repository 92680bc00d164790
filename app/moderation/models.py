"""Cases of moderation and what they consist of. All that calls for a decision on a post ends in its one open case.

The words of people that stand here are read by few: flags by moderators alone, statements by whom they concern.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.moderation.kinds import (
    RESTRICTIONS,
    Ground,
    Kind,
    Outcome,
    Reason,
    Scope,
    Source,
    State,
    Verdict,
)
from app.questions.models import Post, Question

OPEN = "state = 'open'"


def _words(values: Any) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} in ({_words(values)})", name=f"{column}_known")


class ModerationCase(Base):
    """All that speaks for a decision on one post, with the post as it was when the case was opened.

    `precedence` is its place in the queue, `version` the lock of two who decide at once. `held_at`: out of sight until
    somebody decides. The kept text is emptied when its time is over.
    """

    __tablename__ = "moderation_cases"
    __table_args__ = (
        _one_of("state", State),
        _one_of("source", Source),
        CheckConstraint("(state = 'decided') = (decided_at is not null)", name="decided_then"),
        CheckConstraint("(claimed_by_id is null) = (claimed_until is null)", name="claimed_by_somebody"),
        Index(
            "uq_moderation_cases_open",
            "post_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_moderation_cases_post", "post_id", "id"),
        Index("ix_moderation_cases_author", "author_id", "id"),
        Index("ix_moderation_cases_queue", "state", "precedence", "id"),
        Index("ix_moderation_cases_decided", "state", "decided_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    state: Mapped[State] = mapped_column(String(20), default=State.OPEN)
    source: Mapped[Source] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    site_weight: Mapped[int] = mapped_column(default=0)  # what it weighs without any flags
    weight: Mapped[int] = mapped_column(default=0)
    reach: Mapped[int] = mapped_column(default=0)
    precedence: Mapped[int] = mapped_column(default=0)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claimed_until: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    held_at: Mapped[datetime | None]
    found: Mapped[str] = mapped_column(default="")  # what the site saw, or why a moderator looked, in words
    kept_revision: Mapped[int]
    kept_title: Mapped[str | None]
    kept_body: Mapped[str]

    post: Mapped[Post] = relationship(lazy="raise_on_sql", foreign_keys=[post_id])
    question: Mapped[Question] = relationship(lazy="raise_on_sql", foreign_keys=[question_id])
    author: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    claimed_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[claimed_by_id])


class Flag(Base):
    """One person's request to look at a post; of people who are not signed in, a notice as article 16 wants it.

    Whoever notifies of the sexual abuse of children (`about_children`) need not say who they are. One that was
    withdrawn, with everything else its sender did, weighs nothing.
    """

    __tablename__ = "flags"
    __table_args__ = (
        _one_of("reason", Reason),
        _one_of("outcome", Outcome),
        UniqueConstraint("case_id", "person_id"),
        UniqueConstraint("case_id", "notifier_email"),
        CheckConstraint(
            "person_id is not null or outcome is not null or (good_faith and words <> '' and address <> ''"
            " and (about_children or (notifier_name <> '' and notifier_email is not null)))",
            name="notices_are_whole",
        ),
        CheckConstraint("not about_children or reason = 'illegal'", name="about_children_is_illegal"),
        Index("ix_flags_post", "post_id"),
        Index("ix_flags_person", "person_id", "at"),
        Index("ix_flags_notifier", "notifier_email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_cases.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[Reason] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=now)
    weight: Mapped[int] = mapped_column(default=0)
    stranger: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(default="en")
    notifier_name: Mapped[str] = mapped_column(default="")
    notifier_email: Mapped[str | None]
    address: Mapped[str] = mapped_column(default="")
    good_faith: Mapped[bool] = mapped_column(default=False)
    about_children: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]

    case: Mapped[ModerationCase] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class Decision(Base):
    """What was decided on a post or a person, and why: the statement of reasons (article 17).

    By nobody where the site did it, or who runs its machine. `ended_at`: no longer in force, since something else was
    decided; `overturned_at`: because an appeal was right. `details` holds the ids to undo it by; `taken` the words it
    took away, until nobody can appeal any more.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        _one_of("kind", Kind),
        _one_of("scope", Scope),
        _one_of("ground", Ground),
        CheckConstraint(
            f"kind not in ({_words(RESTRICTIONS)}) or (ground is not null and trim(facts) <> ''"
            " and ((ground = 'rule' and trim(rule) <> '') or (ground = 'law' and trim(law) <> '')))",
            name="restrictions_have_reasons",
        ),
        CheckConstraint("kind not in ('warn', 'suspend') or person_id is not null", name="of_a_person"),
        CheckConstraint("until is null or kind = 'suspend'", name="until_when_suspended"),
        CheckConstraint("overturned_at is null or ended_at is not null", name="overturned_is_ended"),
        Index("ix_decisions_case", "case_id", "id"),
        Index("ix_decisions_post", "post_id", "id"),
        Index("ix_decisions_person", "person_id", "at"),
        Index("ix_decisions_at", "at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("moderation_cases.id"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[Kind] = mapped_column(String(20))
    scope: Mapped[Scope] = mapped_column(String(20), default=Scope.POSTING)
    at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    overturned_at: Mapped[datetime | None]
    ground: Mapped[Ground | None] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(20), default="")
    terms_number: Mapped[int | None]
    law: Mapped[str] = mapped_column(default="")
    facts: Mapped[str] = mapped_column(default="")
    automated: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(default="en")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    taken: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    case: Mapped[ModerationCase | None] = relationship(lazy="raise_on_sql")
    post: Mapped[Post | None] = relationship(lazy="raise_on_sql", foreign_keys=[post_id])
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    moderator: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[moderator_id])


class Appeal(Base):
    """That somebody contests a decision: the person it concerns, or whoever flagged the post, also when not signed in.

    `against_id` is who decided, so that the database itself refuses that they decide again.
    """

    __tablename__ = "appeals"
    __table_args__ = (
        _one_of("outcome", Verdict),
        UniqueConstraint("decision_id", "person_id"),
        UniqueConstraint("decision_id", "flag_id"),
        CheckConstraint("person_id is not null or flag_id is not null", name="by_somebody"),
        CheckConstraint("decided_by_id <> against_id", name="decided_by_another"),
        CheckConstraint("decided_by_id <> person_id", name="not_decided_by_its_maker"),
        CheckConstraint(
            "(outcome is null) = (decided_at is null) and (outcome is null) = (decided_by_id is null)"
            " and (outcome is null or words_back <> '')",
            name="decided_with_words",
        ),
        Index("ix_appeals_waiting", "outcome", "at", "id"),
        Index("ix_appeals_person", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flags.id"))
    against_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    outcome: Mapped[Verdict | None] = mapped_column(String(20))
    words_back: Mapped[str] = mapped_column(default="")
    unfounded: Mapped[bool] = mapped_column(default=False)

    decision: Mapped[Decision] = relationship(lazy="raise_on_sql")
    person: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    flag: Mapped[Flag | None] = relationship(lazy="raise_on_sql")
    decided_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])


class StatementTemplate(Base):
    """Words to begin a statement of reasons with, for one reason in one language; without a row, those in the code."""

    __tablename__ = "statement_templates"
    __table_args__ = (_one_of("reason", Reason), _one_of("ground", Ground))

    reason: Mapped[Reason] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    ground: Mapped[Ground] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(20), default="")
    law: Mapped[str] = mapped_column(default="")
    facts: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
