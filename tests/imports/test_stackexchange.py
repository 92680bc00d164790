"""A whole dump comes in: what it says, what is wrong with it, again, newer, interrupted, and not at all."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, func, insert, select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import Badge, Person
from app.accounts.queries import Won, list_badges
from app.core.access import SYSTEM
from app.core.db import Base, session, transaction
from app.core.errors import NotAllowed
from app.core.outbox import OutboxEntry
from app.imports import stackexchange
from app.imports.importing import Options
from app.imports.models import ImportRun
from app.imports.queries import list_new_ids
from app.imports.report import Finding, Report
from app.imports.stackexchange import import_dump, silent
from app.questions.models import Comment, Kind, Post, Question, QuestionTag, Revision, Tag, Watch
from app.questions.operations.redacting import redact_question
from tests.conftest import empty_database
from tests.factories import make_department, make_moderator, make_person
from tests.imports.conftest import write_folder, write_zip
from tests.imports.town import ASKED, CLOSED, EDITED, Tables, answer, question, town, user
from tests.web import Visitor

pytestmark = pytest.mark.usefixtures("app")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def bring_in(tmp_path: Path) -> Callable[..., Report]:
    def bring_in(tables: Tables, **options: Any) -> Report:
        dump = write_zip(tmp_path / "town.zip", tables)
        report = import_dump(SYSTEM, dump, Options("town", **options))
        session().close()
        return report

    return bring_in


def post(kind: Kind, old_id: int) -> Any:
    (new_id,) = list_new_ids("town", kind, [old_id]).values()
    found = session().scalar(select(Post).options(joinedload(Post.author)).where(Post.id == new_id))
    session().close()
    return found


def revisions(post_id: int) -> list[Revision]:
    found = select(Revision).options(joinedload(Revision.author)).where(Revision.post_id == post_id)
    return list(session().scalars(found.order_by(Revision.number)))


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All tables but the runs themselves. Numbers count from 1: what is rolled back leaves gaps on PostgreSQL."""
    tables = {name: table for name, table in Base.metadata.tables.items() if name != "import_runs"}
    ranks = {
        name: {
            number: rank
            for rank, number in enumerate(session().scalars(select(table.c.id).order_by("id")), 1)
        }
        for name, table in tables.items()
        if "id" in table.c
    }
    found = {}
    for name, table in tables.items():
        rows = session().execute(select(table)).mappings()
        found[name] = sorted((_numbered(table, dict(row), ranks) for row in rows), key=repr)
    session().close()
    return {name: rows for name, rows in found.items() if rows}


def _numbered(table: Table, row: dict[str, Any], ranks: dict[str, dict[int, int]]) -> tuple[Any, ...]:
    for column in table.columns:
        for key in column.foreign_keys:
            row[column.name] = ranks[key.column.table.name].get(row[column.name])
    if "id" in row:
        row["id"] = ranks[table.name][row["id"]]
    if "new_id" in row:
        row["new_id"] = ranks["people" if row["kind"] == "person" else "posts"][row["new_id"]]
    return tuple(row.values())


def test_a_question_comes_in_with_all_it_had(bring_in: Callable[..., Report]) -> None:
    department = make_department(front_desk=True)
    bring_in(town())
    asked = post(Kind.QUESTION, 10)
    assert (asked.title, asked.slug) == ("When are the bins emptied?", "when-are-the-bins-emptied")
    assert (asked.author.name, asked.score, asked.view_count) == ("Åse Holm", 7, 5)
    assert (asked.created_at, asked.edited_at, asked.active_at) == (at(ASKED), at(EDITED), at(EDITED))
    assert (asked.answer_count, asked.comment_count, asked.tags) == (2, 1, ["bins", "c"])
    assert asked.accepted_answer_id == post(Kind.ANSWER, 12).id
    assert asked.department_id == department.id
    assert "<strong>Vestergade</strong>" in asked.body_html


def test_an_answer_comes_in_under_its_question(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    accepted, early = post(Kind.ANSWER, 12), post(Kind.ANSWER, 11)
    assert accepted.question_id == post(Kind.QUESTION, 10).id
    assert (accepted.accepted_at, early.accepted_at) == (at(EDITED), None)
    assert early.question_id == post(Kind.QUESTION, 20).id
    assert accepted.body == "On [Mondays](/q/20)."
    assert accepted.comment_count == 1


def test_revisions_are_those_of_the_history(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    asked = post(Kind.QUESTION, 10)
    first, second = revisions(asked.id)
    assert (first.number, first.author.name, first.created_at) == (1, "Åse Holm", at(ASKED))
    assert (first.title, first.body, first.tag_names) == (
        "When are bins emptied?",
        "I live here.\\\nThanks!",
        "bins",
    )
    assert (second.number, second.author.name, second.created_at) == (2, "Bo", at(EDITED))
    assert (second.summary, second.body) == ("said where", "I live in __Vestergade__.")
    assert (asked.revision_number, asked.body) == (2, second.body)


def test_a_post_without_history_has_one_revision(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    asked = post(Kind.QUESTION, 20)
    (only,) = revisions(asked.id)
    assert (only.number, only.title, only.body, only.created_at) == (1, asked.title, asked.body, at(ASKED))


def test_closed_locked_and_duplicate_questions_stay_so(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    closed, locked = post(Kind.QUESTION, 20), post(Kind.QUESTION, 30)
    assert (closed.closed_at, closed.close_reason) == (at(CLOSED), "It was asked before.")
    assert closed.duplicate_of_id == post(Kind.QUESTION, 10).id
    assert post(Kind.QUESTION, 10).duplicate_of_id is None
    assert (locked.locked_at, locked.closed_at) == (at(CLOSED), None)


def test_comments_come_in_with_their_score_and_revision(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    first, second = post(Kind.COMMENT, 1), post(Kind.COMMENT, 2)
    assert (first.body_html, first.score, first.author.name) == ("@bo <em>which</em> street?", 2, "Bo")
    assert (first.parent_id, first.question_id) == (post(Kind.QUESTION, 10).id,) * 2
    assert (second.parent_id, second.question_id) == (post(Kind.ANSWER, 12).id, post(Kind.QUESTION, 10).id)
    assert [revision.body for revision in revisions(first.id)] == [first.body]


def test_people_come_in_without_addresses(bring_in: Callable[..., Report]) -> None:
    make_person("Åse Holm", email="aase@example.org")
    with transaction() as current:
        current.execute(update(Person).values(name_key="asehoim"))
    bring_in(town())
    people = {
        person.name: person for person in session().scalars(select(Person).where(Person.email.is_(None)))
    }
    assert set(people) == {"Åse Holm", "Bo", "Former member", "user5", "Gone Jens", "Borgerservice"}
    assert people["Åse Holm"].about == "I write to **all**: …@…"
    assert (people["Åse Holm"].reputation, people["Åse Holm"].joined_at) == (10, at(ASKED))
    assert all(person.password_hash is None for person in people.values())
    keys = list(session().scalars(select(Person.name_key).where(Person.name == "Bo")))
    assert sorted(keys, key=str) == [None, "bo"]


def test_deleted_accounts_keep_their_name_once(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    assert post(Kind.QUESTION, 30).author_id == post(Kind.COMMENT, 2).author_id
    assert post(Kind.ANSWER, 14).author_id is None


def test_votes_become_watches_and_no_vote_is_counted_twice(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    assert [(watch.question_id, watch.created_at) for watch in session().scalars(select(Watch))] == [
        (post(Kind.QUESTION, 10).id, at(ASKED))
    ]


def test_tags_are_counted(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    counts = session().execute(select(Tag.name, Tag.question_count).order_by(Tag.name))
    assert [tuple(row) for row in counts] == [("bins", 3), ("c", 1)]


def test_badges_are_kept_and_counted_by_name(bring_in: Callable[..., Report], visitor: Visitor) -> None:
    report = bring_in(town())
    person_id = post(Kind.QUESTION, 10).author_id
    assert list_badges(person_id) == [Won("bins", 1, 1), Won("Teacher", 3, 2)]
    assert set(session().scalars(select(Badge.awarded_at))) == {at(ASKED), at(EDITED)}
    assert report.tallies["badges read"] == 3
    session().close()
    page = visitor.open(f"/people/{person_id}")
    assert "3 badges" in page.text
    assert "Teacher × 2" in page.text


def test_a_newer_dump_adds_the_badges_won_since(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    tables = town()
    tables["Badges"].append({"Id": 9, "UserId": 2, "Name": "Scholar", "Date": EDITED, "Class": 2})
    bring_in(tables)
    found = session().execute(select(Badge.old_id, Badge.name).order_by(Badge.old_id))
    assert [tuple(row) for row in found] == [(1, "Teacher"), (3, "Teacher"), (4, "bins"), (9, "Scholar")]


def test_a_tag_says_what_it_is_about(bring_in: Callable[..., Report], visitor: Visitor) -> None:
    bring_in(town())
    assert described() == {"bins": "Of glass, too. Ask …@…", "c": ""}
    assert "Of glass, too." in visitor.open("/tags/bins").text


def test_what_a_tag_is_about_follows_its_own_site_only(
    bring_in: Callable[..., Report], tmp_path: Path
) -> None:
    bring_in(town())
    tables = town()
    excerpt = next(row for row in tables["Posts"] if row["Id"] == 42)
    excerpt["Body"] = "Of rubbish."
    import_dump(SYSTEM, write_folder(tmp_path / "other", tables), Options("other"))
    assert described()["bins"] == "Of glass, too. Ask …@…"
    bring_in(tables)
    assert described()["bins"] == "Of rubbish."


def described() -> dict[str, str]:
    found = {name: words for name, words in session().execute(select(Tag.name, Tag.description))}
    session().close()
    return found


def test_bounties_are_reported(bring_in: Callable[..., Report]) -> None:
    assert bring_in(town()).tallies["bounties, not kept"] == 1


def test_every_defect_is_reported(bring_in: Callable[..., Report]) -> None:
    report = bring_in(town())
    assert dict(report.findings) == {
        Finding.SHARED_NAME: 1,
        Finding.NAMELESS_PERSON: 1,
        Finding.STUB_PERSON: 1,
        Finding.MISLEADING_NAME: 1,
        Finding.EMAIL_ADDRESS: 2,
        Finding.RENAMED_TAG: 1,
        Finding.UNKNOWN_ATTRIBUTE: 1,
        Finding.INCOMPLETE_ROW: 1,
        Finding.BAD_VALUE: 1,
        Finding.UNSUPPORTED_KIND: 2,
        Finding.EMPTY_BODY: 1,
        Finding.ORPHAN_ANSWER: 1,
        Finding.ORPHAN_COMMENT: 1,
        Finding.ORPHAN_VOTE: 1,
        Finding.DANGLING_AUTHOR: 1,
        Finding.DANGLING_ACCEPTED: 1,
        Finding.DANGLING_PERSON: 2,
        Finding.DANGLING_LINK: 1,
        Finding.CIRCULAR_LINK: 1,
    }


def test_nothing_is_announced(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    assert session().scalar(select(func.count()).select_from(OutboxEntry)) == 0


def test_the_same_dump_again_changes_nothing(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    before = everything()
    report = bring_in(town())
    assert everything() == before
    assert report.tallies["questions unchanged"] == 3
    assert report.tallies["questions added"] == report.tallies["questions changed"] == 0


def test_a_newer_dump_updates_and_adds(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    bring_in(newer())
    asked, closed = post(Kind.QUESTION, 10), post(Kind.QUESTION, 20)
    assert (asked.title, asked.tags, asked.score) == ("When are the bins really emptied?", ["bins", "new"], 9)
    assert asked.accepted_answer_id == post(Kind.ANSWER, 14).id
    assert [post(Kind.ANSWER, number).accepted_at is None for number in (12, 14)] == [True, False]
    assert [revision.number for revision in revisions(asked.id)] == [1, 2, 3]
    assert revisions(asked.id)[-1].title == asked.title
    assert (closed.closed_at, closed.close_reason) == (None, "")
    assert post(Kind.QUESTION, 50).title == "A new one?"
    assert post(Kind.QUESTION, 20).answer_count == 2
    assert post(Kind.COMMENT, 1).body == "@bo which street *please*?"
    assert session().scalar(select(Person.name).where(Person.id == asked.author_id)) == "Åse Holm-Dam"


def test_a_newer_dump_doubles_nothing(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    bring_in(newer())
    counted = {
        kind: count for kind, count in session().execute(select(Post.kind, func.count()).group_by(Post.kind))
    }
    assert counted == {Kind.QUESTION: 4, Kind.ANSWER: 4, Kind.COMMENT: 2}
    assert session().scalar(select(func.count()).select_from(Watch)) == 1
    assert session().scalar(select(func.count()).select_from(QuestionTag)) == 5


def test_who_only_a_newer_dump_has_is_named_as_the_author_then(bring_in: Callable[..., Report]) -> None:
    early = town()
    early["Users"] = [row for row in early["Users"] if row["Id"] != 2]
    bring_in(early)
    assert (post(Kind.ANSWER, 12).author_id, post(Kind.COMMENT, 1).author_id) == (None, None)
    bring_in(town())
    for found in (post(Kind.ANSWER, 12), post(Kind.COMMENT, 1)):
        assert found.author.name == "Bo"
        assert [revision.author_id for revision in revisions(found.id)] == [found.author_id]


def test_an_author_erased_here_is_not_named_again(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    with transaction():
        session().execute(update(Post).where(Post.author_id.is_not(None)).values(author_id=None))
    bring_in(town())
    assert (post(Kind.ANSWER, 12).author_id, post(Kind.COMMENT, 1).author_id) == (None, None)


def newer() -> Tables:
    """The town some weeks later."""
    tables = town()
    posts = {row["Id"]: row for row in tables["Posts"]}
    posts[10] |= {"Title": "When are the bins really emptied?", "Tags": "<bins><new>", "Score": 9}
    posts[10] |= {"AcceptedAnswerId": 14}
    del posts[20]["ClosedDate"]
    tables["PostHistory"] = [row for row in tables["PostHistory"] if row["Id"] != 6]
    later = {"PostId": 10, "RevisionGUID": "z", "CreationDate": "2012-04-01T00:00:00", "UserId": 1}
    tables["PostHistory"].append(
        {"Id": 90, "PostHistoryTypeId": 4, "Text": "When are the bins really emptied?", **later}
    )
    tables["Posts"] += [question(50, "A new one?"), answer(51, 20)]
    tables["Comments"][0]["Text"] = "@bo which street *please*?"
    tables["Users"][0] = user(1, "Åse Holm-Dam")
    return tables


def test_what_a_newer_dump_has_no_more_stays_and_is_counted_with_examples(
    bring_in: Callable[..., Report],
) -> None:
    first = bring_in(town())
    assert not any(finding.name.startswith("GONE") for finding in first.findings)
    tables = town()
    tables["Users"] = [row for row in tables["Users"] if row["Id"] != 5]
    tables["Posts"] = [row for row in tables["Posts"] if row["Id"] not in (12, 30)]
    tables["Comments"] = [row for row in tables["Comments"] if row["Id"] != 2]
    tables["Badges"] = [row for row in tables["Badges"] if row["Id"] != 4]
    tables["PostLinks"] = [row for row in tables["PostLinks"] if row["Id"] == 4]
    before = {kind: [post(kind, number).id for number in numbers] for kind, numbers in KEPT.items()}
    report = bring_in(tables)
    gone = {finding: count for finding, count in report.findings.items() if finding.name.startswith("GONE")}
    assert gone == {
        Finding.GONE_PERSON: 1,
        Finding.GONE_POST: 2,
        Finding.GONE_COMMENT: 1,
        Finding.GONE_BADGE: 1,
        Finding.GONE_DUPLICATE: 1,
    }
    question_id, answer_id = post(Kind.QUESTION, 30).id, post(Kind.ANSWER, 12).id
    asked = {f"30: /questions/{question_id}", f"12: /answers/{answer_id}"}
    assert set(report.examples[Finding.GONE_POST]) == asked
    assert report.examples[Finding.GONE_COMMENT] == [f"2: /questions/{post(Kind.QUESTION, 10).id}"]
    assert report.examples[Finding.GONE_DUPLICATE] == [f"20: /questions/{post(Kind.QUESTION, 20).id}"]
    assert {kind: [post(kind, number).id for number in numbers] for kind, numbers in KEPT.items()} == before


KEPT = {Kind.QUESTION: [10, 20, 30], Kind.ANSWER: [11, 12, 14], Kind.COMMENT: [1, 2]}


def test_what_is_gone_is_kept_with_the_run(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    tables = town()
    tables["Comments"] = tables["Comments"][1:]
    bring_in(tables)
    last = session().scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
    assert last is not None
    assert last.report["findings"][Finding.GONE_COMMENT] == 1


def test_a_table_a_newer_dump_lacks_is_missing_not_gone(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    tables = town()
    del tables["Comments"]
    report = bring_in(tables)
    assert (report.findings[Finding.MISSING_TABLE], report.findings[Finding.GONE_COMMENT]) == (1, 0)


def test_what_another_site_has_is_not_gone(bring_in: Callable[..., Report], tmp_path: Path) -> None:
    other = {name: rows[:1] for name, rows in town().items()}
    bring_in(town())
    import_dump(SYSTEM, write_folder(tmp_path / "other", other), Options("other"))
    again = import_dump(SYSTEM, write_folder(tmp_path / "another", other), Options("other"))
    assert not any(finding.name.startswith("GONE") for finding in again.findings)


def test_a_duplicate_unlinked_here_is_not_linked_again_by_the_same_words(
    bring_in: Callable[..., Report],
) -> None:
    bring_in(town())
    with transaction():
        session().execute(update(Post).values(duplicate_of_id=None))
    bring_in(newer())
    assert post(Kind.QUESTION, 20).duplicate_of_id is None


def test_progress_adds_up_when_a_dump_is_compared_with_an_earlier_one(
    bring_in: Callable[..., Report], tmp_path: Path
) -> None:
    bring_in(town())
    sizes: list[int] = []
    progress = silent()._replace(begin=sizes.append, advance=lambda size: sizes.append(-size))
    import_dump(SYSTEM, write_folder(tmp_path / "town", newer()), Options("town"), progress)
    assert sum(sizes) == 0


def test_what_was_done_here_survives_a_newer_dump(bring_in: Callable[..., Report]) -> None:
    bring_in(town())
    asked = post(Kind.QUESTION, 10)
    with transaction() as current:
        current.execute(update(Post).where(Post.id == asked.id).values(score=8, view_count=100))
        current.execute(update(Post).where(Post.id == asked.id).values(body="Mine.", revision_number=3))
        current.execute(insert(Revision).values(post_id=asked.id, number=3, body="Mine.", title=asked.title))
    report = bring_in(newer())
    after = post(Kind.QUESTION, 10)
    assert (after.body, after.title, after.revision_number) == ("Mine.", "When are the bins emptied?", 3)
    assert (after.score, after.view_count) == (10, 100)
    assert report.findings[Finding.EDITED_HERE] == 1


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_made_private_here_does_not_come_back(bring_in: Callable[..., Report], whole: bool) -> None:
    bring_in(town())
    asked, moderator = post(Kind.QUESTION, 10), make_moderator()
    with transaction():
        redact_question(moderator, asked.id, asked.version, "" if whole else "When is this emptied?")
    stays = (post(Kind.QUESTION, 10).title, [one.title for one in revisions(asked.id)])
    later = newer()
    next(row for row in later["Posts"] if row["Id"] == 10)["ClosedDate"] = "2012-05-01T00:00:00"
    report = bring_in(later)
    after = post(Kind.QUESTION, 10)
    assert (after.title, [one.title for one in revisions(asked.id)]) == stays
    assert (after.score, after.is_stub, after.locked_at is not None) == (9, whole, whole)
    assert (after.closed_at == at("2012-05-01T00:00:00")) is not whole
    assert report.findings[Finding.EDITED_HERE] == 1


def test_a_dry_run_reports_the_same_and_writes_nothing(bring_in: Callable[..., Report]) -> None:
    before = everything()
    rehearsed = bring_in(town(), dry_run=True)
    assert everything() == before
    assert session().scalar(select(func.count()).select_from(ImportRun)) == 0
    assert bring_in(town()).as_data() == rehearsed.as_data()


def test_a_limit_brings_in_the_first_questions_and_what_hangs_on_them(
    bring_in: Callable[..., Report],
) -> None:
    report = bring_in(town(), limit=1)
    assert list(session().scalars(select(Question.title))) == ["When are the bins emptied?"]
    assert session().scalar(select(func.count()).select_from(Comment)) == 2
    assert Finding.ORPHAN_ANSWER not in report.findings
    assert report.tallies["left out by the limit"] > 0


def test_addresses_are_kept_when_asked(bring_in: Callable[..., Report]) -> None:
    bring_in(town(), keep_emails=True)
    assert "aase@example.dk" in str(session().scalar(select(Person.about).where(Person.name == "Åse Holm")))


class _Cut(Exception):
    """The power is gone."""


@pytest.mark.parametrize("seed", range(6))
def test_an_interrupted_run_ends_as_a_straight_one(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    monkeypatch.setattr(stackexchange, "BATCH", 3)
    monkeypatch.setattr(stackexchange, "PLAIN_BATCH", 3)
    dump = write_folder(tmp_path / "town", town())
    straight = import_dump(SYSTEM, dump, Options("town")).as_data()
    expected = everything()
    empty_database()
    chance = random.Random(seed)
    for _attempt in range(200):
        left = chance.randint(1, 9)

        def transaction_until_cut() -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise _Cut
            return transaction()

        monkeypatch.setattr(stackexchange, "transaction", transaction_until_cut)
        try:
            report = import_dump(SYSTEM, dump, Options("town"))
        except _Cut:
            session().close()
            continue
        break
    assert report.as_data() == straight
    assert everything() == expected
    assert session().scalar(select(func.count()).select_from(ImportRun)) == 1


def test_an_interruption_inside_a_batch_leaves_none_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_arguments: Any) -> None:
        raise _Cut

    monkeypatch.setattr("app.imports.posts._Batch._add_revisions", cut)
    with pytest.raises(_Cut):
        import_dump(SYSTEM, write_folder(tmp_path / "town", town()), Options("town"))
    session().close()
    assert session().scalar(select(func.count()).select_from(Post)) == 0
    assert session().scalar(select(ImportRun.stage)) == "tags"


def test_worker_processes_convert_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dump = write_folder(tmp_path / "town", town())
    import_dump(SYSTEM, dump, Options("town"))
    alone = everything()
    empty_database()
    monkeypatch.setattr(stackexchange, "WORTH_PROCESSES", 0)
    import_dump(SYSTEM, dump, Options("town"), processes=2)
    assert everything() == alone


def test_progress_is_told_by_stage_and_adds_up(tmp_path: Path) -> None:
    seen: list[str] = []
    sizes: list[int] = []
    progress = silent()._replace(
        begin=sizes.append, stage=seen.append, advance=lambda size: sizes.append(-size)
    )
    import_dump(SYSTEM, write_folder(tmp_path / "town", town()), Options("town"), progress)
    assert seen[0] == "PostHistory"
    assert seen[1:] == [
        "people",
        "tags",
        "questions",
        "answers",
        "descriptions of tags",
        "comments",
        "votes",
        "links",
        "badges",
        "settling",
    ]
    assert sum(sizes) == 0


def test_two_sites_keep_apart(bring_in: Callable[..., Report], tmp_path: Path) -> None:
    bring_in(town())
    import_dump(SYSTEM, write_folder(tmp_path / "other", town()), Options("other"))
    assert session().scalar(select(func.count()).select_from(Question)) == 6
    assert set(list_new_ids("town", "question", [10, 20]).values()).isdisjoint(
        list_new_ids("other", "question", [10, 20]).values()
    )


def test_only_administrators_may_import(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        import_dump(make_person(), write_folder(tmp_path / "town", town()), Options("town"))
