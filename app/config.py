"""Every setting Torv has, read once from the environment. The only reader of `os.environ`.

A wrong value stops the start with the name of the setting; README.md holds the same table for people.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from app.core.files.limits import FileLimits

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "da")
DEVELOPMENT_SECRET = "for development only, never for a real site"  # noqa: S105


class WrongSetting(SystemExit):
    """A setting has a value Torv cannot run with; the message names the setting and what it wants."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"{name}: {wanted}")


@dataclass(frozen=True)
class Config:
    """The whole configuration of one process. Frozen: nothing changes it while it runs."""

    environment: str = "development"
    secret_key: str = field(default=DEVELOPMENT_SECRET, repr=False)
    database_url: str = field(default="", repr=False)
    instance: Path = ROOT / "instance"
    site_name: str = "Torv"
    site_tagline: str = ""
    site_url: str = "http://localhost:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    language: str = "en"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Copenhagen"))
    jobs: str = "in-process"
    mail: str = "folder"
    mail_from: str = "torv@localhost"
    log_level: str = "INFO"
    # How long a page may be given to signed-out people as it was; in a shared cache before us, as long again.
    page_seconds: int = 5
    # After so many days closed, a ticket's texts, people and files are erased.
    ticket_days: int = 730
    # How long a person takes at least to fill a form of posting or signing up; programs are faster.
    form_seconds: int = 3
    # A file of mail domains that are thrown away after use, beside the list that comes with the program.
    disposable_domains: Path | None = None
    file_limits: FileLimits = field(default_factory=FileLimits)

    @property
    def production(self) -> bool:
        """Whether the start-up gates of a real site apply."""
        return self.environment == "production"

    @property
    def tls(self) -> bool:
        """Whether people reach the site over https, by its public address."""
        return self.site_url.startswith("https://")

    @property
    def sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def index_folder(self) -> Path:
        """Where the search index lives; private, and may be deleted and built anew."""
        return self.instance / "index"

    @property
    def attachments_folder(self) -> Path:
        """Where the files of tickets live; private, and part of every backup."""
        return self.instance / "attachments"


def read_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the configuration from `environ`; raises WrongSetting naming the first wrong one."""
    environment = _one_of(environ, "TORV_ENV", ("development", "test", "production"), "development")
    instance = Path(environ.get("TORV_INSTANCE") or ROOT / "instance").resolve()
    port = _whole_number(environ, "PORT", 8000, 1, 65535)
    site_url = _address(environ, "TORV_SITE_URL", f"http://localhost:{port}")
    config = Config(
        environment=environment,
        secret_key=environ.get("SECRET_KEY") or DEVELOPMENT_SECRET,
        database_url=_database_url(environ, instance),
        instance=instance,
        site_name=environ.get("TORV_SITE_NAME") or "Torv",
        site_tagline=environ.get("TORV_SITE_TAGLINE", ""),
        site_url=site_url,
        trusted_hosts=tuple(environ.get("TORV_TRUSTED_HOSTS", "").replace(",", " ").split()),
        proxies=_whole_number(environ, "TORV_PROXIES", 0, 0, 5),
        language=_one_of(environ, "TORV_LANGUAGE", LANGUAGES, "en"),
        timezone=_timezone(environ),
        jobs=_one_of(environ, "TORV_JOBS", ("in-process", "separate"), "in-process"),
        mail=_mail(environ),
        mail_from=environ.get("TORV_MAIL_FROM") or f"torv@{urlsplit(site_url).hostname}",
        log_level=_one_of(environ, "TORV_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
        page_seconds=_whole_number(environ, "TORV_PAGE_SECONDS", 5, 0, 60),
        ticket_days=_whole_number(environ, "TORV_TICKET_DAYS", 730, 30, 36_500),
        form_seconds=_whole_number(environ, "TORV_FORM_SECONDS", 3, 0, 60),
        disposable_domains=_file(environ, "TORV_DISPOSABLE_DOMAINS"),
        file_limits=_file_limits(environ),
    )
    if config.production:
        _check_production(config, environ)
    return config


def _check_production(config: Config, environ: Mapping[str, str]) -> None:
    if environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false", "no"):
        raise WrongSetting("FLASK_DEBUG", "must be off in production: it shows the inside of the program")
    if config.secret_key == DEVELOPMENT_SECRET or len(config.secret_key) < 32:
        raise WrongSetting("SECRET_KEY", "must be a random text of at least 32 characters in production")
    if not config.trusted_hosts:
        raise WrongSetting("TORV_TRUSTED_HOSTS", "must name the host names the site answers to in production")
    if not config.tls:
        raise WrongSetting("TORV_SITE_URL", "must be the public https:// address of the site in production")


def _one_of(environ: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = environ.get(name) or default
    if value not in allowed:
        raise WrongSetting(name, f"must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _whole_number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or not low <= int(value) <= high:
        raise WrongSetting(name, f"must be a whole number from {low} to {high}, not {value!r}")
    return int(value)


def _address(environ: Mapping[str, str], name: str, default: str) -> str:
    value = (environ.get(name) or default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise WrongSetting(name, f"must be an address such as https://torv.example.org, not {value!r}")
    return value


def _database_url(environ: Mapping[str, str], instance: Path) -> str:
    value = environ.get("DATABASE_URL") or f"sqlite:///{instance / 'torv.sqlite3'}"
    scheme, separator, rest = value.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return value
    raise WrongSetting(
        "DATABASE_URL", "must start with postgresql:// or sqlite:/// and name a database, not a memory"
    )


def _timezone(environ: Mapping[str, str]) -> ZoneInfo:
    value = environ.get("TORV_TIMEZONE") or "Europe/Copenhagen"
    if value not in available_timezones():
        raise WrongSetting("TORV_TIMEZONE", f"must be a time zone such as Europe/Copenhagen, not {value!r}")
    return ZoneInfo(value)


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name)
    if not value:
        return None
    if not Path(value).is_file():
        raise WrongSetting(name, f"must be a file that is there, not {value!r}")
    return Path(value).resolve()


def _file_limits(environ: Mapping[str, str]) -> FileLimits:
    return FileLimits(
        file_megabytes=_whole_number(environ, "TORV_FILE_MB", 10, 1, 100),
        files=_whole_number(environ, "TORV_FILES_PER_MESSAGE", 5, 1, 20),
        ticket_megabytes=_whole_number(environ, "TORV_TICKET_MB", 50, 1, 1000),
    )


def _mail(environ: Mapping[str, str]) -> str:
    value = environ.get("TORV_MAIL") or "folder"
    if value in ("folder", "memory") or urlsplit(value).scheme in ("smtp", "smtps", "smtp+tls"):
        return value
    raise WrongSetting(
        "TORV_MAIL", "must be folder, or smtp://, smtps:// or smtp+tls://user:password@host:port"
    )
