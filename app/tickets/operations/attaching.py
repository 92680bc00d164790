"""Files that go with a message. They were checked before the transaction; here they are kept and written down."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.files.checking import CheckedFile, check_number
from app.core.files.kinds import KINDS
from app.core.files.limits import file_limits
from app.core.files.store import file_store
from app.tickets.models import Ticket, TicketAttachment, TicketMessage
from app.tickets.operations.changing import change
from app.tickets.states import Act


def attach(actor: Actor, ticket: Ticket, message: TicketMessage, files: Sequence[CheckedFile]) -> None:
    """Keep files with a message just written in a ticket that is held, as far as the ticket has room for them.

    What is written to the store when the transaction fails is swept away later.
    """
    if not files:
        return
    check_number(len(files), sum(file.size for file in files), _bytes_of(ticket), file_limits())
    session().add_all(
        TicketAttachment(
            message_id=message.id,
            name=file.name,
            content_type=KINDS[file.kind].content_type,
            size=file.size,
            sha256=file.sha256,
            stored_name=file_store().keep(file.content),
            created_at=now(),
        )
        for file in files
    )
    change(actor, ticket, Act.ATTACHED, message=message.id, files=len(files))


def _bytes_of(ticket: Ticket) -> int:
    kept = (
        select(func.coalesce(func.sum(TicketAttachment.size), 0))
        .join(TicketMessage, TicketMessage.id == TicketAttachment.message_id)
        .where(TicketMessage.ticket_id == ticket.id)
    )
    return session().scalar(kept) or 0
