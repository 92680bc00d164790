"""The rows of the pages on which caseworkers work: for those of the department that holds a ticket, and nobody else."""

from datetime import timedelta

from app.core.clock import now
from tests.security.browsers import SIGN_IN
from tests.security.expectations import (
    DONE,
    INVALID,
    MISSING,
    OFFICIALS,
    OK,
    REFUSED,
    everyone,
    get,
    post,
    posting,
    staff,
)

# To its requester a ticket is there, but not theirs to work on; to all others it is not there.
WORKS_ON_IT = everyone(MISSING, anonymous=SIGN_IN, asker=REFUSED, caseworker=DONE)
# Who may not post anything is told so before anything else; what signed-out people typed stays on their screen.
WRITES_FOR_COLLEAGUES = posting(MISSING, anonymous=REFUSED, asker=REFUSED, caseworker=DONE)
NEXT_WEEK = (now() + timedelta(days=7)).date().isoformat()
READ = {"version": "{ticket.version}"}
WAITING = {"version": "{waiting_ticket.version}"}
PASS_ON = {**READ, "department_id": "{other_department.id}", "note": "It is a tree of yours."}
CALL_TAKERS = (*OFFICIALS, "caseworker")
CALLER = {
    "channel": "phone",
    "requester_name": "Karl Hansen",
    "requester_contact": "12 34 56 78",
    "subject": "A hole in the road",
    "body": "It is deep.",
    "topic_id": "{topic.id}",
    "department_id": "{department.id}",
    "posting_key": "0002",
}
CANNED = {"department_id": "{department.id}", "language": "en", "title": "Thanks", "body": "Thank you."}
CASEWORKER_ON_SCREEN = staff("caseworker", outcome=DONE) | {"anonymous": REFUSED}

CASEWORK = (
    get("/tickets/{ticket.reference}/writing", WORKS_ON_IT | {"caseworker": OK}),
    post("/tickets/{ticket.reference}/writing", WORKS_ON_IT | {"caseworker": OK}),
    post(
        "/tickets/{ticket.reference}/notes",
        WRITES_FOR_COLLEAGUES,
        body="He has called twice.",
        posting_key="0001",
    ),
    post("/tickets/{ticket.reference}/claim", WORKS_ON_IT, on="1"),
    post("/tickets/{ticket.reference}/claim", WORKS_ON_IT, on="0"),
    post("/tickets/{ticket.reference}/assignee", WORKS_ON_IT, assignee_id="{people[caseworker].id}", **READ),
    post(
        "/tickets/{ticket.reference}/assignee",
        WORKS_ON_IT | {"caseworker": INVALID},
        assignee_id="{people[other_official].id}",
        **READ,
    ),
    post("/tickets/{ticket.reference}/department", WORKS_ON_IT | {"anonymous": REFUSED}, **PASS_ON),
    post("/tickets/{ticket.reference}/priority", WORKS_ON_IT, priority="urgent", **READ),
    post("/tickets/{ticket.reference}/waiting", WORKS_ON_IT, until=NEXT_WEEK, **READ),
    post("/tickets/{waiting_ticket.reference}/resume", WORKS_ON_IT | {"answerer": REFUSED}, **WAITING),
    post("/tickets/{ticket.reference}/close", WORKS_ON_IT, **READ),
    post("/tickets/{ticket.reference}/links", WORKS_ON_IT, other_reference="{waiting_ticket.reference}"),
    post(
        "/tickets/{ticket.reference}/links/{waiting_ticket.reference}/remove",
        WORKS_ON_IT,
    ),
    get("/staff/tickets/new", staff(*CALL_TAKERS)),
    post("/staff/tickets/new", staff(*CALL_TAKERS) | {"anonymous": REFUSED}, **CALLER),
    post(
        "/staff/tickets/new",
        staff(*CALL_TAKERS, outcome=INVALID) | {"anonymous": REFUSED},
        **{**CALLER, "requester_name": ""},
    ),
    get("/staff/canned-replies", staff("caseworker")),
    get("/staff/canned-replies/new", staff("caseworker")),
    post("/staff/canned-replies/new", CASEWORKER_ON_SCREEN, **CANNED),
    get("/staff/canned-replies/{ids[canned]}", staff("caseworker")),
    post("/staff/canned-replies/{ids[canned]}", CASEWORKER_ON_SCREEN, version="1", **CANNED),
    post("/staff/canned-replies/{ids[canned]}/remove", staff("caseworker", outcome=DONE)),
    get("/staff/break-the-glass", staff("administrator")),
    post(
        "/staff/break-the-glass",
        staff("administrator", outcome=DONE) | {"anonymous": REFUSED},
        reference="{ticket.reference}",
        reason="She is in hospital and her sister asked.",
    ),
)
