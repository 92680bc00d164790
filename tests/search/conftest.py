"""The search engines the contract is asked of."""

import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.search.backend import Found, SearchBackend, Sort
from app.search.engine import engine
from app.search.query_language import parse
from app.search.whoosh_backend import WhooshBackend


def _whoosh(folder: Path) -> SearchBackend:
    backend = WhooshBackend(folder)
    backend.ensure()
    return backend


# Another engine is held to the same contract by adding it here.
ENGINES: dict[str, Callable[[Path], SearchBackend]] = {"whoosh": _whoosh}


@pytest.fixture(name="engine", params=ENGINES)
def searcher(request: pytest.FixtureRequest, tmp_path: Path) -> SearchBackend:
    """An empty index of each kind."""
    return ENGINES[request.param](tmp_path / "index")


@pytest.fixture
def whoosh(tmp_path: Path) -> WhooshBackend:
    """An empty Whoosh index in `tmp_path / "index"`."""
    backend = WhooshBackend(tmp_path / "index")
    backend.ensure()
    return backend


def search(engine: SearchBackend, text: str, **how: object) -> Found:
    """What the engine finds for a text as somebody types it."""
    return engine.find(parse(text), **how)  # type: ignore[arg-type]


def ids(engine: SearchBackend, text: str, sort: Sort = Sort.RELEVANCE) -> list[int]:
    """The ids of what the engine finds, in order."""
    return [hit.question_id for hit in search(engine, text, sort=sort).hits]


@pytest.fixture(scope="session")
def payloads(shared: Path) -> list[str]:
    """Ten thousand strings that have broken something somewhere."""
    with gzip.open(shared / "security" / "payloads.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["payload"] for line in lines]


@pytest.fixture
def index(app: Flask) -> Iterator[WhooshBackend]:
    """The app's own index, empty."""
    folder = app.extensions["torv_config"].index_folder
    shutil.rmtree(folder, ignore_errors=True)
    app.extensions.pop("torv_search", None)
    engine().ensure()
    yield engine()
    shutil.rmtree(folder, ignore_errors=True)
