"""How often real texts find the department that took them. Skips, loudly, without these."""

from bench.routing import learn, learn_plainly, measure, read_complaints, read_reports


def test_complaints_find_their_desk_more_often_than_with_plain_naive_bayes(shared):
    """The floors lie a little below what `python -m bench.routing` prints: .823 and .967."""
    texts = read_complaints(shared)
    ours, plain = measure(texts, learn), measure(texts, learn_plainly)
    assert ours.texts == 300
    assert ours.first / ours.texts >= 0.80
    assert ours.among_three / ours.texts >= 0.95
    assert ours.first > plain.first


def test_reports_to_a_city_find_their_agency(shared):
    score = measure(read_reports(shared), learn)
    assert score.texts == 50
    assert score.first / score.texts >= 0.74
