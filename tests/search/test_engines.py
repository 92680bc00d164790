"""The contract every search engine keeps."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from app.search.backend import LAST_PAGE, FacetValue, IndexMissing, SearchBackend, SearchError, Sort, Source
from app.search.documents import SearchDocument
from app.search.query_language import parse
from app.search.whoosh_backend import WhooshBackend
from tests.search.conftest import ids, search
from tests.search.documents import make_document


def test_word_is_found_in_title_body_answers_verified_answer_and_tags(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, "A heron question"),
            make_document(2, "Two", body="About a heron."),
            make_document(3, "Three", answers=("No.", "Ask the heron.")),
            make_document(4, "Four", verified_answer="The heron is protected."),
            make_document(5, "Five", tags=("heron",)),
            make_document(6, "Six"),
        ]
    )
    assert sorted(ids(engine, "heron")) == [1, 2, 3, 4, 5]


def test_all_words_must_be_there(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Bus to the harbour"), make_document(2, "Bus to the airport")])
    assert ids(engine, "harbour bus") == [1]


def test_words_may_be_spread_over_question_and_answers(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Bus lines", answers=("Line 4 goes to the harbour.",))])
    assert ids(engine, "bus harbour") == [1]


def test_search_is_loosened_when_nothing_has_all_the_words(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Bus to the harbour"), make_document(2, "Library hours")])
    found = search(engine, "bus harbour zeppelin")
    assert [hit.question_id for hit in found.hits] == [1]
    assert found.loosened
    assert not search(engine, "bus harbour").loosened


def test_filters_are_never_loosened(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Bus to the harbour", tags=("bus",))])
    assert search(engine, "bus zeppelin tag:boat").total == 0


@pytest.mark.parametrize(
    ("written", "typed", "language"),
    [
        ("Renewing passports", "renewed passport", "en"),
        ("Jeg søger om byggetilladelser", "byggetilladelse søge", "da"),
        ("Åbningstider på rådhuset", "aabningstid raadhus", "da"),
        ("Færgen til Ærø", "faerge aeroe", "da"),
        ("Faergen til Aeroe", "færge ærø", "da"),
        ("A café near Malmö", "cafe malmoe", "en"),
        ("PASSPORT", "passport", "en"),
    ],
)
def test_forms_and_spellings_of_a_word_meet(
    engine: SearchBackend, written: str, typed: str, language: str
) -> None:
    engine.put([make_document(1, written, language=language)])
    assert search(engine, typed).total == 1
    assert not search(engine, typed).loosened


def test_post_is_analysed_in_its_own_language(engine: SearchBackend) -> None:
    engine.put(
        [make_document(1, "Husene i gaden", language="da"), make_document(2, "Housing", language="en")]
    )
    assert ids(engine, "hus") == [1]


def test_function_words_of_one_language_do_not_hide_posts_of_the_other(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Hvordan får man et pas", body="Spørger for en ven", language="da")])
    assert ids(engine, "hvordan man pas") == [1]


def test_query_of_function_words_alone_looks_in_titles(engine: SearchBackend) -> None:
    engine.put([make_document(1, "How do you do?"), make_document(2, "Other", body="how do you do")])
    assert ids(engine, "how do you do") == [1]


def test_phrase_needs_its_words_side_by_side_and_in_order(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, "One", body="The city council decides."),
            make_document(2, "Two", body="The council of the city decides."),
            make_document(3, "Three", body="City. Council."),
        ]
    )
    assert sorted(ids(engine, '"city council"')) == [1, 3]
    assert ids(engine, '"council of the city"') == [2]


def test_phrase_does_not_reach_from_one_answer_into_the_next(engine: SearchBackend) -> None:
    engine.put([make_document(1, "One", answers=("I live in the city", "Council tax is due"))])
    assert search(engine, '"city council"').total == 0


def test_excluded_words_and_phrases_are_left_out(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, "Parking permit"),
            make_document(2, "Parking fine"),
            make_document(3, "Parking", body="a fine on the city square"),
        ]
    )
    assert ids(engine, "parking -fine") == [1]
    assert sorted(ids(engine, 'parking -"city square"')) == [1, 2]
    assert ids(engine, "-fine") == [1]


FILTERED = [
    make_document(
        1,
        "Pothole",
        tags=("road-works",),
        topics=("roads", "city"),
        department="roads-and-parks",
        authors=("Mette Holm",),
        states=frozenset({"verified", "answered", "official"}),
        created_at=datetime(2024, 12, 31, 23, 59, tzinfo=UTC),
    ),
    make_document(
        2,
        "Hul i vejen",
        language="da",
        topics=("parks", "city"),
        department="citizen-service",
        authors=("Åse Øst",),
        states=frozenset({"unanswered"}),
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("tag:road-works", [1]),
        ("TAG:Road-Works", [1]),
        ("topic:city", [1, 2]),
        ("topic:parks", [2]),
        ("-topic:parks", [1]),
        ("department:citizen-service", [2]),
        ("by:mette", [1]),
        ('by:"mette holm"', [1]),
        ("by:aase", [2]),
        ("is:verified", [1]),
        ("is:unanswered", [2]),
        ("is:official -is:duplicate", [1]),
        ("lang:da", [2]),
        ("before:2025", [1]),
        ("before:2025-01-01", [1]),
        ("after:2025", [2]),
        ("after:2024-12-31", [1, 2]),
        ("after:2024-06 before:2025", [1]),
        ("-before:2025", [2]),
        ("tag:road-works is:unanswered", []),
        ("is:nonsense", []),
        ("color:red", []),
    ],
)
def test_filters(engine: SearchBackend, typed: str, expected: list[int]) -> None:
    engine.put(FILTERED)
    assert sorted(ids(engine, typed)) == expected


def test_title_counts_more_than_body_and_verified_more_than_other_answers(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, "One", answers=("the heron",)),
            make_document(2, "Two", verified_answer="the heron"),
            make_document(3, "The heron"),
        ]
    )
    assert ids(engine, "heron") == [3, 2, 1]


def test_verified_question_stands_before_its_equal_and_duplicate_after(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, states=frozenset({"answered", "duplicate"})),
            make_document(2, states=frozenset({"answered"})),
            make_document(3, states=frozenset({"answered", "verified"})),
        ]
    )
    assert ids(engine, "passport") == [3, 2, 1]


def test_hits_are_sorted_by_time_and_by_score(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, score=5, created_at=datetime(2020, 1, 1, tzinfo=UTC)),
            make_document(2, score=-3, created_at=datetime(2026, 1, 1, tzinfo=UTC)),
            make_document(3, score=9, created_at=datetime(2023, 1, 1, tzinfo=UTC)),
        ]
    )
    assert ids(engine, "passport", Sort.NEWEST) == [2, 3, 1]
    assert ids(engine, "passport", Sort.SCORE) == [3, 1, 2]


def test_pages_follow_each_other_without_gap_or_repetition(engine: SearchBackend) -> None:
    engine.put([make_document(number) for number in range(1, 46)])
    pages = [search(engine, "passport", page=page).hits for page in (1, 2, 3, 4)]
    assert [len(hits) for hits in pages] == [20, 20, 5, 0]
    assert len({hit.question_id for hits in pages for hit in hits}) == 45


@pytest.mark.parametrize("page", [-1, 0, 1])
def test_page_before_the_first_is_the_first(engine: SearchBackend, page: int) -> None:
    engine.put([make_document(1)])
    assert len(search(engine, "passport", page=page).hits) == 1


def test_page_after_the_last_allowed_is_that(engine: SearchBackend) -> None:
    engine.put([make_document(number) for number in range(1, LAST_PAGE + 2)])
    last = search(engine, "passport", page=LAST_PAGE, per_page=1).hits
    assert search(engine, "passport", page=LAST_PAGE + 999, per_page=1).hits == last


def test_facets_count_all_that_was_found_not_the_page(engine: SearchBackend) -> None:
    engine.put(
        [*FILTERED, make_document(3, "Pothole", topics=("roads", "city"), department="roads-and-parks")]
    )
    facets = search(engine, "pothole", per_page=1).facets
    assert facets is not None
    assert facets["topic"] == (FacetValue("city", 2), FacetValue("roads", 2))
    assert facets["department"] == (FacetValue("roads-and-parks", 2),)
    assert facets["year"] == (FacetValue("2024", 1), FacetValue("2026", 1))
    assert FacetValue("verified", 1) in facets["is"]


def test_snippet_marks_the_words_and_keeps_markup_as_text(engine: SearchBackend) -> None:
    engine.put([make_document(1, 'The "heron" <b>', body="x " * 300 + "Herons \" ' <script> & nests")])
    hit = search(engine, "heron nest").hits[0]
    assert [piece.text for piece in hit.title if piece.marked] == ["heron"]
    assert "".join(piece.text for piece in hit.title) == 'The "heron" <b>'
    assert [piece.text for piece in hit.snippet if piece.marked] == ["Herons", "nests"]
    assert "\" ' <script> &" in "".join(piece.text for piece in hit.snippet)
    assert len("".join(piece.text for piece in hit.snippet)) < 300


def test_snippet_is_of_the_verified_answer_if_that_has_the_words(engine: SearchBackend) -> None:
    engine.put([make_document(1, body="A heron", verified_answer="Herons nest", answers=("heron",))])
    assert search(engine, "heron").hits[0].source is Source.VERIFIED_ANSWER


def test_nothing_asked_finds_nothing(engine: SearchBackend) -> None:
    engine.put([make_document(1)])
    assert search(engine, "  ").total == 0


def test_later_version_replaces_the_earlier(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Where is the library?")])
    engine.put([make_document(1, "Where is the museum?"), make_document(2, "Where is the mill?")])
    assert search(engine, "library").total == 0
    assert ids(engine, "museum") == [1]
    assert set(engine.ids_and_fingerprints()) == {1, 2}


def test_removed_question_is_found_no_more(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Library"), make_document(2, "Library")])
    engine.remove([1, 77])
    assert ids(engine, "library") == [2]


def test_generation_changes_with_the_content(engine: SearchBackend) -> None:
    before = engine.generation
    engine.put([make_document(1)])
    assert engine.generation != before


def test_fingerprints_are_those_of_the_documents(engine: SearchBackend) -> None:
    documents = [make_document(1), make_document(2, score=4)]
    engine.put(documents)
    assert engine.ids_and_fingerprints() == {each.question_id: each.fingerprint for each in documents}


def test_similar_questions_need_not_have_all_words_and_best_come_first(engine: SearchBackend) -> None:
    engine.put(
        [
            make_document(1, "Renewing a passport abroad"),
            make_document(2, "Passport photo size"),
            make_document(3, "Library hours"),
        ]
    )
    hits = engine.similar("how can i renew my (lost) passport while abroad, please?", 5)
    assert [hit.question_id for hit in hits] == [1, 2]


def test_function_words_of_the_asked_language_make_nothing_similar_in_the_other(
    engine: SearchBackend,
) -> None:
    engine.put(
        [
            make_document(1, "Må man spise is på biblioteket?", language="da"),
            make_document(2, "Snow on the pavement", body="Snow must be cleared."),
            make_document(3, "Where is the library?"),
        ]
    )
    assert [hit.question_id for hit in engine.similar("When is snow cleared on my street?", 5)] == [2]
    assert [hit.question_id for hit in engine.similar("Hvornår må jeg spise is?", 5)] == [1]


def test_a_text_of_function_words_alone_is_still_compared(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Who are you?")])
    assert [hit.question_id for hit in engine.similar("who are you", 5)] == [1]


def test_mistyped_word_is_corrected_by_one_that_finds_something(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Passport office"), make_document(2, "Kørekort", language="da")])
    assert engine.suggest(parse("pasport office")) == parse("passport office")
    assert engine.suggest(parse("kørekrot")) == parse("kørekort")
    assert engine.suggest(parse("passport")) is None
    assert engine.suggest(parse("xylophone")) is None
    assert engine.suggest(parse("pasport tag:nowhere")) is None


def test_last_word_is_completed_commonest_first(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Passport office"), make_document(2, "Passkey", tags=("passport",))])
    assert engine.complete("lost pas", 5) == ("lost passkey", "lost passport")
    assert engine.complete("p", 5) == ()
    assert engine.complete("tag:", 5) == ()


def test_refreshed_questions_are_read_again_and_those_no_longer_public_are_removed(
    engine: SearchBackend,
) -> None:
    engine.put([make_document(1), make_document(2)])
    asked: list[Sequence[int]] = []

    def read(question_ids: Sequence[int]) -> Sequence[SearchDocument]:
        asked.append(question_ids)
        return [make_document(1, "Library")]

    engine.refresh([2, 1, 2], read)
    assert asked == [[1, 2]]
    assert ids(engine, "library") == [1]
    assert set(engine.ids_and_fingerprints()) == {1}


def test_rebuild_replaces_everything_and_tells_how_far_it_is(engine: SearchBackend) -> None:
    engine.put([make_document(1, "Old library")])
    told: list[int] = []
    count = engine.rebuild(iter([make_document(2), make_document(3)]), _nothing_changed, told.append)
    assert count == 2
    assert told[-1] == 2
    assert set(engine.ids_and_fingerprints()) == {2, 3}


def _nothing_changed(question_ids: Sequence[int]) -> Sequence[SearchDocument]:
    return ()


def test_index_serves_and_is_written_while_it_is_rebuilt(engine: SearchBackend) -> None:
    engine.put([make_document(number) for number in (1, 2, 3)])
    seen: list[list[int]] = []
    refreshed: list[int] = []

    def documents() -> object:
        yield make_document(1, "Passport, as it was read")
        engine.put([make_document(1, "Passport, edited meanwhile")])
        engine.remove([3])
        seen.append(sorted(ids(engine, "passport")))
        yield make_document(2)
        yield make_document(3)

    def refresh(question_ids: Sequence[int]) -> Sequence[SearchDocument]:
        refreshed.extend(question_ids)
        return [make_document(1, "Passport, edited meanwhile")]

    engine.rebuild(documents(), refresh, lambda done: None)  # type: ignore[arg-type]
    assert seen == [[1, 2]]
    assert refreshed == [1, 3]
    assert ids(engine, "meanwhile") == [1]
    assert set(engine.ids_and_fingerprints()) == {1, 2}


def test_rebuild_that_fails_leaves_the_index_as_it_was(engine: SearchBackend) -> None:
    engine.put([make_document(1)])

    def documents() -> object:
        yield make_document(2)
        raise RuntimeError("interrupted")

    with pytest.raises((RuntimeError, SearchError)):
        engine.rebuild(documents(), _nothing_changed, lambda done: None)  # type: ignore[arg-type]
    assert ids(engine, "passport") == [1]
    engine.rebuild([make_document(4)], _nothing_changed, lambda done: None)
    assert ids(engine, "passport") == [4]


def test_missing_index_says_so(tmp_path: object) -> None:
    with pytest.raises(IndexMissing):
        search(WhooshBackend(tmp_path / "nowhere"), "passport")  # type: ignore[operator]
