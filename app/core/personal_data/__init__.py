"""Finds personal data in a text before it is public: national numbers, cards, accounts, ways to reach somebody.

Pure: text in, matches out. `find` is all that others need; `docs/design.md` says what counts as strong and weak.
"""

from app.core.personal_data.finding import find, read_published, words_of
from app.core.personal_data.matches import Kind, Match, Published, Strength

__all__ = ["Kind", "Match", "Published", "Strength", "find", "read_published", "words_of"]
