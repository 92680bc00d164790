"""How a kept file is given out: to be saved, never to be shown by the browser, and with a content type of ours."""

from flask import Response, send_file

from app.core.files.kinds import CONTENT_TYPES
from app.core.files.names import shown_name
from app.core.files.store import file_store


def download(stored_name: str, name: str, content_type: str) -> Response:
    """Give a file out as an attachment that no cache keeps and no browser shows; the caller has asked the rights."""
    response = send_file(
        file_store().path(stored_name),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=shown_name(name),
        conditional=False,
        etag=False,
    )
    if content_type in CONTENT_TYPES:
        response.headers["Content-Type"] = content_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers.remove("Last-Modified")
    return response
