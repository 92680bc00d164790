"""What happens in trust. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemovalGoesOn:
    """A removal, or its undoing, has a next handful of posts to see to."""

    removal_id: int
