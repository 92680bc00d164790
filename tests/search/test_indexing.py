"""From the database to the index: what is public reaches it, what is not leaves it, and it heals by itself."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app.accounts.events import PersonRenamed
from app.accounts.models import Person
from app.core.clock import now
from app.core.db import session, transaction
from app.core.outbox import deliver_all, emit, waiting
from app.questions.events import PostHidden, PostRestored
from app.questions.models import Post
from app.questions.operations.accepting import accept
from app.questions.operations.voting import vote
from app.search import indexing
from app.search.backend import IndexDamaged
from app.search.reading import all_public_documents, public_documents
from app.search.whoosh_backend import WhooshBackend
from tests.factories import (
    actor,
    make_answer,
    make_comment,
    make_department,
    make_official,
    make_person,
    make_question,
    make_topic,
)
from tests.search.conftest import ids, search
from tests.search.test_whoosh import is_in_files

CANARY = "kvbjxqz7719"


def _hide(post: Post, question_id: int, hidden: bool = True) -> None:
    with transaction() as current:
        stamp = now() if hidden else None
        current.execute(update(Post).where(Post.id == post.id).values(hidden_at=stamp))
        emit((PostHidden if hidden else PostRestored)(question_id, post.id))


def test_question_is_found_once_its_event_is_handled(index: WhooshBackend) -> None:
    question = make_question("Where do I renew my passport?", body="It is **blue**.", tags=("travel",))
    assert ids(index, "passport") == []
    deliver_all()
    assert ids(index, "passport blue tag:travel") == [question.id]
    assert waiting() == 0


def test_answer_brings_its_words_and_state(index: WhooshBackend) -> None:
    question = make_question()
    deliver_all()
    assert ids(index, "is:unanswered") == [question.id]
    make_answer(question, "Bring a photograph to the counter.")
    deliver_all()
    assert ids(index, "photograph is:answered") == [question.id]
    assert ids(index, "is:unanswered") == []


def test_comments_are_not_indexed(index: WhooshBackend, app: Flask) -> None:
    make_comment(body=f"Only a remark {CANARY}")
    deliver_all()
    assert not is_in_files(_folder(app), CANARY)


def test_document_has_what_the_database_says(index: WhooshBackend) -> None:
    department = make_department()
    parent = make_topic(department)
    topic = make_topic(department, parent_id=parent.id)
    asker, official = make_person("Ada Berg"), make_official(department, "Mette Holm")
    question = make_question(asker=asker, topic_id=topic.id, body="<b>One</b> & two")
    given = make_answer(question, "It is so & so.", official, hat=department)
    with transaction():
        accept(asker, given.id)
    with transaction():
        vote(official, question.id, 1)
    (document,) = public_documents([question.id])
    assert document.body == "<b>One</b> & two"
    assert document.topics == (topic.slug, parent.slug)
    assert document.department == department.slug
    assert document.authors == ("Ada Berg", "Mette Holm")
    assert document.states == {"answered", "accepted", "official"}
    assert document.score == 1


def test_hidden_question_leaves_the_index_and_its_files(index: WhooshBackend, app: Flask) -> None:
    question = make_question(f"What does {CANARY} mean to you?", body=CANARY)
    make_answer(question, f"It means {CANARY}.")
    make_question("Another question that stays here")
    deliver_all()
    assert is_in_files(_folder(app), CANARY)
    _hide(question, question.id)
    deliver_all()
    assert not is_in_files(_folder(app), CANARY)
    assert len(index.ids_and_fingerprints()) == 1


def test_hidden_answer_leaves_the_index_and_comes_back_when_restored(
    index: WhooshBackend, app: Flask
) -> None:
    question = make_question()
    answer = make_answer(question, f"It means {CANARY}.")
    deliver_all()
    _hide(answer, question.id)
    deliver_all()
    assert not is_in_files(_folder(app), CANARY)
    assert ids(index, "is:unanswered") == [question.id]
    _hide(answer, question.id, hidden=False)
    deliver_all()
    assert ids(index, CANARY) == [question.id]


def test_person_is_found_by_the_new_name_only(index: WhooshBackend, app: Flask) -> None:
    asker, answerer = make_person("Oldname Berg"), make_person("Oldname Holm")
    first, second = make_question(asker=asker), make_answer(answerer=answerer).question_id
    deliver_all()
    assert sorted(ids(index, "by:oldname")) == sorted([first.id, second])
    with transaction() as current:
        for person in (asker, answerer):
            current.execute(update(Person).where(Person.id == person.id).values(name="Newname"))
            emit(PersonRenamed(person.id or 0))
    deliver_all()
    assert sorted(ids(index, "by:newname")) == sorted([first.id, second])
    assert not is_in_files(_folder(app), "oldname")


def test_many_events_of_one_question_are_one_write(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[list[int]] = []
    refresh = index.refresh

    def counted(question_ids: set[int], read: object) -> None:
        written.append(sorted(question_ids))
        refresh(question_ids, read)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "refresh", counted)
    question = make_question()
    for _ in range(3):
        make_answer(question)
    deliver_all()
    assert written == [[question.id]]


def test_entries_stay_while_the_index_cannot_be_written(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.search.whoosh_writing.replace", full)
    make_question()
    deliver_all()
    assert waiting() == 1


def test_without_an_index_nothing_waits_since_a_rebuild_reads_everything(app: Flask) -> None:
    make_question("Where do I renew my passport?")
    deliver_all()
    assert waiting() == 0


def test_missing_index_is_built_by_the_clock(app: Flask, index: WhooshBackend) -> None:
    question = make_question("Where do I renew my passport?")
    for path in sorted(_folder(app).rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    thread = indexing.heal(app)
    assert thread
    thread.join()
    assert ids(index, "passport") == [question.id]
    assert indexing.heal(app) is None


def test_damaged_index_is_built_anew_by_the_clock(app: Flask, index: WhooshBackend) -> None:
    question = make_question("Where do I renew my passport?")
    deliver_all()
    for path in _folder(app).rglob("*.seg"):
        data = bytearray(path.read_bytes())
        data[100:120] = bytes(20)
        path.write_bytes(data)
    thread = indexing.heal(app)
    assert thread
    thread.join()
    assert ids(index, "passport") == [question.id]


def test_rebuild_reads_every_public_question_and_no_other(
    index: WhooshBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.reading.CHUNK", 3)
    questions = [make_question() for _ in range(8)]
    _hide(questions[4], questions[4].id)
    public = {question.id for question in questions} - {questions[4].id}
    assert [document.question_id for document in all_public_documents()] == sorted(public)
    assert indexing.rebuild(lambda done: None) == 7
    assert set(index.ids_and_fingerprints()) == public


def test_comparing_finds_missing_outdated_and_surplus_and_repairs_them(
    index: WhooshBackend, app: Flask
) -> None:
    same, outdated, hidden, deleted_from_index = (make_question() for _ in range(4))
    deliver_all()
    with transaction() as current:
        current.execute(update(Post).where(Post.id == outdated.id).values(score=7))
        current.execute(update(Post).where(Post.id == hidden.id).values(hidden_at=now()))
    index.remove([deleted_from_index.id])
    found = indexing.compare(lambda done: None)
    assert found.missing == (deleted_from_index.id,)
    assert found.outdated == (outdated.id,)
    assert found.surplus == (hidden.id,)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["search", "check"]).exit_code == 1
    repaired = runner.invoke(args=["search", "check", "--repair"])
    assert (repaired.exit_code, "Repaired 3 questions." in repaired.output) == (0, True)
    assert not indexing.compare(lambda done: None).question_ids
    assert set(index.ids_and_fingerprints()) == {same.id, outdated.id, deleted_from_index.id}


def test_rebuilding_from_the_command_line_tells_how_far_it_is(app: Flask, index: WhooshBackend) -> None:
    make_question()
    told = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert told.exit_code == 0, told.output
    assert "1 of 1 questions …" in told.output
    assert "The index holds 1 questions." in told.output


@pytest.mark.parametrize("command", [["rebuild"], ["check", "--repair"]])
def test_a_command_says_so_when_another_has_the_index_in_hand(
    app: Flask, index: WhooshBackend, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    def damaged(_progress: object) -> None:
        raise IndexDamaged("a file is not what was written")

    monkeypatch.setattr(indexing, "compare", damaged)
    with index._folder.rebuilding():
        told = app.test_cli_runner().invoke(args=["search", *command])
    assert (told.exit_code, "by another process" in told.output) == (1, True)
    assert isinstance(told.exception, SystemExit)


def test_check_without_an_index_says_what_to_do(app: Flask) -> None:
    checked = app.test_cli_runner().invoke(args=["search", "check"])
    assert checked.exit_code == 1
    assert "flask search rebuild" in checked.output


def test_ticks_of_a_rename_read_no_comments(index: WhooshBackend) -> None:
    commenter = make_person("Only Comments")
    make_comment(author=commenter)
    deliver_all()
    assert search(index, 'by:"only comments"').total == 0
    assert actor(commenter.id or 0).name == "Only Comments"
    session().close()


def _folder(app: Flask) -> Path:
    folder: Path = app.extensions["torv_config"].index_folder
    return folder
