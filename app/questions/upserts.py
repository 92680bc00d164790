"""`INSERT … ON CONFLICT`, which both databases have and SQLAlchemy offers for each apart."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.core.db import Base, session


def insert_into(table: type[Base]) -> Any:
    """Begin an insert that may say what happens on a conflict."""
    dialect = session().get_bind().dialect.name
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
