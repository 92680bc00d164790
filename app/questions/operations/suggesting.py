"""Suggesting new words for somebody else's post, and deciding on what was suggested.

A suggestion is not public before it is accepted; then it is a revision by whoever suggested it.
"""

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person, is_suspended
from app.accounts.operations.limiting import count_act, require_few_links
from app.accounts.trust import Act
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid, NotFound
from app.core.guard import guard
from app.core.outbox import emit
from app.questions import texts
from app.questions.events import EditSuggested, SuggestionDecided
from app.questions.models import EditSuggestion, Post, Question, SuggestionState
from app.questions.operations.editing import (
    Edit,
    EditedMeanwhile,
    changes_of,
    clean_summary,
    said,
    save_words,
)
from app.questions.operations.forgetting import forget_words
from app.questions.operations.states import require_unlocked
from app.questions.permissions import can_review_suggestion, can_suggest_edit
from app.questions.queries.locking import lock_post

WORDS_MIN, WORDS_MAX = 5, 500


def suggest_edit(
    actor: Actor, post_id: int, edit: Edit, revision: int, *, consent: str = ""
) -> EditSuggestion:
    """Suggest new words for a post, made from `revision`; a second suggestion takes the place of one's first."""
    require_posting(actor)
    post, question = lock_post(actor, post_id)
    require(can_suggest_edit(actor, post), _("You can edit this yourself, or it cannot be edited."))
    require_unlocked(actor, post, question)
    changes = changes_of(actor, post, edit)
    changes.pop("topic_id", None)
    if not changes:
        raise Invalid(_("Change something first: this is what the post says already."), field="body")
    summary = clean_summary(actor, post, edit.summary)
    guard(actor, said(actor, changes) | {"summary": summary}, before=post.public_texts, consent=consent)
    require_few_links(actor, changes.get("body", ""))
    count_act(actor, Act.SUGGEST)
    suggestion = _own_waiting(actor, post_id) or EditSuggestion(post_id=post_id, person_id=actor.id)
    suggestion.at, suggestion.base_revision, suggestion.summary = now(), revision, summary
    suggestion.title = changes.get("title", post.title)
    suggestion.tag_names = changes.get("tag_names", post.tag_names)
    suggestion.place = changes.get("place", post.place)
    suggestion.body = changes.get("body", post.body)
    session().add(suggestion)
    session().flush()
    emit(EditSuggested(suggestion.id))
    return suggestion


def withdraw_suggestion(actor: Actor, suggestion_id: int) -> EditSuggestion:
    """Take back one's own suggestion while nobody has decided on it; its words are forgotten."""
    suggestion = _get_waiting(suggestion_id, own_of=actor)
    suggestion.state, suggestion.decided_at = SuggestionState.WITHDRAWN, now()
    forget_words(actor, suggestion)
    return suggestion


def accept_suggestion(actor: Actor, suggestion_id: int, version: int) -> Post:
    """Let a suggestion into the post, if nobody changed that since `version`, which is what the actor compared with."""
    suggestion, post, question = _open(actor, suggestion_id)
    require_unlocked(actor, post, question)
    wanted = words_of(actor, suggestion, post)
    changes = {key: value for key, value in wanted.items() if getattr(post, key) != value}
    if post.version != version:
        raise EditedMeanwhile(_("Somebody else changed this while you were looking at it."))
    if changes:
        save_words(actor, post, question, changes, suggestion.summary, version, suggestion.person_id)
    _decide(actor, suggestion, SuggestionState.ACCEPTED)
    return post


def decline_suggestion(actor: Actor, suggestion_id: int, words: str) -> Post:
    """Leave the post as it is, and tell whoever suggested the change why."""
    suggestion, post, _question = _open(actor, suggestion_id)
    words = texts.one_line(words)
    if len(words) < WORDS_MIN:
        raise Invalid(_("Say why in a few words: whoever suggested it is told."), field="words")
    if len(words) > WORDS_MAX:
        raise Invalid(_("Shorten this to %(num)s characters.", num=WORDS_MAX), field="words")
    suggestion.words_back = words
    _decide(actor, suggestion, SuggestionState.DECLINED)
    return post


def words_of(actor: Actor, suggestion: EditSuggestion, post: Post) -> dict[str, str | None]:
    """Give what a post would say if the suggestion were let in."""
    if not isinstance(post, Question):
        return {"body": suggestion.body}
    return {
        "title": suggestion.title,
        "body": suggestion.body,
        "tag_names": suggestion.tag_names,
        "place": suggestion.place,
    }


def _open(actor: Actor, suggestion_id: int) -> tuple[EditSuggestion, Post, Question]:
    require_posting(actor)
    post_id = session().scalar(select(EditSuggestion.post_id).where(EditSuggestion.id == suggestion_id))
    if post_id is None:
        raise NotFound()
    post, question = lock_post(actor, post_id)
    suggestion = _get_waiting(suggestion_id)
    suspended_until = session().scalar(
        select(Person.suspended_until).where(Person.id == suggestion.person_id)
    )
    if is_suspended(suspended_until):
        raise Conflict(_("Whoever suggested this is suspended. It waits until they may post again."))
    allowed = can_review_suggestion(actor, post, question, suggestion.person_id)
    require(allowed, _("Somebody else decides on this suggestion."))
    return suggestion, post, question


def _get_waiting(suggestion_id: int, own_of: Actor | None = None) -> EditSuggestion:
    suggestion = session().get(
        EditSuggestion, suggestion_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if suggestion is None or (own_of is not None and suggestion.person_id != own_of.id):
        raise NotFound()
    if suggestion.state != SuggestionState.WAITING:
        raise Conflict(_("This suggestion does not wait any more: it was decided on or taken back."))
    return suggestion


def _own_waiting(actor: Actor, post_id: int) -> EditSuggestion | None:
    mine = select(EditSuggestion).where(
        EditSuggestion.post_id == post_id,
        EditSuggestion.person_id == actor.id,
        EditSuggestion.state == SuggestionState.WAITING,
    )
    return session().scalar(mine)


def _decide(actor: Actor, suggestion: EditSuggestion, state: SuggestionState) -> None:
    suggestion.state, suggestion.decided_at, suggestion.decided_by_id = state, now(), actor.id
    emit(SuggestionDecided(suggestion.id))
