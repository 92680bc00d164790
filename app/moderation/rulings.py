"""What a moderator decides on a case, as it comes from a form."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from app.moderation.kinds import Kind
from app.moderation.statements import Statement


@dataclass(frozen=True)
class Ruling:
    """A decision and its statement of reasons, with what its kind needs besides.

    `measure`: a warning or suspension (`until`, None for good) of the author on top. `unfounded`: the flags were
    plainly wrong. `title` and `body`: the new words of an edit; `kept`: the numbers of the sentences that stay when
    others are taken out; `post_version`: what both were made from; `original_id`: the earlier question of a duplicate.
    """

    kind: Kind
    statement: Statement
    measure: Kind | None = None
    until: datetime | None = None
    unfounded: bool = False
    title: str = ""
    body: str = ""
    kept: Collection[int] = field(default_factory=frozenset)
    post_version: int = 0
    original_id: int | None = None
