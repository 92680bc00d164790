"""Which language a page speaks: the visitor's choice, else the person's, else the browser's, else the site's."""

from functools import cache

from babel import Locale
from flask import current_app, request

from app.core.viewer import viewer

COOKIE = "torv_language"
# In which the words of the program itself are written; what is kept in it can be said in any other.
SOURCE_LANGUAGE = "en"


def languages() -> tuple[tuple[str, str], ...]:
    """Give the languages the site has, with their own names."""
    return (("en", "English"), ("da", "Dansk"))


def is_language(code: str | None) -> bool:
    """Tell whether the site speaks this language."""
    return code in dict(languages())


def choose_language() -> str:
    """Choose the language of this request."""
    if not request:
        return default_language()
    for choice in (request.cookies.get(COOKIE), viewer().language):
        if choice and is_language(choice):
            return choice
    codes = [code for code, _name in languages()]
    return request.accept_languages.best_match(codes) or default_language()


def choose_locale() -> Locale:
    """Choose the language of this request as Babel knows it: always the same object, which is found again faster."""
    return _locale(choose_language())


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


def default_language() -> str:
    """Give the site's own language."""
    return str(current_app.config["BABEL_DEFAULT_LOCALE"])


def site_timezone() -> str:
    """Give the name of the time zone the service lives in."""
    return str(current_app.config["BABEL_DEFAULT_TIMEZONE"])
