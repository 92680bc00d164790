"""Taking text out of a question for good: out of what it says, of every revision, and of all that was made of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, exists, update

from app.core.access import Actor, require, require_posting
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.guard import refuse_any
from app.core.outbox import emit
from app.core.page_cache import forget_pages
from app.core.prose import RENDERER_VERSION, render
from app.core.slugs import slug_for
from app.questions.events import QuestionRedacted
from app.questions.models import Draft, Post, Question, QuestionTag, Revision, Tag
from app.questions.operations.editing import EditedMeanwhile
from app.questions.operations.forgetting import forget_suggestions
from app.questions.operations.states import require_unlocked
from app.questions.operations.tagging import set_tags
from app.questions.permissions import can_hide_post, can_redact_question
from app.questions.queries.posts import get_question
from app.questions.queries.repeating import list_repeating
from app.questions.queries.revisions import list_revisions
from app.questions.redaction import Remainder, what_stays


@dataclass(frozen=True)
class Redacted:
    """What was done: the question as it stands, what it said before, what was taken out, who else repeats that."""

    question: Question
    title: str
    body: str
    taken_out: str
    repeated_in: tuple[int, ...]


def redact_question(
    actor: Actor, question_id: int, version: int, title: str = "", kept: Collection[int] = ()
) -> Redacted:
    """Take out of a question all but a title and the sentences numbered in `kept`, as `sentences.part` numbers them.

    Without a title it gets a neutral one; with no sentence kept either it becomes a stub, closed and found no more. The
    numbers are those of `version`: of two people at once one is told. What others wrote is not touched.
    """
    question = get_question(actor, question_id, lock=True)
    before, revisions = (question.title or "", question.body), list_revisions(question_id)
    remainder = plan_redaction(actor, question, revisions, title, kept)
    _replace(actor, question, remainder, version)
    _clean(revisions, remainder)
    session().execute(delete(Draft).where(Draft.key == f"edit-{question.id}"))
    forget_suggestions(actor, question.id)
    if actor.id != question.author_id:
        record(actor, "question_redacted", f"question:{question.id}")
    emit(QuestionRedacted(question.id))
    forget_pages()
    repeating = tuple(post.id for post in list_repeating(question_id, remainder.betraying_runs()))
    return Redacted(question, *before, remainder.taken_body, repeating)


def plan_redaction(
    actor: Actor, question: Question, revisions: Sequence[Revision], title: str, kept: Collection[int]
) -> Remainder:
    """Say what would stay of a question, if the actor may take the rest out; changes nothing."""
    require_posting(actor)
    require(
        can_redact_question(actor, question), _("Only its asker, its department or a moderator can do this.")
    )
    if question.is_stub:
        raise Conflict(_("All of this question is private already."))
    words_of_ones_own = bool(title) and title != question.title
    if words_of_ones_own or (question.hidden and not can_hide_post(actor, question)):
        require_unlocked(actor, question, question)
    remainder = what_stays(question, revisions, title, kept)
    if not remainder.taken_title and not remainder.taken_body:
        raise Invalid(_("Choose what becomes private."), field="private")
    if words_of_ones_own:
        refuse_any(actor, {"title": remainder.title}, before=(question.title or "", question.body))
    return remainder


def _replace(actor: Actor, question: Question, remainder: Remainder, version: int) -> None:
    """Give the question its new text; the database decides whether `version` still stands."""
    values: dict[str, Any] = {
        "title": remainder.title,
        "slug": slug_for(remainder.title),
        "body": remainder.body,
        "body_html": render(remainder.body),
        "html_version": RENDERER_VERSION,
        "place": remainder.cleaned_line(question.place),
        "edited_at": now(),
        "redacted_at": now(),
        "version": Post.version + 1,
    }
    if remainder.is_stub:
        values.update(is_stub=True, closed_at=now(), close_reason="", locked_at=now())
    unchanged = (Post.id == question.id) & (Post.version == version)
    saved = update(Post).where(unchanged).values(values).returning(Post.id)
    if session().scalar(saved.execution_options(synchronize_session=False)) is None:
        raise EditedMeanwhile(_("Somebody else changed this while you were editing."))
    session().refresh(question)
    _remove_tags(actor, question, remainder.cleaned_tags(question.tags))


def _remove_tags(actor: Actor, question: Question, kept: Sequence[str]) -> None:
    """Take the other tags from the question; one that no question has any more is itself gone."""
    removed = [name for name in question.tags if name not in kept]
    if removed:
        set_tags(actor, question, kept)
        session().flush()
        used = exists().where(QuestionTag.tag_id == Tag.id)
        session().execute(
            delete(Tag).where(Tag.name.in_(removed), ~used).execution_options(synchronize_session=False)
        )


def _clean(revisions: Sequence[Revision], remainder: Remainder) -> None:
    """Leave in every revision what stays public, and who wrote it when."""
    for revision in revisions:
        revision.title = remainder.title
        revision.body = remainder.cleaned(revision.body)
        revision.tag_names = " ".join(remainder.cleaned_tags(revision.tag_names.split()))
        revision.summary = remainder.cleaned_line(revision.summary)
