"""Torv: a community question-and-answer forum for public services."""

from flask import Flask

from app import blueprints, extensions, models
from app.cli import register_commands
from app.config import ROOT, Config, read_config
from app.core import logs
from app.core.doors import check_doors
from app.core.templates import Templates
from app.flask_settings import flask_settings
from app.jobs import handlers

# Importing these makes the tables known and registers every handler, so that no event goes unheard.
COMPLETE = (models, handlers)


def create_app(config: Config | None = None) -> Flask:
    """Make the application from its configuration."""
    config = config or read_config()
    logs.set_up(config.log_level)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_environment = Templates  # type: ignore[assignment]
    app.jinja_options = {"cache_size": -1}  # all of them: an evicted template would be compiled again
    app.config.from_mapping(flask_settings(config))
    app.extensions.update(torv_config=config, torv_root=ROOT)
    config.instance.mkdir(parents=True, exist_ok=True)
    extensions.init_app(app)
    blueprints.register(app)
    register_commands(app)
    check_doors(app)
    return app
