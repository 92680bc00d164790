"""What the clock does for routing, for the schedule."""

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.routing.learning import learn_all
from app.routing.operations.learning import keep_matchers
from app.routing.operations.timing import tell_overdue, warn_of_due
from app.routing.queries import experience


def watch_clock() -> None:
    """Tell departments what is due soon and what is late, batch by batch so that nobody waits for the database."""
    for tell in (warn_of_due, tell_overdue):
        told = 1
        while told:
            with transaction():
                told = tell(SYSTEM)


def learn() -> None:
    """Learn again where questions belong, if a day has passed, a topic has changed or a question is private now."""
    mark = experience.topics_mark()
    if experience.learned_enough(mark):
        session().close()
        return
    learned = learn_all()
    session().close()
    with transaction():
        keep_matchers(SYSTEM, learned, mark)
