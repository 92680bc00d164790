"""What somebody typed into a form that could not be sent, where it is private: it stays on their screen alone.

Other forms keep it as a draft (`doors.keep_written`); this keeps nothing on the server.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Written:
    """The fields of a form: those that hold what was typed, the others that go with them, and whether files did."""

    typed: list[tuple[str, str]]
    others: list[tuple[str, str]]
    had_files: bool


def kept_on_screen(*typed: str) -> Callable[[View], View]:
    """Keep these fields of the view's form on the screen when it cannot be sent, ready to be sent again."""

    def mark(view: View) -> View:
        view.kept_on_screen = typed  # type: ignore[attr-defined]
        return view

    return mark


def keeps_on_screen() -> bool:
    """Tell whether this request sent a form that is kept on the screen."""
    return request.method == "POST" and bool(_typed_fields())


def find_written() -> Written | None:
    """Find what this request's form holds to be kept on the screen, if it does."""
    if not keeps_on_screen():
        return None
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name != "csrf_token" and value
    ]
    typed = [(name, value) for name, value in fields if name in _typed_fields()]
    others = [(name, value) for name, value in fields if name not in _typed_fields()]
    return Written(typed, others, any(file.filename for file in request.files.values())) if typed else None


def _typed_fields() -> tuple[str, ...]:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "kept_on_screen", ())
