"""Things of moderation for tests to stand on."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.core.access import Actor
from app.core.clock import now
from app.core.db import session, transaction
from app.moderation.kinds import Ground, Kind, Reason, Source
from app.moderation.models import Decision, Flag, ModerationCase
from app.moderation.operations.cases import open_case
from app.moderation.operations.deciding import decide
from app.moderation.operations.flagging import NewFlag, flag_post
from app.moderation.rulings import Ruling
from app.moderation.statements import Statement
from app.questions.models import Post
from tests.factories import make_moderator, make_person

FACTS = "It insults the neighbours by name."
STATEMENT = Statement(facts=FACTS, ground=Ground.RULE, rule="3.3")


def make_member(**fields: Any) -> Actor:
    """Make a citizen who has been here for a while."""
    return make_person(joined_at=now() - timedelta(days=90), **fields)


def make_flag(
    post: Post, flagger: Actor | None = None, reason: Reason = Reason.ABUSE, words: str = ""
) -> Flag:
    """Flag a post as a member would."""
    flagger = flagger or make_member()
    with transaction():
        return flag_post(flagger, post.id, NewFlag(reason, words or "This is not right."))


def make_case(post: Post) -> ModerationCase:
    """Make the open case of a post."""
    moderator = make_moderator()
    with transaction():
        return open_case(moderator, post.id, Source.MODERATOR)


def make_decision(
    post: Post, kind: Kind = Kind.HIDE, moderator: Actor | None = None, **fields: Any
) -> Decision:
    """Decide on a post, with a statement of reasons."""
    case = find_case(post.id) or make_case(post)
    fields = {"statement": STATEMENT, "post_version": read(Post, post.id).version, **fields}
    moderator = moderator or make_moderator()
    with transaction():
        return decide(moderator, case.id, case.version, Ruling(kind, **fields))


def find_case(post_id: int) -> ModerationCase | None:
    """Read the newest case of a post, as it is now."""
    newest = (
        select(ModerationCase).where(ModerationCase.post_id == post_id).order_by(ModerationCase.id.desc())
    )
    case = session().scalars(newest.limit(1)).first()
    session().close()
    return case


def read(kind: Any, key: Any) -> Any:
    """Read a row as it is now."""
    row = session().get(kind, key)
    session().close()
    return row


def decisions_on(post_id: int) -> list[Decision]:
    """List what was decided on a post, in order."""
    made = session().scalars(select(Decision).where(Decision.post_id == post_id).order_by(Decision.id)).all()
    session().close()
    return list(made)
