"""A stage of an import: one reading of one table, in three steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from app.imports.importing import Importing

RowT = TypeVar("RowT")
WorkT = TypeVar("WorkT")


class Task(NamedTuple, Generic[RowT, WorkT]):
    """A row to be written, and what a worker process has to do for it first, if anything."""

    row: RowT
    work: WorkT | None


@dataclass(frozen=True)
class Stage:
    """`choose` picks the rows that concern it, reading only; `convert` is pure; `write` runs in a transaction."""

    name: str
    kind: Any
    choose: Callable[[Importing, list[Any]], list[Task[Any, Any]]]
    write: Callable[[Importing, list[tuple[Any, Any]]], None]
    convert: Callable[[Any], Any] | None = None
    again: bool = False  # the table was read by an earlier stage, which noted its troubles

    @property
    def table(self) -> str:
        """The table it reads."""
        return str(self.kind.table)


def choose_all(importing: Importing, rows: list[Any]) -> list[Task[Any, Any]]:
    """Pick every row, with nothing to convert."""
    return [Task(row, None) for row in rows]
