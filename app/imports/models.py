"""How far an import got, and what the dump said of each person and post when it was last brought in."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base


class ImportRun(Base):
    """One reading of one dump. Written with each batch, so that an interrupted run goes on where it stopped."""

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[str] = mapped_column(index=True)
    fingerprint: Mapped[str]
    stage: Mapped[str] = mapped_column(default="")
    rows_done: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]


class Imported(Base):
    """What the dump said last. Only what a newer dump says differently is changed, so what was done here stays."""

    __tablename__ = "imported"
    __table_args__ = (CheckConstraint("kind in ('person', 'post')", name="kind_known"),)

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    new_id: Mapped[int] = mapped_column(primary_key=True)
    site: Mapped[str]
    old_id: Mapped[int]
    text_mark: Mapped[str] = mapped_column(default="")
    accepted_old_id: Mapped[int | None]
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
