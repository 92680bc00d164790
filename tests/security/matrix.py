"""Who gets what from every route: one row for each way of asking, one outcome for each role (see `expectations`)."""

from tests.security.browsers import SIGN_IN
from tests.security.casework_rows import CASEWORK
from tests.security.expectations import (
    CONFLICT,
    DONE,
    FOUND,
    GONE,
    INVALID,
    MISSING,
    MOVED,
    OFFICIALS,
    OK,
    PUBLIC,
    REFUSED,
    STAFF,
    Row,
    everyone,
    get,
    hidden_from_all_but,
    only,
    post,
    posting,
    staff,
)
from tests.security.moderation_rows import MODERATION
from tests.security.publication_rows import PUBLICATIONS
from tests.security.trust_rows import TRUST
from tests.security.world import PASSWORD, REVIEW

SIGNED_IN = everyone(OK, anonymous=SIGN_IN)
SIGNED_IN_DONE = everyone(DONE, anonymous=SIGN_IN)
SIGNED_OUT_ONLY = everyone(FOUND, anonymous=OK)

HOME = (
    get("/", PUBLIC),
    get("/language/da?to=/", everyone(FOUND)),
    get("/language/xx", everyone(MISSING)),
    get("/healthz", PUBLIC),
    get("/readyz", PUBLIC),
    get("/robots.txt", PUBLIC),
    get("/sitemap.xml", PUBLIC),
    get("/sitemap/topics.xml", PUBLIC),
    get("/sitemap/questions-1.xml", PUBLIC),
    get("/sitemap/questions-7.xml", everyone(MISSING)),
)

LISTS = (
    get("/questions", PUBLIC),
    get("/questions?sort=unanswered", PUBLIC),
    get("/questions?sort=verified", PUBLIC),
    get("/questions?sort=asked-for", PUBLIC),
    get("/terms", PUBLIC),
    get("/terms/1", PUBLIC),
    get("/terms/7", everyone(MISSING)),
    get("/moderation/log", PUBLIC),
    get("/moderation/log?kind=hide", PUBLIC),
    get("/moderation/report", PUBLIC),
    get("/moderation/report.csv", PUBLIC),
    get("/topics", PUBLIC),
    get("/topics/{topic.slug}", PUBLIC),
    get("/tags", PUBLIC),
    get("/tags/snow", PUBLIC),
    get("/tags/Snow", everyone(MOVED)),
    get("/departments", PUBLIC),
    get("/departments/{department.slug}", PUBLIC),
    get("/people/{people[asker].id}", PUBLIC),
    get("/people/{people[answerer].id}?show=answers", PUBLIC),
    get("/feeds/questions.atom", PUBLIC),
    get("/topics/{topic.slug}/feed.atom", PUBLIC),
    get("/tags/snow/feed.atom", PUBLIC),
)

# What is hidden is there for its author and for moderators; they may read it, and only moderators bring it back.
SEES_HIDDEN_QUESTION = everyone(MISSING, asker=OK, moderator=OK)
SEES_HIDDEN_ANSWER = everyone(MISSING, answerer=OK, moderator=OK)
SEES_HIDDEN_COMMENT = everyone(MISSING, citizen=OK, moderator=OK)
LOCKED_WHEN_HIDDEN = everyone(MISSING, anonymous=SIGN_IN, asker=CONFLICT, moderator=CONFLICT)
ASK = {
    "title": "Where do I put my old windows?",
    "body": "There are four.",
    "tags": "glass",
    "place": "Torup",
}
ANSWER = {"body": "It is answered on Tuesday.", "hat": "", "posting_key": "0001"}
# A department's hat: who is no official has no such field, and writes as oneself.
AS_DEPARTMENT = {**ANSWER, "hat": "{department.id}"}

ASKING = (
    get("/questions/ask", PUBLIC),
    post("/questions/ask", posting(), action="post", posting_key="0001", **ASK),
    post("/questions/ask", PUBLIC, action="preview", **ASK),
    post("/questions/ask", everyone(DONE, anonymous=SIGN_IN), action="draft", **ASK),
    post("/questions/ask", everyone(DONE), action="discard"),
    get("/questions/similar?title=snow", PUBLIC),
    get("/tags/complete?q=sn", PUBLIC),
    post("/drafts/ask", everyone(204, anonymous=SIGN_IN), **ASK),
    post("/drafts/nonsense", everyone(MISSING, anonymous=SIGN_IN), **ASK),
    get("/search", PUBLIC),
    get("/search?q=snow", PUBLIC),
    get("/search/completions?q=sn", PUBLIC),
)

SHOWING = (
    get("/questions/{question.id}/{question.slug}", PUBLIC),
    get("/questions/{question.id}", everyone(MOVED)),
    get("/questions/{hidden_question.id}/{hidden_question.slug}", SEES_HIDDEN_QUESTION),
    get("/questions/{hidden_question.id}", everyone(MISSING, asker=MOVED, moderator=MOVED)),
    get("/questions/{merged_question.id}/{merged_question.slug}", everyone(FOUND, asker=OK, moderator=OK)),
    get("/answers/{answer.id}", everyone(FOUND)),
    get("/answers/{hidden_answer.id}", everyone(MISSING, answerer=FOUND, moderator=FOUND)),
    get("/comments/{comment.id}", everyone(FOUND)),
    get("/comments/{hidden_comment.id}", everyone(MISSING, citizen=FOUND, moderator=FOUND)),
    get("/posts/{question.id}", everyone(FOUND)),
    get("/posts/{hidden_question.id}", everyone(MISSING, asker=FOUND, moderator=FOUND)),
    get("/questions/thanks/{question.id}", PUBLIC),
    get("/questions/thanks/{hidden_question.id}", SEES_HIDDEN_QUESTION),
)

WRITING = (
    post("/questions/{question.id}/answers", posting(), **ANSWER),
    post("/questions/{question.id}/answers", posting(other_official=INVALID), **AS_DEPARTMENT),
    post("/questions/{closed_question.id}/answers", posting(CONFLICT), **ANSWER),
    post("/questions/{hidden_question.id}/answers", LOCKED_WHEN_HIDDEN, **ANSWER),
    get("/posts/{question.id}/comments", posting(OK)),
    get("/posts/{hidden_question.id}/comments", posting(MISSING, asker=OK, moderator=OK)),
    post("/posts/{question.id}/comments", posting(), **ANSWER),
    post("/posts/{answer.id}/comments", posting(), **ANSWER),
    post("/posts/{answer.id}/comments", posting(other_official=INVALID), **AS_DEPARTMENT),
    post("/posts/{hidden_question.id}/comments", LOCKED_WHEN_HIDDEN, **ANSWER),
    post("/posts/{answer.id}/vote", posting(answerer=REFUSED), value="1"),
    post("/posts/{question.id}/vote", posting(asker=REFUSED), value="-1"),
    post(
        "/posts/{hidden_answer.id}/vote",
        posting(MISSING, answerer=REFUSED, moderator=REFUSED),
        value="1",
    ),
    post("/answers/{answer.id}/accept", only(["asker"], DONE)),
    post("/answers/{accepted_answer.id}/accept", only(["asker"], DONE), on="0"),
    post("/questions/{question.id}/same", posting(asker=REFUSED)),
    post("/questions/{question.id}/watch", SIGNED_IN_DONE),
    post("/questions/{hidden_question.id}/watch", hidden_from_all_but("asker", asker=DONE, moderator=DONE)),
    post("/questions/{question.id}/answers-me", everyone(DONE)),
    post("/questions/{hidden_question.id}/answers-me", everyone(MISSING, asker=DONE, moderator=DONE)),
)

OLD_ADDRESSES = (
    get("/q/{ids[old_question]}", everyone(MOVED)),
    get("/a/{ids[old_question]}", everyone(MOVED)),
    get("/q/{ids[old_hidden_question]}", everyone(MISSING, asker=MOVED, moderator=MOVED)),
)

MAILS = (
    get("/unsubscribe/{secrets[unsubscribe]}", PUBLIC),
    post("/unsubscribe/{secrets[unsubscribe]}", PUBLIC),
    post("/unsubscribe/{secrets[unsubscribe]}", PUBLIC, what="all"),
    get("/unsubscribe/{secrets[CONFIRM_EMAIL]}", everyone(MISSING)),
    post("/unsubscribe/{secrets[CONFIRM_EMAIL]}", everyone(MISSING)),
)

EDIT_QUESTION = {
    "title": "When is the snow cleared away here?",
    "body": "It lies even higher.",
    "tags": "snow",
    "topic_id": "{topic.id}",
    "place": "Market Square",
    "summary": "Said it again",
    "version": "{question.version}",
    "revision": "{question.revision_number}",
}
EDIT = {"body": "It is quite another matter.", "summary": "Said it again", "version": "1", "revision": "1"}

EDITING = (
    get("/posts/{question.id}/edit", posting(OK)),
    post("/posts/{question.id}/edit", posting(), **EDIT_QUESTION),
    get("/posts/{hidden_question.id}/edit", hidden_from_all_but("asker", asker=REFUSED, moderator=OK)),
    get("/posts/{answer.id}/edit", posting(OK)),
    post("/posts/{answer.id}/edit", posting(CONFLICT), **EDIT),
    post("/posts/{answer.id}/edit", posting(), **{**EDIT, "version": "2"}),
    get("/posts/{verified_answer.id}/edit", posting(OK)),
    post("/posts/{verified_answer.id}/edit", posting(), **EDIT),
    post(
        "/posts/{hidden_answer.id}/edit",
        hidden_from_all_but("answerer", answerer=REFUSED, moderator=DONE),
        **EDIT,
    ),
    post("/posts/{comment.id}/edit", only(["citizen"], DONE), **EDIT),
    get("/posts/{question.id}/revisions", PUBLIC),
    get("/posts/{hidden_question.id}/revisions", SEES_HIDDEN_QUESTION),
    get("/posts/{hidden_answer.id}/revisions", SEES_HIDDEN_ANSWER),
    get("/posts/{hidden_comment.id}/revisions", SEES_HIDDEN_COMMENT),
    get("/posts/{answer.id}/revisions/1", everyone(FOUND)),
    get("/posts/{hidden_answer.id}/revisions/1", everyone(FOUND)),
    post("/posts/{answer.id}/revisions/1/restore", posting(), version="2"),
)

DECIDING = (
    get("/posts/{answer.id}/take-down", only(["answerer"], OK)),
    post("/posts/{answer.id}/take-down", only(["answerer"], DONE)),
    post("/posts/{comment.id}/take-down", only(["citizen"], DONE)),
    post("/posts/{verified_answer.id}/take-down", only(["official"], DONE)),
    get(
        "/posts/{hidden_question.id}/restore", hidden_from_all_but("asker", asker=REFUSED, moderator=REFUSED)
    ),
    post(
        "/posts/{hidden_answer.id}/restore",
        hidden_from_all_but("answerer", answerer=REFUSED, moderator=REFUSED),
    ),
    get("/questions/{question.id}/close", only(["official"], OK)),
    post("/questions/{question.id}/close", only(["official"], DONE), reason="It is summer."),
    get("/questions/{question.id}/duplicate", only(["official"], OK)),
    post(
        "/questions/{question.id}/duplicate",
        only(["official"], DONE),
        original="{officials_question.id}",
    ),
    get("/questions/{closed_question.id}/reopen", only(["official"], OK)),
    post("/questions/{closed_question.id}/reopen", only(["official"], DONE)),
)

MAKE_PRIVATE = {"how": "whole", "title": "", "version": "{question.version}"}
MAY_MAKE_PRIVATE = ["asker", "official"]

MAKING_PRIVATE = (
    get("/questions/{question.id}/make-private", only(MAY_MAKE_PRIVATE, OK)),
    post("/questions/{question.id}/make-private", only(MAY_MAKE_PRIVATE, OK), **MAKE_PRIVATE),
    post(
        "/questions/{question.id}/make-private",
        only(MAY_MAKE_PRIVATE, DONE),
        **MAKE_PRIVATE,
        action="do",
    ),
    post(
        "/questions/{hidden_question.id}/make-private",
        hidden_from_all_but("asker", asker=CONFLICT, moderator=REFUSED),
        **{**MAKE_PRIVATE, "version": "1"},
        action="do",
    ),
)

VERIFY = {"source": "The winter plan, page 3", "review_on": REVIEW.isoformat(), "revision": "2"}

VERIFICATION = (
    get("/staff/verification", staff(*OFFICIALS)),
    get("/staff/guard", staff(*OFFICIALS, "moderator", "administrator")),
    get("/answers/{answer.id}/verify", staff("official")),
    post("/answers/{answer.id}/verify", staff("official", outcome=DONE), **VERIFY),
    post("/answers/{hidden_answer.id}/verify", staff() | dict.fromkeys(OFFICIALS, MISSING), **VERIFY),
    get("/answers/{verified_answer.id}/withdraw-verification", staff("official")),
    post(
        "/answers/{verified_answer.id}/withdraw-verification",
        staff("official", outcome=DONE),
        reason="There is a new plan.",
    ),
    get("/answers/{verified_answer.id}/verification", PUBLIC),
    get("/answers/{hidden_answer.id}/verification", SEES_HIDDEN_ANSWER),
)

SEND_ON = {"department_id": "{other_department.id}", "why": "not_ours", "note": "It is about the bins."}

ROUTING = (
    get("/questions/{question.id}/transfer", staff(*OFFICIALS, "moderator")),
    get("/questions/{hidden_question.id}/transfer", staff("moderator") | dict.fromkeys(OFFICIALS, MISSING)),
    post("/questions/{question.id}/transfer", staff("official", "moderator", outcome=DONE), **SEND_ON),
    post(
        "/questions/{hidden_question.id}/transfer",
        staff("moderator", outcome=DONE) | dict.fromkeys(OFFICIALS, MISSING),
        **SEND_ON,
    ),
    post("/questions/{question.id}/claim", staff("official", outcome=DONE), on="1"),
    post("/questions/{hidden_question.id}/claim", staff() | dict.fromkeys(OFFICIALS, MISSING), on="1"),
)

JOINING = (
    get("/sign-up", SIGNED_OUT_ONLY),
    post(
        "/sign-up",
        everyone(FOUND, anonymous=DONE),
        name="Somebody New",
        email="somebody@example.org",
        password=PASSWORD,
    ),
    get("/sign-up/mail", PUBLIC),
    get("/confirm/{secrets[CONFIRM_EMAIL]}", PUBLIC),
    get("/confirm/{secrets[RESET_PASSWORD]}", everyone(GONE)),
    post("/confirm/{secrets[CONFIRM_EMAIL]}", everyone(DONE)),
    post("/confirm/{secrets[CHANGE_EMAIL]}", everyone(GONE)),
    get("/sign-in", SIGNED_OUT_ONLY),
    post("/sign-in", everyone(FOUND, anonymous=DONE), email="citizen@torup.example.org", password=PASSWORD),
    post("/sign-out", everyone(DONE)),
    get("/forgotten", PUBLIC),
    post("/forgotten", everyone(DONE), email="asker@torup.example.org"),
    get("/forgotten/mail", PUBLIC),
    get("/reset/{secrets[RESET_PASSWORD]}", PUBLIC),
    get("/reset/{secrets[CHANGE_EMAIL]}", everyone(GONE)),
    post("/reset/{secrets[RESET_PASSWORD]}", everyone(DONE), password="four green windows hum"),
    post("/reset/{secrets[CONFIRM_EMAIL]}", everyone(GONE), password="four green windows hum"),
)

ACCOUNT = (
    get("/account", SIGNED_IN),
    get("/account/profile", SIGNED_IN),
    post(
        "/account/profile",
        everyone(DONE, anonymous=SIGN_IN, suspended=REFUSED),
        name="Brand New Name",
        about="I live here.",
        language="en",
        version="1",
    ),
    get("/account/password", SIGNED_IN),
    post(
        "/account/password",
        SIGNED_IN_DONE,
        current_password=PASSWORD,
        password="four green windows hum",
    ),
    get("/account/email", SIGNED_IN),
    post("/account/email", SIGNED_IN_DONE, current_password=PASSWORD, email="another@example.org"),
    get("/account/email/{secrets[CHANGE_EMAIL]}", PUBLIC),
    get("/account/email/{secrets[RESET_PASSWORD]}", everyone(GONE)),
    post("/account/email/{secrets[CHANGE_EMAIL]}", everyone(DONE)),
    post("/account/email/{secrets[RESET_PASSWORD]}", everyone(GONE)),
    get("/account/sessions", SIGNED_IN),
    post("/account/sessions/{ids[other_session]}/end", only(["asker"], DONE, MISSING)),
    post("/account/sessions/end-others", SIGNED_IN_DONE),
    get("/account/questions", SIGNED_IN),
    get("/account/answers", SIGNED_IN),
    get("/account/drafts", SIGNED_IN),
    get("/account/watched", SIGNED_IN),
)

ADMINISTRATORS = staff("administrator")
ADMINISTRATORS_DONE = staff("administrator", outcome=DONE)
DEPARTMENT = {
    "slug": "water",
    "name_en": "Water",
    "name_da": "Vand",
    "description_en": "Pipes and wells",
    "contact_en": "Call 1234",
    "version": "1",
}
HOURS = {"hours_0": "9–12, 13–16", "hours_4": "9–14", "timezone": "", "version": "1"}
HOLIDAY = {"day": "2026-12-24", "name": "Christmas Eve", "whose": "all"}
TARGETS = {
    "question_first_reply": "3",
    "question_first_reply_unit": "day",
    "question_resolution_unit": "day",
    "ticket_first_reply_unit": "day",
    "ticket_resolution_unit": "day",
    "version": "1",
}
TOPIC = {
    "slug": "wells",
    "name_en": "Wells",
    "description_en": "All of them",
    "parent_id": "0",
    "department_id": "{department.id}",
    "keywords": "deep",
    "position": "1",
    "version": "1",
}

TERMS = {"text_en": "## Be kind\n\nAlways.", "text_da": "## Vær venlig\n\nAltid."}
ADMINISTRATION = (
    get("/admin", ADMINISTRATORS),
    get("/admin/audit", ADMINISTRATORS),
    get("/admin/terms", ADMINISTRATORS),
    post("/admin/terms", ADMINISTRATORS_DONE, after="1", summary="Shorter", **TERMS),
    get("/admin/departments", ADMINISTRATORS),
    get("/admin/departments/new", ADMINISTRATORS),
    post("/admin/departments/new", ADMINISTRATORS_DONE, **DEPARTMENT),
    get("/admin/departments/{department.id}", ADMINISTRATORS),
    post("/admin/departments/{department.id}", ADMINISTRATORS_DONE, **DEPARTMENT),
    get("/admin/departments/{department.id}/hours", ADMINISTRATORS),
    post("/admin/departments/{department.id}/hours", ADMINISTRATORS_DONE, **HOURS),
    get("/admin/departments/{department.id}/targets", ADMINISTRATORS),
    post("/admin/departments/{department.id}/targets", ADMINISTRATORS_DONE, **TARGETS),
    get("/admin/departments/{department.id}/holidays", ADMINISTRATORS),
    post("/admin/departments/{department.id}/holidays", ADMINISTRATORS_DONE, **HOLIDAY),
    # Without a file, which these browsers do not send.
    post("/admin/departments/{department.id}/holidays/import", staff("administrator", outcome=INVALID)),
    post("/admin/departments/{department.id}/holidays/{ids[holiday]}/remove", ADMINISTRATORS_DONE),
    get("/admin/topics", ADMINISTRATORS),
    get("/admin/topics/new", ADMINISTRATORS),
    post("/admin/topics/new", ADMINISTRATORS_DONE, **TOPIC),
    get("/admin/topics/{topic.id}", ADMINISTRATORS),
    post("/admin/topics/{topic.id}", ADMINISTRATORS_DONE, **TOPIC),
    post("/admin/topics/{other_topic.id}/delete", ADMINISTRATORS_DONE),
    get("/admin/people", ADMINISTRATORS),
    get("/admin/people/{people[citizen].id}", ADMINISTRATORS),
    post(
        "/admin/people/{people[citizen].id}/roles", ADMINISTRATORS_DONE, kind="moderator", department_id="0"
    ),
    post("/admin/roles/{ids[moderators_role]}/revoke", ADMINISTRATORS_DONE),
    post(
        "/admin/people/{people[citizen].id}/suspend",
        ADMINISTRATORS_DONE,
        for_good="y",
        reason="Sold firewood in answers.",
        rule="5",
    ),
    post("/admin/people/{people[suspended].id}/lift", ADMINISTRATORS_DONE),
)

# A ticket is there for whose case it is and for the caseworkers of the department that holds it, and for nobody else.
SEES_TICKET = everyone(MISSING, anonymous=SIGN_IN, asker=OK, caseworker=OK)

READS_ALONG_TOO = SEES_TICKET | {"answerer": OK}
# Its requester and its caseworkers; who may not post anything is told that, whether there is a ticket or not.
WRITES_IN_TICKET = posting(MISSING, anonymous=REFUSED, asker=DONE, caseworker=DONE)
OWN_TICKET = everyone(MISSING, anonymous=SIGN_IN, asker=DONE, caseworker=REFUSED)
ANSWERS_SURVEY = OWN_TICKET | {"anonymous": REFUSED}
NEW_TICKET = {"subject": "The letter about my rent", "body": "It is not mine.", "topic_id": "{topic.id}"}
REPLY = {"body": "Thank you.", "version": "{ticket.version}", "posting_key": "0001"}

TICKETS = (
    get("/tickets", SIGNED_IN),
    get("/tickets?show=closed", SIGNED_IN),
    get("/tickets?show=nonsense", everyone(MISSING, anonymous=SIGN_IN)),
    get("/tickets/new", posting(OK)),
    post("/tickets/new", posting(anonymous=REFUSED), posting_key="0001", **NEW_TICKET),
    post("/tickets/new", posting(INVALID, anonymous=REFUSED), **{**NEW_TICKET, "subject": "Me"}),
    post("/tickets/new", posting(OK, anonymous=REFUSED), **ASK),
    get("/tickets/claim", PUBLIC),
    post(
        "/tickets/claim",
        posting(),
        reference="{secrets[phone_reference]}",
        claim_code="{secrets[claim_code]}",
    ),
    post(
        "/tickets/claim",
        posting(INVALID, asker=DONE),
        reference="{ticket.reference}",
        claim_code="CDFH-JKMN-PRTW",
    ),
    get("/tickets/{ticket.reference}", SEES_TICKET),
    get("/tickets/{waiting_ticket.reference}", READS_ALONG_TOO),
    get("/tickets/{closed_ticket.reference}", SEES_TICKET),
    get("/tickets/{secrets[phone_reference]}", everyone(MISSING, anonymous=SIGN_IN, caseworker=OK)),
    get("/tickets/{ticket.reference}/attachments/{ids[attachment]}", SEES_TICKET),
    get("/tickets/{ticket.reference}/attachments/0", everyone(MISSING, anonymous=SIGN_IN)),
    post("/tickets/{ticket.reference}/messages", WRITES_IN_TICKET, **REPLY),
    post(
        "/tickets/{ticket.reference}/messages",
        WRITES_IN_TICKET | {"asker": CONFLICT},
        **{**REPLY, "version": "1"},
    ),
    post(
        "/tickets/{waiting_ticket.reference}/messages",
        WRITES_IN_TICKET | {"answerer": DONE},
        **{**REPLY, "version": "{waiting_ticket.version}"},
    ),
    post("/tickets/{ticket.reference}/people", OWN_TICKET, email="citizen@torup.example.org"),
    post("/tickets/{ticket.reference}/people/{people[citizen].id}/remove", OWN_TICKET),
    post(
        "/tickets/{waiting_ticket.reference}/people/{people[answerer].id}/remove",
        OWN_TICKET | {"answerer": REFUSED},
    ),
    post(
        "/tickets/{closed_ticket.reference}/survey", ANSWERS_SURVEY, satisfaction="4", words="It took long."
    ),
    post(
        "/tickets/{ticket.reference}/survey",
        ANSWERS_SURVEY | {"asker": CONFLICT},
        satisfaction="4",
        words="It took long.",
    ),
    post("/tickets/{closed_ticket.reference}/reopen", OWN_TICKET | {"caseworker": DONE}),
    post("/tickets/{ticket.reference}/reopen", OWN_TICKET | {"asker": CONFLICT, "caseworker": CONFLICT}),
)

WORKPLACE = (
    get("/staff", staff(*STAFF)),
    get("/staff/questions", staff(*OFFICIALS)),
    post("/staff/questions", staff(*OFFICIALS, outcome=DONE), chosen="{question.id}", to="me"),
    get("/staff/tickets", staff("caseworker")),
    get("/staff/tickets/{ticket.reference}/next", staff("caseworker", outcome=DONE)),
    post(
        "/staff/tickets",
        staff("caseworker", outcome=DONE),
        chosen="{ticket.reference}.{ticket.version}",
        to="me",
    ),
)

ROWS: tuple[Row, ...] = (
    *HOME,
    *LISTS,
    *ASKING,
    *SHOWING,
    *WRITING,
    *OLD_ADDRESSES,
    *MAILS,
    *EDITING,
    *DECIDING,
    *MAKING_PRIVATE,
    *VERIFICATION,
    *ROUTING,
    *WORKPLACE,
    *JOINING,
    *ACCOUNT,
    *ADMINISTRATION,
    *TICKETS,
    *MODERATION,
    *TRUST,
    *CASEWORK,
    *PUBLICATIONS,
)
