"""Partial indexes, the same on both databases."""

from sqlalchemy import Index, text


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Make a partial index, the same on both databases."""
    return Index(
        name,
        *(text(column) if " " in column else column for column in columns),
        unique=unique,
        sqlite_where=text(where),
        postgresql_where=text(where),
    )
