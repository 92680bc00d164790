"""Torv's configuration in Flask's words."""

from datetime import timedelta
from typing import Any

from app.config import ROOT, Config
from app.core.db import engine_options

SESSION_DAYS = 30
# Bytes of one request: a post is 20,000 characters, up to 12 bytes each once encoded by a form.
LARGEST_REQUEST = 512 * 1024


def flask_settings(config: Config) -> dict[str, Any]:
    """Give Flask and its extensions their settings."""
    return {
        "SECRET_KEY": config.secret_key,
        "DEBUG": False,
        "TESTING": config.environment == "test",
        "TRUSTED_HOSTS": list(config.trusted_hosts) or None,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LARGEST_REQUEST,
        "SESSION_COOKIE_NAME": "__Host-torv" if config.tls else "torv",
        "SESSION_COOKIE_SECURE": config.tls,
        # Who could plant one from a neighbouring host would read what is written under it.
        "DRAFT_COOKIE_NAME": "__Host-torv-draft" if config.tls else "torv-draft",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # Its cookie is sent again when the session is noted to be in use, not with every page.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=SESSION_DAYS),
        "PREFERRED_URL_SCHEME": "https" if config.tls else "http",
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config.database_url),
        "SQLALCHEMY_TRACK_MODIFICATIONS": False,
        # A token lives as long as its session, so that a long text is not refused for the time it took.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": True,
        "BABEL_DEFAULT_LOCALE": config.language,
        "BABEL_DEFAULT_TIMEZONE": str(config.timezone),
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "app" / "translations"),
    }
