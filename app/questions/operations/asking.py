"""Asking a question, and finding on the way that it is answered already."""

from dataclasses import dataclass

from app.accounts.operations.limiting import count_act, require_few_links
from app.accounts.trust import Act
from app.core.access import Actor, require, require_posting
from app.core.clock import now
from app.core.db import session
from app.core.guard import guard
from app.core.languages import guess_language
from app.core.limits import Limit, count
from app.core.outbox import emit
from app.core.prose import RENDERER_VERSION, render
from app.core.slugs import slug_for
from app.questions import texts
from app.questions.events import QuestionAsked
from app.questions.models import AvoidedQuestion, Question, Revision, Watch
from app.questions.operations.posting_keys import claim_key, settle_key
from app.questions.operations.tagging import set_tags
from app.questions.operations.topics import count_under_topic
from app.questions.permissions import can_ask, can_wear_hat
from app.questions.queries.posts import get_question
from app.questions.upserts import insert_into

AVOIDING = Limit("avoiding", 20, 3600)


@dataclass(frozen=True)
class NewQuestion:
    """A question as it was typed. `language` is what the page spoke, for texts too short to tell."""

    title: str
    body: str = ""
    tags: tuple[str, ...] = ()
    topic_id: int | None = None
    place: str = ""
    language: str = "en"
    hat_department_id: int | None = None


def ask(actor: Actor, new: NewQuestion, posting_key: str | None = None, *, consent: str = "") -> Question:
    """Ask a question in the open, for the department that routing finds; its asker watches it.

    `consent` is to publish what the guard found in it, as with all texts that become public.
    """
    require_posting(actor)
    require(can_ask(actor) and can_wear_hat(actor, new.hat_department_id))
    made_before = claim_key(actor, posting_key, Question)
    if made_before is not None:
        return made_before
    count_act(actor, Act.ASK)
    require_few_links(actor, new.body)
    question = _question(actor, new)
    tags = texts.clean_tags(new.tags)
    said = {"title": question.title or "", "body": question.body, "tags": " ".join(tags)}
    guard(actor, said | {"place": question.place}, consent=consent)
    count_under_topic(actor, None, new.topic_id)
    session().add(question)
    session().flush()
    set_tags(actor, question, tags)
    _keep_first_revision(question)
    if actor.id is not None:
        session().add(Watch(person_id=actor.id, question_id=question.id))
    settle_key(actor, posting_key, question)
    emit(QuestionAsked(question.id))
    return question


def answers_me(actor: Actor, question_id: int, address: str = "") -> Question:
    """Count that somebody about to ask found their answer at this question: once for each person.

    Somebody signed out is nobody in particular, so only the network address keeps the count honest.
    """
    question = get_question(actor, question_id)
    if actor.id is None:
        count(AVOIDING, address)
    avoided = insert_into(AvoidedQuestion).values(
        question_id=question.id, person_id=actor.id, created_at=now()
    )
    session().execute(avoided.on_conflict_do_nothing())
    return question


def _question(actor: Actor, new: NewQuestion) -> Question:
    title, body = texts.clean_title(new.title), texts.clean_details(new.body)
    asked_at = now()
    return Question(
        author_id=actor.id,
        hat_department_id=new.hat_department_id,
        created_at=asked_at,
        active_at=asked_at,
        language=guess_language(f"{title}\n{body}", "da" if new.language == "da" else "en"),
        title=title,
        slug=slug_for(title),
        place=texts.clean_place(new.place),
        topic_id=new.topic_id,
        body=body,
        body_html=render(body),
        html_version=RENDERER_VERSION,
    )


def _keep_first_revision(question: Question) -> None:
    session().add(
        Revision(
            post_id=question.id,
            number=1,
            author_id=question.author_id,
            created_at=question.created_at,
            title=question.title,
            tag_names=question.tag_names,
            body=question.body,
        )
    )
