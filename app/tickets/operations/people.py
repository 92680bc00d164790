"""People the requester lets read and write with them."""

from flask_babel import gettext as _
from sqlalchemy import delete

from app.accounts.queries import find_person_by_email
from app.core.access import Actor, require
from app.core.db import session
from app.core.errors import Conflict
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.tickets.events import PersonNamed
from app.tickets.models import Ticket, TicketPerson
from app.tickets.operations.changing import change, let_go, require_possible
from app.tickets.permissions import can_name_people
from app.tickets.queries.tickets import get_ticket
from app.tickets.states import Act

# Also for addresses nobody has, so that nobody finds out in bulk who has an account.
NAMING = Limit("naming-people", 10, 3600)
MOST_PEOPLE = 10


def name_person(actor: Actor, reference: str, email: str) -> bool:
    """Let the person with this address read and write along; False, and counted, if there is nobody."""
    ticket = _get(actor, reference)
    require_possible(actor, ticket, Act.NAMED)
    count(NAMING, actor.id or 0)
    person = find_person_by_email(email)
    if person is None or person.email_confirmed_at is None:
        return False
    if person.id in {actor.id, *(one.person_id for one in ticket.people)}:
        return True
    if len(ticket.people) >= MOST_PEOPLE:
        raise Conflict(_("You can name at most %(num)s people.", num=MOST_PEOPLE))
    named = TicketPerson(ticket_id=ticket.id, person_id=person.id)
    session().add(named)
    session().flush()
    let_go(actor, ticket, person.id)
    change(actor, ticket, Act.NAMED, named=named.id)
    emit(PersonNamed(ticket.id, person.id))
    return True


def unname_person(actor: Actor, reference: str, person_id: int) -> None:
    """Let a person read along no more, at once; somebody not named stays so."""
    ticket = _get(actor, reference)
    mine = (TicketPerson.ticket_id == ticket.id) & (TicketPerson.person_id == person_id)
    named_id = session().scalar(delete(TicketPerson).where(mine).returning(TicketPerson.id))
    if named_id is not None:
        change(actor, ticket, Act.UNNAMED, named=named_id)


def _get(actor: Actor, reference: str) -> Ticket:
    ticket = get_ticket(actor, reference, lock=True)
    require(can_name_people(actor, ticket), _("Only the person whose case it is can choose who reads along."))
    return ticket
