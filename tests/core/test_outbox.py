"""What happened is handled at least once, whatever fails in between."""

import os
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, func, select, update

from app.core import outbox
from app.core.clock import now
from app.core.db import session, transaction
from app.core.outbox import OutboxEntry, emit, handles


@dataclass(frozen=True)
class LampLit:
    lamp_id: int


@dataclass(frozen=True)
class LampBroken:
    lamp_id: int


seen: list[tuple[str, int]] = []
failing: set[int] = set()
when_handled: list[Callable[[], None]] = []


@handles(LampLit, LampBroken)
def note_lamp(event):
    if event.lamp_id in failing:
        raise ValueError("dark")
    _happen()
    seen.append(("note", event.lamp_id))


@handles(LampLit, outside=True)
def mail_lamp(event):
    _happen()
    seen.append(("mail", event.lamp_id))


@handles(LampBroken, at_once=True)
def sweep_lamp(event):
    if event.lamp_id in failing:
        raise ValueError("sharp")
    seen.append(("sweep", event.lamp_id))


@handles(LampLit, batch=True)
def index_lamps(events):
    if any(event.lamp_id in failing for event in events):
        raise ValueError("dark")
    seen.append(("index", len(events)))


def _happen():
    for what in list(when_handled):
        what()


@pytest.fixture(autouse=True)
def forget():
    seen.clear()
    failing.clear()
    when_handled.clear()


def light(*ids: int) -> None:
    with transaction():
        for lamp_id in ids:
            emit(LampLit(lamp_id))


def test_every_handler_hears_an_event_once(app):
    light(7)
    outbox.deliver_all()
    outbox.deliver_all()
    assert sorted(seen) == [("index", 1), ("mail", 7), ("note", 7)]
    assert outbox.waiting() == 0


def test_some_handlers_hear_of_it_at_once_in_the_transaction_of_the_change(app):
    with transaction():
        emit(LampBroken(3))
        assert seen == [("sweep", 3)]
    assert outbox.waiting() == 1, "note_lamp alone waits"
    outbox.deliver_all()
    assert seen == [("sweep", 3), ("note", 3)]


def test_where_a_handler_at_once_fails_so_does_the_change(app):
    failing.add(3)
    with pytest.raises(ValueError, match="sharp"), transaction():
        emit(LampBroken(3))
    assert outbox.waiting() == 0


def test_an_event_of_a_change_that_failed_never_happened(app):
    with pytest.raises(ZeroDivisionError), transaction():
        emit(LampLit(1))
        1 / 0  # noqa: B018
    assert outbox.waiting() == 0


def test_nothing_is_emitted_outside_a_transaction(app):
    with pytest.raises(RuntimeError):
        emit(LampLit(1))


@pytest.mark.usefixtures("stopped_clock")
def test_a_poison_entry_blocks_no_other_and_is_kept(app):
    failing.add(1)
    light(1, 2)
    outbox.deliver_all()
    assert ("note", 2) in seen
    left = {entry.handler for entry in session().scalars(select(OutboxEntry))}
    assert left == {"core.note_lamp", "core.index_lamps"}
    assert all(
        entry.attempts == 1 and entry.last_error == "ValueError"
        for entry in session().scalars(select(OutboxEntry))
    )


def test_what_failed_is_tried_again_when_its_time_comes(app):
    failing.add(1)
    light(1)
    outbox.deliver_all()
    failing.clear()
    with transaction() as current:
        current.execute(update(OutboxEntry).values(available_at=now()))
    outbox.deliver_all()
    assert ("note", 1) in seen
    assert outbox.waiting() == 0


def test_a_batch_handler_gets_many_at_once(app):
    light(*range(30))
    outbox.deliver_all()
    assert ("index", 30) in seen


def test_a_claim_of_a_worker_that_died_lapses(app):
    light(5)
    with transaction() as current:
        current.execute(update(OutboxEntry).values(claimed_by="dead", claimed_until=now() - outbox.CLAIM))
    outbox.deliver_all()
    assert outbox.waiting() == 0


def test_entries_another_worker_holds_are_left_alone(app):
    light(5)
    with transaction() as current:
        current.execute(update(OutboxEntry).values(claimed_by="other", claimed_until=now() + outbox.CLAIM))
    outbox.deliver_all()
    assert seen == []
    assert outbox.waiting() == 3


def hold(name: str) -> None:
    with transaction() as current:
        current.execute(update(OutboxEntry).values(claimed_by=name, claimed_until=now() + outbox.CLAIM))


def claimed() -> int:
    session().close()
    return sum(entry.claimed_by is not None for entry in session().scalars(select(OutboxEntry)))


def dead_process() -> int:
    """Give the number of a process that is no more."""
    ended = subprocess.Popen(["true"])
    ended.wait()
    return ended.pid


def test_a_worker_that_starts_frees_what_a_killed_one_of_this_machine_held(app):
    light(5)
    hold(f"{socket.gethostname()}/{dead_process()}/x")
    outbox.free_claims_of_the_dead()
    assert claimed() == 0
    outbox.deliver_all()
    assert outbox.waiting() == 0


def test_a_worker_that_got_the_number_of_a_killed_one_frees_what_that_held(app):
    light(5)
    hold(f"{socket.gethostname()}/{os.getpid()}/x")
    outbox.free_claims_of_the_dead()
    assert claimed() == 0


@pytest.mark.parametrize("holder", [f"{socket.gethostname()}/{os.getppid()}/x", "elsewhere/1/x", "other"])
def test_a_worker_that_starts_leaves_alone_what_others_may_still_be_handling(app, holder):
    light(5)
    hold(holder)
    outbox.free_claims_of_the_dead()
    assert claimed() == 3


def let_another_take(handler: str, but: int) -> None:
    """Let another worker take all of a handler's entries but one, as it may when our claim has lapsed."""
    rest = (OutboxEntry.handler == handler) & (OutboxEntry.id != but)
    session().execute(update(OutboxEntry).where(rest).values(claimed_by="other"))


@pytest.mark.parametrize("handler", ["core.note_lamp", "core.mail_lamp"])
def test_what_another_worker_took_while_this_one_was_slow_is_left_to_it(app, handler):
    light(1, 2, 3)
    with transaction() as current:
        current.execute(delete(OutboxEntry).where(OutboxEntry.handler != handler))
    first = session().scalar(select(func.min(OutboxEntry.id)))
    session().close()

    def be_slow():
        when_handled.clear()
        if handler == "core.note_lamp":  # in a transaction already
            let_another_take(handler, first)
        else:
            with transaction():
                let_another_take(handler, first)

    when_handled.append(be_slow)
    outbox.deliver_due()
    assert [lamp_id for _what, lamp_id in seen] == [1]
    left = list(session().scalars(select(OutboxEntry)))
    assert [(entry.claimed_by, entry.attempts) for entry in left] == [("other", 0)] * 2


@pytest.mark.parametrize("fails", [True, False])
def test_the_key_in_hand_is_the_same_when_a_mail_is_tried_again(app, fails):
    light(9)
    keys = []

    def note_key():
        keys.append(outbox.key_in_hand())
        if fails and len(keys) == 1:
            raise OSError("the mail server hangs up")

    when_handled.append(note_key)
    with transaction() as current:
        current.execute(delete(OutboxEntry).where(OutboxEntry.handler != "core.mail_lamp"))
    (stored,) = session().scalars(select(OutboxEntry.key))
    session().close()
    outbox.deliver_all()
    with transaction() as current:
        current.execute(update(OutboxEntry).values(available_at=now()))
    outbox.deliver_all()
    assert keys == [stored] * (2 if fails else 1)
    assert outbox.key_in_hand() is None
