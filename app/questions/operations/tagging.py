"""The tags of a question: made when first used, counted in SQL."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from app.core.access import Actor
from app.core.db import session
from app.questions.models import Question, QuestionTag, Tag
from app.questions.upserts import insert_into


def set_tags(actor: Actor, question: Question, names: Sequence[str]) -> None:
    """Give the question exactly these tags (clean names), and count them anew where they change."""
    linked = session().execute(
        select(Tag.name, Tag.id).join(QuestionTag).where(QuestionTag.question_id == question.id)
    )
    before = {name: tag_id for name, tag_id in linked}
    added = _ids_of([name for name in names if name not in before])
    removed = [tag_id for name, tag_id in before.items() if name not in names]
    session().add_all(
        QuestionTag(question_id=question.id, tag_id=tag_id, asked_at=question.created_at) for tag_id in added
    )
    session().execute(
        delete(QuestionTag).where(QuestionTag.question_id == question.id, QuestionTag.tag_id.in_(removed))
    )
    if not question.hidden:
        count_tags(actor, added, 1)
        count_tags(actor, removed, -1)
    question.tag_names = " ".join(names)


def count_tags(actor: Actor, tag_ids: Sequence[int], by: int) -> None:
    """Count one public question more or less for each of the tags."""
    # In the order of their numbers, so that two questions with the same tags do not wait for each other.
    for tag_id in sorted(tag_ids):
        session().execute(update(Tag).where(Tag.id == tag_id).values(question_count=Tag.question_count + by))


def _ids_of(names: Sequence[str]) -> list[int]:
    """Find the tags of these names, making those that are new."""
    for name in sorted(names):
        session().execute(insert_into(Tag).values(name=name, question_count=0).on_conflict_do_nothing())
    return list(session().scalars(select(Tag.id).where(Tag.name.in_(names)))) if names else []
