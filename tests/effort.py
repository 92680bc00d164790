"""How much work something is, in seconds of processor time on a machine that does nothing else.

On a crowded machine the same work takes up to several times as long, processor time too, since others crowd the
processor's caches. So where something took too long a piece of fixed work is timed, and tells how crowded it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

USUAL = 0.035  # seconds the fixed work takes on a quiet machine with two cores of some 3 GHz


@contextmanager
def takes_less_than(seconds: float) -> Iterator[None]:
    """See that what this thread does within is less work than that."""
    begun = thread_time()
    yield
    spent = thread_time() - begun
    if spent >= seconds:
        crowded = max(1.0, fixed_work() / USUAL)
        assert spent / crowded < seconds, (
            f"{spent:.2f} s, where all takes {crowded:.1f} times as long as usual"
        )


def fixed_work() -> float:
    """Make, sort and join many small strings, and tell the seconds it took."""
    begun = thread_time()
    ",".join(sorted(str(number * 7919 % 65_521) for number in range(65_521)))
    return thread_time() - begun
