"""When a verification is looked at again, and when it has run out."""

from datetime import date, timedelta

import pytest

from app.verification import rules

TODAY = date(2026, 3, 1)


def test_the_default_review_is_in_twelve_months():
    assert rules.default_review(TODAY) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("review_on", "allowed"),
    [
        (TODAY, False),
        (TODAY - timedelta(days=1), False),
        (TODAY + timedelta(days=1), True),
        (TODAY + rules.LONGEST_REVIEW, True),
        (TODAY + rules.LONGEST_REVIEW + timedelta(days=1), False),
    ],
)
def test_a_review_date_lies_after_today_and_within_three_years(review_on, allowed):
    assert rules.review_allowed(review_on, TODAY) is allowed


def test_a_due_verification_has_thirty_days_before_it_expires():
    assert rules.expires_before(TODAY) == date(2026, 1, 30)
