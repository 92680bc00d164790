"""The configuration refuses what the site cannot run with, by name."""

import pytest

from app.config import WrongSetting, read_config

PRODUCTION = {
    "TORV_ENV": "production",
    "SECRET_KEY": "k" * 40,
    "TORV_TRUSTED_HOSTS": "torv.example.org",
    "TORV_SITE_URL": "https://torv.example.org",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TORV_ENV", "prod"), ("PORT", "eighty"), ("PORT", "70000"), ("DATABASE_URL", "mysql://localhost/torv"),
        ("DATABASE_URL", "sqlite://"), ("TORV_SITE_URL", "torv.example.org"), ("TORV_LANGUAGE", "xx"),
        ("TORV_TIMEZONE", "Europe/Torv"), ("TORV_JOBS", "later"), ("TORV_MAIL", "pigeon"), ("TORV_PROXIES", "-1"),
        ("TORV_LOG_LEVEL", "LOUD"), ("TORV_FILE_MB", "0"), ("TORV_FILES_PER_MESSAGE", "21"),
        ("TORV_TICKET_MB", "much"), ("TORV_TICKET_DAYS", "13"),
    ],
)  # fmt: skip
def test_a_wrong_value_stops_the_start_with_its_name(name, value):
    with pytest.raises(WrongSetting, match=f"^{name}: "):
        read_config({name: value})


@pytest.mark.parametrize("name", ["SECRET_KEY", "TORV_TRUSTED_HOSTS", "TORV_SITE_URL"])
def test_production_needs_what_development_can_do_without(name):
    environ = {key: value for key, value in PRODUCTION.items() if key != name}
    with pytest.raises(WrongSetting, match=f"^{name}: "):
        read_config(environ)


def test_debugging_is_refused_in_production():
    with pytest.raises(WrongSetting, match="FLASK_DEBUG"):
        read_config({**PRODUCTION, "FLASK_DEBUG": "1"})
    assert read_config({**PRODUCTION, "FLASK_DEBUG": "0"}).production


def test_a_short_secret_is_refused_in_production():
    with pytest.raises(WrongSetting, match="SECRET_KEY"):
        read_config({**PRODUCTION, "SECRET_KEY": "short"})


def test_a_postgres_address_gets_the_driver_we_use():
    config = read_config({"DATABASE_URL": "postgres://u@h/d"})
    assert config.database_url == "postgresql+psycopg://u@h/d"
    assert not config.sqlite


def test_nothing_secret_shows_in_the_configuration_as_text():
    config = read_config({**PRODUCTION, "DATABASE_URL": "postgresql://u:hunter2@h/d"})
    assert "hunter2" not in repr(config)
    assert "kkkk" not in repr(config)
