"""The real dumps: every row is read, and every text says the same afterwards."""

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.accounts.models import Badge
from app.core.access import SYSTEM
from app.core.db import session
from app.imports.conversion import convert
from app.imports.importing import Options
from app.imports.post_texts import PostTexts, PostWork, convert_post
from app.imports.reading import open_dump
from app.imports.records import PostRow, TagRow, UserRow, VoteRow, read_row
from app.imports.report import Finding, Report
from app.imports.stackexchange import import_dump

TEXTS = 400
# Texts take most of an import's time, so of each so many one is converted; `make prove` converts them all.
EVERY = 1 if os.environ.get("TORV_PROVE") else 8


def convert_some(work: PostWork) -> PostTexts:
    """Convert a text as an import does, or a short one in its place, unless it may hold a mail address."""
    if work.row.id % EVERY and "@" not in work.row.body:
        work = replace(work, row=replace(work.row, body="<p>Short.</p>"))
    return convert_post(work)


def test_the_travel_dump_is_read_whole(dumps: Path) -> None:
    report = Report()
    with open_dump(dumps / "travel.zip") as dump:
        posts = [read_row(PostRow, row, report) for row in dump.rows("Posts", report)]
        counts = [
            sum(read_row(kind, row, report) is not None for row in dump.rows(kind.table, report))
            for kind in (UserRow, VoteRow, TagRow)
        ]
        assert "Comments" not in dump.tables
    assert [sum(post is not None and post.type == kind for post in posts) for kind in (1, 2)] == [2725, 5798]
    assert counts == [2332, 88690, 932]
    assert not report.findings


@pytest.mark.parametrize(
    "name", ["bicycles.meta", "french.meta", "conlang.meta", "cardano-2021", "history.meta-2018"]
)
def test_every_table_of_the_other_dumps_is_read_without_complaint(dumps: Path, name: str) -> None:
    report = Report()
    with open_dump(dumps / f"{name}.zip") as dump:
        counts = {table: sum(1 for _ in dump.rows(table, report)) for table in dump.tables}
    assert min(counts.values()) > 0
    assert not report.findings


def test_the_texts_of_real_posts_say_the_same_after_conversion(dumps: Path) -> None:
    with gzip.open(dumps / "markdown-html-pairs.jsonl.gz", "rt", encoding="utf-8") as pairs:
        texts = [json.loads(line)["html"] for _, line in zip(range(TEXTS), pairs, strict=False)]
    changed = [text for text in texts if Finding.CHANGED_TEXT in dict(convert(text).findings)]
    assert len(texts) == TEXTS
    assert changed == []


@pytest.mark.usefixtures("app")
def test_the_travel_dump_comes_in_with_what_is_wrong_with_it(
    dumps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.imports.stackexchange.convert_post", convert_some)
    report = import_dump(SYSTEM, dumps / "travel.zip", Options("travel"))
    added = {what: report.tallies[f"{what} added"] for what in ("people", "questions", "answers", "comments")}
    assert added == {"people": 2332, "questions": 2725, "answers": 5796, "comments": 0}
    assert (report.tallies["tags read"], report.tallies["votes read"]) == (932, 88690)
    marks = ("badges read", "descriptions of tags read", "bounties, not kept")
    assert [report.tallies[what] for what in marks] == [35551, 510, 203]
    expected = {
        Finding.DANGLING_ACCEPTED: 73,
        Finding.ORPHAN_ANSWER: 2,
        Finding.STUB_PERSON: 22,
        Finding.EMAIL_ADDRESS: 16,
        Finding.UNSUPPORTED_KIND: 967,
    }
    assert {finding: report.findings[finding] for finding in expected} == expected
    assert Finding.CHANGED_TEXT not in report.findings


@pytest.mark.usefixtures("app")
def test_a_dump_with_all_tables_comes_in_twice_and_doubles_nothing(dumps: Path) -> None:
    first = import_dump(SYSTEM, dumps / "conlang.meta.zip", Options("conlang.meta"))
    again = import_dump(SYSTEM, dumps / "conlang.meta.zip", Options("conlang.meta"))
    for what, count in {"questions": 54, "answers": 115, "comments": 230, "people": 272}.items():
        assert (first.tallies[f"{what} added"], again.tallies[f"{what} unchanged"]) == (count, count)
        assert again.tallies[f"{what} added"] == again.tallies[f"{what} changed"] == 0
    assert first.tallies["revisions added"] > 54 + 115
    assert session().scalar(select(func.count()).select_from(Badge)) == 612
