"""The history of verifications. What a page needs to show the badge stands on the answer itself."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.departments.models import Department


class State(StrEnum):
    """The life of a verification: verified → due → expired, or withdrawn; replaced by a newer one."""

    VERIFIED = "verified"
    DUE = "due"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


class Verification(Base):
    """One official's confirmation, for one department, of one revision of an answer."""

    __tablename__ = "verifications"
    __table_args__ = (
        CheckConstraint(
            "state in ('verified', 'due', 'expired', 'withdrawn', 'replaced')", name="state_known"
        ),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at is not null and withdrawal_reason <> '')",
            name="withdrawn_with_reason",
        ),
        Index(
            "uq_verifications_live",
            "answer_id",
            unique=True,
            sqlite_where=text("state in ('verified', 'due')"),
            postgresql_where=text("state in ('verified', 'due')"),
        ),
        Index("ix_verifications_queue", "department_id", "state", "review_on"),
        Index("ix_verifications_review", "state", "review_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    revision_number: Mapped[int]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    verified_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    verified_at: Mapped[datetime] = mapped_column(default=now)
    source: Mapped[str]
    review_on: Mapped[date]
    state: Mapped[State] = mapped_column(String(20), default=State.VERIFIED)
    expired_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    verified_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[verified_by_id])
    withdrawn_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[withdrawn_by_id])
