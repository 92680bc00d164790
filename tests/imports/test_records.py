"""Attributes become typed rows; what is unknown, missing or senseless is noted and harms nothing else."""

from datetime import UTC, datetime

import pytest

from app.imports.records import PostRow, UserRow, VoteRow, instant, read_row, tag_names
from app.imports.report import Finding, Report

POST = {"Id": "7", "PostTypeId": "1", "CreationDate": "2011-06-21T20:19:34.730"}


def test_a_post_is_read_with_its_types() -> None:
    report = Report()
    attributes = {**POST, "Score": "-3", "Tags": "<a-b><c++>", "Title": " Where? ", "AcceptedAnswerId": "9"}
    row = read_row(PostRow, attributes, report)
    assert row is not None
    assert (row.id, row.type, row.score, row.tags, row.title) == (7, 1, -3, ("a-b", "c++"), "Where?")
    assert (row.accepted_id, row.parent_id) == (9, None)
    assert row.created_at == datetime(2011, 6, 21, 20, 19, 34, 730_000, UTC)
    assert not report.findings


def test_unknown_attributes_are_noted_and_ignored() -> None:
    report = Report()
    assert read_row(PostRow, {**POST, "BodySource": "recombined", "ViewCount": "3"}, report) is not None
    assert report.findings == {Finding.UNKNOWN_ATTRIBUTE: 1}
    assert report.examples[Finding.UNKNOWN_ATTRIBUTE] == ["Posts.xml: BodySource"]


@pytest.mark.parametrize("missing", POST)
def test_a_row_without_what_it_must_have_is_noted_and_left_out(missing: str) -> None:
    report = Report()
    attributes = {key: value for key, value in POST.items() if key != missing}
    assert read_row(PostRow, attributes, report) is None
    assert report.findings == {Finding.INCOMPLETE_ROW: 1}


@pytest.mark.parametrize(
    ("attribute", "value", "kept"),
    [
        ("Score", "many", True),
        ("Score", "9" * 30, True),
        ("Score", "9" * 5000, True),
        ("ClosedDate", "yesterday", True),
        ("ClosedDate", "0001-01-01T00:00:00+14:00", True),
        ("Id", "x", False),
        ("CreationDate", "2011-13-01", False),
    ],
)
def test_a_senseless_value_costs_the_row_only_where_it_cannot_be_missed(
    attribute: str, value: str, kept: bool
) -> None:
    report = Report()
    row = read_row(PostRow, {**POST, attribute: value}, report)
    assert (row is not None) == kept
    assert report.findings == {Finding.BAD_VALUE: 1}


def test_a_stub_user_has_defaults() -> None:
    row = read_row(UserRow, {"Id": "-1"}, Report())
    assert row is not None
    assert (row.id, row.name, row.reputation, row.joined_at, row.account_id) == (-1, "", 0, None, None)


def test_a_name_stands_on_one_line_without_signs_that_mislead() -> None:
    row = read_row(UserRow, {"Id": "7", "DisplayName": " Bo\n\nRead it here:\u202e \x00evil "}, Report())
    assert row is not None
    assert row.name == "Bo Read it here: evil"


def test_an_anonymous_vote_has_no_person() -> None:
    row = read_row(VoteRow, {"Id": "1", "PostId": "2", "VoteTypeId": "2"}, Report())
    assert row is not None
    assert row.person_id is None


@pytest.mark.parametrize("value", ["<a><b.c>", "|a|b.c|", "a b.c", "<A><b.c><a>"])
def test_tags_are_read_in_old_and_new_notation(value: str) -> None:
    assert tag_names(value) == ("a", "b.c")


def test_times_are_utc_whether_they_say_so_or_not() -> None:
    assert instant("2020-01-02T03:04:05") == instant("2020-01-02T04:04:05+01:00")


def test_a_report_survives_as_data() -> None:
    report = Report()
    for n in range(9):
        report.note(Finding.ORPHAN_ANSWER, f"answer {n}\nof nothing")
    report.tally("posts added", 3)
    again = Report.from_data(report.as_data())
    assert again.findings == {Finding.ORPHAN_ANSWER: 9}
    assert again.examples[Finding.ORPHAN_ANSWER] == [f"answer {n} of nothing" for n in range(5)]
    assert again.tallies == {"posts added": 3}
