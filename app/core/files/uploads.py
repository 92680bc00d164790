"""How files come in with a request: only where a view takes them, and never more of one than may be kept.

A request may be far larger than what is kept of it, so that who chose a file that is too large is told so on the form,
with every word still there; beyond that it is refused unread. Of signed-out people no byte of a file is kept.
"""

from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar, cast

from flask import Flask, Request, current_app, request

from app.core.files.limits import file_limits
from app.core.viewer import viewer

View = TypeVar("View")
IN_MEMORY = 512 * 1024  # bytes of a file that wait in memory, more on the disk
TIMES_TOO_MUCH = 4  # how many times what may be kept is still read


def takes_files(view: View) -> View:
    """Let a view take files with its form."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class UploadRequest(Request):
    """A request of which each file is read to just beyond the size that may be kept."""

    file_bytes: int | None = None

    def _get_file_stream(self, *about: Any, **more: Any) -> IO[bytes]:
        if self.file_bytes is None:
            return super()._get_file_stream(*about, **more)
        return cast("IO[bytes]", CappedFile(self.file_bytes + 1))


class CappedFile(SpooledTemporaryFile[bytes]):
    """A temporary file that takes so many bytes and lets the rest go by."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=IN_MEMORY)
        self.most = most

    def write(self, data: Any) -> int:
        """Take what there is room for."""
        super().write(data[: max(0, self.most - self.tell())])
        return len(data)


def init_app(app: Flask) -> None:
    """Read files where a view takes them. Stands before whatever reads forms, as the check of CSRF tokens does."""
    app.request_class = UploadRequest
    app.before_request(_let_files_in)


def _let_files_in() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "takes_files", False):
        return
    limits = file_limits()
    cast("UploadRequest", request).file_bytes = 0 if viewer().is_anonymous else limits.file_bytes
    request.max_content_length = (
        current_app.config["MAX_CONTENT_LENGTH"] + TIMES_TOO_MUCH * limits.files * limits.file_bytes
    )
