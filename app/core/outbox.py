"""Where what happened waits to be handled: written in the transaction of the change, handled at least once.

One row for each event and handler. A row holds ids, never texts, and is removed when handled. Handlers are
idempotent. A handler is one of four kinds:

- in the database (the default): runs inside `transaction()`, its change and the removal of its row commit together;
- `at_once=True`: runs where the event is emitted, in the transaction of the change, and needs no row: for what must be
  true as soon as the change is; if it fails, so does the change;
- `outside=True` (mail, web): runs without a write lock; its row is removed afterwards;
- `batch=True` (the search index): is given many events at once, returns when they are safe; then they are removed.

A worker claims what it handles. The claim lapses after a while, so that what a killed worker held is handled by
another; a worker that starts frees at once what was held by one that is dead. Who was slow asks again before each
entry whether it still holds it.
"""

import os
import socket
import threading
from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import Index, delete, func, select, update
from sqlalchemy import event as database_event
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.db import Base, session, transaction, writing

CLAIM = timedelta(minutes=2)
BATCH = 500
# Seconds to wait after the n-th failure; the last one repeats, so nothing is ever given up silently.
BACKOFF = (1, 5, 30, 120, 600, 3600)


class _Lapsed(Exception):
    """Another worker has taken the entry meanwhile."""


class OutboxEntry(Base):
    """One event that one handler has still to handle."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_handler_available_at", "handler", "available_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    handler: Mapped[str]
    event: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    last_error: Mapped[str | None]


@dataclass(frozen=True)
class Handler:
    """A function that does something upon events of some kinds."""

    name: str
    function: Callable[..., None]
    outside: bool
    batch: bool
    at_once: bool


_handlers: dict[str, Handler] = {}
_by_event: dict[type, list[Handler]] = defaultdict(list)
_events: dict[str, type] = {}
_handled: ContextVar[str | None] = ContextVar("handled", default=None)
nudged = threading.Event()
log = structlog.get_logger("torv.outbox")


def handles(
    *events: type, outside: bool = False, batch: bool = False, at_once: bool = False
) -> Callable[[Any], Any]:
    """Register the function below as a handler of these events, under `feature.function_name`."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        feature = function.__module__.split(".")[1]
        handler = Handler(f"{feature}.{function.__name__}", function, outside, batch, at_once)
        if handler.name in _handlers:
            raise RuntimeError(f"two handlers are called {handler.name}")
        _handlers[handler.name] = handler
        for event in events:
            _by_event[event].append(handler)
            _events[event.__name__] = event
        return function

    return register


def emit(event: Any) -> None:
    """Note that something happened, in the transaction of the change: one row for each handler but those at once."""
    if not writing():
        raise RuntimeError("emit() outside transaction()")
    current = session()
    happened, event_key = now(), uuid4().hex
    for handler in _by_event.get(type(event), ()):
        if handler.at_once:
            handler.function(event)
            continue
        current.add(
            OutboxEntry(
                key=f"{event_key}:{handler.name}",
                handler=handler.name,
                event=type(event).__name__,
                payload=asdict(event),
                created_at=happened,
                available_at=happened,
            )
        )
    current.info["emitted"] = True


@database_event.listens_for(Session, "after_commit")
def _nudge(committed: Session) -> None:
    """Wake the worker in this process, if there is one, so that a change shows within a second."""
    if not committed.in_nested_transaction() and committed.info.pop("emitted", False):
        nudged.set()


def key_in_hand() -> str | None:
    """Give the key of the entry that is being handled here, the same whenever it is tried again."""
    return _handled.get()


def free_claims_of_the_dead() -> None:
    """Free what workers of this machine held when they were killed. For a worker that starts and holds nothing yet."""
    held = session().scalars(
        select(OutboxEntry.claimed_by).where(OutboxEntry.claimed_until > now()).distinct()
    )
    dead = [name for name in held if name and _is_dead(name)]
    session().close()
    if dead:
        with transaction() as current:
            free = {"claimed_until": None, "claimed_by": None}
            current.execute(update(OutboxEntry).where(OutboxEntry.claimed_by.in_(dead)).values(free))


def waiting() -> int:
    """Count the entries that are not yet handled."""
    return session().scalar(select(func.count()).select_from(OutboxEntry)) or 0


def deliver_due() -> int:
    """Handle what is due, handler by handler, and tell how many entries that were.

    A failing entry is put off and blocks no other; a batch that fails is tried again entry by entry.
    """
    return sum(_deliver(handler) for handler in list(_handlers.values()) if not handler.at_once)


def deliver_all(rounds: int = 50) -> None:
    """Handle until nothing is due, for tests and the command line; gives up after `rounds`."""
    for _round in range(rounds):
        if not deliver_due():
            return


def _deliver(handler: Handler) -> int:
    entries = _claim(handler)
    if handler.batch and entries:
        if _attempt(handler, entries) or len(entries) == 1:
            return len(entries)
        for entry in entries:
            _attempt(handler, [entry])
        return len(entries)
    for entry in entries:
        _attempt(handler, [entry])
    return len(entries)


def _claim(handler: Handler) -> list[OutboxEntry]:
    """Take due entries for this worker alone; a claim lapses if the worker dies."""
    due = (
        (OutboxEntry.handler == handler.name)
        & (OutboxEntry.available_at <= now())
        & (OutboxEntry.claimed_until.is_(None) | (OutboxEntry.claimed_until < now()))
    )
    if session().scalar(select(OutboxEntry.id).where(due).limit(1)) is None:
        session().close()
        return []
    me = f"{socket.gethostname()}/{os.getpid()}/{uuid4().hex}"
    with transaction() as current:
        ids = select(OutboxEntry.id).where(due).order_by(OutboxEntry.id).limit(BATCH)
        taken = current.scalars(ids.with_for_update(skip_locked=True)).all()
        current.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id.in_(taken))
            .values(claimed_until=now() + CLAIM, claimed_by=me)
            .execution_options(synchronize_session=False)
        )
    mine = select(OutboxEntry).where(OutboxEntry.claimed_by == me).order_by(OutboxEntry.id)
    entries = list(session().scalars(mine))
    session().close()
    return entries


def _is_dead(name: str) -> bool:
    """Tell whether a claim is by a process of this machine that is no more; its number may since be ours."""
    machine, _, rest = name.partition("/")
    process = rest.partition("/")[0]
    if machine != socket.gethostname() or not process.isdecimal():
        return False
    if int(process) == os.getpid():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _attempt(handler: Handler, entries: list[OutboxEntry]) -> bool:
    """Run the handler and remove the entries; on failure put them off, with the name of the error only."""
    try:
        events = [_events[entry.event](**entry.payload) for entry in entries]
        if handler.batch:
            handler.function(events)
        elif handler.outside:
            _handle_outside(handler, entries[0], events[0])
        if handler.batch or handler.outside:
            session().close()
            with transaction():
                _remove(entries)
        else:
            with transaction():
                _hold(entries[0])
                handler.function(events[0])
                _remove(entries)
    except _Lapsed:
        log.warning("claim_lapsed", handler=handler.name, entries=[entry.id for entry in entries])
    except Exception as error:
        log.exception("event_not_handled", handler=handler.name, entries=[entry.id for entry in entries])
        session().close()
        with transaction():
            _put_off(entries, type(error).__name__)
        return False
    return True


def _handle_outside(handler: Handler, entry: OutboxEntry, event: Any) -> None:
    with transaction():
        _hold(entry)
    token = _handled.set(entry.key)
    try:
        handler.function(event)
    finally:
        _handled.reset(token)


def _hold(entry: OutboxEntry) -> None:
    """Hold an entry for another while, on PostgreSQL with a lock until the transaction ends; or raise _Lapsed."""
    mine = (OutboxEntry.id == entry.id) & (OutboxEntry.claimed_by == entry.claimed_by)
    held = session().execute(update(OutboxEntry).where(mine).values(claimed_until=now() + CLAIM))
    if held.rowcount == 0:  # type: ignore[attr-defined]
        raise _Lapsed


def _remove(entries: list[OutboxEntry]) -> None:
    session().execute(delete(OutboxEntry).where(OutboxEntry.id.in_([entry.id for entry in entries])))


def _put_off(entries: list[OutboxEntry], error: str) -> None:
    for entry in entries:
        wait = BACKOFF[min(entry.attempts, len(BACKOFF) - 1)]
        session().execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry.id, OutboxEntry.claimed_by == entry.claimed_by)
            .values(
                attempts=entry.attempts + 1,
                last_error=error,
                claimed_until=None,
                claimed_by=None,
                available_at=now() + timedelta(seconds=wait),
            )
        )
