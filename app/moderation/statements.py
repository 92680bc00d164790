"""The statement of reasons as a decision is made with it, and what makes it whole (article 17)."""

import re
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.moderation.kinds import TABLE, Ground, Kind

FACTS_MIN, FACTS_MAX = 10, 2000
LAW_MAX = 200
_SECTION = re.compile(r"\d{1,2}(\.\d{1,2}){0,3}")


@dataclass(frozen=True)
class Statement:
    """Why something is decided: the facts, and the rule of the site or the law they are held against.

    `rule` is the number of a section of the terms, `terms_number` their version; `language` that of the words.
    """

    facts: str = ""
    ground: Ground | None = None
    rule: str = ""
    law: str = ""
    terms_number: int | None = None
    automated: bool = False
    language: str = "en"


def rests_on(text: str) -> dict[str, Any]:
    """Read what a decision rests on out of one line: the number of a section of the terms, or else a law."""
    line = " ".join(text.split())
    if _SECTION.fullmatch(line.rstrip(".")):
        return {"ground": Ground.RULE, "rule": line}
    return {"ground": Ground.LAW, "law": line}


def clean_statement(kind: Kind, statement: Statement) -> Statement:
    """Give the statement as it is kept; a decision that restricts must have a whole one."""
    kept = replace(
        statement,
        facts=statement.facts.replace("\r\n", "\n").strip(),
        rule=statement.rule.strip().rstrip(".") if statement.ground == Ground.RULE else "",
        law=" ".join(statement.law.split()) if statement.ground == Ground.LAW else "",
    )
    if len(kept.facts) > FACTS_MAX:
        raise Invalid(_("Shorten this to %(num)s characters.", num=FACTS_MAX), field="facts")
    if not TABLE[kind].restricts:
        return replace(kept, ground=None, rule="", law="")
    _require_whole(kept)
    return kept


def _require_whole(statement: Statement) -> None:
    if len(statement.facts) < FACTS_MIN:
        raise Invalid(
            _("Say what the decision rests on. The person concerned is sent these words."), field="facts"
        )
    if statement.ground is None:
        raise Invalid(_("Choose what the decision rests on: a rule of the site, or the law."), field="ground")
    if statement.ground == Ground.RULE and not _SECTION.fullmatch(statement.rule):
        raise Invalid(_("Name the section of the terms, such as 3 or 3.2."), field="rule")
    if statement.ground == Ground.LAW and not 2 <= len(statement.law) <= LAW_MAX:
        raise Invalid(_("Name the law and the paragraph."), field="law")
