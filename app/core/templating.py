"""What every template can use. Templates show; they decide nothing and make no markup from text."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlencode

import flask
from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_datetime_format
from babel.numbers import format_decimal
from flask import Flask, current_app, get_flashed_messages, request
from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from markupsafe import Markup

from app.core import access
from app.core.clock import now
from app.core.guard.words import KINDS
from app.core.language import languages
from app.core.pieces import csrf_token, remembered
from app.core.viewer import has_session_cookie, viewer


class Made(Protocol):
    """What was made at some time."""

    @property
    def created_at(self) -> datetime: ...


Row = TypeVar("Row", bound=Made)
STATIC = Path(__file__).resolve().parents[2] / "static"
BRITISH = Locale("en", "GB")
# Addresses and dates kept ready, some 200 bytes each: a page shows a hundred, most of them as the page before did.
READY = 10_000


def init_app(app: Flask) -> None:
    """Give templates their globals and filters; an unknown name is an error, not an empty place."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    config = app.extensions["torv_config"]
    app.jinja_env.filters["grouped"] = grouped
    app.jinja_env.globals.update(
        site_name=config.site_name,
        flashes=flashes,
        languages=languages(),
        links_to_languages=links_to_languages,
        static_url=static_url,
        csrf_field=csrf_field,
        remembered=remembered,
        can=can,
        moment=moment,
        day=day,
        ago=ago,
        with_ages=with_ages,
        file_size=file_size,
        decimal=decimal,
        absolute_url=absolute_url,
        address_with=address_with,
        url_for=url_for,
        guard_words=KINDS,
    )
    app.context_processor(page_context)


def page_context() -> dict[str, Any]:
    """Give what differs by request: who looks, and in which language."""
    tagline = current_app.extensions["torv_config"].site_tagline or _("Ask your municipality in the open")
    return {"viewer": viewer(), "language": language(), "canonical": None, "site_tagline": tagline}


def flashes() -> list[tuple[str, str]]:
    """Give the messages for this page by category; without a session cookie there are none to look for."""
    if not has_session_cookie():
        return []
    return cast("list[tuple[str, str]]", list(get_flashed_messages(with_categories=True)))


def language() -> str:
    """Give the code of the language this page speaks."""
    spoken = get_locale()
    return spoken.language if spoken else "en"


def can(name: str, *things: Any) -> bool:
    """Tell whether the viewer has the permission `name` for the things."""
    return access.can(viewer(), name, *things)


def links_to_languages(spoken: str) -> list[tuple[str, str, str]]:
    """List the languages that are not spoken here: code, name, and the address that switches and comes back here."""
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    others = [(code, name) for code, name in languages() if code != spoken]
    return [(code, name, url_for("home.language", code=code, to=here)) for code, name in others]


def url_for(endpoint: str, **values: str | int | None) -> str:
    """Give the address of a view within this site, as Flask's does; what was asked before is remembered."""
    return _address(endpoint, request.script_root if request else "", **values)


@lru_cache(maxsize=READY, typed=True)
def _address(endpoint: str, _root: str, **values: str | int | None) -> str:
    return flask.url_for(endpoint, **values)  # type: ignore[arg-type]


def static_url(name: str) -> str:
    """Give the address of a static file. It changes when any of them does, since they name each other."""
    return f"/{static_prefix()}{name}"


@cache
def static_prefix() -> str:
    """Give where static files stand: under a fingerprint of them all, so that browsers may keep them for good."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(STATIC)).encode() + path.read_bytes())
    return f"static/{digest.hexdigest()[:12]}/"


def csrf_field() -> Markup:
    """Give the hidden field that proves a form came from our own page. Touches the session."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(csrf_token())


def moment(instant: datetime) -> str:
    """Write an instant to the minute in the viewer's language and the service's time zone."""
    return _moment(instant, get_timezone(), date_locale())


@lru_cache(maxsize=READY)
def _moment(instant: datetime, zone: tzinfo, locale: Locale) -> str:
    local = instant.astimezone(zone)
    pattern = str(get_datetime_format("medium", locale))
    clock, date_ = format_time(local, "short", locale=locale), format_date(local, "medium", locale)
    return pattern.format(clock, date_)


def day(value: datetime | date) -> str:
    """Write a date in the viewer's language, an instant's in the service's time zone."""
    return _day(value, get_timezone(), date_locale())


@lru_cache(maxsize=READY)
def _day(value: datetime | date, zone: tzinfo, locale: Locale) -> str:
    local = value.astimezone(zone).date() if isinstance(value, datetime) else value
    return format_date(local, "medium", locale)


def date_locale() -> Locale:
    """Give the locale whose dates this page writes: British ones in English, where Babel's "en" is American."""
    spoken = get_locale()
    return BRITISH if spoken is None or spoken.language == "en" else spoken


def ago(instant: datetime) -> str:
    """Write how long ago an instant was, such as "3 days ago"; a date when it is over a year."""
    return ages()(instant)


def ages() -> Callable[[datetime], str]:
    """Give what writes how long ago instants were, for a page that has many: it asks for the language only once."""
    present, spoken, zone, written = now(), get_locale(), get_timezone(), date_locale()

    def write(instant: datetime) -> str:
        passed = present - instant
        if passed.days > 365:
            return _day(instant, zone, written)
        seconds = max(1, passed.days * 86_400 + passed.seconds)  # nought would be said of the future
        return _ago(seconds if seconds < 3600 else seconds // 60 * 60, spoken)

    return write


def with_ages(rows: Iterable[Row]) -> tuple[tuple[Row, str], ...]:
    """Give each row with how long ago it was made."""
    write = ages()
    return tuple((row, write(row.created_at)) for row in rows)


@lru_cache(maxsize=READY)
def _ago(seconds: int, locale: Locale) -> str:
    return format_timedelta(timedelta(seconds=-seconds), locale=locale, add_direction=True)


def grouped(number: int) -> str:
    """Write a count with its thousands parted, as in 3,105; below a thousand there is nothing to part."""
    return str(number) if -1000 < number < 1000 else _grouped(number, date_locale())


@lru_cache(maxsize=READY)
def _grouped(number: int, locale: Locale) -> str:
    return format_decimal(number, locale=locale)


def file_size(size: int) -> str:
    """Write how large a file is, in the viewer's language."""
    if size < 1024 * 1024:
        return str(_("%(number)s kB", number=max(1, round(size / 1024))))
    return str(_("%(number)s MB", number=decimal(round(size / 1024 / 1024, 1))))


def decimal(number: float) -> str:
    """Write a number with decimals in the viewer's language."""
    return str(format_decimal(number, locale=date_locale()))


def absolute_url(path: str) -> str:
    """Give the public address of a path on this site."""
    return str(current_app.extensions["torv_config"].site_url) + path


def address_with(**changes: str | int | None) -> str:
    """Give this page's address with some of its query changed; None removes."""
    query = {**request.args.to_dict(), **changes}
    kept = {key: value for key, value in query.items() if value not in (None, "")}
    return request.path + ("?" + urlencode(kept) if kept else "")
