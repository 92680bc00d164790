"""What was merged, and where things of an imported site stand now."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.questions.models.indexes import partial_index


class Merge(Base):
    """That a question was merged into another, and what it takes to undo that."""

    __tablename__ = "merges"
    __table_args__ = (
        partial_index("uq_merges_standing", "source_id", where="undone_at IS NULL", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    target_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    merged_at: Mapped[datetime] = mapped_column(default=now)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    accepted_answer_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    accepted_at: Mapped[datetime | None]
    duplicates: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {"ids": what was linked to the source}
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class MergedPost(Base):
    """An answer, or a comment on one, that a merge moved."""

    __tablename__ = "merged_posts"

    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)


class MergedPerson(Base):
    """Somebody whom a merge let watch the target, or have it too, who did not before."""

    __tablename__ = "merged_people"

    merge_id: Mapped[int] = mapped_column(ForeignKey("merges.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    watches: Mapped[bool]
    has_same: Mapped[bool]


class OldAddress(Base):
    """Where a thing of an imported site stands now, so that old links lead on and a newer dump updates it."""

    __tablename__ = "old_addresses"
    __table_args__ = (
        CheckConstraint("kind in ('person', 'question', 'answer', 'comment')", name="kind_known"),
        Index("ix_old_addresses_kind_old_id", "kind", "old_id"),
    )

    site: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    old_id: Mapped[int] = mapped_column(primary_key=True)
    new_id: Mapped[int]
