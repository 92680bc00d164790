"""Every way out of the site, searched for canaries: pages, search, mails, logs, index files, tables not private.

A finding says where it was and of which column the canary is.
"""

import base64
import re
import zlib
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote_plus

from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import Base, db
from app.search.engine import engine
from tests.mailbox import Mail
from tests.security.browsers import Browser
from tests.security.casework import INSIDE, WORD, Case
from tests.security.matrix import ROWS
from tests.security.world import ROLES, World

# Every operator of the search, around a word that stands in every private text and in no public one.
SEARCHES = (
    "{word}", '"{word}"', "{word}*", "-winter {word}", "tag:{word}", "topic:{word}", "department:{word}",
    "by:requester", "is:unanswered {word}", "is:answered {word}", "lang:en {word}",
    "before:2030-01-01 {word}", "after:2020-01-01 {word}", "is:verified", "is:official", "is:accepted", "is:duplicate",
)  # fmt: skip
ASKING = (
    "/search?q={words}",
    "/questions/similar?title={words}",
    "/tags/complete?q={words}",
    "/search/completions?q={words}",
    "/search?q={words}&sort=newest",
)


@dataclass
class Ways:
    """What may let something out, after the story was told."""

    app: Flask
    world: World
    case: Case
    mails: list[Mail]
    logs: list[str]

    def everywhere(self) -> Iterator[str]:
        """Search all of it."""
        for way in (
            self.pages,
            self.searches,
            self.mailbox,
            self.log,
            self.index,
            self.other_tables,
            self.inside,
        ):
            yield from way()

    def pages(
        self, paths: Callable[[str], bool] = lambda _path: True, roles: tuple[str, ...] = ROLES
    ) -> Iterator[str]:
        """Open every page as everybody whom the case does not concern."""
        wanted = sorted({self.world.fill(row.path) for row in ROWS if row.method == "GET"})
        for path in (*filter(paths, wanted), *self._own_addresses(paths)):
            for role in roles:
                yield from self._opened(role, path)

    def _own_addresses(self, paths: Callable[[str], bool]) -> list[str]:
        """Give the addresses of the case itself, which to others are not there."""
        rules = [rule.rule for rule in self.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
        own = [rule.replace("<reference>", self.case.reference) for rule in rules if "<reference>" in rule]
        return [
            path
            for path in (re.sub(r"<int:\w+>", "1", rule) for rule in own)
            if "<" not in path and paths(path)
        ]

    def searches(self) -> Iterator[str]:
        """Search, complete and compare by what stands in private texts alone."""
        for address in ASKING:
            for search in SEARCHES if address.startswith("/search?") else (WORD, WORD[:4]):
                yield from self._opened("citizen", address.format(words=quote(search.format(word=WORD))))

    def mailbox(self) -> Iterator[str]:
        """Read everybody's mails: a mail says that there is something to read, never what."""
        for mail in self.mails:
            text = "\n".join(
                [mail.subject, mail.text, *(f"{name}: {value}" for name, value in mail.headers.items())]
            )
            allowed = {"tickets.reference"} if mail.to in self.case.addresses else set()
            yield from self._found(f"mail to {mail.to}", text, allowed)

    def log(self) -> Iterator[str]:
        """Read the logs."""
        for line in self.logs:
            yield from self._found("log", line)

    def index(self) -> Iterator[str]:
        """Read the index files as they lie on the disk, unpacked where they are packed, and what the engine tells."""
        folder: Path = self.app.extensions["torv_config"].index_folder
        files = [path for path in folder.rglob("*") if path.is_file()]
        for path in files:
            for content in _unpacked(path.read_bytes()):
                yield from self._found(f"index file {path.name}", content)
        with self.app.app_context():
            yield from (f"index completes {word}" for word in engine().complete(WORD[:4], 50) if word == WORD)

    def other_tables(self) -> Iterator[str]:
        """Read every row of every table outside the tickets feature."""
        private = {
            mapper.local_table.name
            for mapper in Base.registry.mappers
            if ".tickets." in mapper.class_.__module__
        }
        with self.app.app_context(), db.engine.connect() as connection:
            for name, table in Base.metadata.tables.items():
                for row in connection.execute(table.select()) if name not in private else ():
                    yield from self._found(f"table {name}", repr(tuple(row)))

    def inside(self) -> Iterator[str]:
        """Open the case as the requester's side: what caseworkers write for each other is not there."""
        allowed = set(self.case.canaries) - set(INSIDE)
        for who in ("requester", "friend"):
            for path in self._own_addresses(lambda _path: True):
                response = self._send(self.case.sessions[who], path)
                yield from self._found(f"{who} at {path}", _whole(response), allowed)

    def open(self, token: str | None, path: str) -> str:
        """Open a page and give all of what came back."""
        return _whole(self._send(token, path))

    def _opened(self, role: str, path: str) -> Iterator[str]:
        response = self._send(self.world.session_token(role), path)
        # A page may repeat the address it was asked for.
        allowed = {"tickets.reference"} if self.case.reference in path else set()
        yield from self._found(f"{role} at {path}", _whole(response), allowed)

    def _send(self, token: str | None, path: str) -> TestResponse:
        return Browser(self.app, token).send("GET", path)

    def _found(self, where: str, content: str, allowed: Set[str] = frozenset()) -> Iterator[str]:
        plain = unescape(unquote_plus(content))
        for column, canary in self.case.canaries.items():
            if column not in allowed and (canary in content or canary in plain):
                yield f"{where}: {column}"


def _whole(response: TestResponse) -> str:
    """Give a response with its headers, and what a session cookie of it holds."""
    cookies = [_cookie(value) for value in response.headers.getlist("Set-Cookie")]
    return "\n".join([str(response.headers), *cookies, response.get_data(as_text=True)])


def _cookie(header: str) -> str:
    """Read a session cookie: base64, and packed if it was long."""
    value = header.partition("=")[2].partition(";")[0]
    packed, payload = value.startswith("."), value.lstrip(".").partition(".")[0]
    try:
        raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return (zlib.decompress(raw) if packed else raw).decode("utf-8", "replace")
    except (ValueError, zlib.error):
        return ""


def _unpacked(content: bytes) -> Iterator[str]:
    """Give a file as text in the encodings an index may use, and every stream in it that zlib can unpack."""
    yield content.decode("latin-1")
    yield content.decode("utf-16-le", "ignore")
    yield content[1:].decode("utf-16-le", "ignore")
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):
        try:
            yield zlib.decompressobj().decompress(content[found.start() :]).decode("latin-1")
        except zlib.error:
            continue


def as_words(found: Iterator[str] | list[str]) -> str:
    """Write findings one a line, each once."""
    return "\n".join(sorted(set(found)))
