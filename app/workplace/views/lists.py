"""What both work lists share: filters that stay, and sharing out what is chosen."""

from collections.abc import Callable, Collection, Iterable
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.accounts.models import Person
from app.core.access import Actor
from app.core.db import transaction
from app.core.errors import DomainError, NotFound
from app.core.templating import language
from app.departments.models import Department
from app.departments.queries import list_branches, list_departments
from app.workplace.filters import Chosen
from app.workplace.forms import Outcome, Sharing

KEPT = "work_filters"


def lead_to_kept(endpoint: str) -> Response | None:
    """Lead who comes without a filter to what they had chosen last; forget it where they ask for that."""
    kept = dict(session.get(KEPT, {}))
    if "reset" in request.args:
        kept.pop(endpoint, None)
        session[KEPT] = kept
        return redirect(url_for(endpoint), 303)
    if not request.args and kept.get(endpoint):
        return redirect(f"{url_for(endpoint)}?{kept[endpoint]}", 303)
    return None


def keep(endpoint: str, chosen: Chosen) -> None:
    """Keep what is chosen for as long as the session lasts."""
    kept, query = session.get(KEPT, {}), urlencode(chosen.query())
    if kept.get(endpoint, "") != query:
        session[KEPT] = {**kept, endpoint: query}


def kept_query(endpoint: str) -> dict[str, str]:
    """Give the query of what is kept of a list; empty while it is as wide as it can be."""
    return dict(parse_qsl(session.get(KEPT, {}).get(endpoint, "")))


def departments_of(ids: Collection[int]) -> list[Department]:
    """List the departments with these ids, by name."""
    return [one for one in list_departments() if one.id in ids]


def topics_of(ids: Collection[int]) -> list[tuple[str, str]]:
    """List the topics of these departments, each with those above it, as choices."""
    branches = list_branches()
    own = {topic.id for branch in branches for topic in branch.topics() if topic.department_id in ids}
    paths = (path for branch in branches for path in branch.paths(language()))
    return [(str(topic_id), path) for topic_id, path in paths if topic_id in own]


def people_as_choices(people: Iterable[Person], actor: Actor) -> list[tuple[str, str]]:
    """List colleagues as choices, without who looks."""
    return [(str(person.id), person.name) for person in people if person.id != actor.id]


def read_sharing(actor: Actor) -> Sharing:
    """Read what the form of a work list asks for."""
    form = request.form
    return Sharing.read(form.get("take", ""), form.getlist("chosen"), form.get("to", ""), actor.id or 0)


def share_out(keys: Iterable[str], give: Callable[[str], None]) -> Outcome:
    """Give each in a transaction of its own, so that one that cannot be given keeps back none of the others."""
    done, refused = 0, {}
    for key in dict.fromkeys(keys):
        try:
            with transaction():
                give(key)
            done += 1
        except NotFound:
            refused[key] = _("It is no longer here.")
        except DomainError as error:
            refused[key] = error.message
    return Outcome(done, refused)


def tell(outcome: Outcome, to: str, name_of: Callable[[str], str]) -> None:
    """Say how many were given to whom, and which were not and why."""
    if not outcome.done and not outcome.refused:
        flash(_("Nothing was chosen. Choose one or more in the list first."), "warning")
    if outcome.done:
        flash(_done_words(outcome.done, to), "success")
    if outcome.refused:
        reasons = " ".join(f"{name_of(key)}: {why}" for key, why in outcome.refused.items())
        count = len(outcome.refused)
        words = ngettext("%(num)s could not be given.", "%(num)s could not be given.", count)
        flash(f"{words} {reasons}", "warning")


def back_to(endpoint: str) -> Response:
    """Lead back to the list as it was narrowed, on the page of it that was open."""
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{url_for(endpoint)}?{query}" if query else url_for(endpoint), 303)


def _done_words(done: int, to: str) -> str:
    if not to:
        return str(ngettext("%(num)s was let go.", "%(num)s were let go.", done))
    return str(ngettext("%(num)s was given to %(name)s.", "%(num)s were given to %(name)s.", done, name=to))
