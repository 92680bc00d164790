"""What was merged into what."""

from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound
from app.questions.models import Merge, Question


def find_merged_into(question_id: int) -> Question | None:
    """Find the question another was merged into, if it was and that is not undone."""
    target = select(Question).join(Merge, Merge.target_id == Question.id)
    return session().scalar(target.where(Merge.source_id == question_id, Merge.undone_at.is_(None)))


def get_merged_into(question_id: int) -> Question:
    """Get the question another was merged into, or raise NotFound."""
    target = find_merged_into(question_id)
    if target is None:
        raise NotFound()
    return target
