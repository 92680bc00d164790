"""Who gets what of trust, suggested edits, removals and crises; a part of the matrix."""

from tests.security.browsers import SIGN_IN
from tests.security.expectations import (
    DONE,
    INVALID,
    MISSING,
    OK,
    PUBLIC,
    REFUSED,
    everyone,
    get,
    post,
    staff,
)

# The department in whose hat it stands, moderators, and who made it, who does not decide.
READS_SUGGESTION = everyone(MISSING, anonymous=SIGN_IN, citizen=OK, official=OK, moderator=OK)
REVIEWS = READS_SUGGESTION | {"citizen": REFUSED, "official": DONE, "moderator": DONE}
# Everybody above the members.
QUEUE = everyone(
    REFUSED, anonymous=SIGN_IN, official=OK, other_official=OK, caseworker=OK, moderator=OK, administrator=OK
)
CRISIS = {"topic_id": "{topic.id}", "notice": "Boil the water first.", "ends_on": "2999-01-01"}

TRUST = (
    get("/trust", PUBLIC),
    get("/staff/suggestions", QUEUE),
    get("/suggestions/{suggestion.id}", READS_SUGGESTION),
    post("/suggestions/{suggestion.id}", REVIEWS, action="accept", version="{verified_answer.version}"),
    post("/suggestions/{suggestion.id}", REVIEWS, action="decline", words="It says so already."),
    post(
        "/suggestions/{suggestion.id}/withdraw",
        READS_SUGGESTION | {"citizen": DONE, "official": MISSING, "moderator": MISSING},
    ),
    get("/staff/newcomers", staff("moderator")),
    get("/staff/people/{newcomer.id}/remove-posts", staff("moderator")),
    post(
        "/staff/people/{newcomer.id}/remove-posts",
        staff("moderator", outcome=DONE),
        facts="Sold sunglasses in every post.",
    ),
    get("/staff/remove-posts", staff("moderator", outcome=MISSING)),
    post(
        "/staff/remove-posts",
        staff("moderator", outcome=DONE),
        person="{newcomer.id}",
        facts="Sold sunglasses in every post.",
    ),
    post(
        "/staff/remove-posts",
        staff("moderator", outcome=REFUSED),
        person="{people[official].id}",
        facts="Sold sunglasses in every post.",
    ),
    get("/staff/removals", staff("moderator")),
    post("/staff/removals/{removal.id}/undo", staff("moderator", outcome=DONE)),
    get("/staff/crises", staff("moderator", "administrator")),
    post("/staff/crises", staff("moderator", "administrator", outcome=INVALID), **CRISIS),
    post("/staff/crises/{crisis.id}/end", staff("moderator", "administrator", outcome=DONE)),
)  # fmt: skip
