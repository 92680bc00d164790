"""The public log: every decision, without a word of what was written or of whom it concerns."""

from typing import Any, NamedTuple

from sqlalchemy import select

from app.core.db import session
from app.core.paging import Page, Place, fetch_page, time_cursor
from app.moderation.kinds import Ground, Kind, Scope
from app.moderation.models import Decision
from app.questions.models import Post


class LogRow(NamedTuple):
    """One decision as everybody may know of it."""

    id: int
    at: Any
    kind: Kind
    scope: Scope
    ground: Ground | None
    rule: str
    terms_number: int | None
    automated: bool
    ended_at: Any
    overturned_at: Any
    post_kind: str | None


_COLUMNS = (
    Decision.id, Decision.at, Decision.kind, Decision.scope, Decision.ground, Decision.rule, Decision.terms_number,
    Decision.automated, Decision.ended_at, Decision.overturned_at, Post.kind.label("post_kind"),
)  # fmt: skip


def page_of_log(kind: Kind | None, place: Place) -> Page[LogRow]:
    """Give a page of decisions, the newest first, perhaps of one kind."""
    query = select(*_COLUMNS).outerjoin(Post, Post.id == Decision.post_id)
    if kind is not None:
        query = query.where(Decision.kind == kind)

    def fetch(cut: Any) -> list[LogRow]:
        return [LogRow(*row) for row in session().execute(cut.of(query, Decision.at, Decision.id))]

    return fetch_page(fetch, lambda row: time_cursor(row.at, row.id), place)
