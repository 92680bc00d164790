"""Words of templates in the forms of decisions."""

from dataclasses import replace

from app.moderation.kinds import TABLE, Kind
from app.moderation.queries.showing import list_templates
from app.moderation.statements import Statement


def own_words(kind: Kind, statement: Statement) -> Statement:
    """Leave out words that were only filled in where a decision restricts nothing: they say what is wrong."""
    if TABLE[kind].restricts or not statement.facts:
        return statement
    filled_in = {words.facts for _reason, _code, words, _version in list_templates([statement.language])}
    return replace(statement, facts="") if statement.facts in filled_in else statement
