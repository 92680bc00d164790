"""Files that no ticket has: left by a transaction that failed, or by a ticket that was erased."""

from datetime import timedelta

from sqlalchemy import select

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.files.store import file_store
from app.tickets.models import TicketAttachment

# Far longer than any transaction takes from writing a file to committing its row.
GRACE = timedelta(hours=6)


def sweep_files(actor: Actor) -> int:
    """Remove the files that no row names, save those written just now; gives how many. For the site itself."""
    require(actor.is_system)
    return file_store().sweep(set(session().scalars(select(TicketAttachment.stored_name))), now() - GRACE)
