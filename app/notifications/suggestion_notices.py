"""Mails about suggested edits: to who wrote the post, that there is one; to who suggested it, what became of it."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.core import letters, mail
from app.core.db import session
from app.core.outbox import handles
from app.notifications.queries import reachable
from app.questions.events import EditSuggested, SuggestionDecided
from app.questions.models import EditSuggestion, Post, Question, SuggestionState


@handles(EditSuggested, outside=True)
def tell_author_of_suggestion(event: EditSuggested) -> None:
    """Tell whoever wrote a post as themselves that somebody suggests a change to it, while that waits."""
    to_author = (Person.id == Post.author_id) & Post.hat_department_id.is_(None)
    _send("suggestion_made", event.suggestion_id, to_author, (SuggestionState.WAITING,))


@handles(SuggestionDecided, outside=True)
def tell_of_decision_on_suggestion(event: SuggestionDecided) -> None:
    """Tell whoever suggested a change what became of it, and why; also that it ended without their doing."""
    decided = (SuggestionState.ACCEPTED, SuggestionState.DECLINED, SuggestionState.WITHDRAWN)
    _send("suggestion_decided", event.suggestion_id, Person.id == EditSuggestion.person_id, decided)


def _send(template: str, suggestion_id: int, to: object, states: tuple[SuggestionState, ...]) -> None:
    question = aliased(Question)
    found = session().execute(
        select(Person, EditSuggestion, question.title)
        .select_from(EditSuggestion)
        .join(Post, Post.id == EditSuggestion.post_id)
        .join(question, question.id == func.coalesce(Post.question_id, Post.id))
        .join(Person, to)  # type: ignore[arg-type]
        .where(EditSuggestion.id == suggestion_id, EditSuggestion.state.in_(states), *reachable())
        .where(Post.hidden_at.is_(None), question.hidden_at.is_(None))
    )
    row = found.one_or_none()
    session().close()
    if row is None:
        return
    person, suggestion, title = row
    link = letters.address("questions.suggestion", suggestion_id=suggestion.id)
    facts: dict[str, Any] = {"name": person.name, "title": title, "suggestion": suggestion, "link": link}
    mail.send(letters.write(template, person.email or "", person.language, **facts))
