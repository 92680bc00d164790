"""Merging a question into the one it repeats, and undoing that: nothing is lost, everything finds its way back.

The merged question is hidden and its address leads on. Its answers stand under the other one, with their comments,
votes and revisions; comments on the question itself stay with it. Who watched it or had it too
does so with the other.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, exists, or_, select, update

from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.outbox import emit
from app.questions.events import AnswersMoved
from app.questions.models import Answer, Merge, MergedPerson, MergedPost, Post, Question, SameQuestion, Watch
from app.questions.operations.hiding import hide_merged, recount_answers, restore_merged
from app.questions.permissions import can_merge_questions
from app.questions.queries.posts import get_question
from app.questions.upserts import insert_into


def merge_questions(actor: Actor, source_id: int, target_id: int) -> Merge:
    """Merge a question into another; gives what was done, which `unmerge` undoes."""
    require_posting(actor)
    source, target = _lock(actor, source_id, target_id)
    require(can_merge_questions(actor, source))
    _check(source, target)
    merge = Merge(
        source_id=source.id,
        target_id=target.id,
        merged_by_id=actor.id,
        accepted_answer_id=source.accepted_answer_id,
        duplicates={"ids": _repoint_duplicates(source.id, target.id)},
    )
    session().add(merge)
    session().flush()
    _move_answers(merge, source)
    _move_people(merge, source, target)
    recount_answers(actor, source.id)
    recount_answers(actor, target.id)
    hide_merged(actor, source)
    session().execute(
        update(Question)
        .where(Question.id == target.id, Question.active_at < source.active_at)
        .values(active_at=source.active_at)
    )
    emit(AnswersMoved(target.id))
    return merge


def unmerge(actor: Actor, source_id: int) -> Question:
    """Bring a merged question back with everything that was its own; gives it."""
    require_posting(actor)
    merge = session().scalar(
        select(Merge).where(Merge.source_id == source_id, Merge.undone_at.is_(None)).with_for_update()
    )
    if merge is None:
        raise NotFound(_("This question is not merged into another any more."))
    source, target = _lock(actor, merge.source_id, merge.target_id)
    require(can_merge_questions(actor, source))
    if target.hidden and _is_merged(target.id):
        raise Conflict(_("The other question was merged too, after this one. Undo that first."))
    merge.undone_at, merge.undone_by_id = now(), actor.id
    _give_back_answers(merge, target)
    _give_back_people(merge)
    _point(merge.duplicates["ids"], source.id)
    recount_answers(actor, source.id)
    recount_answers(actor, target.id)
    restore_merged(actor, source)
    emit(AnswersMoved(target.id))
    return source


def _lock(actor: Actor, source_id: int, target_id: int) -> tuple[Question, Question]:
    """Hold both in the order of their numbers, so that two who merge them do not wait for each other."""
    held = {one: get_question(actor, one, lock=True) for one in sorted({source_id, target_id})}
    return held[source_id], held[target_id]


def _check(source: Question, target: Question) -> None:
    if source.id == target.id:
        raise Invalid(_("Enter the address of the other question."), field="original")
    if target.hidden or target.is_stub or target.duplicate_of_id is not None:
        raise Conflict(_("The other question is hidden, private or itself a duplicate. Choose another."))
    if source.hidden or source.is_stub:
        raise Conflict(_("This question is hidden or private, so it cannot be merged."))


def _is_merged(question_id: int) -> bool:
    merged = exists().where(Merge.source_id == question_id, Merge.undone_at.is_(None))
    return bool(session().scalar(select(merged)))


def _repoint_duplicates(source_id: int, target_id: int) -> Sequence[int]:
    """Link to the target what was linked to the source as a duplicate; there are no chains."""
    return _point(
        session().scalars(select(Question.id).where(Question.duplicate_of_id == source_id)).all(), target_id
    )


def _point(duplicates: Sequence[int], original_id: int) -> list[int]:
    linked = update(Question).where(Question.id.in_(duplicates)).values(duplicate_of_id=original_id)
    session().execute(linked.execution_options(synchronize_session=False))
    return list(duplicates)


def _move_answers(merge: Merge, source: Question) -> None:
    """Move the answers with the comments on them; what the asker of the source accepted is accepted there alone."""
    moved = session().scalars(_with_comments(source.id)).all()
    session().add_all(MergedPost(merge_id=merge.id, post_id=post_id) for post_id in moved)
    _stand_under(moved, merge.target_id)
    if source.accepted_answer_id is not None:
        accepted = session().get_one(Answer, source.accepted_answer_id)
        merge.accepted_at, accepted.accepted_at = accepted.accepted_at, None
        source.accepted_answer_id = None
    session().flush()


def _with_comments(question_id: int) -> Any:
    answers = select(Answer.id).where(Answer.question_id == question_id)
    return (
        select(Post.id)
        .where(Post.question_id == question_id, or_(Post.id.in_(answers), Post.parent_id.in_(answers)))
        .order_by(Post.id)
    )


def _stand_under(posts: Sequence[int], question_id: int) -> None:
    moved = update(Post).where(Post.id.in_(posts)).values(question_id=question_id)
    session().execute(moved.execution_options(synchronize_session=False))


def _give_back_answers(merge: Merge, target: Question) -> None:
    """Move back what was moved, with the comments written on it since."""
    answers = select(MergedPost.post_id).where(MergedPost.merge_id == merge.id)
    own = or_(Post.id.in_(answers), Post.parent_id.in_(answers))
    back = session().scalars(select(Post.id).where(Post.question_id == merge.target_id, own)).all()
    _stand_under(back, merge.source_id)
    if target.accepted_answer_id in back:
        session().execute(
            update(Answer).where(Answer.id == target.accepted_answer_id).values(accepted_at=None)
        )
        target.accepted_answer_id = None
    if merge.accepted_answer_id is not None:
        accepted = session().get_one(Answer, merge.accepted_answer_id)
        accepted.accepted_at = merge.accepted_at
        session().execute(
            update(Question).where(Question.id == merge.source_id).values(accepted_answer_id=accepted.id)
        )
    session().flush()


def _move_people(merge: Merge, source: Question, target: Question) -> None:
    """Let who watched the source watch the target, and who had it, its asker included, have the target."""
    watching = set(session().scalars(select(Watch.person_id).where(Watch.question_id == source.id)))
    having = set(
        session().scalars(select(SameQuestion.person_id).where(SameQuestion.question_id == source.id))
    )
    joined = _join(SameQuestion, (having | {source.author_id or 0}) - {target.author_id or 0, 0}, target.id)
    followed = _join(Watch, watching, target.id)
    session().add_all(
        MergedPerson(merge_id=merge.id, person_id=one, watches=one in followed, has_same=one in joined)
        for one in sorted(joined | followed)
    )
    _count_same(target.id, len(joined))


def _join(table: type[Watch] | type[SameQuestion], people: set[int], question_id: int) -> set[int]:
    """Give people a row; tell who had none before."""
    rows = [{"person_id": one, "question_id": question_id, "created_at": now()} for one in people]
    if not rows:
        return set()
    added = insert_into(table).values(rows).on_conflict_do_nothing().returning(table.person_id)
    return set(session().scalars(added))


def _give_back_people(merge: Merge) -> None:
    joined = select(MergedPerson.person_id).where(MergedPerson.merge_id == merge.id)
    _leave(Watch, merge.target_id, joined.where(MergedPerson.watches))
    left = _leave(SameQuestion, merge.target_id, joined.where(MergedPerson.has_same))
    _count_same(merge.target_id, -left)


def _leave(table: type[Watch] | type[SameQuestion], question_id: int, people: Any) -> int:
    left = delete(table).where(table.question_id == question_id, table.person_id.in_(people))
    gone = session().scalars(left.returning(table.person_id).execution_options(synchronize_session=False))
    return len(gone.all())


def _count_same(question_id: int, by: int) -> None:
    session().execute(
        update(Question).where(Question.id == question_id).values(same_count=Question.same_count + by)
    )
