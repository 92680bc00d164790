"""What is chosen in a work list, and what is done with it: the checkboxes, who gets them, and the buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.workplace.filters import ME, NOBODY

# More than a page holds; a form with more was not made by one.
MOST = 100


@dataclass(frozen=True)
class Sharing:
    """Which of a list are given to whom: a colleague's id, or None for nobody."""

    chosen: Sequence[str]
    to: int | None

    @classmethod
    def read(cls, take: str, chosen: Sequence[str], to: str, viewer_id: int) -> "Sharing":
        """Read what was sent: one that is taken with its own button, or all that were chosen."""
        if take:
            return cls([take], viewer_id)
        if to == NOBODY:
            return cls(chosen[:MOST], None)
        own = to in ("", ME) or not (to.isascii() and to.isdecimal() and len(to) < 10)
        return cls(chosen[:MOST], viewer_id if own else int(to))


@dataclass(frozen=True)
class Outcome:
    """What became of it: how many were done, and for each that was not which and why."""

    done: int
    refused: Mapping[str, str]
