"""The audit trail: who used which power on what, in a table that is only added to and shows when it was tampered with.

`record` notes an entry in the transaction of the change; it is written as the last thing before the commit, so that
entries of several processes wait for each other only for that moment. Each entry holds a hash over itself and the one
before. After the commit its number and hash are added to a file in the instance folder: whoever shortens the table, or
writes all hashes anew, would have to find that file too. Entries hold ids and values, never what people wrote.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import event as database_event
from sqlalchemy import func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.access import Actor
from app.core.append_only import guards
from app.core.clock import now
from app.core.db import Base, session, writing

REFUSAL = "the audit trail is not rewritten"
HEADS = "audit-heads"  # a file in the instance folder: a line of number and hash for every entry written
NOTHING = "0" * 64  # what the first entry is hashed over
_LOCK = 8_020_117  # any number that nothing else locks in PostgreSQL

log = structlog.get_logger("torv.audit")


class AuditEntry(Base):
    """One use of power. Its number is one more than that of the entry before."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    # No foreign keys: what is written here outlives whom and what it names.
    actor_id: Mapped[int | None]
    what: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


for guard in guards("audit_entries", REFUSAL):
    database_event.listen(AuditEntry.__table__, "after_create", guard)


@dataclass(frozen=True)
class Head:
    """What is kept outside the database of one entry."""

    id: int
    hash: str


def record(actor: Actor, what: str, subject: str, **details: Any) -> None:
    """Note that somebody used a power on a subject such as `person:5`; kept if the transaction commits, else not."""
    if not writing():
        raise RuntimeError("record() outside transaction()")
    entry = {"at": now(), "actor_id": actor.id, "what": what, "subject": subject, "details": details}
    session().info.setdefault("audited", []).append(entry)


def count_entries() -> int:
    """Count the entries of the trail."""
    return session().scalar(select(func.count()).select_from(AuditEntry)) or 0


def list_entries() -> Iterator[AuditEntry]:
    """Read the whole trail in order, a thousand entries at a time."""
    batch = select(AuditEntry).order_by(AuditEntry.id).limit(1000)
    entries = session().scalars(batch).all()
    while entries:
        yield from entries
        session().expunge_all()
        entries = session().scalars(batch.where(AuditEntry.id > entries[-1].id)).all()


def read_heads() -> list[Head]:
    """Read what is kept outside the database."""
    path = _heads_path()
    lines = path.read_text().splitlines() if path.exists() else []
    return [Head(int(number), digest) for number, _, digest in (line.partition(" ") for line in lines)]


def faults(entries: Iterable[AuditEntry], heads: Iterable[Head]) -> Iterator[str]:
    """Tell where the trail is not as it was written, in the order of its entries."""
    kept = {head.id: head.hash for head in heads}
    number, previous = 0, NOTHING
    for entry in entries:
        number += 1
        if entry.id != number:
            yield f"entry {number} is missing or out of its place: found {entry.id}"
            number = entry.id
        if entry.previous != previous:
            yield f"entry {entry.id} does not follow the one before it"
        if entry.hash != _hash_of(entry):
            yield f"entry {entry.id} was changed"
        if kept.pop(entry.id, entry.hash) != entry.hash:
            yield f"entry {entry.id} is not the one that was written"
        previous = entry.hash
    for missing in sorted(kept):
        yield f"entry {missing} was written and is gone"


def _hash_of(entry: AuditEntry) -> str:
    said = [entry.id, entry.at.isoformat(), entry.actor_id, entry.what, entry.subject, entry.details]
    return sha256(f"{entry.previous}{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def _heads_path() -> Path:
    instance: Path = current_app.extensions["torv_config"].instance
    return instance / HEADS


@database_event.listens_for(Session, "before_commit")
def _write(current: Session) -> None:
    """Write what was noted, each entry over the last there is."""
    # A savepoint that is released commits nothing yet.
    noted = [] if current.in_nested_transaction() else current.info.pop("audited", [])
    if not noted:
        return
    if current.get_bind().dialect.name == "postgresql":
        current.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    newest = select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
    number, previous = current.execute(newest).one_or_none() or (0, NOTHING)
    entries = []
    for values in noted:
        number += 1
        entry = AuditEntry(id=number, previous=previous, **values)
        previous = entry.hash = _hash_of(entry)
        entries.append(entry)
    current.add_all(entries)
    current.flush()
    current.info["audit_heads"] = [Head(entry.id, entry.hash) for entry in entries]


@database_event.listens_for(Session, "after_commit")
def _keep_heads(committed: Session) -> None:
    """Keep the heads outside the database; where that fails the entries stand, vouched for by their hashes alone."""
    heads = [] if committed.in_nested_transaction() else committed.info.pop("audit_heads", [])
    if not heads:
        return
    try:
        with _heads_path().open("a") as file:
            file.write("".join(f"{head.id} {head.hash}\n" for head in heads))
    except OSError as error:
        log.warning("audit_heads_not_kept", error=type(error).__name__)


@database_event.listens_for(Session, "after_rollback")
def _forget(rolled_back: Session) -> None:
    rolled_back.info.pop("audited", None)
    rolled_back.info.pop("audit_heads", None)
