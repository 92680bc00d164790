"""Public pages kept for a few seconds, for people who are not signed in.

Most readers come from a search engine, without a session, many to the same page within a moment. Views that say
`@public(cached=True)` show them all the same, so what was built for one is given to the next. Who sends any cookie
but that of the language gets a page built for them, and nobody else ever gets that one.

What stops being public must not be given for even those seconds. `forget_pages` says so in the transaction of the
change: once it is committed a file in the instance folder gets a new time, which every process looks at before it
gives or keeps a page.
"""

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy import event as database_event
from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from app.core.db import session, writing
from app.core.doors import door_of
from app.core.language import COOKIE, choose_language

MOST_PAGES = 500
MOST_BYTES = 16 * 1024 * 1024
NAME = "torv_page_cache"
MARK = "pages-forgotten"  # a file in the instance folder

log = structlog.get_logger("torv.page_cache")

# What tells one page from another: address with its query, language, and when all pages were last forgotten.
Key = tuple[str, str, str, int]


class Page(NamedTuple):
    """A page as it was built, and what is to be done each time somebody reads it."""

    built_at: float
    body: bytes
    headers: Headers
    at_every_reading: tuple[Callable[[], None], ...]


class PageCache:
    """The pages of the last seconds, in the memory of this process; the oldest make room."""

    def __init__(self, seconds: float, mark: Path) -> None:
        self.seconds = seconds
        self.mark = mark
        self._forgotten_at = 0
        self._lock = threading.Lock()
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._bytes = 0

    def find(self, key: Key) -> Page | None:
        """Find a page that is not older than allowed."""
        with self._lock:
            page = self._pages.get(key)
        return page if page and time.monotonic() - page.built_at < self.seconds else None

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page, letting go of the oldest while there are too many or they are too large."""
        with self._lock:
            self._let_go(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES:
                self._let_go(next(iter(self._pages)))

    def forgotten_at(self) -> int:
        """Tell when any process last had all pages forgotten, and forget those of this one if it was since."""
        try:
            newest = self.mark.stat().st_mtime_ns
        except FileNotFoundError:
            newest = 0
        if newest != self._forgotten_at:
            with self._lock:
                self._forgotten_at, self._bytes = newest, 0
                self._pages.clear()
        return newest

    def forget(self) -> None:
        """Have every process of this instance folder forget its pages."""
        at = time.time_ns()
        self.mark.parent.mkdir(parents=True, exist_ok=True)
        self.mark.touch()
        # Said outright: the file system's own clock may stand still between two changes.
        os.utime(self.mark, ns=(at, at))

    def _let_go(self, key: Key) -> None:
        page = self._pages.pop(key, None)
        if page:
            self._bytes -= len(page.body)


def init_app(app: Flask, seconds: int) -> None:
    """Give pages from the cache, after the doors were asked, and keep those that may be; 0 seconds turns it off."""
    mark = app.extensions["torv_config"].instance / MARK
    app.extensions[NAME] = PageCache(seconds, mark)
    app.before_request(_give)
    app.after_request(_keep)


def at_every_reading(function: Callable[[], None]) -> None:
    """Do this now, and again each time the page being built is given from the cache."""
    function()
    g.setdefault("at_every_reading", []).append(function)


def forget_pages() -> None:
    """Have no reader given a page from before this transaction, in any process, once it is committed."""
    if not writing():
        raise RuntimeError("forget_pages() outside transaction()")
    session().info["forgets_pages"] = True


@database_event.listens_for(Session, "after_commit")
def _forget(committed: Session) -> None:
    """Forget after the commit; where that fails, no page is given any longer than its seconds."""
    # A savepoint that is released commits nothing yet: who reads now would keep the page from before.
    if not committed.in_nested_transaction() and committed.info.pop("forgets_pages", False):
        try:
            current_app.extensions[NAME].forget()
        except OSError as error:
            log.warning("pages_not_forgotten", error=type(error).__name__)


def _may_be_kept() -> bool:
    door = door_of(request.endpoint)
    return (
        door is not None and door.cached and request.method == "GET" and not set(request.cookies) - {COOKIE}
    )


def _key() -> Key:
    path, query = request.script_root + request.path, request.query_string.decode("latin-1")
    return path, query, choose_language(), current_app.extensions[NAME].forgotten_at()


def _give() -> Response | None:
    cache: PageCache = current_app.extensions[NAME]
    if not cache.seconds or not _may_be_kept():
        return None
    g.page_key = _key()
    page = cache.find(g.page_key)
    if page is None:
        return None
    del g.page_key
    for function in page.at_every_reading:
        function()
    return Response(page.body, headers=page.headers.copy()).make_conditional(request)  # type: ignore[return-value]


def _keep(response: Response) -> Response:
    """Keep a page that was built for everybody; let a browser that has it already keep its own."""
    is_whole = response.status_code == 200 and not response.is_streamed
    if not is_whole or {"Set-Cookie", "ETag"} & set(response.headers.keys()) or not _may_be_kept():
        return response
    body = response.get_data()
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    key, cache = g.pop("page_key", None), current_app.extensions[NAME]
    # What it was built from may have been taken away meanwhile.
    if key is not None and key == _key():
        done = tuple(g.get("at_every_reading", ()))
        cache.keep(key, Page(time.monotonic(), body, response.headers.copy(), done))
    return response.make_conditional(request)  # type: ignore[return-value]
