"""Taking sentences out of an answer or a comment for good, out of all its revisions too; and giving words back.

Only moderators do this to answers and comments; what a question says is redacted by more people, in `redacting`.
"""

from collections.abc import Collection
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import delete, update

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Invalid
from app.core.outbox import emit
from app.core.page_cache import forget_pages
from app.core.prose import RENDERER_VERSION, render, render_comment
from app.core.slugs import slug_for
from app.questions.events import QuestionRedacted
from app.questions.models import Comment, Draft, Post, Question
from app.questions.operations.editing import EditedMeanwhile
from app.questions.operations.forgetting import forget_suggestions
from app.questions.operations.tagging import set_tags
from app.questions.permissions import can_hide_post
from app.questions.queries.locking import lock_post
from app.questions.queries.revisions import list_revisions
from app.questions.redaction import cleaned_text, removed_words
from app.questions.sentences import join, part


def redact_reply(actor: Actor, post_id: int, version: int, kept: Collection[int]) -> Post:
    """Take out of an answer or a comment all but the sentences numbered in `kept`, in every revision of it too."""
    post, question = lock_post(actor, post_id)
    require(can_hide_post(actor, post))
    sentences = part(post.body)
    if all(one.number in kept for one in sentences):
        raise Invalid(_("Choose what is taken out."), field="taken")
    with force_locale(post.language):
        stub = removed_words()
    body = join(sentences, kept) or stub
    _replace(actor, post, body, version)
    for revision in list_revisions(post.id):
        revision.body = cleaned_text(revision.body, body, stub)
        revision.summary = ""
    session().execute(delete(Draft).where(Draft.key == f"edit-{post.id}"))
    forget_suggestions(actor, post.id)
    emit(QuestionRedacted(question.id))
    forget_pages()
    return post


def words_of(actor: Actor, post: Post) -> dict[str, Any]:
    """Give all words of a post and of its revisions, to be given back if taking them out was wrong."""
    return {
        "title": post.title,
        "body": post.body,
        "place": post.place,
        "tag_names": post.tag_names,
        "revisions": [
            [one.number, one.title, one.body, one.tag_names, one.summary] for one in list_revisions(post.id)
        ],
    }


def give_words_back(actor: Actor, post_id: int, words: dict[str, Any]) -> Post:
    """Let a post and its revisions say again what was taken out of them; a stub is a question again."""
    post, question = lock_post(actor, post_id)
    require(can_hide_post(actor, post))
    values: dict[str, Any] = {
        "redacted_at": None,
        "version": Post.version + 1,
        **_rendered(post, words["body"]),
    }
    if isinstance(post, Question):
        values.update(title=words["title"], slug=slug_for(words["title"]), place=words["place"])
        if post.is_stub:
            values.update(is_stub=False, closed_at=None, locked_at=None)
    session().execute(update(Post).where(Post.id == post.id).values(values))
    session().refresh(post)
    if isinstance(post, Question):
        set_tags(actor, post, words["tag_names"].split())
    before = {number: said for number, *said in words["revisions"]}
    for revision in list_revisions(post.id):
        if revision.number in before:
            revision.title, revision.body, revision.tag_names, revision.summary = before[revision.number]
    emit(QuestionRedacted(question.id))
    forget_pages()
    return post


def _replace(actor: Actor, post: Post, body: str, version: int) -> None:
    unchanged = (Post.id == post.id) & (Post.version == version)
    values = {"edited_at": now(), "redacted_at": now(), "version": Post.version + 1, **_rendered(post, body)}
    saved = update(Post).where(unchanged).values(values).returning(Post.id)
    if session().scalar(saved.execution_options(synchronize_session=False)) is None:
        raise EditedMeanwhile(_("Somebody else changed this while you were editing."))
    session().refresh(post)


def _rendered(post: Post, body: str) -> dict[str, Any]:
    markup = render_comment if isinstance(post, Comment) else render
    return {"body": body, "body_html": markup(body), "html_version": RENDERER_VERSION}
