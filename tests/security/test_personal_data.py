"""What the guard found is kept nowhere: no row, log, mail or event holds it once its writer took it out."""

import logging

import pytest
from structlog.testing import capture_logs

from app.core.outbox import deliver_all
from tests.factories import make_person, make_question
from tests.mailbox import take_mails
from tests.security.snapshots import read_rows

CPR, MAIL = "170785-4321", "karen.holm@private.example"
# Where what is being written is kept for its writer alone.
PRIVATE = {"drafts"}


def tables_with(words: str) -> set[str]:
    """Name the tables in which the words stand."""
    return {table for table, rows in read_rows().items() if any(words in str(row) for row in rows)}


@pytest.mark.parametrize("words", [CPR, MAIL], ids=["strong", "weak"])
def test_what_was_found_and_taken_out_is_nowhere(app, visit_as, caplog, words):
    caplog.set_level(logging.DEBUG)
    text = f"I wrote of it before: cpr {words}"
    question, visitor = make_question(), visit_as(make_person())
    with capture_logs() as logs:
        visitor.open("/questions/ask")
        visitor.submit("#ask", button="action=preview", title="When is it paid?", body=text)
        assert tables_with(words) <= PRIVATE
        visitor.submit("#ask", button="action=remove")
        visitor.submit("#ask", button="action=preview")
        visitor.submit("#ask", button="action=post")
        visitor.open(f"/questions/{question.id}/{question.slug}")
        page = visitor.submit("form[action$='/answers']", body=text)
        assert page.all("#guard mark")
        visitor.submit("form[action$='/answers']", button="action=remove")
        visitor.submit("form[action$='/answers']")
        deliver_all()
        mails = take_mails(app)
    assert tables_with("[removed]") >= {"posts", "revisions"}
    assert "guard_counts" in tables_with("stopped")
    assert tables_with(words) == set()
    everything = repr([logs, mails, caplog.text])
    assert mails, "somebody was written to"
    assert words not in everything
