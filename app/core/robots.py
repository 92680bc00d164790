"""Telling people from programs on forms, without a puzzle and without JavaScript.

A field that people do not see, which programs fill in; and the moment the form was made, signed, since programs send it
back at once. Who is taken for a program by mistake loses nothing: the form comes back with every word, and sending it
again does.
"""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field, StringField
from wtforms.widgets import HiddenInput

from app.core.clock import now
from app.core.pieces import at_each_showing
from app.core.tokens import sign, unsign

OPENED = "form-opened"


class _TrapInput(HiddenInput):  # type: ignore[misc]
    """An input that forms write out with their hidden ones, though it looks like any other to a program.

    The styles keep it out of sight, and the keyboard skips it.
    """

    input_type = "text"

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        """Write the input."""
        words = str(field.label.text)
        attributes |= {"aria_label": words, "aria_hidden": "true", "placeholder": words}
        written: Markup = super().__call__(
            field, class_="trap", tabindex="-1", autocomplete="off", **attributes
        )
        return written


class TrapField(StringField):  # type: ignore[misc]
    """A field that must stay empty."""

    widget = _TrapInput()

    def __init__(self, **options: Any) -> None:
        super().__init__(_l("Leave this empty"), **options)


class OpenedField(StringField):  # type: ignore[misc]
    """When the form was made, signed by us."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the moment the form was made; without one that we signed, it is now."""
        sent = valuelist[0] if valuelist else ""
        self.data = sent if unsign(OPENED, sent) else opened_now()

    def process_data(self, value: Any) -> None:
        """Note that the form is made now."""
        self.data = opened_now()


@at_each_showing
def opened_now() -> str:
    """Give this moment, signed."""
    return sign(OPENED, _moment())


def find_robot(trap: Field, opened: Field, *, in_a_hurry: bool) -> str:
    """Say why a form seems to have been sent by a program; nothing if it was not, or may be sent `in_a_hurry`."""
    if trap.data:
        trap.data = ""
        return str(
            _(
                "A field that people do not see was filled in, as programs do. It is empty now, and everything else is "
                "still here: send the form again."
            )
        )
    opened_at = unsign(OPENED, opened.data or "") or _moment()
    if (
        not in_a_hurry
        and int(_moment()) - int(opened_at) < current_app.extensions["torv_config"].form_seconds
    ):
        return str(
            _(
                "That was faster than people write, so we did not take it. Everything is still here: wait some seconds "
                "and send it again."
            )
        )
    return ""


def _moment() -> str:
    return str(int(now().timestamp()))
