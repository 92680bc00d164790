"""`flask import stackexchange` brings a dump in and says what it found."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cli.imports import explain
from app.core.db import session
from app.imports.models import ImportRun
from app.imports.report import Finding
from app.questions.models import OldAddress, Question
from tests.imports.conftest import write_folder
from tests.imports.town import town


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "town-2024-04", town())


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["import", "stackexchange", *arguments])
    session().close()
    return result.exit_code, result.output


def test_it_imports_and_reports(app: Flask, dump: Path) -> None:
    code, output = run(app, str(dump))
    assert code == 0, output
    assert "Imported as the site “town”." in output
    assert re.search(r"^ +3  questions added$", output, re.MULTILINE)
    assert re.search(r"^ +1  answers whose question is not there; left out$", output, re.MULTILINE)
    assert "answer 13: its question 999 is not there" in output
    assert "It holds 3 questions." in output
    assert set(session().scalars(select(OldAddress.site))) == {"town"}
    assert session().scalar(select(ImportRun.finished_at)) is not None


def test_it_takes_its_options(app: Flask, dump: Path) -> None:
    code, output = run(app, str(dump), "--limit", "1", "--site", "other", "--keep-addresses")
    assert code == 0, output
    assert session().scalar(select(func.count()).select_from(Question)) == 1
    assert set(session().scalars(select(OldAddress.site))) == {"other"}


def test_a_dry_run_says_so(app: Flask, dump: Path) -> None:
    code, output = run(app, str(dump), "--dry-run")
    assert code == 0, output
    assert "This was a dry run: nothing was written." in output
    assert session().scalar(select(func.count()).select_from(Question)) == 0


def test_what_is_no_dump_is_refused_in_words(app: Flask, tmp_path: Path) -> None:
    code, output = run(app, str(tmp_path))
    assert code == 1
    assert output.strip().endswith(f"Error: This is no Stack Exchange dump: {tmp_path}")


def test_an_interruption_says_how_to_go_on(app: Flask, dump: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.cli.imports.import_dump", interrupt)
    code, output = run(app, str(dump))
    assert code == 1
    assert "Run the same command again and it goes on." in output


def test_every_finding_is_said_in_words(app: Flask) -> None:
    with app.test_request_context():
        assert all(len(explain(finding)) > 10 for finding in Finding)
