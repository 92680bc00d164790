"""What speaks for holding a newcomer's post until a moderator has looked, and when it is enough: one table. Pure.

False alarms cost more than misses: a held post is somebody who asked for help and is not heard. So no sign but the
plainest is enough alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# From here on the learned score is nearly always right (`python -m bench.spam`).
SURE = 0.9
LIKELY = 0.65
ENOUGH = 3
HURRY = 3  # posts in ten minutes


@dataclass(frozen=True)
class Signals:
    """What is known of a post and its author."""

    score: float = 0.0
    links: int = 0
    same_by_others: int = 0
    same_by_author: int = 0
    days_here: int = 0
    disposable: bool = False
    recent_posts: int = 0


@dataclass(frozen=True)
class Sign:
    """Something that speaks for spam, what it weighs, and how it is told to the author and the moderators."""

    weight: int
    shows: Callable[[Signals], bool]
    words: LazyString


SIGNS = (
    Sign(3, lambda it: it.score >= SURE, _l("it reads like advertising that was removed before")),
    Sign(1, lambda it: LIKELY <= it.score < SURE, _l("it reads a little like advertising")),
    Sign(3, lambda it: it.same_by_others > 0, _l("another account has posted nearly the same text")),
    Sign(2, lambda it: it.same_by_author > 0, _l("the account has posted nearly the same text elsewhere")),
    Sign(1, lambda it: it.links == 1, _l("it has a link to another site")),
    Sign(2, lambda it: it.links > 1, _l("it has several links to other sites")),
    Sign(1, lambda it: it.days_here < 1, _l("the account is new today")),
    Sign(2, lambda it: it.disposable, _l("the account has a throw-away e-mail address")),
    Sign(1, lambda it: it.recent_posts >= HURRY, _l("several posts came within a few minutes")),
)


def find_signs(signals: Signals) -> Sequence[Sign]:
    """List what speaks for spam, the weightiest first."""
    return sorted((sign for sign in SIGNS if sign.shows(signals)), key=lambda sign: -sign.weight)


def is_suspicious(signs: Sequence[Sign]) -> bool:
    """Tell whether that is enough to hold the post."""
    return sum(sign.weight for sign in signs) >= ENOUGH
