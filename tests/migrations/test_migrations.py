"""Migrations lead to exactly the tables the program knows, and down and up again with a whole town in them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text, update
from sqlalchemy.exc import DatabaseError

from app.core.access import SYSTEM
from app.core.audit import REFUSAL as AUDIT_REFUSAL
from app.core.audit import record
from app.core.db import Base, db, transaction
from app.demo.loading import load_town
from app.tickets.guards import REFUSAL
from app.tickets.models import Ticket
from app.tickets.sla import NEVER
from tests.factories import make_department, make_ticket
from tests.guards import writing
from tests.tickets.rewriting import REWRITINGS


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False}
        )
        return compare_metadata(context, Base.metadata)


def checks() -> dict[str, set[str]]:
    inspector = inspect(db.engine)
    return {
        name: {str(check["name"]) for check in inspector.get_check_constraints(name)}
        for name in Base.metadata.tables
    }


def a_ticket_with_history() -> None:
    make_ticket(make_department())


def test_migrations_make_exactly_the_tables_the_program_knows(migrated):
    assert differences() == []


def test_migrations_make_every_check_constraint_which_autogenerate_would_miss(migrated):
    wanted = {
        name: {
            str(check.name) for check in table.constraints if check.__class__.__name__ == "CheckConstraint"
        }
        for name, table in Base.metadata.tables.items()
    }
    assert checks() == wanted


@pytest.mark.parametrize("statement", REWRITINGS)
def test_a_migrated_database_refuses_to_rewrite_the_history_of_a_ticket(migrated, statement):
    a_ticket_with_history()
    with pytest.raises(DatabaseError, match=REFUSAL), writing() as connection:
        connection.execute(text(statement))


def test_on_postgresql_the_history_cannot_be_truncated_either(migrated):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite knows no TRUNCATE")
    a_ticket_with_history()
    with pytest.raises(DatabaseError, match=REFUSAL), writing() as connection:
        connection.execute(text("TRUNCATE ticket_history"))


def test_a_migrated_database_refuses_to_rewrite_the_audit_trail(migrated):
    with transaction():
        record(SYSTEM, "tickets_erased", "site")
    with pytest.raises(DatabaseError, match=AUDIT_REFUSAL), writing() as connection:
        connection.execute(text("DELETE FROM audit_entries"))


def rows() -> dict[str, int]:
    db.session.remove()
    with db.engine.connect() as connection:
        return {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0
            for table in ("people", "posts", "revisions", "tags", "question_tags", "votes", "verifications")
        }


def test_a_whole_town_survives_every_later_migration_and_the_tables_go_down_and_up(migrated):
    load_town()
    town = rows()
    assert town["posts"] > 200
    downgrade(revision="0001")
    upgrade()
    assert (rows(), differences()) == (town, [])
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert differences() == []


def test_tickets_that_were_there_before_have_their_turn(migrated):
    department = make_department()
    waiting, running = make_ticket(department), make_ticket(department)
    with transaction() as current:
        nothing_due = {"first_reply_due_at": None, "resolution_due_at": None, "turn_at": NEVER}
        current.execute(update(Ticket).where(Ticket.id == waiting.id).values(nothing_due))
    db.session.remove()
    turns = select(Ticket.id, Ticket.turn_at).order_by(Ticket.id)
    before = db.session.execute(turns).all()
    db.session.remove()
    downgrade(revision="0005")
    upgrade()
    assert db.session.execute(turns).all() == before == [(waiting.id, NEVER), (running.id, running.turn_at)]
