"""How often the guard spoke up, and what came of it: numbers for each kind, and nothing of what was found."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import CheckConstraint, String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, session
from app.core.guard.found import Found
from app.core.personal_data import Kind, Strength


class Outcome(StrEnum):
    """Somebody was interrupted; had it taken out by the button; published it all the same."""

    STOPPED = "stopped"
    REMOVED = "removed"
    PUBLISHED = "published"


class GuardCount(Base):
    """How often one outcome came of one kind."""

    __tablename__ = "guard_counts"
    __table_args__ = (
        CheckConstraint("strength in ('strong', 'weak')", name="strength_known"),
        CheckConstraint("outcome in ('stopped', 'removed', 'published')", name="outcome_known"),
        CheckConstraint("strength = 'weak' or outcome <> 'published'", name="strong_unpublished"),
    )

    kind: Mapped[Kind] = mapped_column(String(20), primary_key=True)
    strength: Mapped[Strength] = mapped_column(String(10), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(String(10), primary_key=True)
    times: Mapped[int]


@dataclass(frozen=True)
class Record:
    """What came of one kind, in numbers."""

    kind: Kind
    strength: Strength
    stopped: int
    removed: int
    published: int

    @property
    def false_alarms(self) -> float | None:
        """The share of interruptions after which it was published all the same; None where that cannot be."""
        if self.strength is Strength.STRONG or not self.stopped:
            return None
        return min(1.0, self.published / self.stopped)


def count_outcome(found: Found, outcome: Outcome) -> None:
    """Count an outcome once for each kind that was found."""
    insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
    for kind, strength in sorted(found.kinds):
        counted = insert(GuardCount).values(kind=kind, strength=strength, outcome=outcome, times=1)
        session().execute(
            counted.on_conflict_do_update(
                index_elements=["kind", "strength", "outcome"], set_={"times": GuardCount.times + 1}
            )
        )


def list_records() -> list[Record]:
    """List every kind the guard ever found, the most frequent first."""
    counted: dict[tuple[Kind, Strength], dict[Outcome, int]] = defaultdict(dict)
    for row in session().scalars(select(GuardCount)):
        counted[Kind(row.kind), Strength(row.strength)][Outcome(row.outcome)] = row.times
    records = [
        Record(kind, strength, *(times.get(outcome, 0) for outcome in Outcome))
        for (kind, strength), times in counted.items()
    ]
    return sorted(records, key=lambda record: (record.strength, -record.stopped, record.kind))
