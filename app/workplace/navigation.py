"""The pages of staff, in the order their navigation shows them. Add a page here, and it stands on all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.access import Actor


@dataclass(frozen=True)
class StaffPage:
    """One page of staff: its endpoint, what it is called, and whose it is."""

    endpoint: str
    words: Any
    is_for: Callable[[Actor], bool]


def _answers(actor: Actor) -> bool:
    return bool(actor.official_of or actor.caseworker_of)


def _officiates(actor: Actor) -> bool:
    return bool(actor.official_of)


def _handles_tickets(actor: Actor) -> bool:
    return bool(actor.caseworker_of)


def _moderates(actor: Actor) -> bool:
    return actor.moderator


STAFF_PAGES = (
    StaffPage("workplace.show", _l("Overview"), lambda actor: actor.is_staff),
    StaffPage("workplace.questions", _l("Questions to answer"), _officiates),
    StaffPage("workplace.tickets", _l("Tickets"), _handles_tickets),
    StaffPage("tickets.new_for_caller", _l("For a caller"), _answers),
    StaffPage("tickets.publications", _l("Publish back"), _handles_tickets),
    StaffPage("tickets.canned_replies", _l("Canned replies"), _handles_tickets),
    StaffPage("verification.queue", _l("Verify again"), _officiates),
    StaffPage("moderation.queue", _l("Moderation"), _moderates),
    StaffPage("moderation.appeals", _l("Appeals"), lambda actor: actor.administrator and not actor.moderator),
    StaffPage(
        "questions.suggestions", _l("Suggested edits"), lambda actor: _moderates(actor) or _officiates(actor)
    ),
    StaffPage("removals.newcomers", _l("New accounts"), _moderates),
    StaffPage("crises.show", _l("Crises"), lambda actor: _moderates(actor) or actor.administrator),
    StaffPage("guard.records", _l("Personal data"), lambda actor: _moderates(actor) or _officiates(actor)),
    StaffPage("admin.index", _l("Administration"), lambda actor: actor.administrator),
)


def staff_pages(actor: Actor) -> list[StaffPage]:
    """List the pages that are for the actor."""
    return [page for page in STAFF_PAGES if page.is_for(actor)]
