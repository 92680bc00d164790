"""What a text sounds like: the likeliest label first, with the words that spoke for it."""

import time

import pytest

from app.routing.matching import MOST_FEATURES, Experience, Matcher

BULKY, HOUSEHOLD, PARKING, SCHOOLS = 1, 2, 3, 4


def known_by_words() -> Experience:
    experience = Experience()
    experience.add_words(
        BULKY, ("Bulky waste", "Storskrald", "sofa mattress collection storskraldsordning afhentning")
    )
    experience.add_words(
        HOUSEHOLD, ("Household waste", "Husholdningsaffald", "bin collection garbage skraldespand afhentning")
    )
    experience.add_words(PARKING, ("Parking", "Parkering", "parking permit resident beboerlicens bil"))
    experience.add_words(SCHOOLS, ("Schools", "Skoler", "school enrolment pupil skoleindskrivning elev"))
    return experience


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return known_by_words().matcher()


def likeliest(matcher: Matcher, title: str, body: str = "") -> int:
    return matcher.rank(title, body)[0].label


def test_the_name_of_a_label_in_the_title_speaks_for_it(matcher):
    assert likeliest(matcher, "When is bulky waste collected?") == BULKY
    assert likeliest(matcher, "Hvornår hentes storskrald?") == BULKY


def test_keywords_speak_too(matcher):
    assert likeliest(matcher, "Where do I leave my old sofa?") == BULKY
    assert likeliest(matcher, "Hvordan får jeg beboerlicens?") == PARKING


def test_compounds_and_endings_meet_at_their_beginnings_and_ends(matcher):
    assert likeliest(matcher, "Hvad er parkeringsreglerne her?") == PARKING
    assert likeliest(matcher, "Hvem henter haveaffald?") == HOUSEHOLD
    assert likeliest(matcher, "Skolerne holder lukket") == SCHOOLS


@pytest.mark.parametrize("word", ["skoleindskrivning på Sønderå", "SKOLEINDSKRIVNING PÅ SØNDERÅ"])
def test_case_and_danish_letters_make_no_difference(word):
    experience = known_by_words()
    experience.add(SCHOOLS, "Hvad koster SFO på Soenderaa?")
    experience.add(PARKING, "Hvad koster en licens på Nørregade?")
    assert likeliest(experience.matcher(), word) == SCHOOLS


def test_the_title_tells_more_than_the_details(matcher):
    assert likeliest(matcher, "How do I get a parking permit?", "I drive to the school.") == PARKING


def test_a_word_that_many_labels_share_decides_nothing(matcher):
    assert matcher.rank("What about the collection?")[0].confidence < 0.4


def test_the_more_a_text_says_the_surer_the_match(matcher):
    little, much = matcher.rank("A sofa"), matcher.rank("A sofa and a mattress for bulky waste")
    assert little[0].label == much[0].label == BULKY
    assert little[0].confidence < much[0].confidence
    assert sum(match.confidence for match in matcher.rank("A sofa", limit=9)) == pytest.approx(1)


def test_a_match_names_the_words_of_the_text_that_spoke_for_it(matcher):
    (first, *others) = matcher.rank("Har I en storskraldsordning for sofaer i Å-gade?", "Jeg har ingen bil.")
    assert first.label == BULKY
    assert set(first.words) == {"storskraldsordning", "sofaer"}
    assert ("bil",) in [other.words for other in others]


def test_a_text_in_which_nothing_is_known_matches_nothing(matcher):
    assert matcher.rank("What is the meaning of life?", "Tell me, please.") == []
    assert matcher.rank("") == []
    assert Experience().matcher().rank("When is bulky waste collected?") == []


def test_what_people_decided_overrules_keywords_in_time():
    experience = known_by_words()
    for _time in range(30):
        experience.add(HOUSEHOLD, "Who takes an old mattress?")
    assert likeliest(experience.matcher(), "My mattress is old") == HOUSEHOLD


def test_a_matcher_that_was_written_down_says_the_same(matcher):
    again = Matcher.load(matcher.dump())
    text = ("Where do I leave my old sofa?", "And how do I park there?")
    assert again.rank(*text) == matcher.rank(*text)


def test_what_is_said_often_is_kept_and_the_rest_forgotten():
    experience = Experience()
    for number in range(MOST_FEATURES):
        name = "".join(chr(ord("a") + int(digit)) for digit in str(number))
        experience.add(number % 2, f"potholes {name}abc {name}xyz" if number % 2 else f"library {name}def")
    matcher = experience.matcher()
    assert likeliest(matcher, "potholes") == 1
    assert likeliest(matcher, "library") == 0
    assert len(matcher.dump()) < 1_500_000


def test_matching_the_longest_text_takes_no_time(matcher):
    body = " ".join(f"sofa{chr(97 + number % 26)} skraldespand" for number in range(900))[:20_000]
    begun = time.thread_time()
    for _time in range(20):
        matcher.rank("a question about everything" * 5, body)
    assert (time.thread_time() - begun) / 20 < 0.05  # seconds; a tenth of it is usual
