"""How a database runs a statement: whether it reads only the rows it gives, or more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event

from app.core.db import db, session


@dataclass
class Plans:
    """The statements that ran and, for each, the steps SQLite takes to run it."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def steps(self) -> list[list[str]]:
        """Give the steps of every statement, in the words of EXPLAIN QUERY PLAN."""
        connection = session().connection()
        return [
            [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in self.statements
        ]

    def check_seeks(self) -> None:
        """Check that no statement reads posts from end to end or sorts what it found."""
        for steps in self.steps():
            for step in steps:
                assert not (step.startswith("SCAN posts") and "USING" not in step), steps
                assert "TEMP B-TREE" not in step, steps


@contextmanager
def plans() -> Iterator[Plans]:
    """Collect the plans of what runs inside; only SQLite tells them in words that can be tested."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("query plans are read on SQLite")
    seen = Plans()

    def note(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> None:
        if statement.startswith("SELECT") or statement.startswith("WITH"):
            seen.statements.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def work_counted() -> Iterator[list[int]]:
    """Count the steps SQLite's engine takes for what runs inside, which grow with the rows it reads; as `[steps]`."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("steps are counted on SQLite")
    driver: Any = session().connection().connection.driver_connection
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    driver.set_progress_handler(step, 1)
    try:
        yield steps
    finally:
        driver.set_progress_handler(None, 1)
