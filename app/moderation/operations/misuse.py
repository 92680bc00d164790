"""Taking the step that is due when somebody keeps misusing flags or appeals: the site does it itself, and says so.

Misuse of posting is for a moderator to judge, who sees the step that is due beside the case.
"""

from datetime import timedelta

from flask_babel import force_locale
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.access import SYSTEM, Actor
from app.core.clock import now
from app.core.db import session
from app.moderation.kinds import Ground, Scope
from app.moderation.misuse import Record, next_step
from app.moderation.operations.stating import state_decision
from app.moderation.queries.records import read_record
from app.moderation.statements import Statement
from app.moderation.template_texts import MISUSE_SECTION


def answer_misuse(actor: Actor, person_id: int, scope: Scope) -> None:
    """Warn a person, or suspend them from flagging or appealing, if that is due."""
    session().flush()
    record = read_record(person_id, scope)
    step = next_step(scope, record)
    if step is None:
        return
    language = session().get_one(Person, person_id).language
    until = now() + timedelta(days=step.days) if step.days else None
    statement = _statement(scope, record, language)
    state_decision(SYSTEM, step.kind, statement, person_id=person_id, scope=scope, until=until)


def _statement(scope: Scope, record: Record, language: str) -> Statement:
    with force_locale(language):
        facts = {
            Scope.FLAGGING: _(
                "Of your %(all)s flags that were decided within a year, moderators found %(bad)s plainly unfounded.",
                all=record.all,
                bad=record.bad,
            ),
            Scope.APPEALING: _(
                "Of your %(all)s appeals that were decided within a year, moderators found %(bad)s plainly unfounded.",
                all=record.all,
                bad=record.bad,
            ),
        }[scope]
    return Statement(
        facts=str(facts), ground=Ground.RULE, rule=MISUSE_SECTION, automated=True, language=language
    )
