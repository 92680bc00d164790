"""Did you mean: near words for those no post has. Pure."""

from collections.abc import Callable, Iterable, Mapping

from whoosh.support.levenshtein import distance

SHORTEST_CORRECTED = 4


def corrections(words: Iterable[str], vocabulary: Callable[[str], Mapping[str, int]]) -> dict[str, str]:
    """For each word the nearest known one, the commonest of equally near; words without any are left out.

    `vocabulary` gives the known words that begin with a letter, each with the number of posts that have it.
    """
    found = {}
    for word in words:
        nearest = _nearest(word.casefold(), vocabulary)
        if nearest:
            found[word] = nearest
    return found


def _nearest(word: str, vocabulary: Callable[[str], Mapping[str, int]]) -> str | None:
    if len(word) < SHORTEST_CORRECTED or word.isdigit():
        return None
    furthest = 1 if len(word) < 6 else 2
    near = []
    for known, posts in vocabulary(word[0]).items():
        if abs(len(known) - len(word)) <= furthest:
            apart = distance(word, known, limit=furthest)
            if 0 < apart <= furthest:
                near.append((apart, -posts, known))
    return min(near)[2] if near else None
