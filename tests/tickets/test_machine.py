"""A machine that does to tickets whatever anybody could try, in any order, and looks at everything after every step.

The operations are the real ones, on a real database. What each attempt should come to is said by `spec`, a second time
and another way; what must always be so, by `watching`. Small by default; `make prove` runs it whole: 2,000 runs of 50
steps, in parts of 500 that go side by side.
"""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, select

from app.core.access import SYSTEM
from app.core.clock import as_of
from app.core.db import db, transaction
from app.core.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from app.tickets.models import Ticket, TicketHistory
from app.tickets.operations import glass, holding, linking, moving, opening, people, timing, writing
from app.tickets.operations.writing import Then
from app.tickets.states import Act, Priority
from tests.tickets import spec
from tests.tickets.cast import NAMES, Cast
from tests.tickets.spec import AGAIN, ASKED, CLOSED, NEW, OPEN, PUT_OFF, Case, Refusal, Somebody
from tests.tickets.watching import Watch

RUNS, STEPS = (int(number) for number in os.environ.get("TORV_PROVE", "30x40").split("x"))
WHOLE = 500  # runs, from which on everything is reached that can be
PARTS = max(1, RUNS // WHOLE)
SECOND = timedelta(seconds=1)
# Anybody, but oftener somebody who has a part in the case: a run of refusals goes nowhere.
REQUESTER, CASEWORKER = "the requester", "a caseworker"
who = st.sampled_from([*[CASEWORKER] * 10, *[REQUESTER] * 10, *NAMES])
worker = st.sampled_from([*[CASEWORKER] * 40, *NAMES, REQUESTER])
citizen = st.sampled_from([*[REQUESTER] * 40, *NAMES, CASEWORKER])
which, department = st.integers(0, 3), st.integers(0, 2)
# What the machine does not do: these have tests of their own.
ELSEWHERE = {
    Act.ATTACHED,
    Act.SOONER,
    Act.DRAFTED,
    Act.DROPPED,
    Act.SENT_BACK,
    Act.APPROVED,
    Act.REFUSED,
    Act.ERASED,
}


class Casework(RuleBasedStateMachine):
    """Some people, three departments, up to four tickets, and a clock that only the machine moves."""

    cast: ClassVar[Cast]
    done: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.cast.begin_anew()
        self.at = datetime(2026, 3, 2, 9, tzinfo=UTC)
        self.cases: list[Case] = []
        self.watch = Watch(self.cast)

    def attempt(self, refused: Refusal, operation: Any, *arguments: Any, **options: Any) -> Any:
        """Do something in a transaction of its own: it must be refused in just this way, or not at all."""
        outcome, result = None, None
        with as_of(self.at):
            try:
                with transaction():
                    result = operation(*arguments, **options)
            except DomainError as error:
                outcome = type(error)
        assert outcome is refused or issubclass(outcome or object, refused or ()), (
            operation,
            outcome,
            refused,
        )
        return result

    def pick(self, number: int, name: str, *states: str) -> tuple[Case, Somebody]:
        """Choose a ticket, in one of the states if there is any, and who acts; a second has passed since the last."""
        self.at += SECOND
        cases = [case for case in self.cases if case.state in states] or self.cases
        case = cases[number % len(cases)]
        if name == REQUESTER:
            name = case.requester or "citizen"
        if name == CASEWORKER:
            working = [one.name for one in self.cast.people.values() if case.department in one.works_for]
            name = working[number % len(working)]
        return case, self.cast.people[name]

    def act(
        self, refused: Refusal, operation: Any, person: Somebody, case: Case, *more: Any, **options: Any
    ) -> bool:
        """Attempt an operation on a ticket, and tell whether it was done."""
        actor = self.cast.actors[person.name]
        self.attempt(refused, operation, actor, case.reference, *more, **options)
        return refused is None

    @initialize(at=department)
    def begin(self, at: int) -> None:
        self.open(at, "citizen")

    @precondition(lambda self: len(self.cases) < 4)
    @rule(at=department, name=st.sampled_from(["citizen", "neighbour", "clerk"]))
    def open(self, at: int, name: str) -> None:
        department_id = self.cast.departments[at]
        new = opening.NewTicket("About my rent", "It went up.", department_id=department_id)
        ticket = self.attempt(None, opening.open_ticket, self.cast.actors[name], new)
        self.cases.append(Case(ticket.id, ticket.reference, department_id, name, history=[("opened", None)]))

    @precondition(lambda self: len(self.cases) < 4)
    @rule(name=st.sampled_from([*NAMES, "official", "ranger"]))
    def open_on_behalf(self, name: str) -> None:
        person, department_id = self.cast.people[name], self.cast.departments[0]
        new = opening.NewTicket("Her pension", "It did not come.", department_id=department_id)
        refused = None if person.works_for or person.official else NotAllowed
        caller = opening.Caller("Inge")
        opened = self.attempt(refused, opening.open_on_behalf, self.cast.actors[name], new, caller)
        if opened:
            made = Case(
                self.id_of(opened.reference), opened.reference, department_id, None, code=opened.claim_code
            )
            made.history.append(("opened", name))
            self.cases.append(made)

    @rule(number=which, name=who, right=st.booleans())
    def claim_with_code(self, number: int, name: str, right: bool) -> None:
        case, person = self.pick(number, name)
        unclaimed = [one for one in self.cases if one.code]
        if right and unclaimed:
            case = unclaimed[number % len(unclaimed)]
        code = case.code if right and case.code else "CCCC-CCCC-CCCC"
        actor = self.cast.actors[person.name]
        taken = self.attempt(None, opening.claim_with_code, actor, case.reference, code)
        assert (taken is not None) == (code == case.code)
        if taken:
            case.requester, case.code = person.name, None
            case.happened("code_claimed")
            case.let_go(person)

    @rule(number=which, name=who, then=st.sampled_from(Then), stale=st.booleans(), late=st.booleans())
    def write(self, number: int, name: str, then: Then, stale: bool, late: bool) -> None:
        case, person = self.pick(number, name, *([CLOSED] if late else []))
        part = case.part_of(person, self.at)
        refused = spec.refusal_to_write(case, person, self.at, stale=stale)
        actor, version = self.cast.actors[person.name], 1 if stale else None
        words = {"then": then, "version": version}
        message = self.attempt(refused, writing.reply, actor, case.reference, "What I have to say.", **words)
        if message and part == "own":
            self.wrote(case, message.ticket_id, case.side_of(person))
        elif message:
            case.messages += 1
            case.happened("asked" if then == Then.WAIT else "answered", person)
            if then == Then.WAIT or case.state == NEW:
                case.move(ASKED if then == Then.WAIT else OPEN, self.at)
            if then == Then.CLOSE:
                case.close(person, self.at)

    def wrote(self, case: Case, ticket_id: int, side: str) -> None:
        """Follow the requester's words: to this ticket, or where they came too late to a newer one."""
        if case.state != CLOSED or case.reopenable(self.at):
            assert ticket_id == case.ticket_id
            case.hear(self.at, side)
            return
        later = next((one for one in self.cases if one.ticket_id == ticket_id), None)
        if later is not None:
            assert (later.state == CLOSED, later.requester) == (False, case.requester)
            assert case.ticket_id < later.ticket_id in case.links
            later.hear(self.at, side)
            return
        made = Case(
            ticket_id, self.reference_of(ticket_id), case.department, case.requester, named=set(case.named)
        )
        made.links.add(case.ticket_id)
        case.links.add(ticket_id)
        made.happened("followed_up")
        case.happened("linked")
        self.cases.append(made)

    @rule(number=which, name=worker)
    def note(self, number: int, name: str) -> None:
        case, person = self.pick(number, name)
        refused = spec.refusal_to_work(case, person, self.at)
        if self.act(refused, writing.note, person, case, "For colleagues."):
            case.notes += 1
            case.happened("noted", person)

    @rule(number=which, name=worker, to=worker)
    def assign(self, number: int, name: str, to: str) -> None:
        case, person = self.pick(number, name)
        _same, given = self.pick(number, to)
        refused = spec.refusal_to_work(case, person, self.at)
        has_it = case.assignee == given.name and case.claimed_until is None
        if refused in (None, Conflict) and case.part_of(given, self.at) != "work":
            refused = Invalid
        elif refused is Conflict and has_it:
            refused = None
        if self.act(refused, holding.assign, person, case, given.person_id) and not has_it:
            case.assignee, case.claimed_until = given.name, None
            case.take_up("assigned", person, self.at)

    @rule(number=which, name=worker)
    def claim(self, number: int, name: str) -> None:
        case, person = self.pick(number, name)
        refused = spec.refusal_to_work(case, person, self.at)
        holder = case.holder(self.at)
        has_it = holder == person.name and case.claimed_until is None
        if refused in (None, Conflict):
            refused = Conflict if holder not in (None, person.name) else None if has_it else refused
        if self.act(refused, holding.claim, person, case) and not has_it:
            case.assignee, case.claimed_until = person.name, self.at + spec.FOUR_HOURS
            case.take_up("claimed", person, self.at)

    @rule(number=which, name=worker)
    def release(self, number: int, name: str) -> None:
        case, person = self.pick(number, name)
        refused = spec.refusal_to_work(case, person, self.at)
        nobodys = case.assignee is None
        refused = None if refused is Conflict and nobodys else refused
        if self.act(refused, holding.release, person, case) and not nobodys:
            case.assignee = case.claimed_until = None
            case.happened("released", person)

    @rule(number=which, name=worker, to=department)
    def transfer(self, number: int, name: str, to: int) -> None:
        case, person = self.pick(number, name)
        refused, department_id = spec.refusal_to_work(case, person, self.at), self.cast.departments[to]
        if refused in (None, Conflict) and department_id == case.department:
            refused = Invalid
        if self.act(refused, holding.transfer, person, case, department_id, "Yours, I think."):
            case.department, case.assignee, case.claimed_until = department_id, None, None
            case.notes += 1
            case.happened("transferred", person)

    @rule(number=which, name=worker, priority=st.sampled_from(Priority))
    def set_priority(self, number: int, name: str, priority: Priority) -> None:
        case, person = self.pick(number, name)
        refused, same = spec.refusal_to_work(case, person, self.at), case.priority == priority
        refused = None if refused is Conflict and same else refused
        if self.act(refused, holding.set_priority, person, case, priority) and not same:
            case.priority = priority
            case.happened("prioritised", person)

    @rule(number=which, name=worker, days=st.integers(1, 20))
    def put_off(self, number: int, name: str, days: int) -> None:
        case, person = self.pick(number, name)
        until = self.at + timedelta(days=days)
        if self.act(spec.refusal_to_work(case, person, self.at), moving.wait_until, person, case, until):
            case.move(PUT_OFF, self.at)
            case.waiting_until = until
            case.happened("put_off", person)

    @rule(number=which, name=worker)
    def resume(self, number: int, name: str) -> None:
        case, person = self.pick(number, name, ASKED, PUT_OFF)
        refused = spec.refusal_to_work(case, person, self.at)
        if refused is None and case.state not in (ASKED, PUT_OFF):
            refused = Conflict
        if self.act(refused, moving.resume, person, case):
            case.move(OPEN, self.at)
            case.happened("resumed", person)

    @rule(number=which, name=worker)
    def close(self, number: int, name: str) -> None:
        case, person = self.pick(number, name)
        if self.act(spec.refusal_to_work(case, person, self.at), moving.close, person, case):
            case.close(person, self.at)

    @rule(number=which, name=who)
    def reopen(self, number: int, name: str) -> None:
        case, person = self.pick(number, name, CLOSED)
        part = case.part_of(person, self.at)
        refused: Refusal = {None: NotFound, "glass": NotAllowed}.get(part)
        if refused is None and not case.reopenable(self.at):
            refused = Conflict
        if self.act(refused, moving.reopen, person, case):
            case.move(AGAIN, self.at)
            case.happened("reopened", person if part == "work" else None, case.side_of(person))

    @rule(number=which, name=citizen, satisfaction=st.integers(1, 5))
    def rate(self, number: int, name: str, satisfaction: int) -> None:
        case, person = self.pick(number, name, CLOSED)
        refused = spec.refusal_to_decide(case, person, self.at)
        if refused is None and (case.state != CLOSED or case.satisfaction):
            refused = Conflict
        if self.act(refused, moving.rate, person, case, satisfaction):
            case.satisfaction = satisfaction
            case.happened("rated")

    @rule(number=which, name=citizen, friend=st.sampled_from(NAMES))
    def name_person(self, number: int, name: str, friend: str) -> None:
        case, person = self.pick(number, name)
        refused = spec.refusal_to_decide(case, person, self.at)
        if refused is None and case.state == CLOSED:
            refused = Conflict
        done = self.act(refused, people.name_person, person, case, f"{friend}@example.org")
        if done and friend not in {person.name, *case.named}:
            case.named.add(friend)
            case.happened("named")
            case.let_go(self.cast.people[friend])

    @rule(number=which, name=citizen, friend=st.sampled_from(NAMES))
    def unname_person(self, number: int, name: str, friend: str) -> None:
        case, person = self.pick(number, name)
        friend = friend if number % 2 else next(iter(sorted(case.named)), friend)
        refused, person_id = spec.refusal_to_decide(case, person, self.at), self.cast.people[friend].person_id
        if self.act(refused, people.unname_person, person, case, person_id) and friend in case.named:
            case.named.remove(friend)
            case.happened("unnamed")

    @rule(number=which, other=which, name=worker, off=st.booleans())
    def link(self, number: int, other: int, name: str, off: bool) -> None:
        one, person = self.pick(number, name)
        beside = [case for case in self.cases if case.department == one.department and case is not one]
        two = beside[other % len(beside)] if beside and other else self.pick(other, name)[0]
        parts = {case.part_of(person, self.at) for case in (one, two)}
        refused: Refusal = NotFound if None in parts else Invalid if one is two else None
        if refused is None and parts != {"work"}:
            refused = NotAllowed
        off = off or two.ticket_id in one.links
        operation = linking.unlink if off else linking.link
        if self.act(refused, operation, person, one, two.reference) and (two.ticket_id in one.links) == off:
            for case, linked in ((one, two), (two, one)):
                (case.links.remove if off else case.links.add)(linked.ticket_id)
                case.happened("unlinked" if off else "linked", person)

    @rule(number=which, name=st.sampled_from(["chief", *NAMES]))
    def break_glass(self, number: int, name: str) -> None:
        case, person = self.pick(number, name)
        refused: Refusal = None if person.administrator else NotAllowed
        if refused is None and case.part_of(person, self.at):
            refused = Conflict
        if self.act(refused, glass.break_glass, person, case, "The police asked for this one."):
            case.glass[person.name] = self.at + spec.AN_HOUR
            case.happened("glass_broken", person)

    @rule(hours=st.sampled_from([0.5, 2, 5, 24, 72, 350]), ticks=st.booleans())
    def time_passes(self, hours: float, ticks: bool) -> None:
        self.at += timedelta(hours=hours)
        if ticks:
            self.the_clock_ticks()

    @precondition(lambda self: any(case.state == PUT_OFF for case in self.cases))
    @rule()
    def the_day_comes(self) -> None:
        self.at = max(self.at, min(case.waiting_until for case in self.cases if case.state == PUT_OFF))
        self.the_clock_ticks()

    @precondition(lambda self: any(case.state == CLOSED for case in self.cases))
    @rule(number=which)
    def somebody_writes_too_late(self, number: int) -> None:
        self.at += timedelta(days=15)
        self.write(number, REQUESTER, Then.NOTHING, stale=False, late=True)

    @rule(to=department)
    def somebody_changes_departments(self, to: int) -> None:
        self.cast.move("colleague", self.cast.departments[to])

    @rule()
    def the_clock_ticks(self) -> None:
        self.attempt(None, timing.wake_due, SYSTEM)
        self.attempt(None, timing.lapse_claims, SYSTEM)
        self.attempt(None, timing.tell_due, SYSTEM)
        for case in self.cases:
            if case.state == PUT_OFF and case.waiting_until <= self.at:
                case.move(OPEN, self.at)
                case.happened("woken")
            if case.state != CLOSED and case.claimed_until and case.claimed_until <= self.at:
                case.assignee = case.claimed_until = None
                case.happened("lapsed")
            self.told(case)

    def told(self, case: Case) -> None:
        """Take note of warnings and breaches: when they are due is said elsewhere, here each comes once at most."""
        columns = TicketHistory.__table__.c
        with db.engine.connect() as connection:
            query = select(columns.what, columns.part, columns.details).where(
                columns.ticket_id == case.ticket_id
            )
            rows = connection.execute(query.order_by(columns.number)).all()
        new = rows[len(case.history) :]
        assert {(row.what, row.part) for row in new} <= {("warned", "site"), ("breached", "site")}
        case.history += [(row.what, None) for row in new]
        for measure in ("first_reply", "resolution"):
            told = [row.what for row in rows if row.details.get("measure") == measure]
            assert told in ([], ["warned"], ["breached"], ["warned", "breached"])

    def id_of(self, reference: str) -> int:
        with db.engine.connect() as connection:
            return connection.scalar(select(Ticket.id).where(Ticket.reference == reference)) or 0

    def reference_of(self, ticket_id: int) -> str:
        with db.engine.connect() as connection:
            return connection.scalar(select(Ticket.reference).where(Ticket.id == ticket_id)) or ""

    @invariant()
    def everything_is_as_it_should_be(self) -> None:
        self.watch.look(self.cases, self.at)

    def teardown(self) -> None:
        self.done.update(what for case in self.cases for what, _who in case.history)


@pytest.fixture
def hurry(app: Flask) -> Iterator[None]:
    """Do not wait for the disk, since nobody needs these rows after a crash."""

    def hurry_up(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    if db.engine.dialect.name != "sqlite":
        yield
        return
    db.engine.dispose()
    event.listen(db.engine, "connect", hurry_up)
    yield
    event.remove(db.engine, "connect", hurry_up)
    db.engine.dispose()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let people do things oftener than the site does, which has tests of its own: fifty steps take but a minute."""
    for module, name in (
        (people, "NAMING"),
        (glass, "BREAKING"),
        (opening, "OPENING"),
        (opening, "CODES_BY_PERSON"),
        (opening, "CODES_FOR_TICKET"),
    ):
        monkeypatch.setattr(module, name, replace(getattr(module, name), times=1000))


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_tried_tickets_keep_their_rules(
    app: Flask, hurry: None, patience: None, part: int
) -> None:
    Casework.cast, Casework.done = Cast(), Counter()
    wanted = settings(
        max_examples=RUNS // PARTS,
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Casework, settings=wanted)
    # A machine that never gets anywhere proves nothing.
    reached = set(Casework.done)
    assert len(reached) > 10
    assert RUNS // PARTS < WHOLE or reached == set(Act) - ELSEWHERE
