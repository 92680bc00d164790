"""How a moment to come is said: by its weekday while that is enough."""

from datetime import datetime, timedelta

from babel.dates import format_date, format_skeleton, format_time
from flask_babel import to_user_timezone

from app.core.clock import now
from app.core.templating import date_locale

# One day less than a week, so that "Tuesday" is never today's name for a week from now.
BY_WEEKDAY = timedelta(days=6)


def by_when(instant: datetime) -> str:
    """Write a moment to come: "Tuesday 12:00", or further away "Tuesday 1 December 12:00"."""
    local, here = to_user_timezone(instant), date_locale()
    if timedelta() <= local.date() - to_user_timezone(now()).date() <= BY_WEEKDAY:
        day = format_date(local, "EEEE", here)
    else:
        day = format_skeleton("MMMMEEEEd", local, locale=here)
    return f"{day} {format_time(local, 'short', locale=here)}"
