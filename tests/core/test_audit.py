"""The audit trail: written with the change, hashed over what came before, and no tampering goes unseen."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.core.access import Actor
from app.core.audit import REFUSAL, AuditEntry, Head, faults, list_entries, read_heads, record
from app.core.db import session, transaction
from tests.guards import writing

ACTOR = Actor(id=7, name="Ida Krogh", administrator=True)


def write(number: int) -> None:
    for at in range(number):
        with transaction():
            record(ACTOR, "role_granted", f"person:{at}", kind="official", department=at % 3)


def trail() -> tuple[list[AuditEntry], list[Head]]:
    return list(list_entries()), read_heads()


def test_an_entry_is_kept_with_the_change_and_follows_the_one_before(app):
    write(3)
    entries, heads = trail()
    assert [(entry.id, entry.subject, entry.actor_id) for entry in entries] == [
        (1, "person:0", 7), (2, "person:1", 7), (3, "person:2", 7),
    ]  # fmt: skip
    assert entries[2].previous == entries[1].hash
    assert heads == [Head(entry.id, entry.hash) for entry in entries]
    assert list(faults(entries, heads)) == []


def test_what_is_rolled_back_leaves_no_entry(app):
    with pytest.raises(ZeroDivisionError), transaction():
        record(ACTOR, "role_granted", "person:1")
        raise ZeroDivisionError
    write(1)
    assert [entry.subject for entry in trail()[0]] == ["person:0"]


def test_an_entry_waits_for_the_commit_not_for_a_savepoint(app):
    with pytest.raises(ZeroDivisionError), transaction() as current:
        record(ACTOR, "role_granted", "person:1")
        with current.begin_nested():
            current.execute(text("SELECT 1"))
        raise ZeroDivisionError
    assert trail() == ([], [])


def test_outside_a_transaction_nothing_can_be_recorded(app):
    with pytest.raises(RuntimeError):
        record(ACTOR, "role_granted", "person:1")


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET what = 'nothing'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_rewrite_the_trail(app, statement):
    write(1)
    with pytest.raises(DatabaseError, match=REFUSAL), writing() as connection:
        connection.execute(text(statement))


def changed(entry: AuditEntry, **values: Any) -> AuditEntry:
    columns = {name: getattr(entry, name) for name in AuditEntry.__table__.columns.keys()}  # noqa: SIM118
    return AuditEntry(**{**columns, **values})


def tampered(entries: list[AuditEntry], how: str, chance: random.Random) -> list[AuditEntry]:
    """Do to a trail one thing somebody with access to the database could do."""
    at = chance.randrange(len(entries) - 1)
    entry = entries[at]
    if how == "shortened":
        return entries[: at + 1]
    if how == "deleted":
        return entries[:at] + entries[at + 1 :]
    if how == "swapped":
        return [*entries[:at], entries[at + 1], entry, *entries[at + 2 :]]
    if how == "swapped and renumbered":
        other = entries[at + 1]
        return [*entries[:at], changed(other, id=entry.id), changed(entry, id=other.id), *entries[at + 2 :]]
    edits: dict[str, Any] = {
        "at": entry.at + timedelta(seconds=1),
        "actor_id": None,
        "what": "role_revoked",
        "subject": "person:99999",
        "details": {"kind": "moderator"},
        "previous": "0" * 63 + "1",
        "hash": "0" * 63 + "1",
    }
    return [*entries[:at], changed(entry, **{how: edits[how]}), *entries[at + 1 :]]


HOWS = (
    "shortened", "deleted", "swapped", "swapped and renumbered",
    "at", "actor_id", "what", "subject", "details", "previous", "hash",
)  # fmt: skip


def test_a_thousand_single_ways_of_tampering_are_all_found(app):
    write(30)
    entries, heads = trail()
    session().expunge_all()
    chance = random.Random(4)  # the same every time
    missed = [
        how
        for number in range(1000)
        if not list(faults(tampered(entries, how := HOWS[number % len(HOWS)], chance), heads))
    ]
    assert missed == []


def test_a_trail_written_anew_from_the_beginning_does_not_fit_the_heads(app):
    write(5)
    heads = read_heads()
    forged = [replace(head, hash="f" * 64) for head in heads]
    entries = trail()[0]
    assert list(faults(entries, forged)) == [
        f"entry {number} is not the one that was written" for number in range(1, 6)
    ]
