"""Searching as a person: what one may see, with and without a usable index."""

import shutil
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update

from app.core.access import ANONYMOUS
from app.core.clock import now
from app.core.db import transaction
from app.core.outbox import deliver_all
from app.questions.models import Post, Question
from app.questions.queries.similar import list_similar
from app.search import queries
from app.search.backend import Found, Sort
from app.search.query_language import parse
from app.search.whoosh_backend import WhooshBackend
from tests.factories import (
    make_answer,
    make_department,
    make_moderator,
    make_person,
    make_question,
    make_topic,
)


def _found(text: str, viewer: object = ANONYMOUS, **how: object) -> list[int]:
    return [question.id for question in queries.search(viewer, parse(text), **how).questions]  # type: ignore[arg-type]


def _set(post: Post, **values: object) -> None:
    with transaction() as current:
        current.execute(update(Post).where(Post.id == post.id).values(**values))


def test_result_has_what_a_list_shows(index: WhooshBackend) -> None:
    topic = make_topic(name="Passports")
    question = make_question("Where do I renew my passport?", make_person("Ada Berg"), topic_id=topic.id)
    make_answer(question, "At the citizen service, with a photograph.")
    deliver_all()
    (found,) = queries.search(ANONYMOUS, parse("photograph")).questions
    assert (found.slug, found.author_name, found.answer_count) == (question.slug, "Ada Berg", 1)
    assert found.topic is not None
    assert found.topic.name == "Passports"
    assert [piece.text for piece in found.snippet if piece.marked] == ["photograph"]


def test_page_of_results_costs_one_statement(index: WhooshBackend, statements: list[str]) -> None:
    for _ in range(12):
        make_question("Where do I renew my passport?")
    deliver_all()
    statements.clear()
    assert len(queries.search(ANONYMOUS, parse("passport")).questions) == 12
    assert len(statements) == 1


def test_question_hidden_before_the_index_knows_is_shown_only_to_those_who_may_see_it(
    index: WhooshBackend,
) -> None:
    asker = make_person()
    question = make_question("Where do I renew my passport?", asker)
    deliver_all()
    _set(question, hidden_at=now())
    assert _found("passport") == []
    assert _found("passport", make_person()) == []
    assert _found("passport", asker) == [question.id]
    assert _found("passport", make_moderator()) == [question.id]


def test_answer_hidden_before_the_index_knows_is_not_quoted(index: WhooshBackend) -> None:
    answer = make_answer(body="Bring a photograph to the counter.")
    deliver_all()
    _set(answer, hidden_at=now())
    (found,) = queries.search(ANONYMOUS, parse("photograph")).questions
    assert found.snippet == ()


def test_title_edited_before_the_index_knows_is_shown_as_it_is_now(index: WhooshBackend) -> None:
    question = make_question("Where do I renew my passport?")
    deliver_all()
    _set(question, title="Where do I get a driving licence?")
    (found,) = queries.search(ANONYMOUS, parse("passport")).questions
    assert [(piece.text, piece.marked) for piece in found.title] == [
        ("Where do I get a driving licence?", False)
    ]


def test_similar_questions_are_those_much_alike(index: WhooshBackend) -> None:
    alike = [make_question("Where do I renew my passport?") for _ in range(3)]
    make_question("Opening hours of the library")
    deliver_all()
    found = queries.list_ids_of_similar("How can I renew a passport")
    assert sorted(found or ()) == [each.id for each in alike]
    assert {each.id for each in list_similar(ANONYMOUS, "How can I renew a passport")} == set(found or ())


class _Broken:
    """An engine that fails in ways nobody thought of."""

    def find(self, *_args: object, **_kwargs: object) -> Found:
        raise ZeroDivisionError

    similar = suggest = complete = find


@pytest.fixture
def broken(app: Flask, index: WhooshBackend) -> None:
    """Make the engine fail at every question."""
    app.extensions["torv_search"] = _Broken()


def test_any_fault_of_the_engine_leaves_a_plainer_search(broken: None) -> None:
    question = make_question("Where do I renew my passport?")
    make_question("Opening hours of the library")
    results = queries.search(ANONYMOUS, parse("passport"))
    assert results.degraded
    assert [found.id for found in results.questions] == [question.id]
    assert queries.suggest(parse("passprot")) is None
    assert queries.complete("pass") == ()
    assert queries.list_ids_of_similar("passport") is None
    assert [each.title for each in list_similar(ANONYMOUS, "passport")] == ["Where do I renew my passport?"]


def test_missing_index_leaves_a_plainer_search(app: Flask, index: WhooshBackend) -> None:
    question = make_question("Where do I renew my passport?")
    shutil.rmtree(app.extensions["torv_config"].index_folder)
    results = queries.search(ANONYMOUS, parse("passport"))
    assert (results.degraded, [found.id for found in results.questions]) == (True, [question.id])


def test_plainer_search_shows_nothing_hidden_and_pages(broken: None) -> None:
    questions = [make_question("Where do I renew my passport?") for _ in range(22)]
    _set(questions[0], hidden_at=now())
    first = queries.search(ANONYMOUS, parse("passport"))
    second = queries.search(ANONYMOUS, parse("passport"), page=2)
    assert (len(first.questions), first.has_next) == (20, True)
    assert (len(second.questions), second.has_next) == (1, False)


def _make_filtered() -> tuple[Question, Question]:
    department = make_department()
    topic = make_topic(department)
    one = make_question(
        "Pothole in the road, what now?", make_person("Mette Holm"), topic_id=topic.id, tags=("road-works",)
    )
    two = make_question("Hul i vejen på Nørrebro, hvad nu?", make_person("Åse Øst"), language="da")
    make_answer(one)
    _set(one, created_at=datetime(2024, 5, 1, tzinfo=UTC), verified_answer_id=None)
    _set(two, created_at=datetime(2025, 5, 1, tzinfo=UTC))
    return one, two


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tag:road-works", 0),
        ("-tag:road-works", 1),
        ("by:mette", 0),
        ("is:answered", 0),
        ("is:unanswered", 1),
        ("-is:unanswered", 0),
        ("lang:da", 1),
        ("before:2025", 0),
        ("after:2025", 1),
        ("pothole -nørrebro", 0),
        ("-pothole", 1),
        ("tag:road", None),
        ("100%", None),
        ("is:verified", None),
        ("is:duplicate is:official is:accepted", None),
        ("topic:nowhere", None),
        ("department:nowhere", None),
    ],
)
def test_plainer_search_knows_the_same_language(broken: None, typed: str, expected: int | None) -> None:
    questions = _make_filtered()
    assert _found(typed) == ([] if expected is None else [questions[expected].id])


def test_plainer_search_filters_by_topic_and_department(broken: None) -> None:
    one, two = _make_filtered()
    topic, department = make_topic(), make_department()
    _set(two, topic_id=topic.id, department_id=department.id)
    assert _found(f"topic:{topic.slug}") == [two.id]
    assert _found(f"department:{department.slug}") == [two.id]
    assert _found(f"-topic:{topic.slug}") == [one.id]


def test_sorting_and_paging_reach_the_engine(index: WhooshBackend) -> None:
    questions = [make_question("Where do I renew my passport?") for _ in range(21)]
    for number, question in enumerate(questions):
        _set(question, score=number)
    deliver_all()
    assert _found("passport", sort=Sort.SCORE)[0] == questions[-1].id
    assert _found("passport", sort=Sort.SCORE, page=2) == [questions[0].id]
