"""The words for levels of trust and for what they allow, for the page about them and for refusals."""

from collections.abc import Mapping

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.trust import Act, Trust

LEVEL_NAMES: Mapping[Trust, LazyString] = {
    Trust.NEWCOMER: _l("Newcomer"),
    Trust.MEMBER: _l("Member"),
    Trust.TRUSTED: _l("Trusted"),
    Trust.STAFF: _l("Staff"),
}
ACT_NAMES: Mapping[Act, LazyString] = {
    Act.ASK: _l("Ask questions"),
    Act.ANSWER: _l("Answer"),
    Act.COMMENT: _l("Comment"),
    Act.EDIT: _l("Save edits"),
    Act.SUGGEST: _l("Suggest edits"),
    Act.VOTE: _l("Vote"),
    Act.FLAG: _l("Flag posts"),
}


def too_often(level: Trust, act: Act, times: int, *, daily: bool, when: str) -> str:
    """Say that somebody of a level did something as often as the level may, and when they can go on."""
    span = _("in a day") if daily else _("in an hour")
    return str(
        _(
            "At your level, %(level)s, you may do this %(times)s times %(span)s: %(act)s. You can go on from %(when)s. "
            "What you wrote is still here.",
            level=str(LEVEL_NAMES[level]).lower(),
            act=str(ACT_NAMES[act]).lower(),
            times=times,
            span=span,
            when=when,
        )
    )


def too_many_links(level: Trust, allowed: int, found: int) -> str:
    """Say that a post has more links than the level of its author may set."""
    return str(
        ngettext(
            "At your level, %(level)s, a post may have %(num)s link to other sites, not %(found)s: take some out.",
            "At your level, %(level)s, a post may have %(num)s links to other sites, not %(found)s: take some out.",
            allowed,
            level=str(LEVEL_NAMES[level]).lower(),
            found=found,
        )
    )


def too_many_images(level: Trust, allowed: int, found: int) -> str:
    """Say that a post has more images than the level of its author may set."""
    return str(
        ngettext(
            "At your level, %(level)s, a post may have %(num)s image, not %(found)s: take some out.",
            "At your level, %(level)s, a post may have %(num)s images, not %(found)s: take some out.",
            allowed,
            level=str(LEVEL_NAMES[level]).lower(),
            found=found,
        )
    )
