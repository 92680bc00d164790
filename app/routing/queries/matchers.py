"""The matchers that were learned last, kept in the memory of each process, and what they say of a text."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from app.core.db import session
from app.questions.queries.suggesting import suggests_topics
from app.routing.matching import Match, Matcher
from app.routing.models import Learned, Subject

# Less likely topics are not worth reading.
WORTH_A_LOOK = 0.1
KEPT = "torv_matchers"


def find_matcher(subject: Subject) -> Matcher | None:
    """Find what matches texts with a subject; None before anything was learned. Reads it only when it has changed."""
    mark = session().scalar(select(Learned.mark).where(Learned.subject == subject))
    if mark is None:
        return None
    kept: dict[Subject, tuple[str, Matcher]] = current_app.extensions.setdefault(KEPT, {})
    if subject not in kept or kept[subject][0] != mark:
        row = session().execute(select(Learned.mark, Learned.matcher).where(Learned.subject == subject)).one()
        kept[subject] = (row.mark, Matcher.load(row.matcher))
    return kept[subject][1]


def list_matches(subject: Subject, title: str, body: str) -> Sequence[Match]:
    """List what a text sounds like, the likeliest first."""
    matcher = find_matcher(subject)
    return matcher.rank(title, body) if matcher else []


@suggests_topics
def list_likely_topics(title: str, body: str) -> list[int]:
    """List the topics a text is likely about."""
    matches = list_matches(Subject.TOPICS, title, body)
    return [match.label for match in matches if match.confidence >= WORTH_A_LOOK and match.words]
