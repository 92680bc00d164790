"""A topic in a crisis: what citizens write about it waits for a moderator, until a moment set beforehand."""

from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select, update

from app.accounts.trust import Trust, level_of
from app.core.access import Actor, require
from app.core.audit import record
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict, Invalid
from app.core.guard import guard
from app.core.page_cache import forget_pages
from app.departments.models import Topic
from app.departments.queries import get_topic_by_id
from app.moderation.kinds import Ground, Source
from app.moderation.operations.cases import open_case
from app.moderation.statements import Statement
from app.questions import texts
from app.questions.models import Post, Question
from app.trust.models import Crisis
from app.trust.permissions import can_set_crisis
from app.trust.queries.crises import find_live, is_in_crisis
from app.trust.queries.signals import find_author

NOTICE_MIN, NOTICE_MAX = 10, 500
LONGEST = timedelta(days=30)
# The section of the terms that says what may be held, and when.
SECTION = "3"


def begin_crisis(actor: Actor, topic_id: int, notice: str, ends_at: datetime, *, consent: str = "") -> Crisis:
    """Pin a notice to a topic and hold what citizens write about it, until then; a second time, change both."""
    require(can_set_crisis(actor))
    notice = texts.one_line(notice)
    if not NOTICE_MIN <= len(notice) <= NOTICE_MAX:
        raise Invalid(
            _("Write from %(least)s to %(most)s characters.", least=NOTICE_MIN, most=NOTICE_MAX),
            field="notice",
        )
    if not now() < ends_at <= now() + LONGEST:
        raise Invalid(
            _("Choose a moment to come, at most %(days)s days from now.", days=LONGEST.days), field="ends_on"
        )
    topic = get_topic_by_id(topic_id)
    guard(actor, {"notice": notice}, before=[topic.crisis_notice], consent=consent)
    _end_lapsed(topic.id)
    crisis = find_live(topic.id) or Crisis(topic_id=topic.id, begun_by_id=actor.id, begun_at=now())
    crisis.notice, crisis.ends_at = notice, ends_at
    session().add(crisis)
    session().flush()
    _pin(topic.id, notice, ends_at)
    record(actor, "crisis_set", f"topic:{topic.id}")
    return crisis


def end_crisis(actor: Actor, crisis_id: int) -> None:
    """End a crisis before its time; what waits still waits for a decision."""
    require(can_set_crisis(actor))
    crisis = session().get(Crisis, crisis_id, with_for_update={"key_share": True})
    if crisis is None or crisis.ended_at is not None:
        raise Conflict(_("This has ended already."))
    crisis.ended_at, crisis.ended_by_id = now(), actor.id
    _pin(crisis.topic_id, "", None)
    record(actor, "crisis_ended", f"topic:{crisis.topic_id}")


def end_what_is_over(actor: Actor) -> None:
    """Note that crises whose time has come have ended; nothing was held any more from that moment on."""
    require(actor.is_system)
    over = session().scalars(select(Crisis).where(Crisis.ended_at.is_(None), Crisis.ends_at <= now()))
    for crisis in over.all():
        crisis.ended_at = crisis.ends_at
        _pin(crisis.topic_id, "", None)


def hold_in_crisis(actor: Actor, post_id: int, *, unseen: bool = False) -> None:
    """Hold what a citizen posts about a topic that is in a crisis, or stands below one that is.

    `unseen`: it is being posted just now, rather than edited.
    """
    require(actor.is_system)
    post = session().get(Post, post_id)
    if post is None or post.hat_department_id is not None or post.hidden:
        return
    question = post if isinstance(post, Question) else session().get(Question, post.question_id)
    if question is None or not is_in_crisis(question.topic_id):
        return
    found = find_author(post)
    if found is not None and level_of(found[1]) != Trust.STAFF:
        hold = _statement(found[0].language)
        open_case(actor, post.id, Source.CRISIS, hold=hold, weight=100, unseen=unseen)


def _end_lapsed(topic_id: int) -> None:
    session().execute(
        update(Crisis)
        .where(Crisis.topic_id == topic_id, Crisis.ended_at.is_(None), Crisis.ends_at <= now())
        .values(ended_at=Crisis.ends_at)
    )


def _pin(topic_id: int, notice: str, until: datetime | None) -> None:
    session().execute(
        update(Topic).where(Topic.id == topic_id).values(crisis_notice=notice, crisis_until=until)
    )
    forget_pages()


def _statement(language: str) -> Statement:
    with force_locale(language):
        facts = _(
            "Just now everything that citizens write about this topic is looked at before it shows, so that nobody is "
            "misled while things are urgent. This says nothing of your post. It appears in its place once a moderator "
            "has seen it."
        )
    return Statement(facts=facts, ground=Ground.RULE, rule=SECTION, automated=True, language=language)
