"""Counting who reads, without a write per read: batches leave after a response has been sent."""

import structlog
from flask import Flask, after_this_request, current_app, request
from flask.blueprints import BlueprintSetupState
from flask.wrappers import Response
from sqlalchemy.exc import OperationalError

from app.core.access import SYSTEM
from app.core.db import transaction
from app.core.page_cache import at_every_reading
from app.questions.operations.counting import add_views
from app.questions.view_counts import ViewCounts
from app.questions.views.blueprint import questions

log = structlog.get_logger("torv.views")
NAME = "torv_view_counts"


@questions.record_once
def begin_counting(state: BlueprintSetupState) -> None:
    """Give the app its counts."""
    state.app.extensions[NAME] = ViewCounts()


def count_view(question_id: int) -> None:
    """Count that somebody reads the question; a batch that is due is written once the page is sent."""
    if request.method == "GET":
        at_every_reading(lambda: _count(question_id))


def _count(question_id: int) -> None:
    counts: ViewCounts = current_app.extensions[NAME]
    counts.add(question_id)
    views = counts.take_due()
    if views:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

        @after_this_request
        def write_later(response: Response) -> Response:
            response.call_on_close(lambda: write_views(app, views))
            return response


def write_views(app: Flask, views: dict[int, int]) -> None:
    """Write a batch; a busy database gets it with the next one."""
    with app.app_context():
        try:
            with transaction():
                add_views(SYSTEM, views)
        except OperationalError as error:
            app.extensions[NAME].put_back(views)
            log.warning("views_not_written", error=type(error.orig).__name__)
