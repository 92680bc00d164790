"""`flask audit verify` says whether the trail is as it was written."""

from sqlalchemy import text

from app.core.access import SYSTEM
from app.core.audit import record
from app.core.db import transaction
from tests.guards import writing_past_guards


def verify(app):
    return app.test_cli_runner().invoke(args=["audit", "verify"])


def test_a_whole_trail_is_said_to_be_whole(app):
    with transaction():
        record(SYSTEM, "tickets_erased", "site", tickets=3)
    found = verify(app)
    assert found.exit_code == 0
    assert found.output.startswith("1 entries, each as it was written")


def test_tampering_is_told_and_ends_with_an_error(app):
    with transaction():
        record(SYSTEM, "tickets_erased", "site", tickets=3)
    with writing_past_guards() as connection:
        connection.execute(text("UPDATE audit_entries SET subject = 'nothing'"))
    found = verify(app)
    assert found.exit_code == 1
    assert "entry 1 was changed" in found.output
    assert "tampered with" in found.output
