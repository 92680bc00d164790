"""What those who work on a ticket find on its page besides: the forms to do so with, and what to choose from."""

from typing import Any

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app.core.access import Actor
from app.core.forms import Form
from app.core.templating import language
from app.departments.queries import list_departments
from app.tickets.forms import ReplyForm
from app.tickets.models import CannedReply, Ticket
from app.tickets.permissions import can_change_ticket, can_see_notes
from app.tickets.phrases import PRIORITIES
from app.tickets.queries.canned import list_canned_replies
from app.tickets.queries.conversation import list_notes, list_writing
from app.tickets.queries.people import list_possible_assignees
from app.tickets.staff_forms import (
    AssignForm,
    CloseForm,
    LinkForm,
    NoteForm,
    PriorityForm,
    PutOffForm,
    ResumeForm,
    TransferForm,
)
from app.tickets.states import State

FORMS: dict[str, type[Form]] = {
    "note_form": NoteForm,
    "assign_form": AssignForm,
    "priority_form": PriorityForm,
    "put_off_form": PutOffForm,
    "resume_form": ResumeForm,
    "transfer_form": TransferForm,
    "link_form": LinkForm,
    "close_form": CloseForm,
}


def inside(actor: Actor, ticket: Ticket) -> dict[str, Any]:
    """Gather what only those may read who may read inside: notes, and words for how much it presses."""
    notes = list_notes(actor, ticket.id) if can_see_notes(actor, ticket) else []
    return {"notes": notes, "priorities": PRIORITIES}


def tools(actor: Actor, ticket: Ticket, reply_form: ReplyForm, refused: Form | None) -> dict[str, Any]:
    """Make the forms of who works on the ticket; one that was refused still holds what was typed."""
    if not can_change_ticket(actor, ticket):
        return {}
    forms: dict[str, Any] = {
        name: refused if isinstance(refused, kind) else kind(formdata=None) for name, kind in FORMS.items()
    }
    for form in forms.values():
        if "version" in form:
            form.version.data = str(ticket.version)
    if forms["priority_form"] is not refused:
        forms["priority_form"].priority.data = ticket.priority
    if ticket.state != State.CLOSED:
        _offer(actor, ticket, forms, reply_form)
    return {**forms, "writing": list_writing(actor, ticket.id)}


def _offer(actor: Actor, ticket: Ticket, forms: dict[str, Any], reply_form: ReplyForm) -> None:
    """Set what can be chosen: colleagues, oneself first, other departments, and replies kept ready."""
    people = list_possible_assignees(actor, ticket.id)
    others = [SelectChoice(one.id, one.name) for one in people if one.id != actor.id]
    me = SelectChoice(actor.id, _("Me (%(name)s)", name=actor.name))
    forms["assign_form"].assignee_id.choices = [me, *others]
    departments = [one for one in list_departments() if one.id != ticket.department_id]
    forms["transfer_form"].offer((one.id, one.name_in(language())) for one in departments)
    reply_form.canned_id.choices = [
        SelectChoice(str(one.id), _name(one, ticket.language))
        for one in list_canned_replies(actor, ticket.department_id, ticket.language)
    ]


def _name(canned: CannedReply, spoken: str) -> str:
    """Name a canned reply, with its language where that is not the ticket's."""
    return canned.title if canned.language == spoken else f"{canned.title} ({canned.language})"
