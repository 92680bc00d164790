"""What stands in front of the app."""

import pytest
from flask import Flask

from app.core.web_server import behind_server


@pytest.fixture
def front() -> Flask:
    """Give an app without pages behind the static files."""
    app = Flask(__name__)
    behind_server(app, 0)
    return app


def test_the_icon_stands_where_programs_that_read_no_page_look_for_it(front: Flask):
    response = front.test_client().get("/favicon.ico")
    assert response.status_code == 200
    assert response.content_type in {"image/x-icon", "image/vnd.microsoft.icon"}
    assert response.data.startswith(b"\x00\x00\x01\x00")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_icon_is_asked_for_again_each_day_since_its_address_stays(front: Flask):
    assert front.test_client().get("/favicon.ico").headers["Cache-Control"] == "max-age=86400, public"
