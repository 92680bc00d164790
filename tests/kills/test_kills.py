"""Web server, worker and rebuild are killed at random moments while people answer.

Nothing that was acknowledged is lost, nothing is done twice, what follows from it happens, the index is true again.
TORV_CYCLES=200 kills as often as that, TORV_SEED another way.
"""

import email
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email import policy
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text

from app.config import ROOT
from app.core.db import db, session, transaction
from app.core.limits import LimitCount
from app.core.outbox import OutboxEntry
from app.questions.models import Answer, Question, Revision
from app.search import indexing
from tests.factories import make_moderator, make_question
from tests.kills.site import COMMANDS, Answerer, Site
from tests.waiting import eventually
from tests.web import Visitor

CYCLES = int(os.environ.get("TORV_CYCLES", "6"))
SEED = int(os.environ.get("TORV_SEED", "1"))
ANSWERERS = 3
SECONDS_TO_SETTLE = 180
VICTIMS = (("web",), ("worker",), ("web", "worker"), ("worker", "rebuild"), ("web", "worker", "rebuild"))


@pytest.fixture
def site(migrated: Flask, tmp_path: Path) -> Iterator[Site]:
    """Give a site with an index, whose processes end with the test."""
    indexing.rebuild(lambda _done: None)
    site = Site(migrated.extensions["torv_config"], tmp_path / "log")
    yield site
    for name in COMMANDS:
        site.kill(name)
    site.held.close()


@pytest.fixture
def answerers(site: Site, migrated: Flask, tmp_path: Path) -> list[Answerer]:
    """Give people who answer questions, whose askers hear of each answer by mail."""
    question_ids = [make_question().id for _number in range(10 + CYCLES)]
    people = []
    for number in range(ANSWERERS):
        visitor = Visitor(migrated).sign_in(make_moderator().id)  # whom no level holds back
        page = visitor.open(f"/questions/{question_ids[0]}")
        token = page.all("input[name=csrf_token]")[0].value
        cookie = visitor.client.get_cookie(migrated.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        notes, stopping = tmp_path / f"acknowledged-{number}", threading.Event()
        people.append(Answerer(site, f"{cookie.key}={cookie.value}", token, question_ids, notes, stopping))
    return people


@pytest.mark.kills
def test_what_was_acknowledged_is_there_and_handled_after_every_kill(
    site: Site, answerers: list[Answerer]
) -> None:
    kills = kill_again_and_again(site, answerers)
    let_it_settle(site)
    acknowledged = [tuple(line.split()) for one in answerers for line in one.notes.read_text().splitlines()]
    assert len(acknowledged) >= CYCLES
    assert sum(kills.values()) >= CYCLES
    check_answers([(int(answer), int(question), key) for answer, question, key in acknowledged])
    check_mails(site, [int(answer) for answer, _question, _key in acknowledged], kills["worker"])
    assert {complaint.split()[0] for one in answerers for complaint in one.complaints} <= {"429", "503"}
    print(f"\n{len(acknowledged)} answers through {dict(kills)}")  # noqa: T201


def kill_again_and_again(site: Site, answerers: list[Answerer]) -> Counter[str]:
    """Start what is not running, let it work for a moment, kill some of it; then start it all once more."""
    chance, kills = random.Random(SEED), Counter[str]()
    for cycle in range(CYCLES):
        victims = chance.choice(VICTIMS)
        for name in ("web", "worker", *victims):
            site.start(name)
        site.wait_until_it_answers()
        if cycle == 0:
            for one in answerers:
                one.start()
        _let_everybody_answer_again()
        _wait_for_an_answer(answerers)
        time.sleep(chance.uniform(0, 1))
        kills.update(name for name in victims if site.kill(name))
    for name in ("web", "worker"):
        site.start(name)
    for one in answerers:
        one.stopping.set()
    for one in answerers:
        one.join(60)
        assert not one.is_alive()
    return kills


def _let_everybody_answer_again() -> None:
    """Nobody answers as often in an hour as these three in a minute."""
    with transaction() as current:
        current.execute(delete(LimitCount))


def _wait_for_an_answer(answerers: list[Answerer]) -> None:
    """Wait for one more, so that however slow the machine is, somebody is at work when the site is killed."""
    before = sum(one.answered for one in answerers)
    eventually(lambda: sum(one.answered for one in answerers) > before, "an answer")


def let_it_settle(site: Site) -> None:
    """Wait until everything is handled, and compare the index with the database."""
    deadline = time.monotonic() + SECONDS_TO_SETTLE
    while (left := _left()) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == [], site.log.read_text()[-3000:]
    site.stop()
    check = subprocess.run(
        [sys.executable, "-m", "flask", "search", "check"],
        cwd=ROOT, env=site.environ, capture_output=True, text=True,
    )  # fmt: skip
    assert check.returncode == 0, check.stdout + check.stderr
    assert "The index is what the database says." in check.stdout


def _left() -> list[tuple[str, str | None]]:
    found = [(entry.handler, entry.last_error) for entry in session().scalars(select(OutboxEntry))]
    session().close()
    return found


def check_answers(acknowledged: list[tuple[int, int, str]]) -> None:
    """Every answer is there once, with its revision, under its question, and counted."""
    answers = session().execute(select(Answer.id, Answer.question_id, Answer.body)).all()
    assert sorted((number, of, f"The answer is {key}.") for number, of, key in acknowledged) == sorted(
        map(tuple, answers)
    )
    revised = session().scalars(select(Revision.post_id).join(Answer, Answer.id == Revision.post_id))
    assert sorted(revised) == sorted(number for number, _of, _key in acknowledged)
    counts = dict(session().execute(select(Question.id, Question.answer_count)).all())
    of = Counter(question_id for _number, question_id, _key in acknowledged)
    assert counts == {question_id: of[question_id] for question_id in counts}
    if db.engine.dialect.name == "sqlite":
        assert session().scalar(text("PRAGMA integrity_check")) == "ok"
    assert session().scalar(select(func.count()).select_from(OutboxEntry)) == 0


def check_mails(site: Site, answer_ids: list[int], workers_killed: int) -> None:
    """The askers heard of every answer; twice, by the same Message-ID, of one at most for each worker killed."""
    mails = [mail for file in (site.config.instance / "mail").iterdir() for mail in _whole_mails(file)]
    numbers = Counter(mail["Message-ID"] for mail in mails)
    assert len(numbers) == len(answer_ids)
    texts = {mail["Message-ID"]: mail.get_content() for mail in mails}
    told = [number for number in answer_ids for words in texts.values() if f"/posts/{number}\n" in words]
    assert sorted(told) == sorted(answer_ids)
    assert len(mails) - len(numbers) <= workers_killed


def _whole_mails(file: Path) -> list[email.message.EmailMessage]:
    """The mails in a file; of one that its writer was killed over, the end is missing."""
    parts = file.read_bytes().split(b"-" * 79 + b"\n")[:-1]
    return [email.message_from_bytes(part, policy=policy.default) for part in parts]
