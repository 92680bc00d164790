"""The public log and the transparency report: true figures, no names, no words of anybody."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import now, today
from app.core.db import transaction
from app.moderation.kinds import Kind, Reason, Verdict
from app.moderation.operations.appealing import appeal, decide_appeal
from app.moderation.queries.report import make_report
from app.moderation.reporting import Period, flat, hours
from tests.factories import make_answer, make_moderator, make_question
from tests.moderation.making import FACTS, make_decision, make_flag, make_member

ZONE = ZoneInfo("Europe/Copenhagen")


def this_year() -> Period:
    return Period(today(ZONE).replace(month=1, day=1), today(ZONE), ZONE)


def test_a_period_holds_both_its_days_in_the_sites_own_time():
    begun, over = Period(date(2026, 3, 29), date(2026, 3, 29), ZONE).instants
    assert (over - begun) == timedelta(hours=23), "the day on which summer time begins"
    assert begun.isoformat() == "2026-03-28T23:00:00+00:00"


def test_hours_are_the_median_of_the_spans():
    start = now()
    assert hours([]) is None
    assert hours([(start, start + timedelta(minutes=minutes)) for minutes in (30, 90, 6000)]) == 1.5


def test_the_report_counts_flags_decisions_and_appeals(app):
    author = make_member()
    post = make_answer(answerer=author)
    make_flag(post, reason=Reason.ABUSE)
    make_flag(post, reason=Reason.SPAM)
    make_flag(make_question(), reason=Reason.SPAM)
    decision, judge = make_decision(post, Kind.HIDE), make_moderator()
    with transaction():
        made = appeal(author, decision.id, "It was meant kindly and names nobody.")
    with transaction():
        decide_appeal(judge, made.id, Verdict.OVERTURN, "It names nobody indeed.")
    report = make_report(this_year())
    spam, abuse = report.flags[Reason.SPAM], report.flags[Reason.ABUSE]
    assert (spam.received, spam.upheld + spam.declined, spam.waiting) == (2, 1, 1)
    assert (abuse.received, abuse.waiting) == (1, 0)
    hidden = report.decisions[Kind.HIDE]
    assert (hidden.made, hidden.by_law, hidden.automated, hidden.overturned) == (1, 0, 0, 1)
    assert (report.appeals.made, report.appeals.overturned, report.appeals.waiting) == (1, 1, 0)
    assert report.hours_to_decision is not None


def test_what_lies_outside_the_period_is_not_counted(app):
    make_flag(make_question())
    yesterday = Period(today(ZONE) - timedelta(days=2), today(ZONE) - timedelta(days=1), ZONE)
    assert make_report(yesterday).flags_received == 0
    assert make_report(this_year()).flags_received == 1


def test_the_report_takes_the_same_statements_however_much_happened(app, statements):
    counts = []
    for number in (1, 4):
        for _time in range(number):
            make_decision(make_answer())
        statements.clear()
        make_report(this_year())
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_nobody_and_nothing_written_is_in_the_log_the_report_or_the_table(app, visitor):
    author, moderator = make_member(name="Asta Friis"), make_moderator()
    post = make_answer(answerer=author, body="The neighbour at number 7 is a thief.")
    make_flag(post, make_member(name="Bent Holm"), words="He is no thief.")
    make_decision(post, Kind.HIDE, moderator)
    for path in ("/moderation/log", "/moderation/report", "/moderation/report.csv"):
        shown = visitor.client.get(path).get_data(as_text=True)
        for secret in (
            "Asta",
            "Bent",
            "thief",
            FACTS,
            moderator.name,
            f"/posts/{post.id}",
            f"/people/{author.id}",
        ):
            assert secret not in shown, (path, secret)
    page = visitor.open("/moderation/log")
    assert "Hidden" in page.one("tbody tr").text_content()
    assert "an answer" in page.one("tbody tr").text_content()


def test_the_log_is_shown_by_kind_and_says_when_nothing_is_there(app, visitor):
    make_decision(make_question(), Kind.LOCK)
    assert len(visitor.open("/moderation/log?kind=lock").all("tbody tr")) == 1
    assert "Nothing was decided yet" in visitor.open("/moderation/log?kind=hide").text
    assert len(visitor.open("/moderation/log?kind=nonsense").all("tbody tr")) == 1


@pytest.mark.parametrize(
    "query", ["from=yesterday", "from=2026-02-30", "from=2026-05-02&to=2026-05-01", "to=0001-01-01"]
)
def test_days_that_are_none_are_said_to_be_none(app, visitor, query):
    page = visitor.open(f"/moderation/report?{query}")
    assert page.status == 422
    assert "This is the year so far" in page.text
    assert visitor.client.get(f"/moderation/report.csv?{query}").status_code == 422


def test_the_table_has_every_figure_of_the_report(app, visitor):
    make_flag(make_question(), reason=Reason.OFF_TOPIC)
    lines = visitor.client.get("/moderation/report.csv").get_data(as_text=True).splitlines()
    assert len(lines) == 1 + len(flat(make_report(this_year())))
    assert any(line.endswith("flags,off_topic,received,1") for line in lines)
