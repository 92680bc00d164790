"""What must be so after every step of the machine, read from the database past the program."""

from datetime import UTC, datetime
from functools import cache
from itertools import groupby, pairwise
from typing import Any

from sqlalchemy import (
    BindParameter,
    TextClause,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.engine import Connection
from sqlalchemy.sql.visitors import replacement_traverse

from app.core.access import Actor
from app.core.clock import as_of
from app.core.db import Instant, db
from app.core.prepared import Query, prepared
from app.tickets.models import (
    Ticket,
    TicketHistory,
    TicketLink,
    TicketMessage,
    TicketNote,
    TicketPause,
    TicketPerson,
)
from app.tickets.permissions import readable_inside, visible_to
from tests.tickets import spec
from tests.tickets.cast import NAMES, Cast
from tests.tickets.spec import AGAIN, ASKED, CLOSED, NEW, Case

# Put together once, since they are asked a hundred thousand times. The database holds one run's tickets only.
HISTORY = select(*TicketHistory.__table__.c).order_by(TicketHistory.ticket_id, TicketHistory.number)
TICKETS = select(*Ticket.__table__.c).order_by(Ticket.id)
RUNNING = select(TicketPause.ticket_id, TicketPause.why).where(TicketPause.ended.is_(None))
LINKS = select(TicketLink.one_id, TicketLink.other_id)
COUNTS = union_all(
    *(
        select(literal(table.__tablename__), table.ticket_id, func.count()).group_by(table.ticket_id)
        for table in (TicketMessage, TicketNote, TicketPerson)
    )
)
# Stands for the instant at which who reads what is asked, in a statement put together before it is known.
SOME_TIME = datetime(1999, 1, 1, tzinfo=UTC)


def ask(connection: Connection, statement: Query) -> list[Any]:
    """Run a statement put together once, by the database's own driver."""
    return prepared(statement, connection.dialect).run_and_make(connection, {}, as_it_is)


def as_it_is(row: Any) -> Any:
    """Leave a row as it is: made once, and remembered while it does not change."""
    return row


@cache
def who_reads(actors: tuple[tuple[str, Actor], ...]) -> TextClause:
    """Put together what asks who reads which ticket, and who of staff its notes, by the program's own filters."""
    with as_of(SOME_TIME):
        filters = [visible_to(actor).label(name) for name, actor in actors]
        inside = [readable_inside(actor).label(f"{name}_inside") for name, actor in actors if actor.is_staff]
    statement = replacement_traverse(select(Ticket.id, *filters, *inside), {}, _written_out)
    written = statement.compile(dialect=db.engine.dialect, compile_kwargs={"literal_binds": True})
    return text(str(written)).bindparams(bindparam("at", type_=Instant()))


def _written_out(element: Any, **_: Any) -> Any:
    """Give what stands in the statement for a value: lists of departments write themselves out."""
    if not isinstance(element, BindParameter) or element.expanding:
        return None
    return literal_column(":at" if element.value == SOME_TIME else str(int(element.value)))


class Watch:
    """The eyes of one run."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.kept: dict[int, list[Any]] = {}
        self.frozen: dict[int, tuple[Any, ...]] = {}

    def look(self, cases: list[Case], at: datetime) -> None:
        """Look at everything; whatever is not so is an assertion that fails."""
        with db.engine.connect() as connection:
            everything = ask(connection, HISTORY)
            histories = {
                number: list(rows) for number, rows in groupby(everything, lambda row: row.ticket_id)
            }
            tickets = {row.id: row for row in ask(connection, TICKETS)}
            counts = {(row[0], row[1]): row[2] for row in ask(connection, COUNTS)}
            running = {row.ticket_id: row.why for row in ask(connection, RUNNING)}
            links = {tuple(row) for row in ask(connection, LINKS)}
            asked = who_reads(tuple((name, self.cast.actors[name]) for name in NAMES))
            readers = {row.id: row for row in connection.execute(asked, {"at": at})}
        assert histories.keys() == tickets.keys() == {case.ticket_id for case in cases}
        for case in cases:
            self.each_change_is_one_row_and_none_is_ever_rewritten(case, histories[case.ticket_id])
            self.only_legal_moves(case, histories[case.ticket_id])
            self.closed_changes_only_by_reopening(case, histories[case.ticket_id], tickets[case.ticket_id])
            self.readers_are_within_policy(case, readers[case.ticket_id], at)
            self.the_row_is_what_it_should_be(case, tickets[case.ticket_id], counts)
        self.links_are_mutual(cases, links)
        self.the_clock_stands_only_for_the_requester_and_while_closed(cases, running)

    def each_change_is_one_row_and_none_is_ever_rewritten(self, case: Case, rows: list[Any]) -> None:
        before = self.kept.get(case.ticket_id, [])
        assert rows[: len(before)] == before
        self.kept[case.ticket_id] = rows
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert [row.what for row in rows] == [what for what, _who in case.history]
        for row, (_what, who) in zip(rows, case.history, strict=True):
            assert row.actor_id in (None, self.cast.id_of(who))
            assert (row.actor_id is not None) == (row.part in ("staff", "glass"))

    def only_legal_moves(self, case: Case, rows: list[Any]) -> None:
        assert (rows[0].state_before, rows[0].state_after) == (None, NEW)
        for before, row in pairwise(rows):
            assert row.state_before == before.state_after
            if row.state_before != row.state_after:
                assert (row.state_before, row.state_after) in spec.LEGAL_MOVES
        assert rows[-1].state_after == case.state

    def closed_changes_only_by_reopening(self, case: Case, rows: list[Any], ticket: Any) -> None:
        for row in rows:
            if row.state_before == CLOSED:
                assert row.state_after == AGAIN or row.what in spec.HARMLESS
        if case.state != CLOSED:
            self.frozen.pop(case.ticket_id, None)
            return
        now = tuple(getattr(ticket, column) for column in spec.FROZEN)
        assert self.frozen.setdefault(case.ticket_id, now) == now

    def readers_are_within_policy(self, case: Case, row: Any, at: datetime) -> None:
        readers = {name for name in NAMES if getattr(row, name)}
        everybody = list(self.cast.people.values())
        assert readers == case.readers(everybody, at)
        inside = {name for name in NAMES if getattr(row, f"{name}_inside", False)}
        assert inside == case.readers(everybody, at, "work", "glass")

    def the_row_is_what_it_should_be(self, case: Case, row: Any, counts: dict[Any, int]) -> None:
        assert row.version == len(case.history)
        assert (row.state, row.department_id, row.priority) == (case.state, case.department, case.priority)
        assert row.requester_id == self.cast.id_of(case.requester)
        assert (row.assignee_id, row.claimed_until) == (self.cast.id_of(case.assignee), case.claimed_until)
        assert (row.waiting_until, row.closed_at) == (case.waiting_until, case.closed_at)
        assert row.satisfaction == case.satisfaction
        stands = case.state == ASKED and row.resolution_due_at is None
        assert stands or (case.state == ASKED) <= (row.resolution_due_at < row.active_at)
        expected = {
            "ticket_messages": case.messages,
            "ticket_notes": case.notes,
            "ticket_people": len(case.named),
        }
        assert {table: counts.get((table, case.ticket_id), 0) for table in expected} == expected

    def links_are_mutual(self, cases: list[Case], links: set[tuple[int, int]]) -> None:
        pairs = {(case.ticket_id, other) for case in cases for other in case.links}
        assert pairs == links | {(other, one) for one, other in links}

    def the_clock_stands_only_for_the_requester_and_while_closed(
        self, cases: list[Case], running: dict[int, str]
    ) -> None:
        reasons = {ASKED: "requester", CLOSED: "closed"}
        expected = {case.ticket_id: reasons[case.state] for case in cases if case.state in reasons}
        assert running == expected
