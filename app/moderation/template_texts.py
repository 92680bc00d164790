"""Words to begin a statement of reasons with, until a moderator has written better ones; which rule a reason breaks.

Each says the facts in the general and ends where the particular has to be added.
"""

from flask_babel import force_locale
from flask_babel import gettext as _

from app.moderation.kinds import Ground, Reason
from app.moderation.statements import Statement

# The sections of the terms as the site brings them along; a site with other terms has other templates.
SECTIONS = {
    Reason.ILLEGAL: "6",
    Reason.PERSONAL_DATA: "4",
    Reason.ABUSE: "3",
    Reason.SPAM: "5",
    Reason.OFF_TOPIC: "2",
    Reason.WRONG: "2",
    Reason.DUPLICATE: "2",
    Reason.OTHER: "2",
}
MISUSE_SECTION = "9"
# Whose words say it all, so that posts can be hidden for them in passing: of the others the particular has to be added.
IN_PASSING = (Reason.SPAM, Reason.ABUSE, Reason.PERSONAL_DATA, Reason.WRONG, Reason.OFF_TOPIC)


def section_of(reason: Reason) -> str:
    """Give the section of the terms that is about a reason."""
    return SECTIONS[reason]


def default_template(reason: Reason, language: str) -> Statement:
    """Give the words the site brings along for a reason, in a language."""
    ground = Ground.LAW if reason == Reason.ILLEGAL else Ground.RULE
    with force_locale(language):
        return Statement(
            facts=_words(reason),
            ground=ground,
            rule=section_of(reason) if ground == Ground.RULE else "",
            language=language,
        )


def _words(reason: Reason) -> str:
    words: dict[Reason, str] = {
        Reason.SPAM: _("The post advertises something that has nothing to do with the question."),
        Reason.ABUSE: _("The post insults or threatens people instead of keeping to the matter."),
        Reason.PERSONAL_DATA: _(
            "The post tells something private about a person who can be recognised. It is public, and search engines "
            "keep what they find."
        ),
        Reason.WRONG: _("What the post says is not right, or no longer, and could lead readers astray."),
        Reason.OFF_TOPIC: _(
            "The post is not about what this site is for: questions to the public services here."
        ),
        Reason.ILLEGAL: _("The post says or shows what the law forbids."),
        Reason.DUPLICATE: _("The same was asked before, and the answers are there."),
        Reason.OTHER: _("The post does not keep to the rules of this site."),
    }
    return words[reason]
