"""Which topics a text may be about, for its asker to choose from: said by routing, which stands above this feature."""

from collections.abc import Callable, Sequence

# From a title and details gives ids of topics, the likeliest first.
Suggesting = Callable[[str, str], Sequence[int]]
_suggesting: list[Suggesting] = []


def suggests_topics(function: Suggesting) -> Suggesting:
    """Let the function below say which topics a text is about."""
    _suggesting.append(function)
    return function


def list_suggested_topics(title: str, body: str) -> list[int]:
    """List the ids of the topics a text seems to be about, the likeliest first."""
    return [topic_id for function in _suggesting for topic_id in function(title, body)]
