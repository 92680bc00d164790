"""How addresses are read: an id in one is a number a database can hold; a slash too many at the end is forgiven."""

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

# PostgreSQL's INTEGER, the narrower of our databases' keys.
LARGEST_ID = 2**31 - 1


class IdConverter(IntegerConverter):
    """`<int:…>` in a route: from 0 to the largest id there can be."""

    def __init__(self, map: Map, max: int = LARGEST_ID) -> None:
        super().__init__(map, max=max)


def read_id(text: str) -> int:
    """Read a number that came with a form or a query; ValueError for what no column of ours can hold."""
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(text)
    return number


def number_in(text: str | None) -> int:
    """Read a number a form came with, of at most nine plain digits; 0, which nothing has, for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def address_meant() -> str | None:
    """Give the address that a reader meant who asked for no page of ours but for a slash too many at its end."""
    path = request.path.rstrip("/")
    if request.url_rule or request.method not in ("GET", "HEAD") or path == request.path:
        return None
    adapter = current_app.create_url_adapter(request)
    try:
        if adapter is None or not adapter.match(path, method="GET"):
            return None
    except HTTPException:
        return None
    query = request.query_string.decode("ascii", "ignore")
    return f"{path}?{query}" if query else path


def init_app(app: Flask) -> None:
    """Read every `<int:…>` of the app as an id."""
    app.url_map.converters["int"] = IdConverter
