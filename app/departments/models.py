"""Departments with their hours, holidays and targets, and the tree of topics."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base


class Named:
    """Something with a name and a description in the site's language and, where given, in others."""

    name: Mapped[str]
    names: Mapped[dict[str, str]] = mapped_column(default=dict)
    description: Mapped[str] = mapped_column(default="")
    descriptions: Mapped[dict[str, str]] = mapped_column(default=dict)

    def name_in(self, language: str) -> str:
        """Give the name in a language, else the name as such."""
        return self.names.get(language) or self.name

    def description_in(self, language: str) -> str:
        """Give the description in a language, else the description as such."""
        return self.descriptions.get(language) or self.description


class Department(Named, Base):
    """A part of the service that answers. The front desk gets what belongs to nobody else."""

    __tablename__ = "departments"
    __table_args__ = (
        Index(
            "uq_departments_front_desk",
            "front_desk",
            unique=True,
            sqlite_where=text("front_desk"),
            postgresql_where=text("front_desk"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    contact: Mapped[str] = mapped_column(default="")
    contacts: Mapped[dict[str, str]] = mapped_column(default=dict)
    front_desk: Mapped[bool] = mapped_column(default=False)
    # Null is the site's own.
    timezone: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    def contact_in(self, language: str) -> str:
        """Give how to reach the department, in a language, else as such."""
        return self.contacts.get(language) or self.contact


class Topic(Named, Base):
    """What a question is about; a tree, each topic owned by one department."""

    __tablename__ = "topics"
    __table_args__ = (CheckConstraint("parent_id <> id", name="not_its_own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    keywords: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)
    question_count: Mapped[int] = mapped_column(default=0)
    # What is pinned on its pages until then; what citizens write about it waits for a moderator meanwhile.
    crisis_until: Mapped[datetime | None]
    crisis_notice: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)

    department: Mapped[Department] = relationship(lazy="raise_on_sql")


class OpeningHours(Base):
    """From when to when a department is open on a weekday, in minutes after midnight; several a day."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        CheckConstraint("weekday between 0 and 6", name="weekday_known"),
        CheckConstraint("0 <= opens and opens < closes and closes <= 1440", name="part_of_a_day"),
    )

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens: Mapped[int] = mapped_column(primary_key=True)
    closes: Mapped[int]


class Holiday(Base):
    """A day on which a department is closed; without one, all are."""

    __tablename__ = "holidays"
    __table_args__ = (
        Index("uq_holidays_department_id_day", "department_id", "day", unique=True),
        Index(
            "uq_holidays_everybody",
            "day",
            unique=True,
            sqlite_where=text("department_id is null"),
            postgresql_where=text("department_id is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    day: Mapped[date]
    name: Mapped[str]


class Kind(StrEnum):
    """What a department is asked with."""

    QUESTION = "question"
    TICKET = "ticket"


class Measure(StrEnum):
    """What a target measures the time to."""

    FIRST_REPLY = "first_reply"
    RESOLUTION = "resolution"


class Target(Base):
    """How many working minutes a department allows itself; without a row the site's default counts."""

    __tablename__ = "targets"
    __table_args__ = (
        CheckConstraint("kind in ('question', 'ticket')", name="kind_known"),
        CheckConstraint("measure in ('first_reply', 'resolution')", name="measure_known"),
        CheckConstraint("minutes > 0", name="some_time"),
    )

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(20), primary_key=True)
    measure: Mapped[Measure] = mapped_column(String(20), primary_key=True)
    minutes: Mapped[int]
