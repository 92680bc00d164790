"""What people do with posts, and what is kept while they write."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base


class Tag(Base):
    """A free word that questions are found by."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_question_count", "question_count", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    question_count: Mapped[int] = mapped_column(default=0)
    description: Mapped[str] = mapped_column(default="")
    described_by: Mapped[str] = mapped_column(default="")  # the imported site whose words they are


class QuestionTag(Base):
    """That a question has a tag; the time stands here too, so that a tag's newest are found at once."""

    __tablename__ = "question_tags"
    __table_args__ = (Index("ix_question_tags_newest", "tag_id", "asked_at", "question_id"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
    asked_at: Mapped[datetime]


class Vote(Base):
    """One person's vote on one post."""

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("value in (-1, 1)", name="up_or_down"),
        Index("ix_votes_post_id", "post_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    value: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)


class SameQuestion(Base):
    """That a person has this question too."""

    __tablename__ = "same_questions"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Watch(Base):
    """That a person wants to know what happens to a question."""

    __tablename__ = "watches"
    __table_args__ = (Index("ix_watches_newest", "person_id", "created_at", "question_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Draft(Base):
    """Something begun and not yet posted: a person's, or a signed-out visitor's who holds a token for it."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        UniqueConstraint("token_hash", "key"),
        CheckConstraint("(person_id is null) <> (token_hash is null)", name="one_holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    token_hash: Mapped[str | None]
    key: Mapped[str]
    data: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime] = mapped_column(default=now, index=True)


class PostingKey(Base):
    """Which post a person's form made, so that the same form sent again makes no second one.

    The post is missing only inside the transaction that makes it: the key is claimed first, so that the same form
    sent at the same moment waits for it.
    """

    __tablename__ = "posting_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)


class AvoidedQuestion(Base):
    """That somebody about to ask found their answer here instead: a contact avoided. Once for each person."""

    __tablename__ = "avoided_questions"
    __table_args__ = (UniqueConstraint("person_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
