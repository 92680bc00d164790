"""The search engine of this app. The one place that names which it is."""

from flask import current_app

from app.search.whoosh_backend import WhooshBackend

_NAME = "torv_search"


def engine() -> WhooshBackend:
    """Give the engine, in the private folder the configuration names."""
    folder = current_app.extensions["torv_config"].index_folder
    backend: WhooshBackend = current_app.extensions.setdefault(_NAME, WhooshBackend(folder))
    return backend
