"""The levels of trust, for everybody to read."""

from flask import Blueprint, render_template

from app.accounts.trust import LEVELS, NEEDED, TABLE, Act, Trust, level_of
from app.accounts.trust_words import ACT_NAMES, LEVEL_NAMES
from app.core.doors import public
from app.core.templating import absolute_url
from app.core.viewer import viewer
from app.trust.awards import NAMES
from app.trust.models import AwardKind
from app.trust.queries.awards import count_awards
from app.trust.queries.records import read_record

trust = Blueprint("trust", __name__)


@trust.app_template_global()
def level_name(level: str) -> str:
    """Give templates the name of a level."""
    return str(LEVEL_NAMES[Trust(level)])


@trust.app_template_global()
def awards_of(person_id: int) -> list[tuple[str, str, int]]:
    """Give templates what a person was given awards for: name, ground, how often; what is rarest last."""
    counted = count_awards(person_id)
    return [
        (str(NAMES[kind][0]), str(NAMES[kind][1]), counted[kind]) for kind in AwardKind if kind in counted
    ]


@trust.get("/trust")
@public(cached=True)
def levels() -> str:
    """Show what each level may do and how it is reached, out of the very table that decides."""
    actor = viewer()
    level = level_of(actor) if actor.is_authenticated else None
    above = LEVELS[LEVELS.index(level) + 1 :] if level in LEVELS else ()
    return render_template(
        "trust/levels.html",
        level=level,
        level_name=LEVEL_NAMES[level] if level else None,
        names=LEVEL_NAMES,
        acts=ACT_NAMES,
        act_order=list(Act),
        table=TABLE,
        shown=list(Trust),
        needed=NEEDED,
        next_level=above[0] if above else None,
        record=read_record(actor.id) if actor.id is not None and above else None,
        canonical=absolute_url("/trust"),
    )
