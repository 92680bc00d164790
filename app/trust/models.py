"""What is kept of trust: awards for help given, traces of suspicious texts, moves against spammers, crises.

The level itself stands on the person, the notice of a crisis on its topic, since pages need them.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.departments.models import Topic


class AwardKind(StrEnum):
    """What kind of help an award is for."""

    ACCEPTED = "accepted"
    VERIFIED = "verified"
    FIRST = "first"
    FLAG = "flag"


class Award(Base):
    """That somebody helped: by an answer or, for `flag`, by a flag that was right. Goes when its ground goes."""

    __tablename__ = "awards"
    __table_args__ = (
        CheckConstraint("kind in ('accepted', 'verified', 'first', 'flag')", name="kind_known"),
        UniqueConstraint("kind", "ground_id"),
        Index("ix_awards_person", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[AwardKind] = mapped_column(String(10))
    ground_id: Mapped[int]  # the answer; the flag
    worth: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)


class Shingle(Base):
    """A trace of a newcomer's text, by which the same text is known again. Forgotten after some weeks."""

    __tablename__ = "post_shingles"
    __table_args__ = (Index("ix_post_shingles_at", "at"), Index("ix_post_shingles_post_id", "post_id"))

    shingle: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)


class SpamModel(Base):
    """What spam sounds like, as it was learned last. `mark` tells processes that keep it whether they have this one.

    It holds no words, only numbers they are hashed to.
    """

    __tablename__ = "spam_models"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    learned_at: Mapped[datetime] = mapped_column(default=now)
    mark: Mapped[str]
    learned_from: Mapped[str]
    model: Mapped[bytes] = mapped_column(LargeBinary)


class RemovalState(StrEnum):
    """How far a removal has come."""

    WORKING = "working"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Removal(Base):
    """That a moderator took away everything one person did. Removals made in one move share its `move`."""

    __tablename__ = "removals"
    __table_args__ = (
        CheckConstraint("state in ('working', 'done', 'undoing', 'undone')", name="state_known"),
        Index("ix_removals_person", "person_id", "id"),
        Index("ix_removals_move", "move"),
        Index(
            "uq_removals_in_force",
            "person_id",
            unique=True,
            sqlite_where=text("state <> 'undone'"),
            postgresql_where=text("state <> 'undone'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    move: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    state: Mapped[RemovalState] = mapped_column(String(10), default=RemovalState.WORKING)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), unique=True)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[by_id])


class RemovedPost(Base):
    """A post a removal decided on: whether that hid it, or it was hidden and only its case was closed."""

    __tablename__ = "removed_posts"
    __table_args__ = (Index("ix_removed_posts_post_id", "post_id"),)

    removal_id: Mapped[int] = mapped_column(ForeignKey("removals.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    was_hidden: Mapped[bool]
    restored_at: Mapped[datetime | None]


class RemovedVote(Base):
    """A vote a removal took back."""

    __tablename__ = "removed_votes"
    __table_args__ = (Index("ix_removed_votes_post_id", "post_id"),)

    removal_id: Mapped[int] = mapped_column(ForeignKey("removals.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    value: Mapped[int]
    voted_at: Mapped[datetime]


class RemovalCase(Base):
    """A case a removal opened for a look at what it left: closed again when it is undone, if nobody took it up."""

    __tablename__ = "removal_cases"
    __table_args__ = (Index("ix_removal_cases_case_id", "case_id"),)

    removal_id: Mapped[int] = mapped_column(ForeignKey("removals.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_cases.id"), primary_key=True)


class Crisis(Base):
    """That what citizens write about a topic waits for a moderator, until a moment that is set beforehand."""

    __tablename__ = "crises"
    __table_args__ = (
        CheckConstraint("ends_at > begun_at", name="lasts"),
        Index("ix_crises_topic", "topic_id", "id"),
        Index(
            "uq_crises_live",
            "topic_id",
            unique=True,
            sqlite_where=text("ended_at is null"),
            postgresql_where=text("ended_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"))
    notice: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    topic: Mapped[Topic] = relationship(lazy="raise_on_sql")
    begun_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[begun_by_id])
