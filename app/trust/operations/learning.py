"""Learning anew what spam sounds like, from the site's own examples and from what moderators decided."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.trust.models import Shingle, SpamModel
from app.trust.spam.learned import Model

TRACES_KEPT = timedelta(days=30)


def keep_model(actor: Actor, model: Model, learned_from: str) -> None:
    """Keep a model in place of the one before; every process takes it up with the next post it judges."""
    require(actor.is_system)
    written = model.dump()
    session().execute(delete(SpamModel))
    session().add(
        SpamModel(
            id=1,
            learned_at=now(),
            mark=hashlib.sha256(written).hexdigest(),
            learned_from=learned_from,
            model=written,
        )
    )
    session().flush()


def is_learned_from(actor: Actor, learned_from: str) -> bool:
    """Tell whether the model that is kept was learned from just this."""
    return session().scalar(select(SpamModel.learned_from)) == learned_from


def forget_old_traces(actor: Actor) -> None:
    """Forget the traces of texts after a month."""
    session().execute(delete(Shingle).where(Shingle.at < now() - TRACES_KEPT))
