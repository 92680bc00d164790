"""Forgetting what was suggested for a post when text is taken out of it: suggestions quote what they change."""

from sqlalchemy import or_, select

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.outbox import emit
from app.questions.events import SuggestionDecided
from app.questions.models import EditSuggestion, Post, SuggestionState


def forget_suggestions(actor: Actor, post_id: int) -> None:
    """End what waits for a post, and for what stands under a question; keep no words, of what was decided either.

    Whoever's suggestion ends by this is told.
    """
    posts = select(Post.id).where(or_(Post.id == post_id, Post.question_id == post_id))
    for suggestion in session().scalars(select(EditSuggestion).where(EditSuggestion.post_id.in_(posts))):
        if suggestion.state == SuggestionState.WAITING:
            suggestion.state, suggestion.decided_at = SuggestionState.WITHDRAWN, now()
            emit(SuggestionDecided(suggestion.id))
        forget_words(actor, suggestion)


def forget_words(actor: Actor, suggestion: EditSuggestion) -> None:
    """Keep that there was a suggestion, and none of its words, nor of those it was declined with."""
    suggestion.title, suggestion.tag_names, suggestion.place, suggestion.body = None, "", "", ""
    suggestion.summary, suggestion.words_back = "", ""
