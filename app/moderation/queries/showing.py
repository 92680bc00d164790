"""One case with all a moderator looks at before deciding, and the appeals that wait."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.access import Actor
from app.core.db import session
from app.core.errors import NotFound
from app.core.paging import Page, Place, fetch_page, time_cursor
from app.moderation.kinds import Reason, Source
from app.moderation.models import Appeal, Decision, Flag, ModerationCase, StatementTemplate
from app.moderation.queries.records import History, get_history
from app.moderation.statements import Statement
from app.moderation.template_texts import default_template


@dataclass(frozen=True)
class CaseShown:
    """A case with its flags, what was decided on the post so far, and what is known of its author."""

    case: ModerationCase
    flags: Sequence[Flag]
    decisions: Sequence[Decision]
    history: History | None

    @property
    def standing_flags(self) -> Sequence[Flag]:
        """The flags that weigh: those that were not withdrawn."""
        return [flag for flag in self.flags if flag.withdrawn_at is None]

    @property
    def reason(self) -> Reason:
        """What the heaviest flag is about; without flags, what the site saw."""
        heaviest = max(self.standing_flags, key=lambda flag: flag.weight, default=None)
        if heaviest is None:
            return Reason.SPAM if self.case.source == Source.SPAM else Reason.OTHER
        return Reason(heaviest.reason)


def get_case_shown(case_id: int) -> CaseShown:
    """Get a case with all that belongs to it."""
    query = select(ModerationCase).options(
        joinedload(ModerationCase.post),
        joinedload(ModerationCase.question),
        joinedload(ModerationCase.author),
        joinedload(ModerationCase.claimed_by),
    )
    case = session().scalar(query.where(ModerationCase.id == case_id))
    if case is None:
        raise NotFound()
    flags = select(Flag).options(joinedload(Flag.person)).where(Flag.case_id == case_id)
    return CaseShown(
        case,
        session().scalars(flags.order_by(Flag.weight.desc(), Flag.id)).all(),
        list_decisions(case.post_id),
        get_history(case.author_id) if case.author_id is not None else None,
    )


def list_decisions(post_id: int) -> Sequence[Decision]:
    """List what was decided on a post, the newest first."""
    made = select(Decision).options(joinedload(Decision.moderator)).where(Decision.post_id == post_id)
    return session().scalars(made.order_by(Decision.id.desc())).all()


def find_template(reason: Reason, language: str) -> tuple[Statement, int]:
    """Find the words to begin a statement with, and their version: 0 for those the site brings along."""
    own = session().get(StatementTemplate, (reason, language))
    if own is None:
        return default_template(reason, language), 0
    return _statement(own), own.version


def list_templates(languages: Sequence[str]) -> list[tuple[Reason, str, Statement, int]]:
    """List the words for every reason in every language, with their versions."""
    own = {(Reason(one.reason), one.language): one for one in session().scalars(select(StatementTemplate))}
    return [
        (reason, language, _statement(own[reason, language]), own[reason, language].version)
        if (reason, language) in own
        else (reason, language, default_template(reason, language), 0)
        for reason in Reason
        for language in languages
    ]


def page_of_appeals(waiting: bool, place: Place) -> Page[Appeal]:
    """List the appeals that wait for a decision, or those decided, the newest first."""
    query = (
        select(Appeal)
        .options(
            joinedload(Appeal.person),
            joinedload(Appeal.decision).joinedload(Decision.case),
            joinedload(Appeal.decision).joinedload(Decision.moderator),
            joinedload(Appeal.decision).joinedload(Decision.person),
        )
        .where(Appeal.outcome.is_(None) if waiting else Appeal.outcome.is_not(None))
    )
    return fetch_page(
        lambda cut: session().scalars(cut.of(query, Appeal.at, Appeal.id)).all(),
        lambda appeal: time_cursor(appeal.at, appeal.id),
        place,
    )


def get_appeal(actor: Actor, appeal_id: int) -> Appeal:
    """Get an appeal with the decision it contests, the case and the post."""
    query = (
        select(Appeal)
        .options(
            joinedload(Appeal.person),
            joinedload(Appeal.flag),
            joinedload(Appeal.decided_by),
            joinedload(Appeal.decision).joinedload(Decision.case).joinedload(ModerationCase.question),
            joinedload(Appeal.decision).joinedload(Decision.post),
            joinedload(Appeal.decision).joinedload(Decision.person),
            joinedload(Appeal.decision).joinedload(Decision.moderator),
        )
        .where(Appeal.id == appeal_id)
    )
    appeal = session().scalar(query)
    if appeal is None:
        raise NotFound()
    return appeal


def _statement(template: StatementTemplate) -> Statement:
    return Statement(
        facts=template.facts,
        ground=template.ground,
        rule=template.rule,
        law=template.law,
        language=template.language,
    )
