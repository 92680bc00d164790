"""Triggers with which the database itself refuses to rewrite a table that is only ever added to, on both databases.

Migrations hold the same words; `tests/migrations` tries both.
"""

from sqlalchemy import DDL

_SQLITE = (
    "CREATE TRIGGER {table}_{name} BEFORE {on} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
)
# An insert that replaces a row removes it without asking the trigger on delete.
_TAKEN = "WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id{same}) "
_POSTGRESQL = (
    "CREATE FUNCTION refuse_rewriting_{table}() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '{refusal}'; END $$",
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_{table}()",
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_{table}()",
)


def guards(table: str, refusal: str, same: str = "") -> tuple[DDL, ...]:
    """Give the triggers of a table; `same` says by what else than its id `NEW` would take the place of a row `kept`."""
    sqlite = [
        _SQLITE.format(table=table, name=name, on=on, when=when, refusal=refusal)
        for name, on, when in (
            ("no_update", "UPDATE", ""),
            ("no_delete", "DELETE", ""),
            ("no_replace", "INSERT", _TAKEN.format(table=table, same=f" OR ({same})" if same else "")),
        )
    ]
    postgresql = [statement.format(table=table, refusal=refusal) for statement in _POSTGRESQL]
    return tuple(
        DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
        for dialect, statements in (("sqlite", sqlite), ("postgresql", postgresql))
        for statement in statements
    )
