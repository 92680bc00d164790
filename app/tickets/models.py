"""Tickets and all that belongs to one. Nothing public points here, and no module outside this feature imports this one.

A ticket's `version` counts its changes, and each change is one row of history with that number.
"""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.core.prose import Prose
from app.departments.models import Department, Topic
from app.tickets.guards import GUARDS
from app.tickets.sla import NEVER
from app.tickets.states import Act, Channel, Priority, State

NOT_CLOSED = "state <> 'closed'"


def _one_of(column: str, values: type[State] | type[Priority] | type[Channel]) -> CheckConstraint:
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({words})", name=f"{column}_known")


def _live(name: str, *columns: str) -> Index:
    """Make an index of the tickets that are not closed, which are few."""
    return Index(name, *columns, sqlite_where=text(NOT_CLOSED), postgresql_where=text(NOT_CLOSED))


class Ticket(Base):
    """One closed case of one person with a department."""

    __tablename__ = "tickets"
    __table_args__ = (
        _one_of("state", State),
        _one_of("priority", Priority),
        _one_of("channel", Channel),
        CheckConstraint("(state = 'waiting_until') = (waiting_until is not null)", name="waiting_until_then"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed_then"),
        CheckConstraint("(state = 'closed') = (reopen_until is not null)", name="closed_reopen_until"),
        CheckConstraint("claimed_until is null or assignee_id is not null", name="claimed_by_somebody"),
        CheckConstraint("requester_id is null or claim_code_hash is null", name="claimed_once"),
        CheckConstraint("satisfaction between 1 and 5", name="satisfaction_one_to_five"),
        CheckConstraint("erased_at is null or (state = 'closed' and subject = '')", name="erased_whole"),
        Index("ix_tickets_requester", "requester_id", "active_at", "id"),
        Index("ix_tickets_department", "department_id", "state", "created_at", "id"),
        Index("ix_tickets_closed", "department_id", "closed_at", "id"),
        Index("ix_tickets_question", "question_id"),
        _live("ix_tickets_turn", "department_id", "turn_at", "id"),
        _live("ix_tickets_assignee", "assignee_id", "department_id"),
        _live("ix_tickets_claims", "claimed_until"),
        _live("ix_tickets_waking", "waiting_until"),
        _live("ix_tickets_first_reply", "first_reply_warn_at"),
        _live("ix_tickets_resolution", "resolution_warn_at"),
        Index("ix_tickets_erasing", "erased_at", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(default=0)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"))
    requester_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    requester_name: Mapped[str] = mapped_column(default="")
    requester_contact: Mapped[str] = mapped_column(default="")
    claim_code_hash: Mapped[str | None]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    channel: Mapped[Channel] = mapped_column(String(20))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    subject: Mapped[str]
    language: Mapped[str]
    state: Mapped[State] = mapped_column(String(20), default=State.NEW)
    waiting_until: Mapped[datetime | None]
    priority: Mapped[Priority] = mapped_column(String(20), default=Priority.NORMAL)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    active_at: Mapped[datetime] = mapped_column(default=now)
    first_reply_at: Mapped[datetime | None]
    # Within how many working minutes it was promised; the target may be another one by now.
    first_reply_minutes: Mapped[int | None]
    first_reply_warn_at: Mapped[datetime | None]
    first_reply_due_at: Mapped[datetime | None]
    first_reply_warned_at: Mapped[datetime | None]
    first_reply_breached_at: Mapped[datetime | None]
    resolution_minutes: Mapped[int | None]
    resolution_warn_at: Mapped[datetime | None]
    resolution_due_at: Mapped[datetime | None]
    resolution_warned_at: Mapped[datetime | None]
    resolution_breached_at: Mapped[datetime | None]
    # When it is due next, by which work lists run; NEVER while the clock stands.
    turn_at: Mapped[datetime] = mapped_column(default=NEVER)
    closed_at: Mapped[datetime | None]
    reopen_until: Mapped[datetime | None]
    satisfaction: Mapped[int | None]
    satisfaction_words: Mapped[str] = mapped_column(default="")
    erased_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship(lazy="raise_on_sql")
    topic: Mapped[Topic | None] = relationship(lazy="raise_on_sql")
    requester: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[requester_id])
    opened_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[opened_by_id])
    assignee: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[assignee_id])
    people: Mapped[list["TicketPerson"]] = relationship(lazy="raise_on_sql", viewonly=True)
    glass_breaks: Mapped[list["GlassBreak"]] = relationship(lazy="raise_on_sql", viewonly=True)

    @property
    def claim_lapsed(self) -> bool:
        """Whether whoever claimed it let the claim run out; then nobody has it."""
        return self.claimed_until is not None and self.claimed_until <= now()

    @property
    def holder_id(self) -> int | None:
        """Who has it now, assigned or by a claim that still holds."""
        return None if self.claim_lapsed else self.assignee_id

    @property
    def due_at(self) -> datetime | None:
        """When it is due next: the first reply until there is one, then the end; None while the clock stands."""
        return None if self.turn_at == NEVER else self.turn_at

    @property
    def due_soon_at(self) -> datetime | None:
        """When three quarters of the time to what is due next have passed."""
        first = self.first_reply_at is None and self.turn_at == self.first_reply_due_at
        return self.first_reply_warn_at if first else self.resolution_warn_at

    @property
    def is_late(self) -> bool:
        """Whether the time for what is due next is over."""
        return self.due_at is not None and self.due_at <= now()

    @property
    def is_due_soon(self) -> bool:
        """Whether three quarters of that time have passed."""
        return self.due_at is not None and self.due_soon_at is not None and self.due_soon_at <= now()

    @property
    def can_still_be_reopened(self) -> bool:
        """Whether it is closed, and not yet for so long that a reply opens a new ticket."""
        return self.reopen_until is not None and now() < self.reopen_until and self.erased_at is None


class TicketMessage(Base):
    """What one of the two sides wrote. Without an author it is the words of a caller, entered by an official."""

    __tablename__ = "ticket_messages"
    __table_args__ = (Index("ix_ticket_messages_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # For which department a caseworker wrote; None on the requester's side.
    hat_department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    from_question: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)
    html_version: Mapped[int]
    body: Mapped[str]
    body_html: Mapped[Markup] = mapped_column(Prose())

    author: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[author_id])
    entered_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[entered_by_id])
    hat: Mapped[Department | None] = relationship(lazy="raise_on_sql")
    attachments: Mapped[list["TicketAttachment"]] = relationship(
        lazy="raise_on_sql", viewonly=True, order_by="TicketAttachment.id"
    )


class TicketNote(Base):
    """What caseworkers write for each other. A table of its own, so that no query for messages can bring one."""

    __tablename__ = "ticket_notes"
    __table_args__ = (Index("ix_ticket_notes_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    html_version: Mapped[int]
    body: Mapped[str]
    body_html: Mapped[Markup] = mapped_column(Prose())

    author: Mapped[Person] = relationship(lazy="raise_on_sql")
    department: Mapped[Department] = relationship(lazy="raise_on_sql")


class TicketAttachment(Base):
    """A file sent with a message: what was checked of it, and the random name under which it is stored."""

    __tablename__ = "ticket_attachments"
    __table_args__ = (CheckConstraint("size >= 0", name="size_counted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("ticket_messages.id"), index=True)
    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    stored_name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class TicketPerson(Base):
    """Somebody the requester named: they read and write on the requester's side."""

    __tablename__ = "ticket_people"
    __table_args__ = (
        UniqueConstraint("ticket_id", "person_id"),
        Index("ix_ticket_people_person", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    named_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class TicketLink(Base):
    """That two tickets have to do with each other, the lower number first. It lets nobody see the other."""

    __tablename__ = "ticket_links"
    __table_args__ = (CheckConstraint("one_id < other_id", name="lower_first"),)

    one_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, index=True)
    linked_at: Mapped[datetime] = mapped_column(default=now)


class TicketPause(Base):
    """A time in which the clock stood; the one without an end is running."""

    __tablename__ = "ticket_pauses"
    __table_args__ = (
        CheckConstraint("why in ('requester', 'closed')", name="why_known"),
        CheckConstraint("ended >= begun", name="ended_after"),
        Index(
            "uq_ticket_pauses_running",
            "ticket_id",
            unique=True,
            sqlite_where=text("ended IS NULL"),
            postgresql_where=text("ended IS NULL"),
        ),
        Index("ix_ticket_pauses_ticket_id", "ticket_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    begun: Mapped[datetime]
    ended: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(20))


class TicketHistory(Base):
    """One change of a ticket. Written once: the database refuses to change or remove a row.

    It outlives erasure, so it holds ids and values, never texts, and of people only those who acted in office.
    """

    __tablename__ = "ticket_history"
    __table_args__ = (
        UniqueConstraint("ticket_id", "number"),
        CheckConstraint("part in ('requester', 'named', 'staff', 'glass', 'site')", name="part_known"),
        CheckConstraint("actor_id is null or part in ('staff', 'glass')", name="citizens_unnamed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    part: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    what: Mapped[Act] = mapped_column(String(20))
    state_before: Mapped[State | None] = mapped_column(String(20))
    state_after: Mapped[State] = mapped_column(String(20))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    actor: Mapped[Person | None] = relationship(lazy="raise_on_sql")


for guard in GUARDS:
    event.listen(TicketHistory.__table__, "after_create", guard)


class TicketDrafting(Base):
    """Who was seen writing in a ticket, and when last."""

    __tablename__ = "ticket_drafting"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class GlassBreak(Base):
    """That an administrator read a ticket that is not theirs to read: why, and until when."""

    __tablename__ = "glass_breaks"
    __table_args__ = (
        CheckConstraint("ends_at > at", name="ends_later"),
        Index("ix_glass_breaks_ticket", "ticket_id", "person_id", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class CannedReply(Base):
    """A reply a department has ready, in one language."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("department_id", "language", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    language: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class Publication(Base):
    """A question and an answer for the public, written from a closed ticket. Gone once published or refused."""

    __tablename__ = "publications"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'approved', 'refused')", name="state_known"),
        CheckConstraint("approved_by_id <> drafted_by_id", name="second_reader"),
        CheckConstraint(
            "(state = 'draft') = (approved_by_id is null and refuse_until is null)", name="approved_then"
        ),
        Index("ix_publications_due", "state", "refuse_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    title: Mapped[str]
    body: Mapped[str]
    answer_body: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime] = mapped_column(default=now)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    refuse_until: Mapped[datetime | None]
    # Why the second reader sent the draft back; empty again as soon as somebody writes it anew.
    note: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)

    drafted_by: Mapped[Person] = relationship(lazy="raise_on_sql", foreign_keys=[drafted_by_id])
    approved_by: Mapped[Person | None] = relationship(lazy="raise_on_sql", foreign_keys=[approved_by_id])


class TicketPostingKey(Base):
    """What a person's form made, so that the same form sent again makes nothing more; empty while it is being made."""

    __tablename__ = "ticket_posting_keys"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    made: Mapped[str] = mapped_column(String(20))
    made_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
