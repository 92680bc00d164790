"""What posts said and say: their revisions, and new words that others suggest."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.questions.models.indexes import partial_index
from app.questions.models.posts import Post


class Revision(Base):
    """What a post said from one moment on. Every state a post has had, the current one included."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    summary: Mapped[str] = mapped_column(default="")
    title: Mapped[str | None]
    tag_names: Mapped[str] = mapped_column(default="")
    body: Mapped[str]

    author: Mapped[Person | None] = relationship(lazy="raise_on_sql")


class SuggestionState(StrEnum):
    """What became of a suggested edit."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class EditSuggestion(Base):
    """New words for somebody else's post that wait to be reviewed. Seen by who suggested them and who may review."""

    __tablename__ = "edit_suggestions"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'accepted', 'declined', 'withdrawn')", name="state_known"),
        CheckConstraint(
            "(state in ('accepted', 'declined')) = (decided_by_id is not null)", name="decided_by_somebody"
        ),
        partial_index(
            "uq_edit_suggestions_waiting", "person_id", "post_id", where="state = 'waiting'", unique=True
        ),
        Index("ix_edit_suggestions_state", "state", "id"),
        Index("ix_edit_suggestions_post", "post_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(default=now)
    base_revision: Mapped[int]
    title: Mapped[str | None]
    tag_names: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    summary: Mapped[str]
    state: Mapped[SuggestionState] = mapped_column(String(10), default=SuggestionState.WAITING)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words_back: Mapped[str] = mapped_column(default="")

    post: Mapped[Post] = relationship(lazy="raise_on_sql", foreign_keys=[post_id])
    person: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[person_id])
    decided_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[decided_by_id])
