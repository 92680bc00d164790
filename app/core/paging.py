"""Long lists, a page at a time, by the place of the row the reader comes from: page 3,000 costs what page 1 costs.

A list runs from the highest key (a moment or a number) down, ids deciding between equals; a work list runs up, from
what is due first. Its address says where the reader is: `?before=<cursor>` lies behind a row, `?after=<cursor>` ahead
of one.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, bindparam, tuple_

from app.core.db import Instant, at_most, read_made

Query = Select[*tuple[Any, ...]]
Row = TypeVar("Row")
PAGE_SIZE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
# What a cursor may hold: the moments a database can (the years 1 to 9999), and ids.
FIRST_MOMENT, LAST_MOMENT = -62_135_596_800_000_000, 253_402_300_799_000_000
LAST_ID = 2**63 - 1


@dataclass(frozen=True)
class Place:
    """Where in a list the reader is: behind a cursor, ahead of one, or, with neither, at its beginning."""

    before: str | None = None
    after: str | None = None

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Place":
        """Read the place out of the query of an address."""
        return cls(query.get("before"), query.get("after"))


BEGINNING = Place()


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list; the cursors lead to the pages beside it, None at an end.

    `newer_cursor` leads to the page ahead in a list that can be fetched backwards, as by `fetch_page`.
    """

    rows: Sequence[Row]
    next_cursor: str | None
    first: bool
    newer_cursor: str | None = None


@dataclass(frozen=True)
class Cut:
    """What to fetch for a page: where to begin, in which direction, and how many rows."""

    start: tuple[int, int] | None
    backwards: bool
    limit: int

    def of(self, query: Query, column: Any, id_column: Any) -> Query:
        """Cut it out of a list ordered by the columns; an index on just these makes that a seek."""
        ordered = (
            query.order_by(column, id_column)
            if self.backwards
            else query.order_by(column.desc(), id_column.desc())
        )
        return self.within(ordered, column, id_column).limit(self.limit)

    def within(self, query: Query, column: Any, id_column: Any, *, upwards: bool = False) -> Query:
        """Leave out what lies on the other side of the beginning; `upwards`: of a list that runs up."""
        if self.start is None:
            return query
        number, row_id = self.start
        place, start = tuple_(column, id_column), tuple_(_key(column, number), row_id)
        return query.where(place > start if self.backwards != upwards else place < start)


class Listing:
    """A list that pages are cut from by statements put together once; its rows hold what it runs by as `key`.

    The query may have parameters of its own; their values are given with every cut.
    """

    def __init__(self, query: Query, column: Any, id_column: Any) -> None:
        self.query = query.add_columns(column.label("key"))
        self.column, self.id_column = column, id_column
        self._statements: dict[tuple[bool, bool, int], Query] = {}

    def rows(self, cut: Cut, make: Callable[..., Row], *more: Hashable, **values: Any) -> list[Row]:
        """Read one cut of the list and make something of each row, as `core.db.read_made` does."""
        statement = self._statement(cut.backwards, cut.start is not None, cut.limit)
        return read_made(statement, make, *more, **values, **self._place(cut))

    def _place(self, cut: Cut) -> dict[str, Any]:
        if cut.start is None:
            return {}
        number, row_id = cut.start
        return {"cut_key": _key(self.column, number), "cut_id": row_id}

    def _statement(self, backwards: bool, started: bool, limit: int) -> Query:
        """Give the statement of a direction, from the beginning or a place, of a size; two threads may both make it."""
        shape = (backwards, started, limit)
        found = self._statements.get(shape)
        if found is None:
            found = self._statements[shape] = self._put_together(*shape)
        return found

    def _put_together(self, backwards: bool, started: bool, limit: int) -> Query:
        column, id_column = self.column, self.id_column
        order = (column, id_column) if backwards else (column.desc(), id_column.desc())
        query = self.query.order_by(*order).limit(at_most(limit))
        if not started:
            return query
        place = tuple_(column, id_column)
        start = tuple_(bindparam("cut_key", type_=column.type), bindparam("cut_id", type_=id_column.type))
        return query.where(place > start if backwards else place < start)


def page_of(rows: Sequence[Row], size: int, cursor_of: Callable[[Row], str], *, first: bool) -> Page[Row]:
    """Cut `size` rows out of `size + 1` fetched ones; the extra one tells that there is more."""
    shown = list(rows[:size])
    return Page(
        shown,
        next_cursor=cursor_of(shown[-1]) if len(rows) > size else None,
        first=first,
        newer_cursor=None if first or not shown else cursor_of(shown[0]),
    )


def fetch_page(
    fetch: Callable[[Cut], Sequence[Row]],
    cursor_of: Callable[[Row], str],
    place: Place,
    size: int = PAGE_SIZE,
) -> Page[Row]:
    """Fetch the page at a place, with one row more to know whether the list goes on.

    A page ahead of a cursor that is not full is the first one, and is filled up from behind.
    """
    ahead = read_cursor(place.after)
    if ahead:
        rows = fetch(Cut(ahead, backwards=True, limit=size + 1))
        if len(rows) > size:
            shown = list(reversed(rows[:size]))
            return Page(shown, cursor_of(shown[-1]), False, cursor_of(shown[0]))
    start = None if ahead else read_cursor(place.before)
    rows = fetch(Cut(start, backwards=False, limit=size + 1))
    return page_of(rows, size, cursor_of, first=start is None)


def time_cursor(moment: datetime, row_id: int) -> str:
    """Write the place of a row in a list ordered by time and id: microseconds and id."""
    return f"{(moment - EPOCH) // MICROSECOND}-{row_id}"


def number_cursor(number: int, row_id: int) -> str:
    """Write the place of a row in a list ordered by a number and id."""
    return f"{number}-{row_id}"


def read_cursor(text: str | None) -> tuple[int, int] | None:
    """Read a cursor out of an address; nonsense is the beginning of the list, not an error."""
    number, _dash, row_id = (text or "").rpartition("-")
    if not _is_number(row_id) or not _is_number(number.removeprefix("-")) or len(text or "") > 40:
        return None
    if not FIRST_MOMENT <= int(number) <= LAST_MOMENT or int(row_id) > LAST_ID:
        return None
    return int(number), int(row_id)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _key(column: Any, number: int) -> datetime | int:
    """Give what a column holds where a cursor says this number: time cursors count microseconds."""
    return EPOCH + number * MICROSECOND if isinstance(column.type, Instant) else number
