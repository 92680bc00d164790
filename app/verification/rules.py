"""When a verification is to be looked at again, and when it has run out. Pure."""

from datetime import date, timedelta

# A year is the default of `product.md`; laws and fees mostly change at the turn of a year.
REVIEW_AFTER = timedelta(days=365)
LONGEST_REVIEW = timedelta(days=3 * 365)
# How long the department has, once due, before the badge is lost: a month's work, holidays included.
GRACE = timedelta(days=30)


def default_review(today: date) -> date:
    """Propose the review date: in twelve months."""
    return today + REVIEW_AFTER


def review_allowed(review_on: date, today: date) -> bool:
    """Tell whether a review date is one: after today, and within three years."""
    return today < review_on <= today + LONGEST_REVIEW


def expires_before(today: date) -> date:
    """Give the review date before which a due verification has expired today."""
    return today - GRACE
