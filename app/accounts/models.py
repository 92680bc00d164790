"""People, their roles, their sign-ins and the tokens mailed to them."""

from datetime import UTC, datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.db import Base
from app.core.prose import Prose

# When a suspension for good ends.
FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)


def is_suspended(until: datetime | None) -> bool:
    """Tell whether a suspension that ends then, if there is one, is in force."""
    return until is not None and until > now()


class RoleKind(StrEnum):
    """What a person is trusted with; the first two for one department, the others for the site."""

    OFFICIAL = "official"
    CASEWORKER = "caseworker"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class Person(Base):
    """An account. Imported people have no e-mail address and cannot sign in."""

    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("trust in ('newcomer', 'member', 'trusted')", name="trust_known"),
        Index("ix_people_reputation_id", "reputation", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str | None] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(unique=True)
    email_confirmed_at: Mapped[datetime | None]
    password_hash: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(default="en")
    job_title: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    about_html: Mapped[Markup] = mapped_column(Prose, default="")
    joined_at: Mapped[datetime] = mapped_column(default=now)
    suspended_until: Mapped[datetime | None]
    suspended_reason: Mapped[str] = mapped_column(default="")
    reputation: Mapped[int] = mapped_column(default=0)
    trust: Mapped[str] = mapped_column(String(20), default="newcomer", server_default="newcomer")
    mail_on_watched: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    roles: Mapped[list["Role"]] = relationship(
        back_populates="person", lazy="raise_on_sql", foreign_keys="Role.person_id"
    )

    @property
    def suspended(self) -> bool:
        """Whether the person may read but not write just now."""
        return is_suspended(self.suspended_until)

    @property
    def suspended_for_good(self) -> bool:
        """Whether no end of the suspension is set."""
        return self.suspended_until == FOR_GOOD


class Role(Base):
    """One thing one person is trusted with; an official's or caseworker's is for one department."""

    __tablename__ = "roles"
    __table_args__ = (
        UniqueConstraint("person_id", "kind", "department_id"),
        CheckConstraint(
            "kind in ('official', 'caseworker', 'moderator', 'administrator')", name="kind_known"
        ),
        CheckConstraint(
            "(kind in ('official', 'caseworker')) = (department_id is not null)",
            name="department_for_its_kinds",
        ),
        # NULLs are distinct in a unique constraint, so site-wide roles need one of their own.
        Index(
            "uq_roles_site_wide",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=text("department_id IS NULL"),
            postgresql_where=text("department_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[RoleKind] = mapped_column(String(20))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(default=now)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(
        back_populates="roles", lazy="raise_on_sql", foreign_keys=[person_id]
    )


class Badge(Base):
    """A badge a person was given on a site brought in from elsewhere; Torv gives none itself."""

    __tablename__ = "badges"
    __table_args__ = (
        CheckConstraint("rank in (1, 2, 3)", name="rank_known"),
        UniqueConstraint("site", "old_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    rank: Mapped[int]  # as there: 1 gold, 2 silver, 3 bronze
    awarded_at: Mapped[datetime]
    site: Mapped[str]
    old_id: Mapped[int]


class PersonSession(Base):
    """One sign-in on one device; ended by the person, by a new password, or by suspension."""

    __tablename__ = "person_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(default="")


class TokenPurpose(StrEnum):
    """What a mailed token is good for."""

    CONFIRM_EMAIL = "confirm-email"
    RESET_PASSWORD = "reset-password"  # noqa: S105
    CHANGE_EMAIL = "change-email"


class PersonToken(Base):
    """A link we mailed: good once, for one purpose, until it expires. Only its hash is kept."""

    __tablename__ = "person_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[TokenPurpose] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    payload: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
