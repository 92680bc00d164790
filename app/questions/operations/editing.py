"""Editing posts and rolling them back: every state stays as a revision, and of two editors at once one is told."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.accounts.operations.limiting import count_act, require_few_links
from app.accounts.trust import Act
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.guard import guard, refuse_any
from app.core.languages import guess_language
from app.core.outbox import emit
from app.core.prose import RENDERER_VERSION, render, render_comment
from app.core.slugs import slug_for
from app.questions import texts
from app.questions.events import AnswerEdited, QuestionEdited, QuestionMoved, TopicChosen
from app.questions.models import Answer, Comment, Post, Question, Revision
from app.questions.operations.states import require_unlocked
from app.questions.operations.tagging import set_tags
from app.questions.operations.topics import count_under_topic
from app.questions.permissions import can_choose_topic, can_edit_post
from app.questions.queries.locking import lock_post

SUMMARY_MIN, SUMMARY_MAX = 5, 200


class EditedMeanwhile(Conflict):
    """Somebody else saved the post after this editor opened it."""


@dataclass(frozen=True)
class Edit:
    """What a post shall say from now on; all but a question has only a body."""

    body: str
    summary: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    topic_id: int | None = None
    place: str = ""


def edit_post(actor: Actor, post_id: int, edit: Edit, version: int, *, consent: str = "") -> Post:
    """Give a post new words, if nobody changed it since `version`; the same words again change nothing."""
    post, question = _open(actor, post_id)
    changes = changes_of(actor, post, edit)
    if "topic_id" in changes:
        require(can_choose_topic(actor, question), _("Others have answered, so the topic stays as it is."))
    if changes:
        summary = clean_summary(actor, post, edit.summary)
        guard(actor, said(actor, changes) | {"summary": summary}, before=post.public_texts, consent=consent)
        save_words(actor, post, question, changes, summary, version)
    return post


def roll_back(actor: Actor, post_id: int, number: int, version: int) -> Post:
    """Give a post the words of an earlier revision again, as a new revision."""
    post, question = _open(actor, post_id)
    earlier = session().scalar(select(Revision).where(Revision.post_id == post_id, Revision.number == number))
    if earlier is None:
        raise NotFound()
    wanted: dict[str, Any] = {"body": earlier.body}
    if isinstance(post, Question):
        wanted.update(title=earlier.title, tag_names=earlier.tag_names)
    changes = {key: value for key, value in wanted.items() if getattr(post, key) != value}
    if changes:
        refuse_any(actor, said(actor, changes), before=post.public_texts)
        summary = _("Went back to version %(number)s", number=number)
        save_words(actor, post, question, changes, summary, version)
    return post


def _open(actor: Actor, post_id: int) -> tuple[Post, Question]:
    require_posting(actor)
    post, question = lock_post(actor, post_id)
    require(can_edit_post(actor, post), _("Only its author, its department or a moderator can edit this."))
    # To take out of a post what it was hidden for, and then bring it back, is a moderator's work.
    require_unlocked(actor, post, question, though_hidden=actor.moderator)
    return post, question


def changes_of(actor: Actor, post: Post, edit: Edit) -> dict[str, Any]:
    """Give what an edit would change of a post, as it would be kept."""
    return {key: value for key, value in _wanted(post, edit).items() if getattr(post, key) != value}


def _wanted(post: Post, edit: Edit) -> dict[str, Any]:
    if isinstance(post, Comment):
        return {"body": texts.clean_comment(edit.body)}
    if isinstance(post, Answer):
        return {"body": texts.clean_answer(edit.body)}
    return {
        "title": texts.clean_title(edit.title),
        "body": texts.clean_details(edit.body),
        "tag_names": " ".join(texts.clean_tags(edit.tags)),
        "topic_id": edit.topic_id,
        "place": texts.clean_place(edit.place),
    }


def said(actor: Actor, changes: dict[str, Any]) -> dict[str, str]:
    """Give the texts among the changes, by the fields of the form they came from."""
    names = {"title": "title", "body": "body", "tag_names": "tags", "place": "place"}
    return {field: changes[column] or "" for column, field in names.items() if column in changes}


def clean_summary(actor: Actor, post: Post, text: str) -> str:
    """Give the summary as it is kept; who changes another's words has to say why."""
    summary = texts.one_line(text)
    if len(summary) < SUMMARY_MIN and post.author_id != actor.id:
        raise Invalid(_("Say in a few words what you changed, and why."), field="summary")
    if len(summary) > SUMMARY_MAX:
        raise Invalid(_("Shorten the summary to %(num)s characters.", num=SUMMARY_MAX), field="summary")
    return summary


def save_words(
    actor: Actor,
    post: Post,
    question: Question,
    changes: dict[str, Any],
    summary: str,
    version: int,
    author_id: int | None = None,
) -> None:
    """Save changes that are allowed as a new revision; the database decides whether `version` still stands.

    The revision is by the actor, or by `author_id` whose words the actor lets in.
    """
    count_act(actor, Act.EDIT)
    if "body" in changes:
        require_few_links(actor, changes["body"])
    if "topic_id" in changes and not post.hidden:
        count_under_topic(actor, post.topic_id, changes["topic_id"])
    unchanged = (Post.id == post.id) & (Post.version == version)
    saved = update(Post).where(unchanged).values(_columns(post, changes)).returning(Post.revision_number)
    if session().scalar(saved.execution_options(synchronize_session=False)) is None:
        raise EditedMeanwhile(_("Somebody else changed this while you were editing."))
    session().refresh(post)
    if isinstance(post, Question) and "tag_names" in changes:
        set_tags(actor, post, changes["tag_names"].split())
    if "topic_id" in changes:
        emit(TopicChosen(post.id, actor.id))
        emit(QuestionMoved(post.id))
    _keep_revision(author_id or actor.id, post, summary)
    _tell(post, question)


def _columns(post: Post, changes: dict[str, Any]) -> dict[str, Any]:
    """Give what the changes mean for the columns: the text as HTML, its language, a question's slug."""
    columns = {
        **changes,
        "edited_at": now(),
        "version": Post.version + 1,
        "revision_number": Post.revision_number + 1,
    }
    if "body" in changes:
        markup = render_comment if isinstance(post, Comment) else render
        columns.update(body_html=markup(changes["body"]), html_version=RENDERER_VERSION)
    if "title" in changes:
        columns["slug"] = slug_for(changes["title"])
    if "title" in changes or "body" in changes:
        words = f"{changes.get('title', post.title) or ''}\n{changes.get('body', post.body)}"
        columns["language"] = guess_language(words, "da" if post.language == "da" else "en")
    return columns


def _keep_revision(author_id: int | None, post: Post, summary: str) -> None:
    session().add(
        Revision(
            post_id=post.id,
            number=post.revision_number,
            author_id=author_id,
            created_at=post.edited_at,
            summary=summary,
            title=post.title,
            tag_names=post.tag_names,
            body=post.body,
        )
    )


def _tell(post: Post, question: Question) -> None:
    """Say that the question or answer changed; a comment's words are nobody else's business."""
    if isinstance(post, Comment):
        return
    session().execute(update(Question).where(Question.id == question.id).values(active_at=post.edited_at))
    if isinstance(post, Answer):
        emit(AnswerEdited(question.id, post.id, post.revision_number))
    else:
        emit(QuestionEdited(question.id))
