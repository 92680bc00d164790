"""How moderation is said: reasons, decisions, what they mean for whom they concern. A test keeps a word for each."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.moderation.kinds import Ground, Kind, Outcome, Reason, Scope, Source, Verdict

REASONS = {
    Reason.SPAM: _l("Spam or advertising"),
    Reason.ABUSE: _l("Abuse or threats"),
    Reason.PERSONAL_DATA: _l("Personal data"),
    Reason.WRONG: _l("Wrong or outdated"),
    Reason.OFF_TOPIC: _l("Off topic"),
    Reason.ILLEGAL: _l("Illegal"),
    Reason.DUPLICATE: _l("Asked before"),
    Reason.OTHER: _l("Something else"),
}
SOURCES = {
    Source.FLAGS: _l("People flagged it"),
    Source.SPAM: _l("It looked like spam to the site"),
    Source.CRISIS: _l("Posts on this topic are looked at first"),
    Source.MODERATOR: _l("A moderator looked at it unasked"),
}
GROUNDS = {Ground.RULE: _l("A rule of this site"), Ground.LAW: _l("The law")}
# What was decided, as a heading.
DECISIONS = {
    Kind.NO_ACTION: _l("Left as it is"),
    Kind.HOLD: _l("Out of sight until a moderator decides"),
    Kind.HIDE: _l("Hidden"),
    Kind.EDIT: _l("Edited"),
    Kind.REDACT: _l("Sentences taken out"),
    Kind.LOCK: _l("Locked"),
    Kind.CLOSE: _l("Closed"),
    Kind.DUPLICATE: _l("Closed as asked before"),
    Kind.MERGE: _l("Merged into an earlier question"),
    Kind.TICKET: _l("Made private"),
    Kind.RESTORE: _l("Brought back"),
    Kind.WARN: _l("A warning"),
    Kind.SUSPEND: _l("A suspension"),
}
# What it means, said to the author of the post.
MEANINGS = {
    Kind.NO_ACTION: _l("The post stays as it is. Nothing is restricted."),
    Kind.HOLD: _l("Nobody but its author and the moderators sees the post until somebody has decided."),
    Kind.HIDE: _l("Nobody but its author and the moderators sees the post."),
    Kind.EDIT: _l("A moderator has changed what the post says. The earlier words stand among its versions."),
    Kind.REDACT: _l("Sentences were taken out of the post and out of all its earlier versions."),
    Kind.LOCK: _l("Nothing new can be written here, and nothing about the post can be changed."),
    Kind.CLOSE: _l("The question can be read, but takes no more answers and comments."),
    Kind.DUPLICATE: _l("The question is closed and leads to an earlier one that asks the same."),
    Kind.MERGE: _l("The answers stand at another question that asks the same, and its address leads there."),
    Kind.TICKET: _l(
        "What was private in the question now goes on with the department, out of the public eye."
    ),
    Kind.RESTORE: _l("What was restricted about the post no longer is."),
    Kind.WARN: _l("Nothing is restricted. If it happens again, a suspension may follow."),
    Kind.SUSPEND: _l("Until the suspension ends, what it is about is not possible."),
}
SUSPENDED = {
    Scope.POSTING: _l("The person concerned can read everything, but not post anything."),
    Scope.FLAGGING: _l("The person concerned can do everything but flag posts."),
    Scope.APPEALING: _l("The person concerned can do everything but contest decisions."),
}
# What a moderator can choose.
CHOICES = {
    Kind.NO_ACTION: _l("Leave it as it is"),
    Kind.HIDE: _l("Hide it"),
    Kind.REDACT: _l("Take sentences out of it, and out of its earlier versions"),
    Kind.EDIT: _l("Edit it"),
    Kind.LOCK: _l("Lock it"),
    Kind.CLOSE: _l("Close the question"),
    Kind.DUPLICATE: _l("Close it as asked before"),
    Kind.MERGE: _l("Merge it into an earlier question, answers and all"),
    Kind.TICKET: _l("Turn it into a ticket"),
    Kind.WARN: _l("Warn the author"),
    Kind.SUSPEND: _l("Suspend the author"),
    Kind.RESTORE: _l("Bring it back: end all that restricts it"),
}
OUTCOMES = {
    Outcome.UPHELD: _l("Something was done about the post."),
    Outcome.DECLINED: _l("The post stays as it is."),
    Outcome.UNFOUNDED: _l("The post stays as it is, and the flag was plainly unfounded."),
}
VERDICTS = {
    Verdict.UPHOLD: _l("Upheld: the decision stands"),
    Verdict.OVERTURN: _l("Overturned: the decision is undone"),
}


def found_words(found: str) -> list[str]:
    """Say in the reader's language what the site saw; it is kept a line each, in the language of the program."""
    return [gettext(line) for line in found.splitlines() if line.strip()]
