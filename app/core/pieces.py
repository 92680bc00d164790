"""Pieces of pages, remembered by everything they were made from.

One rule: a piece is made of the values it is given and of nothing else. It is found again by just these values, so it
cannot be out of date, and whoever is shown it would have been shown the same. What differs by viewer (what they may do,
how they voted, how long ago a thing was) is among the values, worked out anew for every page; asking who looks while a
piece is made is an error. Forms in a piece hold marks for tokens, keys and moments, which are put
in at each showing.

`tests/architecture` keeps what a template in `templates/pieces` may name.
"""

import secrets
from collections.abc import Callable, Hashable
from functools import wraps
from uuid import uuid4

from flask import g
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.core.access import Actor

# Characters of markup in one half; the values they were made from take about as much again.
MOST_CHARACTERS = 4_000_000
# Random, so that nobody can write one into a text and have a reader's token put there.
HAS_MARKS = secrets.token_hex(16)
# What is put in at each showing, by the mark that stands for it in a piece.
_put_in: dict[str, Callable[[], str]] = {}


class Nobody:
    """Who looks at a piece while it is made: it must not matter, so nothing may be asked."""

    def __getattr__(self, name: str) -> object:
        """Refuse to tell."""
        raise RuntimeError(f"a remembered piece asks for the viewer's {name}")


NOBODY = Nobody()


class Pieces:
    """The pieces of this process in two halves: when the newer is full, the older is let go."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self.most, self.characters = most, 0
        self.newer: dict[Hashable, Markup] = {}
        self.older: dict[Hashable, Markup] = {}

    def find(self, key: Hashable) -> Markup | None:
        """Find a piece; one of the older half moves to the newer."""
        found = self.newer.get(key)
        if found is None:
            found = self.older.get(key)
            if found is not None:
                self.keep(key, found)
        return found

    def keep(self, key: Hashable, piece: Markup) -> None:
        """Keep a piece."""
        if self.characters > self.most:
            self.older, self.newer, self.characters = self.newer, {}, 0
        self.newer[key] = piece
        self.characters += len(piece)


# One for the process: a macro belongs to the templates of one app in one language.
_pieces = Pieces()


def remembered(make: Callable[..., Markup], *values: Hashable) -> Markup:
    """Give the piece that a macro makes of the values, made at most once for the same ones.

    A macro belongs to one language and one place the site is mounted at, so these need not be among the values.
    """
    key = (make, values)
    piece = _pieces.find(key)
    if piece is None:
        piece = _make(make, values)
        _pieces.keep(key, piece)
    # A piece that stands in another keeps its marks.
    return piece if HAS_MARKS not in piece or being_made() else _with_marks_filled(piece)


def being_made() -> bool:
    """Tell whether a piece is being made just now, which must not depend on who looks."""
    return g.get("viewer") is NOBODY


def at_each_showing(give: Callable[[], str]) -> Callable[[], str]:
    """Have what a function gives be a mark while a piece is made, and put in whenever the piece is shown."""
    mark = f"{HAS_MARKS}-{give.__name__}"
    _put_in[mark] = give

    @wraps(give)
    def give_or_mark() -> str:
        return mark if being_made() else give()

    return give_or_mark


@at_each_showing
def csrf_token() -> str:
    """Give what proves that a form came from our own page. Touches the session."""
    token: str | None = g.get("torv_csrf_token")
    if token is None:
        token = g.torv_csrf_token = str(generate_csrf())
    return token


@at_each_showing
def posting_key() -> str:
    """Give a new key for a form that makes a post."""
    return uuid4().hex


def _make(make: Callable[..., Markup], values: tuple[Hashable, ...]) -> Markup:
    looking: Actor | None = g.pop("viewer", None)
    g.viewer = NOBODY
    try:
        return make(*values)
    finally:
        g.pop("viewer")
        if looking is not None:
            g.viewer = looking


def _with_marks_filled(piece: Markup) -> Markup:
    for mark, give in _put_in.items():
        if mark in piece:
            piece = piece.replace(mark, give())
    return piece
