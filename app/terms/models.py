"""The tables of the terms. What was published is never changed: a new version follows it."""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.prose import Prose


class TermsVersion(Base):
    """The terms as they stand from one moment until the next version."""

    __tablename__ = "terms_versions"
    __table_args__ = (CheckConstraint("number > 0", name="number_counts"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime] = mapped_column(default=now)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    summary: Mapped[str]  # what is new in it, for whoever knows the version before


class TermsSection(Base):
    """One numbered section of a version, in one language; the same number says the same in every language."""

    __tablename__ = "terms_sections"

    version: Mapped[int] = mapped_column(ForeignKey("terms_versions.number"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[Markup] = mapped_column(Prose)
