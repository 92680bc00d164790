"""What the sitemap lists: public questions by ranges of ids, so that no part is long however many there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from app.core.db import session
from app.questions.models import Post
from app.questions.queries.lists import PUBLIC_QUESTION

IDS_A_PART = 10_000


class Place(NamedTuple):
    """A question's page: where it is and when it last changed."""

    id: int
    slug: str
    changed_at: datetime


def count_parts() -> int:
    """Count the parts of the sitemap that hold questions."""
    newest = session().scalar(select(func.max(Post.id)))
    return -(-newest // IDS_A_PART) if newest else 0


def list_part(part: int) -> Sequence[Place]:
    """List the public questions whose ids belong to a part, but stubs; parts are counted from 1."""
    found = session().execute(
        select(Post.id, Post.slug, func.coalesce(Post.active_at, Post.created_at), Post.edited_at)
        .where(Post.id > (part - 1) * IDS_A_PART, Post.id <= part * IDS_A_PART)
        .where(*PUBLIC_QUESTION, Post.is_stub.is_(False))
        .order_by(Post.id)
    )
    return [Place(id_, slug or "", max(active, edited or active)) for id_, slug, active, edited in found]
