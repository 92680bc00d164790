"""What happened to a post, from PostHistory: the rows of one post together, and the revisions they make.

The table is sorted by time, so the rows of one post lie anywhere in it; they wait in a temporary database on disk.
"""

import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from app.imports.records import BODIES, TAG_LISTS, TITLES, Author, HistoryRow, HistoryType, tag_names

NEVER = datetime.min.replace(tzinfo=UTC)
_CHANGES = TITLES | BODIES | TAG_LISTS
_STATES = frozenset({HistoryType.CLOSED, HistoryType.REOPENED, HistoryType.LOCKED, HistoryType.UNLOCKED})


@dataclass(frozen=True, slots=True)
class State:
    """What a post said from one moment on, as its author wrote it."""

    author: Author
    created_at: datetime
    summary: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    body: str = ""


class History:
    """The rows of PostHistory by post, waiting on disk."""

    def __init__(self, store: sqlite3.Connection) -> None:
        self._store = store

    def add(self, rows: Iterable[HistoryRow]) -> None:
        """Keep the rows that change or close a post."""
        kept = ((row.post_id, row.id, pickle.dumps(row)) for row in rows if row.type in _CHANGES | _STATES)
        self._store.executemany("INSERT OR IGNORE INTO history VALUES (?, ?, ?)", kept)

    def of(self, post_id: int) -> tuple[HistoryRow, ...]:
        """What happened to a post, in the order it happened."""
        found = self._store.execute("SELECT row FROM history WHERE post_id = ? ORDER BY id", (post_id,))
        return tuple(pickle.loads(row) for (row,) in found)  # noqa: S301 – written above, by this process


@contextmanager
def open_history() -> Iterator[History]:
    """Open an empty store in a temporary file, which goes when it is closed."""
    with closing(sqlite3.connect("", isolation_level=None)) as store:
        store.execute("PRAGMA journal_mode=OFF")
        store.execute("PRAGMA synchronous=OFF")
        store.execute(
            "CREATE TABLE history (post_id INTEGER, id INTEGER, row BLOB, PRIMARY KEY (post_id, id)) WITHOUT ROWID"
        )
        yield History(store)


def states_of(history: Iterable[HistoryRow]) -> list[State]:
    """The states a post went through: the rows of one act (title, body, tags) make one state together."""
    states: list[State] = []
    current = State(Author(None, ""), NEVER)
    changes = [row for row in history if row.type in _CHANGES]
    for _act, rows in groupby(changes, key=lambda row: row.act or str(row.happened_at)):
        current = replace(current, summary="")
        for row in rows:
            current = _applied(current, row)
        if current.body:
            states.append(current)
    return states


def last_of(history: Iterable[HistoryRow], begins: HistoryType, ends: HistoryType) -> HistoryRow | None:
    """The row that began a state (closed, locked) which no later row ended."""
    last = None
    for row in history:
        if row.type in (begins, ends):
            last = row if row.type == begins else None
    return last


def _applied(state: State, row: HistoryRow) -> State:
    written = replace(
        state,
        author=Author(row.person_id, row.person_name),
        created_at=row.happened_at,
        summary=row.comment or state.summary,
    )
    if row.type in TITLES:
        return replace(written, title=row.text.strip())
    if row.type in TAG_LISTS:
        return replace(written, tags=tag_names(row.text))
    return replace(written, body=row.text)
