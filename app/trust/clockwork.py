"""What the clock does for trust: days pass for everybody, whether anything happens to them or not."""

import hashlib

from app.core.access import SYSTEM
from app.core.db import session, transaction
from app.trust.operations.crises import end_what_is_over
from app.trust.operations.learning import forget_old_traces, is_learned_from, keep_model
from app.trust.operations.standing import settle_standing
from app.trust.queries.lessons import list_decided
from app.trust.queries.records import list_people_after
from app.trust.spam.learned import Lesson, learn
from app.trust.spam.seeds import LESSONS

AT_ONCE = 500


def settle_everybody() -> None:
    """Bring everybody's level and awards up to date, some hundred at a time so that nobody waits long."""
    last = 0
    while people := list_people_after(last, AT_ONCE):
        session().close()
        with transaction():
            settle_standing(SYSTEM, people)
        last = people[-1]
    session().close()


def learn_spam() -> None:
    """Learn from what was decided since, if anything was; nothing is locked meanwhile."""
    decided = list_decided()
    learned_from = _digest(decided)
    known = is_learned_from(SYSTEM, learned_from)
    session().close()
    if known:
        return
    model = learn([*LESSONS, *decided])
    with transaction():
        keep_model(SYSTEM, model, learned_from)


def end_crises() -> None:
    """Take down what is pinned to topics whose crisis is over."""
    with transaction():
        end_what_is_over(SYSTEM)


def forget_traces() -> None:
    """Forget the traces of what was posted a month ago."""
    with transaction():
        forget_old_traces(SYSTEM)


def _digest(lessons: list[Lesson]) -> str:
    words = "\x00".join(f"{lesson.is_spam}{lesson.text}" for lesson in lessons)
    return hashlib.sha256(words.encode()).hexdigest()
