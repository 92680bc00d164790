"""The moderators' own words to begin a statement of reasons with."""

from flask_babel import gettext as _
from sqlalchemy import delete

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import session
from app.core.errors import Conflict
from app.moderation.kinds import Ground, Kind, Reason
from app.moderation.models import StatementTemplate
from app.moderation.permissions import can_moderate
from app.moderation.statements import Statement, clean_statement


def save_template(actor: Actor, reason: Reason, statement: Statement, version: int) -> StatementTemplate:
    """Keep words for a reason in a language, if nobody changed them since `version` (0: the site's own)."""
    require(can_moderate(actor))
    kept = clean_statement(Kind.HIDE, statement)
    template = session().get(StatementTemplate, (reason, statement.language), with_for_update=True)
    if (template.version if template else 0) != version:
        raise Conflict(_("Somebody else has changed these words meanwhile. Yours are still here."))
    if template is None:
        template = StatementTemplate(reason=reason, language=statement.language, version=0)
        session().add(template)
    template.facts, template.ground = kept.facts, kept.ground or Ground.RULE
    template.rule, template.law = kept.rule, kept.law
    template.version, template.changed_at, template.changed_by_id = version + 1, now(), actor.id
    return template


def forget_template(actor: Actor, reason: Reason, language: str) -> None:
    """Go back to the words the site brings along."""
    require(can_moderate(actor))
    session().execute(
        delete(StatementTemplate).where(
            StatementTemplate.reason == reason, StatementTemplate.language == language
        )
    )
