"""What moderators have decided, as the spam score learns from it; and what it has learned."""

import functools

from sqlalchemy import select

from app.core.db import session
from app.moderation.kinds import Ground, Kind, Reason, Source, State
from app.moderation.models import Decision, ModerationCase
from app.moderation.template_texts import section_of
from app.trust.models import SpamModel
from app.trust.spam.learned import Lesson, Model, learn
from app.trust.spam.seeds import LESSONS

MOST = 3000


def list_decided(most: int = MOST) -> list[Lesson]:
    """List the last texts that were hidden as spam, and those suspected of it that were let stand."""
    rows = session().execute(
        select(ModerationCase.kept_title, ModerationCase.kept_body, ModerationCase.source,
               Decision.kind, Decision.ground, Decision.rule)
        .join(Decision, Decision.case_id == ModerationCase.id)
        .where(ModerationCase.state == State.DECIDED, Decision.ended_at.is_(None))
        .where(ModerationCase.kept_body != "", Decision.moderator_id.is_not(None))
        .where(Decision.kind.in_((Kind.HIDE, Kind.NO_ACTION, Kind.RESTORE)))
        .order_by(Decision.id.desc())
        .limit(most)
    )  # fmt: skip
    lessons = []
    for title, body, source, kind, ground, rule in rows:
        as_spam = kind == Kind.HIDE and ground == Ground.RULE and rule == section_of(Reason.SPAM)
        if as_spam or (kind != Kind.HIDE and source in (Source.SPAM, Source.FLAGS)):
            lessons.append(Lesson(f"{title or ''}\n{body}".strip(), as_spam))
    return lessons


def get_model() -> Model:
    """Get what was learned last; before anything was, what the site's own examples teach."""
    row = session().execute(select(SpamModel.mark).where(SpamModel.id == 1)).first()
    return _model(row.mark) if row else _own_model()


@functools.lru_cache(maxsize=1)
def _model(mark: str) -> Model:
    """Read a model once a process: what bears the same mark is the same."""
    written = session().scalar(select(SpamModel.model).where(SpamModel.mark == mark))
    return Model.load(written) if written else _own_model()


@functools.cache
def _own_model() -> Model:
    return learn(LESSONS)
