"""Posts (questions, answers, comments) and what people do with them.

One table for the three kinds, because voting, revising, hiding and linking treat them alike. Bodies stand last in
the row, so that lists do not read them. Partial indexes speak of `title IS NOT NULL` rather than of `kind`, since a
database can only use them when the query names the condition literally.
"""

from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.core.prose import Prose
from app.departments.models import Department, Topic
from app.questions.models.indexes import partial_index

QUESTION = "title IS NOT NULL AND hidden_at IS NULL"
WAITING = "answer_count = 0 AND closed_at IS NULL"
VOUCHED_FOR = "verification_state IN ('verified', 'due')"
CLOCK_RUNS = "answer_due_at IS NOT NULL AND clock_stopped_at IS NULL"
UNSETTLED = "settle_due_at IS NOT NULL AND settled_at IS NULL"


class Kind(StrEnum):
    """What a post is."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"


class Post(Base):
    """A question, an answer or a comment: somebody's words, in a hat, with its current text."""

    __tablename__ = "posts"
    __mapper_args__ = {"polymorphic_on": "kind"}
    __table_args__ = (
        CheckConstraint("kind in ('question', 'answer', 'comment')", name="kind_known"),
        CheckConstraint("(kind = 'question') = (title is not null)", name="questions_have_titles"),
        CheckConstraint("(kind = 'question') = (question_id is null)", name="others_have_questions"),
        CheckConstraint("duplicate_of_id <> id", name="not_its_own_duplicate"),
        CheckConstraint("(kind = 'comment') = (parent_id is not null)", name="comments_have_parents"),
        partial_index("ix_questions_newest", "created_at", "id", where=QUESTION),
        partial_index("ix_questions_active", "active_at", "id", where=QUESTION),
        partial_index("ix_questions_asked_for", "same_count", "id", where=QUESTION),
        # SQLite, not knowing how few they are, would rather filter all questions than read a narrower index of the
        # same shape; that `answer_count` leads, though always 0 here, persuades it.
        partial_index(
            "ix_questions_unanswered", "answer_count", "created_at", "id", where=f"{QUESTION} AND {WAITING}"
        ),
        partial_index("ix_questions_topic", "topic_id", "created_at", "id", where=QUESTION),
        partial_index("ix_questions_department", "department_id", "created_at", "id", where=QUESTION),
        partial_index(
            "ix_questions_department_unanswered",
            "department_id",
            "answer_count",
            "created_at",
            "id",
            where=f"{QUESTION} AND {WAITING}",
        ),
        partial_index(
            "ix_questions_due", "department_id", "answer_due_at", "id", where=f"{QUESTION} AND {CLOCK_RUNS}"
        ),
        # The same, of one topic, and of what one person looks into.
        partial_index(
            "ix_questions_due_topic",
            "department_id",
            "topic_id",
            "answer_due_at",
            "id",
            where=f"{QUESTION} AND {CLOCK_RUNS} AND topic_id IS NOT NULL",
        ),
        partial_index(
            "ix_questions_due_claimed",
            "department_id",
            "claimed_by_id",
            "answer_due_at",
            "id",
            where=f"{QUESTION} AND {CLOCK_RUNS} AND claimed_by_id IS NOT NULL",
        ),
        # What is not late yet, of all departments, for the clock that looks every minute.
        partial_index(
            "ix_questions_in_time",
            "answer_due_at",
            "id",
            "department_id",
            where=f"{QUESTION} AND {CLOCK_RUNS} AND breached_at IS NULL",
        ),
        # The same for settling: what is answered and waits to be settled, and for the clock what is not late with it.
        partial_index(
            "ix_questions_settling",
            "department_id",
            "settle_due_at",
            "id",
            where=f"{QUESTION} AND {UNSETTLED} AND clock_stopped_at IS NOT NULL",
        ),
        partial_index(
            "ix_questions_settling_soon",
            "department_id",
            "settle_due_at",
            "id",
            where=f"{QUESTION} AND {UNSETTLED} AND settle_breached_at IS NULL",
        ),
        partial_index(
            "ix_questions_settling_in_time",
            "settle_due_at",
            "id",
            "department_id",
            where=f"{QUESTION} AND {UNSETTLED} AND settle_breached_at IS NULL",
        ),
        partial_index(
            "ix_questions_claimed", "claimed_by_id", "claimed_until", "id", where="claimed_by_id IS NOT NULL"
        ),
        partial_index(
            "ix_answers_verified", "verified_at", "id", where=f"{VOUCHED_FOR} AND hidden_at IS NULL"
        ),
        Index("ix_posts_author", "author_id", "kind", "created_at", "id"),
        Index("ix_posts_question", "question_id", "kind"),
        Index("ix_posts_parent_id", "parent_id"),
        Index("ix_posts_duplicate_of_id", "duplicate_of_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(10))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hat_department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="en")
    score: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    revision_number: Mapped[int] = mapped_column(default=1)
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hidden_reason: Mapped[str] = mapped_column(default="")
    locked_at: Mapped[datetime | None]

    # questions
    title: Mapped[str | None]
    slug: Mapped[str | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    routed_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    clock_stopped_at: Mapped[datetime | None]
    due_warned_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    settle_due_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settle_warned_at: Mapped[datetime | None]
    settle_breached_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claimed_until: Mapped[datetime | None]
    place: Mapped[str] = mapped_column(default="")
    tag_names: Mapped[str] = mapped_column(default="")
    active_at: Mapped[datetime | None]
    answer_count: Mapped[int] = mapped_column(default=0)
    same_count: Mapped[int] = mapped_column(default=0)
    view_count: Mapped[int] = mapped_column(default=0)
    accepted_answer_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    verified_answer_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    official_answer_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    close_reason: Mapped[str] = mapped_column(default="")
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    redacted_at: Mapped[datetime | None]
    is_stub: Mapped[bool] = mapped_column(default=False)

    # answers and comments
    question_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    comment_count: Mapped[int] = mapped_column(default=0)
    accepted_at: Mapped[datetime | None]
    verification_state: Mapped[str | None] = mapped_column(String(20))
    verified_at: Mapped[datetime | None]
    verified_revision: Mapped[int | None]
    verified_department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    verified_source: Mapped[str] = mapped_column(default="")
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    html_version: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    body_html: Mapped[Markup] = mapped_column(Prose())

    author: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    hat: Mapped[Department | None] = relationship(lazy="raise_on_sql", foreign_keys=[hat_department_id])
    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql", foreign_keys=[topic_id])
    department: Mapped[Department | None] = relationship(lazy="raise_on_sql", foreign_keys=[department_id])
    verified_department: Mapped[Department | None] = relationship(
        lazy="raise_on_sql", foreign_keys=[verified_department_id]
    )

    @property
    def public_texts(self) -> tuple[str, ...]:
        """Every text of the post that people read."""
        return (self.title or "", self.body, self.tag_names, self.place)

    @property
    def hidden(self) -> bool:
        """Whether only its author and those who decide on it still see the post."""
        return self.hidden_at is not None

    @property
    def open_for_posts(self) -> bool:
        """Whether new posts may be written under it: neither closed, locked nor hidden."""
        return self.closed_at is None and self.locked_at is None and self.hidden_at is None


class Question(Post):
    """What somebody wants to know."""

    __mapper_args__ = {"polymorphic_identity": Kind.QUESTION}

    @property
    def tags(self) -> list[str]:
        """The names of its tags."""
        return self.tag_names.split()


class Answer(Post):
    """An answer to a question."""

    __mapper_args__ = {"polymorphic_identity": Kind.ANSWER}


class Comment(Post):
    """A short remark under a question or an answer."""

    __mapper_args__ = {"polymorphic_identity": Kind.COMMENT}
