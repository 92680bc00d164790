"""What a question's page shows of a post, as values rather than as rows that know their table.

The columns stand in the order of the fields of `ShownPost`, so that a row becomes one without looking up names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from app.accounts.models import Person
from app.departments.models import Department
from app.departments.queries import Label
from app.questions.models import Kind, Post

COLUMNS = (
    Post.id, Post.kind, Post.author_id, Post.hat_department_id, Post.department_id, Post.created_at, Post.edited_at,
    Post.language, Post.score, Post.revision_number, Post.hidden_at, Post.hidden_by_id, Post.locked_at, Post.closed_at,
    Post.parent_id, Post.answer_count, Post.comment_count, Post.verification_state, Post.verified_at,
    Post.verified_revision, Post.verified_department_id, Post.verified_source, Post.withdrawal_reason,
    Post.accepted_at, Post.body_html,
)  # fmt: skip
_hat, _voucher = aliased(Department), aliased(Department)
NAMES = (
    Person.name.label("author_name"),
    _hat.slug.label("hat_slug"),
    _hat.name.label("hat_name"),
    _hat.names.label("hat_names"),
    _voucher.slug.label("voucher_slug"),
    _voucher.name.label("voucher_name"),
    _voucher.names.label("voucher_names"),
)


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post."""

    name: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A question, an answer or a comment as its page shows it."""

    id: int
    kind: Kind
    author_id: int | None
    hat_department_id: int | None
    department_id: int | None
    created_at: datetime
    edited_at: datetime | None
    language: str
    score: int
    revision_number: int
    hidden_at: datetime | None
    hidden_by_id: int | None
    locked_at: datetime | None
    closed_at: datetime | None
    parent_id: int | None
    answer_count: int
    comment_count: int
    verification_state: str | None
    verified_at: datetime | None
    verified_revision: int | None
    verified_department_id: int | None
    verified_source: str
    withdrawal_reason: str
    accepted_at: datetime | None
    body_html: Markup
    author: Author | None
    hat: Label | None
    verified_department: Label | None

    @property
    def open_for_posts(self) -> bool:
        """Whether new posts may be written under it: neither closed, locked nor hidden."""
        return self.closed_at is None and self.locked_at is None and self.hidden_at is None


@dataclass(frozen=True, slots=True)
class ShownTopic(Label):
    """The topic of a question, and who owns it."""

    department_id: int


@dataclass(frozen=True, slots=True)
class ShownQuestion(ShownPost):
    """A question as its page shows it; `department` is the one that should answer."""

    title: str
    slug: str
    place: str
    tag_names: str
    same_count: int
    view_count: int
    accepted_answer_id: int | None
    close_reason: str
    duplicate_of_id: int | None
    redacted_at: datetime | None
    is_stub: bool
    topic_id: int | None
    topic: ShownTopic | None
    department: Label | None
    routed_at: datetime | None
    answer_due_at: datetime | None
    clock_stopped_at: datetime | None
    settle_due_at: datetime | None
    settled_at: datetime | None
    claimed_by_id: int | None
    claimed_until: datetime | None
    claimer: str | None


def select_shown(*more: Any) -> Select[*tuple[Any, ...]]:
    """Select what `shown_post` reads, and more columns behind it."""
    return (
        select(*COLUMNS, *NAMES, *more)
        .select_from(Post)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(_hat, _hat.id == Post.hat_department_id)
        .outerjoin(_voucher, _voucher.id == Post.verified_department_id)
    )


def shown_post(row: Row[*tuple[Any, ...]]) -> ShownPost:
    """Make the post a row tells of."""
    return ShownPost(*_post(row))


def shown_question(
    row: Row[*tuple[Any, ...]], topic: ShownTopic | None, department: Label | None
) -> ShownQuestion:
    """Make the question a row tells of, which holds its own columns too."""
    values: list[Any] = [
        *_post(row), row.title, row.slug, row.place, row.tag_names, row.same_count, row.view_count,
        row.accepted_answer_id, row.close_reason, row.duplicate_of_id, row.redacted_at, row.is_stub,
        row.topic_id, topic, department, row.routed_at, row.answer_due_at, row.clock_stopped_at,
        row.settle_due_at, row.settled_at, row.claimed_by_id, row.claimed_until, row.claimer_name,
    ]  # fmt: skip
    return ShownQuestion(*values)


def label(slug: str | None, name: str, names: Mapping[str, str]) -> Label | None:
    """Make a label, if there is anything to name."""
    return Label(slug, name, names) if slug else None


def _post(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    author = Author(row.author_name) if row.author_name is not None else None
    hat = label(row.hat_slug, row.hat_name, row.hat_names)
    voucher = label(row.voucher_slug, row.voucher_name, row.voucher_names)
    return (*row[: len(COLUMNS)], author, hat, voucher)
