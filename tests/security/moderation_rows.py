"""Who gets what of moderation; a part of the matrix."""

from tests.security.browsers import SIGN_IN
from tests.security.expectations import (
    CONFLICT,
    DONE,
    FOUND,
    MISSING,
    OK,
    REFUSED,
    everyone,
    get,
    post,
    staff,
)

SIGNED_IN = everyone(OK, anonymous=SIGN_IN)
NOTICE = {
    "reason": "illegal",
    "words": "It shows where I live.",
    "notifier_name": "Karen Krag",
    "notifier_email": "karen@example.org",
    "good_faith": "y",
}
REASONS = {
    "kind": "hide",
    "facts": "It names a neighbour.",
    "ground": "rule",
    "rule": "3.2",
    "language": "en",
}
CASE = REASONS | {"version": "{case.version}", "post_version": "{comment.version}"}
HEARS = {"moderator": OK, "administrator": OK}
READS_DECISION = everyone(MISSING, anonymous=SIGN_IN, answerer=OK, **HEARS)
WORDS = {"words": "It names nobody, read it again."}

MODERATION = (
    get("/posts/{answer.id}/flag", everyone(OK, answerer=REFUSED)),
    post("/posts/{answer.id}/flag", everyone(DONE, answerer=REFUSED), **NOTICE),
    post("/posts/{question.id}/flag", everyone(DONE, asker=REFUSED), **NOTICE),
    get("/posts/{hidden_answer.id}/flag", everyone(MISSING, answerer=REFUSED, moderator=OK)),
    get("/posts/{question.id}/moderate", staff("moderator")),
    get("/posts/{answer.id}/moderate?kind=hide", staff("moderator")),
    post(
        "/posts/{answer.id}/moderate",
        staff("moderator", outcome=DONE),
        **REASONS,
        post_version="{answer.version}",
    ),
    get("/posts/{hidden_answer.id}/why", READS_DECISION | dict.fromkeys(["answerer", *HEARS], FOUND)),
    get("/decisions", SIGNED_IN),
    get("/decisions/{decision.id}", READS_DECISION),
    get("/decisions/{decision.id}/appeal", READS_DECISION),
    post(
        "/decisions/{decision.id}/appeal",
        everyone(MISSING, anonymous=SIGN_IN, answerer=CONFLICT),
        **WORDS,
    ),
    post(
        "/decisions/{comment_decision.id}/appeal", everyone(MISSING, anonymous=SIGN_IN, citizen=DONE), **WORDS
    ),
    get("/notices/{secrets[notice]}", everyone(OK)),
    post("/notices/{secrets[notice]}", everyone(OK), **WORDS),
    get("/notices/forged", everyone(MISSING)),
    get("/staff/moderation", staff("moderator")),
    get("/staff/moderation?state=decided&reason=spam&lang=en", staff("moderator")),
    post("/staff/moderation", staff("moderator", outcome=DONE), **REASONS, case="{case.id}-{case.version}"),
    get("/staff/moderation/cases/{case.id}", staff("moderator")),
    post("/staff/moderation/cases/{case.id}", staff("moderator", outcome=DONE), **CASE),
    post(
        "/staff/moderation/cases/{case.id}", staff("moderator", outcome=CONFLICT), **{**CASE, "version": "7"}
    ),
    post("/staff/moderation/cases/{case.id}/claim", staff("moderator", outcome=DONE)),
    post("/staff/moderation/cases/{case.id}/release", staff("moderator", outcome=DONE)),
    get("/staff/moderation/appeals", staff("moderator", "administrator")),
    get("/staff/moderation/appeals?state=decided", staff("moderator", "administrator")),
    get("/staff/moderation/appeals/{appeal.id}", staff("moderator", "administrator")),
    post(
        "/staff/moderation/appeals/{appeal.id}",
        staff("administrator", outcome=DONE),
        **WORDS,
        outcome="overturn",
    ),
    get("/staff/moderation/templates", staff("moderator")),
    get("/staff/moderation/templates/spam/da", staff("moderator")),
    get("/staff/moderation/templates/spam/xx", staff("moderator", outcome=MISSING)),
    post(
        "/staff/moderation/templates/spam/en",
        staff("moderator", outcome=DONE),
        facts="It sells something.",
        ground="rule",
        rule="3.4",
        language="en",
        version="0",
    ),
    post("/staff/moderation/templates/spam/en/forget", staff("moderator", outcome=DONE)),
)
