"""How a question came to the department that has it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import session
from app.routing.models import Routing


def list_routings(question_id: int) -> Sequence[Routing]:
    """List every department a question was sent to, the last one first."""
    found = (
        select(Routing)
        .options(joinedload(Routing.by), joinedload(Routing.former), joinedload(Routing.to))
        .where(Routing.question_id == question_id)
        .order_by(Routing.id.desc())
    )
    return session().scalars(found).all()
