"""Awards for help given, and what each is worth to a reputation. Pure.

There is no list of who has most: awards are for help that somebody found useful, not for volume, and show on the
profile of whoever gave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.trust.models import AwardKind

# An accepted answer is worth reputation already where it is accepted.
WORTH: Mapping[AwardKind, int] = {
    AwardKind.ACCEPTED: 0,
    AwardKind.VERIFIED: 15,
    AwardKind.FIRST: 2,
    AwardKind.FLAG: 2,
}
NAMES: Mapping[AwardKind, tuple[LazyString, LazyString]] = {
    AwardKind.ACCEPTED: (_l("Problem solver"), _l("answers that solved it for the asker")),
    AwardKind.VERIFIED: (_l("Knows the rules"), _l("answers that a department confirmed")),
    AwardKind.FIRST: (_l("First to help"), _l("first answers that somebody found useful")),
    AwardKind.FLAG: (_l("Watchful eye"), _l("flags that were right")),
}


@dataclass(frozen=True)
class Help:
    """Who helped, how, and by which answer or flag."""

    person_id: int
    kind: AwardKind
    ground_id: int
