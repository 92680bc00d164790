"""Words for addresses: lasting slugs made from titles, and the one way a tag's name is written."""

import re
import unicodedata

MAX_SLUG = 80
MAX_TAG = 35

# What Unicode does not take apart by itself, as Danes and their neighbours write it where they only have a to z.
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "oe", "å": "aa", "œ": "oe", "ß": "ss", "ð": "d", "þ": "th", "ł": "l", "đ": "d", "ı": "i"}
)
# A title may have no letter from a to z at all. The number before the slug is what finds the page.
_UNREADABLE = "page"


def slug_for(title: str) -> str:
    """Make a readable slug of a title: a–z, 0–9 and hyphens, at most `MAX_SLUG`, cut between words, never empty."""
    # Compose first: å may come as a and a ring, which taking apart would make a plain a.
    spelt = unicodedata.normalize("NFKC", title).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['`]", "", plain)).strip("-")
    return _cut(slug, MAX_SLUG) or _UNREADABLE


def tag_name(text: str) -> str | None:
    """Write a tag as tags are written: lower case, letters, digits and hyphens. None when nothing is left of it."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return _cut(re.sub(r"[\W_]+", "-", lower).strip("-"), MAX_TAG) or None


def _cut(words: str, length: int) -> str:
    if len(words) <= length:
        return words
    return words[: length + 1].rpartition("-")[0] or words[:length]
