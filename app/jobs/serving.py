"""How the app begins to serve under a web server."""

from flask import Flask

from app.core import gates
from app.core.web_server import behind_server
from app.jobs.worker import start_in_process


def serve(app: Flask) -> None:
    """Check that all is ready, put static files in front, and with TORV_JOBS=in-process start the worker."""
    config = app.extensions["torv_config"]
    gates.check(app)
    behind_server(app, config.proxies)
    if config.jobs == "in-process":
        start_in_process(app)
