"""What is known of a post and its author when it is judged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.accounts.queries import actor_for
from app.core.access import Actor
from app.core.clock import now
from app.core.db import session
from app.core.links import count_leading_away, list_links
from app.questions.models import Post
from app.trust.models import Shingle
from app.trust.spam.judging import Signals
from app.trust.spam.mail_domains import is_disposable
from app.trust.spam.repetition import is_alike

RECENT = timedelta(minutes=10)


@dataclass(frozen=True)
class Site:
    """What the site's configuration says: its own host, and its own list of throw-away mail domains."""

    home: str
    own_list: Path | None = None


def find_author(post: Post) -> tuple[Person, Actor] | None:
    """Find who wrote a post, and how they act; nobody for what the site itself posts."""
    query = select(Person).options(joinedload(Person.roles)).where(Person.id == post.author_id)
    person = session().scalars(query).unique().first()
    return (person, actor_for(person)) if person is not None else None


def read_signals(post: Post, author: Person, score: float, traces: Collection[int], site: Site) -> Signals:
    """Read what speaks for a post being spam."""
    others, own = _count_alike(post, traces)
    return Signals(
        score=score,
        links=count_leading_away(list_links(post.body), site.home),
        same_by_others=others,
        same_by_author=own,
        days_here=(now() - author.joined_at).days,
        disposable=is_disposable(author.email or "", site.own_list),
        recent_posts=_count_recent(author.id),
    )


def _count_alike(post: Post, traces: Collection[int]) -> tuple[int, int]:
    """Count the posts that say nearly the same, by others and by the same author."""
    if not traces:
        return 0, 0
    shared = session().execute(
        select(Post.author_id, func.count())
        .join(Shingle, Shingle.post_id == Post.id)
        .where(Shingle.shingle.in_(traces), Shingle.post_id != post.id)
        .group_by(Post.id, Post.author_id)
    )
    alike = [author_id for author_id, times in shared if is_alike(times, traces)]
    own = sum(author_id == post.author_id for author_id in alike)
    return len(alike) - own, own


def _count_recent(author_id: int) -> int:
    recent = select(func.count()).select_from(Post)
    return session().scalar(recent.where(Post.author_id == author_id, Post.created_at > now() - RECENT)) or 0
