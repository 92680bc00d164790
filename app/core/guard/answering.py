"""How a form answers for what the guard found: it shows it, takes it out, or brings consent."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import request
from flask_babel import gettext as _

from app.core.access import Actor
from app.core.db import transaction
from app.core.guard.counts import Outcome, count_outcome
from app.core.guard.found import Found
from app.core.guard.guarding import look

if TYPE_CHECKING:
    from app.core.forms import Form

# Where a mask would be a word of its own.
BARE = ("tags",)


def consent() -> str:
    """Give the consent that the pressed button brings, if it is the one to publish all the same."""
    return request.form.get("consent", "")[:100]


def wants_removal() -> bool:
    """Tell whether the pressed button is the one that takes out what was found."""
    return request.form.get("action") == "remove"


def count_interruption(found: Found) -> None:
    """Count that somebody is interrupted; showing the same again is the same interruption."""
    if request.form.get("interrupted") != found.mark:
        with transaction():
            count_outcome(found, Outcome.STOPPED)


def look_at(actor: Actor, form: "Form", *fields: str, firm: bool = False) -> None:
    """Look at a form that is shown again before anything is posted, so that nobody is interrupted twice.

    Where it is `firm`, what was found must go, whatever it is.
    """
    found = look(actor, _texts(form, fields))
    if found is not None:
        form.interrupt(replace(found, firm=firm))


def take_out(actor: Actor, form: "Form", fields: Iterable[str], before: Iterable[str] = ()) -> None:
    """Take what was found out of the fields of a form, for the person to read through again."""
    found = look(actor, _texts(form, fields), before)
    if found is None:
        return
    for name in found.matches:
        form[name].data = found.masked(name, "" if name in BARE else _("[removed]"))
    form.taken_out = True
    with transaction():
        count_outcome(found, Outcome.REMOVED)


def _texts(form: "Form", fields: Iterable[str]) -> dict[str, str]:
    return {name: form[name].data or "" for name in fields if name in form}
