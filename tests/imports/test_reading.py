"""Rows come out of every kind of dump, and out of damaged ones as far as they can be read."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import py7zr
import pytest

from app.imports.reading import LONGEST_ROW, NotADump, open_dump, site_of
from app.imports.report import Finding, Report
from tests.imports.conftest import write_folder, write_zip, xml_of

QUESTIONS = [
    {"Id": n, "Title": f"Hvor er nr. {n} <&\"'>?", "Body": f"<p>Linje\nto æøå {n}</p>"}
    for n in range(1, 1200)
]
Write = Callable[[bytes], Path]


def read(path: Path, table: str = "Posts") -> tuple[list[dict[str, str]], Report]:
    report = Report()
    with open_dump(path) as dump:
        return list(dump.rows(table, report)), report


def as_text(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    return [{key: str(value) for key, value in row.items()} for row in rows]


def seven_zip(path: Path, tables: dict[str, list[dict[str, object]]]) -> Path:
    folder = write_folder(path.parent / "unpacked", tables)
    with py7zr.SevenZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
    return path


@pytest.mark.parametrize("kind", ["folder", "zip", "7z"])
def test_every_row_of_every_kind_of_dump_is_read_in_order(kind: str, tmp_path: Path) -> None:
    write = {"folder": write_folder, "zip": write_zip, "7z": seven_zip}[kind]
    rows, report = read(write(tmp_path / f"town.{kind}", {"Posts": QUESTIONS, "Users": [{"Id": 1}]}))
    assert rows == as_text(QUESTIONS)
    assert not report.findings


def test_seven_zip_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    archive = seven_zip(tmp_path / "town.7z", {"Posts": QUESTIONS})
    with open_dump(archive) as dump:
        assert dump.tables["Posts"].size > 100_000
        assert list((tmp_path / "temporary").iterdir())
    assert not list((tmp_path / "temporary").iterdir())


def test_tables_are_found_in_a_folder_of_the_archive_and_in_any_case(tmp_path: Path) -> None:
    path = tmp_path / "town.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("town.example.com/posts.XML", xml_of("posts", [{"Id": 1}]))
        archive.writestr("town.example.com/readme.xml", "<nothing/>")
    assert read(path)[0] == [{"Id": "1"}]


def test_what_is_no_dump_is_refused(tmp_path: Path) -> None:
    (tmp_path / "town.zip").write_bytes(b"not a zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("Users.xml", xml_of("Users", []))
    (tmp_path / "broken.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    for name in ("town.zip", "other.zip", "broken.7z", "missing.7z"):
        with pytest.raises(NotADump), open_dump(tmp_path / name):
            pass


def test_one_bad_row_costs_only_itself(write_posts: Write) -> None:
    good = b'<row Id="1" Body="a" />\n'
    rows, report = read(
        write_posts(b"<posts>" + good * 450 + b'<row Id="2" Id="3" />\n' + good * 450 + b"</posts>")
    )
    assert [row["Id"] for row in rows] == ["1"] * 900
    assert report.findings == {Finding.UNREADABLE_ROW: 1}
    assert 'Id="2" Id="3"' in report.examples[Finding.UNREADABLE_ROW][0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"a\x0bb", "ab"),
        (b"a&#0;b&#x1F;c", "abc"),
        (b"caf\xe9 au lait", "caf\ufffd au lait"),
        (b"salt & pepper", "salt & pepper"),
        (b"&nbsp;&lt;p>", "&nbsp;<p>"),
        (b"1 < 2 &amp; 3", "1 < 2 & 3"),
        (b"a > b", "a > b"),
    ],
)
def test_bad_characters_are_mended(write_posts: Write, written: bytes, expected: str) -> None:
    rows, report = read(write_posts(b'<posts><row Id="1" Body="' + written + b'" /></posts>'))
    assert rows == [{"Id": "1", "Body": expected}]
    assert report.findings[Finding.MENDED_ROW] == (written != b"a > b")


def test_a_file_cut_short_gives_what_it_holds(write_posts: Write) -> None:
    rows, report = read(write_posts(b'<posts>\n<row Id="1" />\n<row Id="2" Body="and then'))
    assert rows == [{"Id": "1"}]
    assert report.findings == {Finding.CUT_SHORT: 1, Finding.UNREADABLE_ROW: 1}


def test_a_damaged_zip_gives_what_it_holds(tmp_path: Path) -> None:
    import random

    many = [{"Id": n, "Body": random.Random(n).randbytes(400).hex()} for n in range(4000)]
    path = write_zip(tmp_path / "town.zip", {"Posts": many})
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 200] = bytes(200)
    path.write_bytes(content)
    rows, report = read(path)
    assert 100 < len(rows) < 4000
    assert rows[:100] == as_text(many[:100])
    assert report.findings[Finding.CUT_SHORT] >= 1


def test_entities_are_never_expanded(write_posts: Write) -> None:
    bomb = b'<!DOCTYPE posts [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    rows, report = read(write_posts(bomb + b'<posts><row Id="1" Body="&b;&f;" /></posts>'))
    assert rows == [{"Id": "1", "Body": "&b;&f;"}]
    assert report.findings == {Finding.MENDED_ROW: 1}


def test_a_doctype_without_entities_is_passed_over(write_posts: Write) -> None:
    rows, report = read(write_posts(b"<!DOCTYPE posts SYSTEM 'posts.dtd'>\n<posts><row Id=\"1\" /></posts>"))
    assert (rows, dict(report.findings)) == ([{"Id": "1"}], {})


def test_a_row_without_end_is_given_up_before_it_fills_the_memory(write_posts: Write) -> None:
    endless = b'<row Id="1" Body="' + b"x" * (LONGEST_ROW * 2) + b'" />'
    rows, report = read(write_posts(b'<posts><row Id="2" />' + endless + b'<row Id="3" /></posts>'))
    assert [row["Id"] for row in rows] == ["2", "3"]
    assert report.findings == {Finding.UNREADABLE_ROW: 1}


@pytest.mark.parametrize("content", [b"", b"<posts></posts>", b"no xml at all"])
def test_a_file_without_rows_gives_none(write_posts: Write, content: bytes) -> None:
    rows, report = read(write_posts(content))
    assert rows == []
    assert report.findings == ({} if content == b"<posts></posts>" else {Finding.CUT_SHORT: 1})


def test_the_fingerprint_tells_a_newer_dump_from_the_same(tmp_path: Path) -> None:
    paths = [
        write_zip(tmp_path / "a.zip", {"Posts": QUESTIONS}),
        write_zip(tmp_path / "b.zip", {"Posts": QUESTIONS}),
        write_zip(tmp_path / "c.zip", {"Posts": [{**QUESTIONS[0], "Id": 2}, *QUESTIONS[1:]]}),
    ]
    marks = []
    for path in paths:
        with open_dump(path) as dump:
            marks.append(dump.fingerprint)
    assert marks[0] == marks[1] != marks[2]


def test_progress_adds_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    seen: list[int] = []
    with open_dump(write_zip(tmp_path / "a.zip", {"Posts": QUESTIONS})) as dump:
        assert len(list(dump.rows("Posts", Report(), seen.append))) == len(QUESTIONS)
        assert sum(seen) == dump.tables["Posts"].size


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("travel.zip", "travel"),
        ("travel.stackexchange.com.7z", "travel"),
        ("History.Meta-2018.zip", "history.meta"),
        ("cardano-2021-04-30.7z", "cardano"),
        ("stackoverflow.com.7z", "stackoverflow.com"),
    ],
)
def test_the_site_is_named_by_the_file(name: str, site: str) -> None:
    assert site_of(Path("/dumps") / name) == site
