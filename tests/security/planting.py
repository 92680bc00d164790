"""How holes are opened on purpose, whatever leaks out of them, and what the search for canaries then finds."""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from sqlalchemy import delete, insert

from app.core.db import Base, transaction
from app.core.doors import public
from app.search import indexing, reading
from tests.security.ways_out import Ways

AnyWays = TypeVar("AnyWays", bound=Ways)


def replace_everywhere(
    monkeypatch: pytest.MonkeyPatch, name: str, instead: Callable[..., Any], part: str
) -> None:
    """Replace a function in every module of a part of the program that uses it."""
    for module in [module for found, module in sys.modules.items() if found.startswith(part)]:
        if hasattr(module, name):
            monkeypatch.setattr(module, name, instead)


def show_instead(ways: Ways, monkeypatch: pytest.MonkeyPatch, endpoint: str, show: Callable[[], Any]) -> None:
    """Have a view give something else to everybody."""
    assert endpoint in ways.app.view_functions
    monkeypatch.setitem(ways.app.view_functions, endpoint, public(lambda **_values: show()))


def index_with(
    ways: Ways, monkeypatch: pytest.MonkeyPatch, changed: Mapping[str, Callable[[], Any]]
) -> Iterator[str]:
    """Index every document with some of it changed, search for what is found by that, and index them as they are."""

    def all_documents() -> Iterator[Any]:
        for document in reading.all_public_documents():
            yield replace(document, **{field: value() for field, value in changed.items()})

    with ways.app.app_context():
        monkeypatch.setattr(indexing, "all_public_documents", all_documents)
        indexing.rebuild(lambda _done: None)
        monkeypatch.undo()
        found = [*ways.index(), *ways.searches()]
        indexing.rebuild(lambda _done: None)
    return iter(found)


def keep_row(ways: AnyWays, table: str, values: Mapping[str, Callable[[AnyWays], Any]]) -> Iterator[str]:
    """Write a row, search the tables, and remove it."""
    rows = Base.metadata.tables[table]
    with ways.app.app_context():
        with transaction() as current:
            row = {column: value(ways) for column, value in values.items()}
            key = current.execute(insert(rows).values(row).returning(rows.c.id)).scalar_one()
        found = list(ways.other_tables())
        with transaction() as current:
            current.execute(delete(rows).where(rows.c.id == key))
    return iter(found)
