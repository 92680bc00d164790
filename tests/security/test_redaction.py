"""What was taken out of a question is nowhere: a canary in each place it stood, looked for wherever text is kept.

The canaries have digits and consonants only, so that no stemmer or encoder hides them. Each place is shown to hold
them before, so that the test can fail.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core.access import Actor
from app.core.db import db, empty_log, transaction
from app.core.outbox import deliver_all, waiting
from app.core.page_cache import NAME, PageCache
from app.questions.models import Question
from app.questions.operations.drafts import save_draft
from app.questions.operations.editing import Edit, edit_post
from app.questions.operations.redacting import redact_question
from app.questions.operations.watching import watch
from app.search.engine import engine
from tests.factories import actor, make_answer, make_moderator, make_person, make_question
from tests.mailbox import take_mails
from tests.search.test_whoosh import is_in_files
from tests.web import Visitor

IN_TITLE, IN_BODY, ONCE, IN_TAG, IN_PLACE, IN_SUMMARY = CANARIES = (
    "kvbjxqz7719",
    "wqzrtkx8843",
    "zzkrmxt3391",
    "xjtqwvk5502",
    "qvkzbnm6604",
    "bxzwqrt2217",
)
PUBLIC = "The office is by the river."


@pytest.fixture
def kept_pages(app: Flask) -> Iterator[PageCache]:
    """A page cache that forgets nothing by itself."""
    cache = app.extensions[NAME]
    app.extensions[NAME] = PageCache(600, cache.mark)
    yield app.extensions[NAME]
    app.extensions[NAME] = cache


@pytest.fixture
def question(app: Flask) -> Question:
    """A question in its second version, indexed, watched and with a draft of a third."""
    engine().ensure()
    asked = make_question(
        f"What has {IN_TITLE} to pay?",
        body=f"{PUBLIC} I am {ONCE} and {IN_BODY}.",
        tags=(IN_TAG, "pay"),
        place=f"Flat {IN_PLACE}",
    )
    asker, watcher, moderator = actor(asked.author_id or 0), make_person(), make_moderator()
    edit = Edit(
        body=f"{PUBLIC} My case is {IN_BODY}, in {IN_PLACE} and {IN_TAG}.",
        summary=f"No longer {ONCE}, but {IN_SUMMARY} {IN_BODY}",
        title=asked.title or "",
        tags=(IN_TAG, "pay"),
        place=f"Flat {IN_PLACE}",
    )
    with transaction():
        edit_post(asker, asked.id, edit, 1)
    with transaction():
        watch(watcher, asked.id)
    with transaction():
        save_draft(moderator, f"edit-{asked.id}", {"title": IN_TITLE, "body": IN_BODY})
    deliver_all()
    return asked


def redact(who: Actor, question: Question, whole: bool) -> None:
    what = {} if whole else {"title": "What do I have to pay?", "kept": {0}}
    with transaction():
        redact_question(who, question.id, 2, **what)  # type: ignore[arg-type]


def pages(app: Flask, question: Question, who: Actor | None = None) -> dict[str, str]:
    """Read every page that shows a question's words, at addresses that have none of them."""
    visitor = Visitor(app).sign_in(who.id) if who else Visitor(app)
    paths = [
        f"/questions/{question.id}", "/questions", "/", "/feeds/questions.atom", "/sitemap/questions-1.xml", "/tags",
        f"/posts/{question.id}/revisions", f"/people/{question.author_id}", "/search?q=river", "/search?q=office",
    ]  # fmt: skip
    return {path: visitor.open(path).source for path in paths}


def telling(read: dict[str, str]) -> dict[str, set[str]]:
    """Give the pages that tell, each with what it tells."""
    told = {path: {canary for canary in CANARIES if canary in page} for path, page in read.items()}
    return {path: canaries for path, canaries in told.items() if canaries}


def database_tells() -> set[str]:
    """Look for the canaries in the bytes of the database's files."""
    files = list(Path(db.engine.url.database or "").parent.glob("torv.sqlite3*"))
    assert len(files) > 1
    data = b"".join(path.read_bytes() for path in files)
    return {canary for canary in CANARIES if canary.encode() in data}


@pytest.mark.parametrize("whole", [True, False])
def test_it_is_on_no_page_from_the_moment_it_is_done(app, kept_pages, question, whole) -> None:
    moderator, asker = make_moderator(), actor(question.author_id or 0)
    before = telling(pages(app, question))
    assert len(before) >= 8
    assert set().union(*before.values()) == set(CANARIES)
    redact(asker, question, whole)
    for who in (None, asker, moderator):
        read = pages(app, question, who)
        searches = [path for path in telling(read) if not path.startswith("/search")]
        assert searches == []
    deliver_all()
    for who in (None, asker, moderator):
        assert telling(pages(app, question, who)) == {}
    page = Visitor(app).open(f"/questions/{question.id}").source
    assert (PUBLIC in page) is not whole


@pytest.mark.parametrize("whole", [True, False])
def test_its_old_addresses_lead_to_the_new_one(app, question, whole) -> None:
    redact(make_moderator(), question, whole)
    old = Visitor(app).open(f"/questions/{question.id}/{question.slug}", follow=False)
    assert old.status == 301
    assert IN_TITLE not in (old.location or IN_TITLE)
    assert Visitor(app).open(f"/tags/{IN_TAG}").status == 404
    assert Visitor(app).open(f"/posts/{question.id}/edit", follow=False).status == 302


@pytest.mark.parametrize("whole", [True, False])
def test_it_is_in_no_file_of_the_index(app, question, whole) -> None:
    folder = app.extensions["torv_config"].index_folder
    indexed = [canary for canary in CANARIES if is_in_files(folder, canary)]
    assert set(indexed) >= {IN_TITLE, IN_BODY, IN_TAG}
    redact(make_moderator(), question, whole)
    deliver_all()
    assert [canary for canary in CANARIES if is_in_files(folder, canary)] == []
    assert (question.id in engine().ids_and_fingerprints()) is not whole


@pytest.mark.parametrize("whole", [True, False])
def test_it_is_in_no_byte_of_the_database(app, question, whole) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL writes over what is gone when it vacuums")
    assert database_tells() == set(CANARIES)
    redact(make_moderator(), question, whole)
    deliver_all()
    assert database_tells() == set()


def test_while_somebody_reads_the_log_it_waits(app, question) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no such log")
    with db.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM posts").fetchall()
        redact(make_moderator(), question, whole=True)
        deliver_all()
        assert waiting() == 1
    assert empty_log()


@pytest.mark.parametrize("whole", [True, False])
def test_a_mail_that_waited_does_not_say_it(app, question, whole) -> None:
    make_answer(question, "Nothing, as far as I know.")
    redact(make_moderator(), question, whole)
    mails = take_mails(app)
    assert len(mails) == 2
    assert telling({mail.to: mail.subject + mail.text for mail in mails}) == {}


@pytest.mark.parametrize("whole", [True, False])
def test_who_was_editing_gets_it_from_nobody(app, question, whole) -> None:
    """The draft is gone; the form that was open comes back with the reader's own words beside clean ones."""
    moderator = make_moderator()
    editing = Visitor(app).sign_in(moderator.id)
    assert telling({"form": editing.open(f"/posts/{question.id}/edit").source})
    redact(actor(question.author_id or 0), question, whole)
    page = editing.submit(body="Something else altogether", summary="Shorter")
    told = telling({"conflict": page.source}).get("conflict", set())
    assert page.status in (409, 422)
    assert told <= {IN_TITLE, IN_TAG, IN_PLACE}, "what the form itself held"
    assert IN_BODY not in page.source
    assert whole or "Look through your text for it" in page.text
    assert telling({"form": editing.open(f"/posts/{question.id}/edit").source}) == {}
