"""Keeping what was learned from the site's own questions."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import delete, update

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.routing.matching import Matcher
from app.routing.models import Learned, Subject


def keep_matchers(actor: Actor, learned: Mapping[Subject, Matcher], topics_mark: str) -> None:
    """Keep matchers in place of those before; every process takes them up when it is next asked."""
    require(actor.is_system)
    session().execute(delete(Learned))
    for subject, matcher in learned.items():
        written = matcher.dump()
        session().add(
            Learned(
                subject=subject,
                learned_at=now(),
                mark=hashlib.sha256(written).hexdigest(),
                topics_mark=topics_mark,
                matcher=written,
            )
        )
    session().flush()


def learn_anew(actor: Actor) -> None:
    """Have everything learned again soon: something it was learned from is no longer public."""
    require(actor.is_system)
    session().execute(update(Learned).values(topics_mark=""))
